// A demo begins with ninety days behind it: real ones, the same each time, and never twice.
using System.Text.Json.Nodes;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.Once)]
[Trait(HostProcess.Data, HostProcess.OnDisk)]
public sealed class DemoPastTests
{
    private static readonly string[] Options = ["--demo", "--set", "Demo:History=true", "--set", "Catalog:Search=sql"];

    [Fact]
    public async Task A_first_start_makes_a_past_in_which_all_books_agree_and_a_second_start_leaves_it_as_it_is()
    {
        await using var host = await HostProcess.StartOne(Options);
        Assert.Matches(@"past      \d+ orders of 90 days", await host.Said("password Passw0rd!demo"));
        var admin = await Api.At(host).Admin();
        var orders = await admin.All("/api/orders");
        Assert.InRange(orders.Count, 450, 1_200);
        Assert.True(orders.Select(order => (string)order["status"]!).Distinct().Count() >= 6);
        Assert.True(orders.Select(order => (string)order["user_id"]!).Distinct().Count() > 150);

        // It grows, people sleep at night, and nothing happens later than now.
        var times = orders.Select(order => (DateTimeOffset)order["created_at"]!).Order().ToList();
        Assert.True(times.Count(at => at > times[^1] - TimeSpan.FromDays(30)) > times.Count(at => at < times[0] + TimeSpan.FromDays(30)));
        Assert.True(times.Count(at => at.Hour is 19 or 20) > 5 * times.Count(at => at.Hour is 3 or 4));
        Assert.True(times[^1] <= DateTimeOffset.UtcNow);

        // What was sold has been brought again, so that stock is what the documents say.
        foreach (var (product, units) in new[] { ("1", 97L), ("60", 0L), ("101", 197L) })
        {
            Assert.Equal(units, (await admin.Stock(product)).OnHand);
        }

        Assert.Empty(await admin.All("/api/payments/reconciliation"));
        var papers = (await admin.All("/api/papers")).Select(paper => (string)paper["number"]!).Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(papers);
        foreach (var series in papers.GroupBy(number => number[..number.LastIndexOf('-')]))
        {
            Assert.Equal(
                Enumerable.Range(1, series.Count()),
                series.Select(number =>
                    int.Parse(number[(number.LastIndexOf('-') + 1)..], System.Globalization.CultureInfo.InvariantCulture)
                )
            );
        }

        var (code, said) = await HostProcess.Run("verify", "--data", host.Folder);
        Assert.True(code == 0, said);
        Assert.Contains("Everything holds.", said, StringComparison.Ordinal);

        await host.Terminate();
        await host.Again();
        Assert.Equal(orders.Count, (await (await Api.At(host).Admin()).All("/api/orders")).Count);
        Assert.False(Directory.Exists(Path.Combine(host.Folder, "demo-past")));
    }

    [Fact]
    public async Task A_start_that_is_killed_on_the_way_is_made_good_by_the_next_with_the_same_sums_as_another_shops()
    {
        await using var other = await HostProcess.StartOne(Options);
        var folder = HostProcess.NewFolder();
        using var shop = new ShopProcess(["--data", folder, .. Options]);
        shop.Launch();
        var making = Path.Combine(folder, "demo-past", "shop.db");
        for (var until = DateTime.UtcNow + Api.Patience; !File.Exists(making) || new FileInfo(making).Length < 1_000_000; await Api.Pause())
        {
            Assert.True(DateTime.UtcNow < until, shop.Output);
        }

        shop.Kill();
        Assert.DoesNotContain("is ready", shop.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "shop.db")));

        shop.Launch();
        await shop.Ready(whole: false);
        try
        {
            for (
                var until = DateTime.UtcNow + Api.Patience;
                !shop.Output.Contains("is thrown away", StringComparison.Ordinal);
                await Api.Pause()
            )
            {
                Assert.True(DateTime.UtcNow < until, shop.Output);
            }

            Assert.Equal(Sums(await Orders(Api.At(other))), Sums(await Orders(Api.At(shop.Port))));
        }
        finally
        {
            shop.Kill();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<List<JsonNode>> Orders(Api api) => await (await api.Admin()).All("/api/orders");

    // Of days that are over in both, however long the second took.
    private static List<string> Sums(List<JsonNode> orders) =>
        [
            .. orders
                .Where(order => (DateTimeOffset)order["created_at"]! < DateTimeOffset.UtcNow.Date.AddDays(-1))
                .GroupBy(order => $"{order["created_at"]!.ToString()[..10]} {order["status"]}")
                .Select(day => $"{day.Key} {day.Count()} {day.Sum(order => (decimal)order["total_price"]!)}")
                .Order(StringComparer.Ordinal),
        ];
}
