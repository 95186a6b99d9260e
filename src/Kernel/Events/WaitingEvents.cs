// Events that wait for another try, and those that were parked because five tries, or none at all, could help.
using System.Security.Cryptography;

namespace Cartwright.Kernel;

internal static class WaitingEvents
{
    private const int ErrorCharsKept = 1_000;

    /// <summary>
    /// A message that is no event, in the shape of one: without a source, its raw text as data, and named by its place and content.
    /// </summary>
    public static Event NoEvent(string place, string topic, ReadOnlySpan<byte> envelope, DateTimeOffset now) =>
        new(
            $"{place}#{Convert.ToHexStringLower(SHA256.HashData(envelope)[..4])}",
            topic,
            Subject: string.Empty,
            Source: string.Empty,
            now,
            TraceParent: null,
            CloudEvents.Show(envelope)
        );

    /// <summary>Keeps an event once; answers how many rows it added.</summary>
    public static ValueTask<int> Keep(Transaction transaction, Event e, int tries, DateTimeOffset next, string error, bool dead) =>
        transaction.Execute(
            $"""
            INSERT INTO {transaction.Own}inbox_waiting(event_id, topic, subject, source, time_ms, trace_parent, data, tries, next_ms, error, dead)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (event_id) DO NOTHING
            """,
            e.Id,
            e.Topic,
            e.Subject,
            e.Source,
            e.Time.ToUnixTimeMilliseconds(),
            e.TraceParent,
            e.Data,
            tries,
            next.ToUnixTimeMilliseconds(),
            Shown(error),
            dead
        );

    /// <summary>
    /// What may be tried now. Only the first event of a subject may: those behind it wait their turn. Where several processes share the
    /// table, each gets others, and a subject whose first event one of them has in hand is nobody else's.
    /// </summary>
    public static async ValueTask<IReadOnlyList<(Event Event, int Tries)>> Due(Transaction transaction, DateTimeOffset now, int max) =>
        await transaction.Query(
            $"""
            SELECT event_id, topic, subject, source, time_ms, trace_parent, data, tries FROM {transaction.Own}inbox_waiting w
            WHERE dead = 0 AND next_ms <= $1
              AND NOT EXISTS (SELECT 1 FROM {transaction.Own}inbox_waiting f WHERE f.subject = w.subject AND f.dead = 0 AND f.number < w.number)
            ORDER BY number LIMIT $2 {transaction.Dialect.ForOne}
            """,
            row => (Event: OutboxRelay.Map(row, 0), Tries: row.GetInt32(7)),
            now.ToUnixTimeMilliseconds(),
            max
        );

    public static ValueTask Done(Transaction transaction, Event e) =>
        transaction.Send($"DELETE FROM {transaction.Own}inbox_waiting WHERE event_id = $1", e.Id);

    public static ValueTask Failed(Transaction transaction, Event e, int tries, DateTimeOffset next, string error, bool dead) =>
        transaction.Send(
            $"UPDATE {transaction.Own}inbox_waiting SET tries = $2, next_ms = $3, error = $4, dead = $5 WHERE event_id = $1",
            e.Id,
            tries,
            next.ToUnixTimeMilliseconds(),
            Shown(error),
            dead
        );

    /// <summary>How many wait.</summary>
    public static ValueTask<long> Count(Sql sql) => sql.Number($"SELECT COUNT(*) FROM {sql.Own}inbox_waiting WHERE dead = 0");

    // No engine of ours is asked to hold a NUL in a text.
    private static string Shown(string error) =>
        error[..Math.Min(error.Length, ErrorCharsKept)].Replace("\0", "\uFFFD", StringComparison.Ordinal);
}
