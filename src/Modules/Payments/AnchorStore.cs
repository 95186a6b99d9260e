// How far the chain of orders has come, for Ordering: the one thing here that is not about money, because a proof must lie in two
// databases.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Payments;

/// <summary>Keeps anchors.</summary>
public sealed class AnchorStore([FromKeyedServices("payments")] Database database, TimeProvider clock)
{
    /// <summary>Keeps the number and its head where it is the highest so far, and answers what is kept.</summary>
    public async ValueTask<KeepAnchorReply> Keep(string name, long number, string head, CancellationToken cancel)
    {
        if (number > 0)
        {
            await database.Write(
                tx =>
                    tx.Execute(
                        """
                        INSERT INTO anchors(name, number, head, at_ms) VALUES ($1, $2, $3, $4)
                        ON CONFLICT (name) DO UPDATE SET number = excluded.number, head = excluded.head, at_ms = excluded.at_ms WHERE anchors.number < excluded.number
                        """,
                        name,
                        number,
                        head,
                        clock.GetUtcNow().ToUnixTimeMilliseconds()
                    ),
                cancel
            );
        }

        return await database.Read(sql => Find(sql, name)) is { } kept
            ? new() { Number = kept.Number, Head = kept.Head }
            : new KeepAnchorReply();
    }

    /// <summary>What is kept, or null.</summary>
    public static async ValueTask<(long Number, string Head)?> Find(Sql sql, string name) =>
        await sql.First(
            "SELECT number, head FROM anchors WHERE name = $1",
            row => ((long Number, string Head)?)(row.GetInt64(0), row.GetString(1)),
            name
        );
}
