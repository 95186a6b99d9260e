// All SQL of what comparing the books has found.
using System.Data.Common;
using System.Text.Json;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>What has become of a difference.</summary>
public static class DifferenceState
{
    /// <summary>It stands: people must look.</summary>
    public const string Open = "open";

    /// <summary>The provider knew more, and the shop's book has learned it.</summary>
    public const string Repaired = "repaired";

    /// <summary>It was open, and the books have come to agree.</summary>
    public const string Gone = "gone";
}

/// <summary>A difference that was found.</summary>
public sealed record FoundDifference(
    LedgerPlace Place,
    string Provider,
    string State,
    LedgerEntry? Ours,
    LedgerEntry? Theirs,
    long FoundMs,
    long SeenMs
);

/// <summary>Rows of <c>payment_differences</c>: one a movement, never taken out.</summary>
internal static class DifferenceStore
{
    private const string Columns = "payment_id, kind, reference, provider, state, ours, theirs, found_ms, seen_ms";

    /// <summary>Notes what was found, or found again.</summary>
    public static ValueTask Note(Transaction tx, FoundDifference d) =>
        tx.Send(
            $"""
            INSERT INTO payment_differences({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (payment_id, kind, reference) DO UPDATE SET state = excluded.state, ours = excluded.ours, theirs = excluded.theirs, seen_ms = excluded.seen_ms
            """,
            d.Place.PaymentId,
            d.Place.Kind,
            d.Place.Reference,
            d.Provider,
            d.State,
            d.Ours is null ? null : JsonSerializer.Serialize(d.Ours, Event.Json),
            d.Theirs is null ? null : JsonSerializer.Serialize(d.Theirs, Event.Json),
            d.FoundMs,
            d.SeenMs
        );

    public static ValueTask Close(Transaction tx, LedgerPlace place, long nowMs) =>
        tx.Send(
            "UPDATE payment_differences SET state = 'gone', seen_ms = $4 WHERE payment_id = $1 AND kind = $2 AND reference = $3 AND state = 'open'",
            place.PaymentId,
            place.Kind,
            place.Reference,
            nowMs
        );

    public static ValueTask<long> Open(Sql sql) => sql.Number("SELECT COUNT(*) FROM payment_differences WHERE state = 'open'");

    /// <summary>Those of one state, by payment.</summary>
    public static ValueTask<List<FoundDifference>> List(Sql sql, string state, LedgerPlace after, int limit) =>
        sql.Query(
            $"""
            SELECT {Columns} FROM payment_differences WHERE state = $1 AND (payment_id, kind, reference) > ($2, $3, $4)
            ORDER BY payment_id, kind, reference LIMIT $5
            """,
            Map,
            state,
            after.PaymentId,
            after.Kind,
            after.Reference,
            limit
        );

    private static FoundDifference Map(DbDataReader row) =>
        new(
            new(row.GetString(0), row.GetString(1), row.GetString(2)),
            row.GetString(3),
            row.GetString(4),
            Entry(row, 5),
            Entry(row, 6),
            row.GetInt64(7),
            row.GetInt64(8)
        );

    private static LedgerEntry? Entry(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : JsonSerializer.Deserialize<LedgerEntry>(row.GetString(column), Event.Json);
}
