// Texts of migrations that landed and were edited: whichever a shop has applied, it ends with the tables and rows of a new one.
using System.Reflection;
using Cartwright.Analytics;
using Cartwright.Carts;
using Cartwright.Kernel;
using Cartwright.Unit.House;

namespace Cartwright.Unit.Upgrades;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class EarlierTextsTests
{
    private const string Link =
        "INSERT INTO carts(user_id, version, guest, created_ms, updated_ms, expires_ms, lines) VALUES ('u', 1, 0, 1, 7200000, 3, 0)";

    [Theory]
    [InlineData(
        "Carts",
        "002-carts-for-the-shop@25579ed1056a66fa",
        Link + ";INSERT INTO cart_links(token_hash, user_id, kind, created_ms, expires_ms, used_ms) VALUES ('h', 'u', 'view', 1, 2, 1)",
        "SELECT token_hash || guest || expires_ms FROM cart_links UNION ALL SELECT user_id || updated_hour FROM carts ORDER BY 1",
        "h02 u2"
    )]
    [InlineData("Carts", "002-carts-for-the-shop@29b7c9e936627196", Link, "SELECT user_id || updated_ms FROM carts", "u7200000")]
    [InlineData(
        "Analytics",
        "003-sums@58bc715a47687827",
        "INSERT INTO order_fact(order_id, user_id, status, sequence, currency, lines, placed_ms, confirmed_ms, refunded_ms, units, gross, discount) VALUES ('o', 'u', 'returned', 3, 'USD', '[]', 1, 2, 3, 1, 500, 0)",
        "SELECT kind || gross FROM order_sum ORDER BY 1",
        "refund500 sale500"
    )]
    public async Task It_ends_with_the_tables_of_a_new_shop(string module, string text, string rows, string look, string seen)
    {
        var assembly = module == "Carts" ? typeof(CartsModule).Assembly : typeof(AnalyticsModule).Assembly;
        var name = text[..text.IndexOf('@', StringComparison.Ordinal)] + ".sql";
        var then = Migration
            .From(assembly)
            .TakeWhile(migration => migration.Name != name)
            .Append(new Migration(name, await File.ReadAllTextAsync(Path.Combine(Texts(), module, text + ".sql"))))
            .ToList();
        await using var shop = await UnpackedShop.Of(null);
        await using var fresh = await UnpackedShop.Of(null);
        await shop.Make(Lower(module), then, rows);
        Assert.Single((await shop.Plans()).SelectMany(plan => plan.Earlier));
        await shop.Open();
        await fresh.Open();
        Assert.Equal(await fresh.Tables(), await shop.Tables());
        await using var sql = await Sql.Beside(shop.Dialect, Lower(module));
        Assert.Equal(seen, string.Join(' ', await sql.Query(look, row => row.GetString(0))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_kernels_second_that_is_its_third_today_is_known_again(bool besideTheOtherSecond)
    {
        await using var shop = await UnpackedShop.Of(null);
        await using var fresh = await UnpackedShop.Of(null);
        await fresh.Open();
        await shop.Make("carts", Migration.From(typeof(CartsModule).Assembly), null);
        await using (var sql = await Sql.Beside(shop.Dialect, "carts"))
        {
            await sql.Query(
                "DELETE FROM migrations WHERE name IN ('kernel-004-parked.sql', 'kernel-005-page-checksums.sql') RETURNING name",
                row => row.GetString(0)
            );
            await sql.Query(
                "UPDATE migrations SET name = 'kernel-002-waiting-and-sent.sql' WHERE name = 'kernel-003-waiting-and-sent.sql' RETURNING name",
                row => row.GetString(0)
            );
            await sql.Query("DROP INDEX inbox_waiting_parked", row => row.GetString(0));
            if (!besideTheOtherSecond)
            {
                await sql.Query(
                    "DELETE FROM migrations WHERE name = 'kernel-002-commit-marks.sql' RETURNING name",
                    row => row.GetString(0)
                );
                await sql.Query(
                    shop.Dialect.Name == "sqlite" ? "SELECT 1 WHERE 1 = 0" : "DROP TABLE commit_marks",
                    row => row.GetString(0)
                );
            }
        }

        await shop.Open();
        Assert.Equal(await fresh.Tables(), await shop.Tables());
        Assert.DoesNotContain(await shop.Plans(), plan => plan.HasWork);
    }

    [Fact]
    public void Every_earlier_text_that_is_carried_on_is_tried_here()
    {
        var carried = Directory
            .EnumerateFiles(Path.Combine(RulesTests.Root(), "src", "Modules"), "*@*.sql", SearchOption.AllDirectories)
            .Where(file =>
                file.Contains("/Migrations/Earlier/", StringComparison.Ordinal)
                && File.ReadAllText(file).Contains("-- is: ", StringComparison.Ordinal)
                && !file.Contains("/bin/", StringComparison.Ordinal)
            )
            .Select(file => Path.GetFileNameWithoutExtension(file)!);
        var tried = typeof(EarlierTextsTests)
            .GetMethod(nameof(It_ends_with_the_tables_of_a_new_shop))!
            .GetCustomAttributes<InlineDataAttribute>()
            .Select(data => (string)data.Data[1]!);
        Assert.Equal(carried.Order(StringComparer.Ordinal), tried.Order(StringComparer.Ordinal));
    }

    private static string Texts() => Path.Combine(RulesTests.Root(), "tests", "Unit", "Upgrades", "Texts");

    private static string Lower(string module) => module.ToLowerInvariant();
}
