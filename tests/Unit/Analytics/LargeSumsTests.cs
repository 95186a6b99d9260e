// Reports over more money than 64 bits hold: exact, to the cent, in every form.
using System.Text.Json;
using Cartwright.Analytics;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Unit.Analytics;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class LargeSumsTests
{
    private const int Orders = 93;

    /// <summary>Ninety-three orders of one vendor, of 10^17 cents and a little each; nine come back whole, and one gets goodwill.</summary>
    [Fact]
    public async Task Every_report_answers_the_exact_sum()
    {
        await using var books = await Books.Open();
        decimal revenue = 0,
            refunds = 0;
        for (var i = 0; i < Orders; i++)
        {
            var price = 100_000_000_007 + i;
            var order = Books.Order($"o{i:00}", Books.Day0 + i, $"u{i}", lines: Books.Line("1", "v1", 1_000_000, price, discount: i));
            await books.Tell(Topics.OrderConfirmed, order.OrderId, order);
            var net = ((price * 1_000_000m) - i) / 100;
            revenue += net;
            if (i % 10 == 5)
            {
                await books.Tell(
                    Topics.OrderReturned,
                    order.OrderId,
                    order with
                    {
                        Status = "returned",
                        Sequence = 3,
                        AtUnixMs = order.AtUnixMs + 1,
                    }
                );
                refunds += net;
            }
        }

        Assert.True(revenue * 100 > long.MaxValue);
        foreach (var slice in new[] { Books.All, Books.All with { Vendor = "v1" } })
        {
            foreach (var interval in Stretches.Intervals)
            {
                var body = SalesBody.Of(interval, slice, "USD", ["USD"], await books.Sales(slice, interval));
                Assert.Equal(
                    (Orders, Orders * 1_000_000L, revenue, refunds),
                    (body.Totals.Orders, body.Totals.Units, body.Totals.Revenue, body.Totals.Refunds)
                );
                Assert.Equal(Enumerable.Range(0, Orders).Sum() / 100m, body.Totals.Discount);

                // As it is written, not as a double would have it.
                var text = JsonSerializer.SerializeToElement(body, Json.Options);
                Assert.Equal(
                    revenue.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    text.GetProperty("totals").GetProperty("revenue").GetRawText()
                );
            }

            var product = Assert.Single(await books.Test.Database.Read(sql => Figures.Products(sql, slice, "USD", 10)));
            Assert.Equal((revenue, refunds), (Currencies.ToMajor(product.Revenue, "USD"), Currencies.ToMajor(product.Refunds, "USD")));
            var baskets = BasketsBody.Of(
                slice,
                "USD",
                ["USD"],
                await books.Test.Database.Read(sql => PatternFigures.Baskets(sql, slice, "USD"))
            );
            Assert.Equal(revenue, baskets.Items.Sum(item => item.Revenue));
            Assert.Equal(Math.Round(revenue / Orders, 2, MidpointRounding.AwayFromZero), baskets.RevenuePerOrder);
        }
    }

    [Fact]
    public async Task Products_are_ordered_by_their_exact_revenue()
    {
        await using var books = await Books.Open();
        for (var i = 0; i < 3; i++)
        {
            for (var part = 0; part < 60; part++)
            {
                // The sums differ by single cents, far beyond what a double tells apart.
                await books.Tell(
                    Topics.OrderConfirmed,
                    $"o{i}-{part}",
                    Books.Order(
                        $"o{i}-{part}",
                        Books.Day0,
                        lines: Books.Line($"{i}", "v1", 1, 200_000_000_000_000_000 + (part == 0 ? (i * 2) % 3 : 0))
                    )
                );
            }
        }

        Assert.Equal(
            ["1", "2", "0"],
            (await books.Test.Database.Read(sql => Figures.Products(sql, Books.All, "USD", 10))).Select(product => product.ProductId)
        );
    }
}
