// What parked events say of somebody who is erased: it goes when the module hears of the erasure, whose subject is theirs.
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts;

namespace Cartwright.Kernel;

/// <summary>What becomes of parked events when a person is erased.</summary>
public static class ErasedPersons
{
    /// <summary>In the place of what the failure of such an event said, which may quote the event.</summary>
    public const string Error = "It failed before what it said of a person was erased.";

    private static readonly string[] OfPersons = ["email", "name", "recipient", "reason", "language"];

    // Without the person nothing is left to do for them.
    private static readonly string[] Letters =
    [
        Topics.OrderNotification,
        Topics.AccountNotification,
        Topics.CartReminder,
        Topics.VendorApplication,
    ];

    /// <summary>Whether a topic tells of an erasure.</summary>
    public static bool Told(string topic) => topic is Topics.OrderErased or Topics.UserErased;

    /// <summary>
    /// Tells the log of erasures what this transaction erased; nothing where it was no row, or no log is kept of the erasure.
    /// </summary>
    public static ValueTask Tell(Transaction transaction, string? erasureId, string module, long atMs, params ForgottenRows[] rows)
    {
        var some = rows.Where(one => one.Rows > 0).ToList();
        return erasureId is null || some.Count == 0
            ? ValueTask.CompletedTask
            : transaction.Publish(Topics.PersonForgotten, erasureId, new PersonForgotten(erasureId, module, some, atMs));
    }

    /// <summary>
    /// Takes the person out of the parked events of a subject; what asks for nothing but a letter, and what nobody was believed for, goes.
    /// The others stay to be replayed: a sale is counted whoever bought. Earlier events of the subject that still waited have been carried
    /// out or parked by then: it waited behind them.
    /// </summary>
    public static async ValueTask Forget(Transaction transaction, string subject)
    {
        var parked = await transaction.Query(
            $"SELECT event_id, topic, data, error FROM {transaction.Own}inbox_waiting WHERE subject = $1 AND dead = 1",
            row => (Id: row.GetString(0), Topic: row.GetString(1), Data: row.GetString(2), Error: row.GetString(3)),
            subject
        );
        foreach (var (id, topic, data, error) in parked)
        {
            var bare = error.StartsWith(EventSeal.NotBelieved, StringComparison.Ordinal) ? null : Without(topic, data);
            await (
                bare is null
                    ? transaction.Send($"DELETE FROM {transaction.Own}inbox_waiting WHERE event_id = $1", id)
                    : transaction.Send(
                        $"UPDATE {transaction.Own}inbox_waiting SET data = $2, error = $3 WHERE event_id = $1",
                        id,
                        bare,
                        Error
                    )
            );
        }
    }

    /// <summary>An event's data without persons, or null when nothing is left of it.</summary>
    public static string? Without(string topic, string data)
    {
        try
        {
            if (Letters.Contains(topic) || JsonNode.Parse(data) is not JsonObject read)
            {
                return null;
            }

            Empty(read);
            return read.ToJsonString();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Empty(JsonObject read)
    {
        foreach (var (name, value) in read.ToList())
        {
            if (value is JsonObject inner)
            {
                Empty(inner);
            }
            else if (value is not null && OfPersons.Contains(name))
            {
                read[name] = string.Empty;
            }
        }
    }
}
