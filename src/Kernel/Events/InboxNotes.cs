// The ids of events already taken in, and in the same round trip which subjects must wait.
namespace Cartwright.Kernel;

internal static class InboxNotes
{
    /// <summary>Remembers the ids; answers those that were not known yet, and the subjects that have an earlier event waiting.</summary>
    /// <param name="mayWait">False when this process is the only one and knows that nothing waits.</param>
    public static async ValueTask<(HashSet<string> Unknown, HashSet<string> Held)> Take(
        Transaction transaction,
        IReadOnlyList<Event> events,
        DateTimeOffset now,
        bool mayWait
    )
    {
        var ids = events.Select(e => e.Id).ToArray();
        var subjects = events.Select(e => e.Subject).Distinct(StringComparer.Ordinal).ToArray();
        if (transaction.Dialect.OneProcess)
        {
            var unknown = await transaction.Query(
                $"INSERT INTO {transaction.Own}inbox(event_id, received_ms) SELECT e.value, $2 FROM {transaction.Dialect.Each(1)} WHERE true "
                    + "ON CONFLICT DO NOTHING RETURNING event_id",
                row => row.GetString(0),
                ids,
                now.ToUnixTimeMilliseconds()
            );
            return (Set(unknown), mayWait ? await Held(transaction, subjects) : new(StringComparer.Ordinal));
        }

        var rows = await transaction.Query(
            $"""
            WITH taken AS (
                INSERT INTO {transaction.Own}inbox(event_id, received_ms) SELECT e.value, $2 FROM unnest($1) AS e(value)
                ON CONFLICT DO NOTHING RETURNING event_id)
            SELECT event_id, 1 FROM taken UNION ALL SELECT DISTINCT subject, 0 FROM {transaction.Own}inbox_waiting WHERE dead = 0 AND subject = ANY($3)
            """,
            row => (Text: row.GetString(0), Taken: row.GetInt32(1) == 1),
            ids,
            now.ToUnixTimeMilliseconds(),
            subjects
        );
        var taken = Set(rows.Where(row => row.Taken).Select(row => row.Text));

        // An id that was known may have been another process's a moment ago, whose effect failed while this statement waited for it: what
        // it kept is not in what this statement saw. A broker repeats from what is not acknowledged, so that an event never comes without
        // those it must wait for.
        return (
            taken,
            taken.Count == Set(ids).Count ? Set(rows.Where(row => !row.Taken).Select(row => row.Text)) : await Held(transaction, subjects)
        );
    }

    /// <summary>The subjects of these that have an event waiting.</summary>
    public static async ValueTask<HashSet<string>> Held(Transaction transaction, string[] subjects) =>
        Set(
            await transaction.Query(
                $"SELECT DISTINCT subject FROM {transaction.Own}inbox_waiting WHERE dead = 0 AND {transaction.Dialect.In("subject", 1)}",
                row => row.GetString(0),
                subjects
            )
        );

    private static HashSet<string> Set(IEnumerable<string> texts) => new(texts, StringComparer.Ordinal);
}
