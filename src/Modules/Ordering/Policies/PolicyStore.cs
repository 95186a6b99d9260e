// Every version of the shop's texts that was ever shown: an order names what was agreed to by its hash, and the words must be had for it.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>A version as it is kept.</summary>
/// <param name="SinceMs">When the shop first showed it.</param>
public sealed record KeptPolicy(Policy Policy, long SinceMs);

/// <summary>Keeps them.</summary>
public sealed class PolicyStore([FromKeyedServices("ordering")] Database database, ShopPolicies policies, [Steady] TimeProvider clock)
{
    private const string Columns = "name, title, version, text, sample, since_ms";

    private volatile Kept? today;

    /// <summary>
    /// The texts of today, each kept from the first time on that it is asked for: nobody can agree to one that is not.
    /// </summary>
    public async ValueTask<IReadOnlyList<KeptPolicy>> Today()
    {
        var all = policies.All;
        if (today is { } known && ReferenceEquals(known.Of, all))
        {
            return known.Policies;
        }

        if (all.Count > 0)
        {
            await database.Write(async tx =>
            {
                var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
                foreach (var one in all)
                {
                    await tx.Execute(
                        "INSERT INTO policies(name, title, version, text, sample, since_ms) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name, version) DO NOTHING",
                        one.Name,
                        one.Title,
                        one.Version,
                        one.Text,
                        one.IsSample ? 1 : 0,
                        now
                    );
                }

                return true;
            });
        }

        var found = new List<KeptPolicy>();
        foreach (var one in all)
        {
            found.Add((await Find(one.Name, one.Version))!);
        }

        today = new(all, found);
        return found;
    }

    /// <summary>A version that was ever shown, or null.</summary>
    public ValueTask<KeptPolicy?> Find(string name, string version) =>
        database.Read(sql =>
            sql.First(
                $"SELECT {Columns} FROM policies WHERE name = $1 AND version = $2",
                row => new KeptPolicy(
                    new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4) == 1),
                    row.GetInt64(5)
                ),
                name,
                version
            )
        );

    private sealed record Kept(IReadOnlyList<Policy> Of, IReadOnlyList<KeptPolicy> Policies);
}
