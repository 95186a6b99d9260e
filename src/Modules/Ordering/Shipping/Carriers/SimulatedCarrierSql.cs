// The SQL of the simulated carrier's labels.
using System.Data.Common;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>A label of the simulated carrier.</summary>
/// <param name="TrackingNumber">Null of a request that was given back before it came.</param>
internal sealed record SimulatedLabel(string? TrackingNumber, long BoughtMs, long? CancelledMs);

internal static class SimulatedCarrierSql
{
    private const string Columns = "tracking_number, bought_ms, cancelled_ms";

    public static ValueTask<SimulatedLabel?> Find(Sql sql, string requestId) =>
        sql.First($"SELECT {Columns} FROM simulated_labels WHERE request_id = $1", Map, requestId);

    public static ValueTask<SimulatedLabel?> ByNumber(Sql sql, string number) =>
        sql.First($"SELECT {Columns} FROM simulated_labels WHERE tracking_number = $1", Map, number);

    public static ValueTask Add(Transaction tx, string requestId, string? number, long atMs, long? cancelledMs) =>
        tx.Send(
            "INSERT INTO simulated_labels(request_id, tracking_number, bought_ms, cancelled_ms) VALUES ($1, $2, $3, $4)",
            requestId,
            number,
            atMs,
            cancelledMs
        );

    public static ValueTask Cancel(Transaction tx, string requestId, long atMs) =>
        tx.Send("UPDATE simulated_labels SET cancelled_ms = $2 WHERE request_id = $1", requestId, atMs);

    private static SimulatedLabel Map(DbDataReader row) =>
        new(row.IsDBNull(0) ? null : row.GetString(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetInt64(2));
}
