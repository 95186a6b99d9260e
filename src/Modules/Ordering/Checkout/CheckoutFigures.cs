// Orders whose work is not finished, by what they wait for: what an alarm about stuck checkouts rings on.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>The backlog of checkouts.</summary>
public sealed class CheckoutFigures([FromKeyedServices("ordering")] Database database, [Steady] TimeProvider clock) : IBacklog
{
    private const string AfterSale = "after_sale";

    private static readonly BacklogGauge Open = new(
        "cartwright.checkout.open",
        "{order}",
        "Orders with unfinished work by its state; 10,000 of all states together are counted.",
        "state"
    );

    private static readonly BacklogGauge Age = new(
        "cartwright.checkout.age",
        "s",
        "Age of the unfinished order that nobody has moved for longest, by the state of its work.",
        "state"
    );

    private static readonly string[] States = ["paying", "compensating", "cancelling", "returning", AfterSale];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<BacklogFigure>> Look(CancellationToken cancel) =>
        await database.Read(async sql =>
        {
            // Both conditions have a small index of their own, of unfinished orders only.
            var rows = await sql.Query(
                $"""
                SELECT state, COUNT(*), MIN(updated_ms) FROM (
                    SELECT checkout AS state, updated_ms FROM orders WHERE checkout <> 'done' ORDER BY due_ms LIMIT {Limits.BacklogCountedMax}) c GROUP BY state
                """,
                row => (State: row.GetString(0), Count: row.GetInt64(1), OldestMs: row.GetInt64(2))
            );
            rows.AddRange(
                await sql.Query(
                    $"""
                    SELECT COUNT(*), COALESCE(MIN(updated_ms), 0) FROM (
                        SELECT updated_ms FROM orders WHERE busy = 1 AND checkout = 'done' ORDER BY due_ms LIMIT {Limits.BacklogCountedMax}) c
                    """,
                    row => (State: AfterSale, Count: row.GetInt64(0), OldestMs: row.GetInt64(1))
                )
            );
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            var figures = new List<BacklogFigure>();
            foreach (var state in States)
            {
                var row = rows.Find(one => one.State == state);
                figures.Add(new(Open, state, row.Count));
                figures.Add(new(Age, state, row.Count == 0 ? 0 : Math.Max(0, now - row.OldestMs) / 1000.0));
            }

            return (IReadOnlyList<BacklogFigure>)figures;
        });
}
