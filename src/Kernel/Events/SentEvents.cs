// What was published stays for a while where the broker may still forget it.
namespace Cartwright.Kernel;

internal static class SentEvents
{
    private const string Columns = "number, event_id, topic, subject, source, time_ms, trace_parent, data";

    /// <summary>Takes published events out of the outbox; keeps them until the broker can no longer forget them.</summary>
    public static async ValueTask<bool> Sent(Transaction transaction, long[] numbers, DateTimeOffset now, TimeSpan mayForget)
    {
        var these = transaction.Dialect.In("number", 1);
        if (mayForget > TimeSpan.Zero)
        {
            // Another process may have published and kept them already.
            await transaction.Send(
                $"INSERT INTO {transaction.Own}outbox_sent({Columns}, sent_ms) SELECT {Columns}, $2 FROM {transaction.Own}outbox "
                    + $"WHERE {these} ON CONFLICT (number) DO NOTHING",
                numbers,
                now.ToUnixTimeMilliseconds()
            );
            await transaction.Send(
                $"DELETE FROM {transaction.Own}outbox_sent WHERE sent_ms < $1",
                (now - mayForget).ToUnixTimeMilliseconds()
            );
        }

        await transaction.Execute($"DELETE FROM {transaction.Own}outbox WHERE {these}", numbers);
        return true;
    }

    /// <summary>
    /// Puts all that is kept back into the outbox, at its old places. What another process keeps meanwhile stays for its own turn.
    /// </summary>
    public static async ValueTask<bool> BringBack(Transaction transaction)
    {
        await transaction.Send(
            $"INSERT INTO {transaction.Own}outbox({Columns}) SELECT {Columns} FROM {transaction.Own}outbox_sent WHERE true "
                + "ON CONFLICT (number) DO NOTHING"
        );
        await transaction.Execute($"DELETE FROM {transaction.Own}outbox_sent WHERE number IN (SELECT number FROM {transaction.Own}outbox)");
        return true;
    }
}
