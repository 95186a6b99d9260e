// The tables of every version's shop, brought to today's: no row is lost, and they end as a new shop's begin.
using Cartwright.Kernel;
using Cartwright.Servers;

namespace Cartwright.Unit.Upgrades;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class KeptShopTests
{
    /// <summary>Tables whose rows went into another: no row is lost there either.</summary>
    private static readonly Dictionary<string, string> Became = new(StringComparer.Ordinal)
    {
        ["promotions.coupons"] = "promotions.promotions",
        ["promotions.redemptions"] = "promotions.uses",
    };

    // A start writes these itself.
    private static readonly string[] Own = [".migrations", ".commit_marks"];

    public static TheoryData<string> Versions => [.. Here.Select(shop => shop.Version)];

    /// <summary>Each version as it kept its files, and as its modules share one.</summary>
    public static TheoryData<string, bool> Shops =>
        [
            .. Here.SelectMany(
                _ => TestDatabase.ByDefaultOnPostgres ? new[] { false } : [false, true],
                (shop, isPlace) => (shop.Version, isPlace)
            ),
        ];

    private static IEnumerable<KeptShop> Here => KeptShop.All.Where(shop => shop.HasPostgres || !TestDatabase.ByDefaultOnPostgres);

    [Theory]
    [MemberData(nameof(Shops))]
    public async Task No_row_is_lost_and_the_tables_are_a_new_shops(string version, bool isPlace)
    {
        await using var kept = await UnpackedShop.Of(version, isPlace);
        await using var fresh = await UnpackedShop.Of(null, kept.IsPlace);
        var before = await kept.Rows();
        Assert.True(before["ordering.orders"] > 9 && before["identity.users"] > 3, "The kept shop is empty.");
        await kept.Open();
        var after = await kept.Rows();
        Assert.Equal(
            [],
            before
                .Where(table => !Own.Any(own => table.Key.EndsWith(own, StringComparison.Ordinal)))
                .Select(table =>
                    (
                        Then: table.Key,
                        Had: table.Value,
                        Has: after.GetValueOrDefault(
                            after.ContainsKey(table.Key) ? table.Key : Became.GetValueOrDefault(table.Key, table.Key)
                        )
                    )
                )
                .Where(table => table.Had != table.Has)
                .Select(table => $"{table.Then} had {table.Had} rows, has {table.Has}")
        );
        await fresh.Open();
        Assert.Equal(await fresh.Tables(), await kept.Tables());
        Assert.DoesNotContain(await kept.Plans(), plan => plan.HasWork);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_version_that_does_not_know_one_of_the_migrations_is_refused_in_words_and_changes_nothing(string version)
    {
        await using var kept = await UnpackedShop.Of(version);
        await using (var sql = await Sql.Beside(kept.Dialect, "notifications"))
        {
            await sql.Query(
                $"INSERT INTO {sql.Own}migrations(name, hash, applied_ms) VALUES ('999-of-tomorrow.sql', 'aa', 1) RETURNING name",
                row => row.GetString(0)
            );
        }

        var before = (await kept.Rows(), await kept.Tables());
        var refused = await Assert.ThrowsAsync<ConfigurationRefused>(kept.Open);
        Assert.StartsWith(
            "The data of notifications was written by a newer version: it has the migration '999-of-tomorrow.sql'. Start that version",
            refused.Message,
            StringComparison.Ordinal
        );
        var after = (await kept.Rows(), await kept.Tables());
        Assert.Equal(before.Item1, after.Item1);
        Assert.Equal(before.Item2, after.Item2);
    }
}
