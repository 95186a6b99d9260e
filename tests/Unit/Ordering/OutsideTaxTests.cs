// Orders whose taxes another program knows: sold by its answer, kept in the terms, never asked again; and not sold without one.
using System.Collections.Concurrent;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class OutsideTaxTests
{
    [Fact]
    public async Task An_order_keeps_what_the_provider_said_and_nobody_asks_again()
    {
        await using var world = await Open(out var provider);
        world.Shop.Fill("ada", ("p1", 2), ("p3", 1));
        provider.MilliOf["p3"] = 5_000;
        var quote = (await world.Quote.For("ada", OrderingWorld.Home, "express", null, default)).Value;

        // 59.98 and 14.99 of shipping at 20 % on top, 5.50 at 5 %.
        Assert.Equal((15.28m, 0m), (quote.Tax, quote.TaxIncluded));
        Assert.Equal([20m, 5m], quote.Lines.Select(line => line.TaxRate));
        var order = await world.Place(OrderingWorld.Wish(expected: quote.TotalPrice, method: "express"));
        Assert.Equal(
            [
                new TaxTerm("standard", "GB", 20_000, false, "taxed", 7_497, 1_500, 1_499, 300),
                new TaxTerm("standard", "GB", 5_000, false, "taxed", 550, 28, 0, 0, Mark: 1),
            ],
            order.Terms.Taxes!
        );
        var asked = provider.Asked.Last();
        Assert.Equal(("GB", "2026-01-15", "USD", 1_499L), (asked.To.Country, asked.Day, asked.Currency, asked.ShippingMinor));
        Assert.Equal([("1", "p1", 2L, 5_998L), ("2", "p3", 1L, 550L)], asked.Lines.Select(Said));

        var times = provider.Asked.Count;
        order = await world.Settled(order.Id);
        provider.Away = true;
        Assert.Equal(Status.Confirmed, order.Status);
        var left = order.Terms.Less(new Dictionary<string, long> { ["p1"] = 1 });
        Assert.Equal(left.Tax, left.Taxes!.Sum(tax => tax.Amount));
        await world.CrashAndRestart();
        Assert.Equal(order.Terms.Stored(), (await world.Store.Take(order.Id))!.Terms.Stored());
        Assert.Equal(times, provider.Asked.Count);
        await world.AssertTimelineHolds(order);
    }

    [Fact]
    public async Task While_nobody_says_what_tax_is_due_nothing_is_sold_and_nothing_is_taken()
    {
        await using var world = await Open(out var provider);
        world.Shop.Fill("ada", ("p1", 1));
        provider.Away = true;
        foreach (
            var refused in new[]
            {
                (await world.Quote.For("ada", OrderingWorld.Home, "standard", null, default)).Refused!,
                (await world.Placing.Place(OrderingWorld.Wish(), default)).Refused!,
            }
        )
        {
            Assert.Equal((RefusalKind.Unavailable, "taxes_unavailable"), (refused.Kind, refused.Code));
            Assert.NotNull(refused.RetryAfterSeconds);
        }

        Assert.Empty(await world.AllSettled());
        Assert.Empty(world.Shop.Reserved);
        provider.Away = false;
        Assert.Equal("taxed", (await world.Place(OrderingWorld.Wish())).Terms.Taxes![0].Reason);
    }

    [Fact]
    public async Task A_provider_that_changes_its_mind_between_quote_and_order_is_found_by_the_expected_total()
    {
        await using var world = await Open(out var provider);
        world.Shop.Fill("ada", ("p1", 1));
        var quote = (await world.Quote.For("ada", OrderingWorld.Home, "standard", null, default)).Value;
        provider.MilliOf["p1"] = 21_000;
        var changed = (await world.Placing.Place(OrderingWorld.Wish(expected: quote.TotalPrice), default)).Refused!;
        Assert.Equal("price_changed", changed.Code);
        var now = (decimal)changed.Facts!["total_price"]!;
        Assert.Equal(now, (await world.Placing.Place(OrderingWorld.Wish(expected: now), default)).Value is { } ? now : 0);
    }

    [Fact]
    public async Task A_refusal_of_the_provider_is_the_shoppers_and_a_lie_is_not()
    {
        await using var world = await Open(out var provider);
        world.Shop.Fill("ada", ("p1", 1));
        provider.Refuses = new() { Code = "tax_unknown", Detail = "Nobody has decided on the tax of lamps in GB." };
        var refused = (await world.Placing.Place(OrderingWorld.Wish(), default)).Refused!;
        Assert.Equal((RefusalKind.Conflict, "tax_unknown"), (refused.Kind, refused.Code));
        Assert.Contains("lamps in GB", refused.Detail, StringComparison.Ordinal);
        (provider.Refuses, provider.MilliOf["p1"]) = (null, 190_000);
        Assert.Equal("taxes_unavailable", (await world.Placing.Place(OrderingWorld.Wish(), default)).Refused!.Code);
    }

    [Fact]
    public async Task An_edit_asks_about_new_lines_alone_and_as_of_the_day_of_the_order()
    {
        await using var world = await Open(out var provider);
        world.Shop.Fill("ada", ("p1", 1));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        provider.MilliOf["p1"] = 25_000;
        provider.MilliOf["p2"] = 5_000;
        world.Clock.Advance(TimeSpan.FromDays(2));
        EditAsk more = new([new("p1", 3), new("p2", 1)]);
        var edited = (await world.Editing.Edit(order.Id, more, new("admin", "boss"), default)).Value;
        var asked = provider.Asked.Last();
        Assert.Equal(("2026-01-15", 0L), (asked.Day, asked.ShippingMinor));
        Assert.Equal([("1", "p2", 1L, 1_000L)], asked.Lines.Select(Said));
        edited = await world.Settled(edited.Id);
        Assert.Equal([20_000L, 5_000L], edited.Terms.Lines.Select(line => edited.Terms.TaxOf(line)!.Milli));
        Assert.Equal(edited.Terms.Tax, edited.Terms.Taxes!.Sum(tax => tax.Amount));
        await world.AssertTimelineHolds(edited);
    }

    [Fact]
    public async Task Shipping_with_a_tax_of_its_own_keeps_it_through_an_edit()
    {
        await using var world = await Open(out var provider);
        provider.ShippingMilli = 0;
        world.Shop.Fill("ada", ("p1", 1));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        Assert.Equal(("shipping", 0, 499L, "exempt"), Of(order.Terms.Taxes![1]));
        EditAsk more = new([new("p1", 1), new("p3", 1)]);
        var edited = (await world.Editing.Edit(order.Id, more, new("admin", "boss"), default)).Value;
        edited = await world.Settled(edited.Id);
        Assert.Equal(("shipping", 0, 499L, "exempt"), Of(edited.Terms.Taxes![^1]));
        Assert.Equal(edited.Terms.Tax, edited.Terms.Taxes!.Sum(tax => tax.Amount));

        static (string, int?, long, string) Of(TaxTerm tax) => (tax.Class, tax.Mark, tax.Shipping, tax.Reason);
    }

    private static (string, string, long, long) Said(AskedLine line) => (line.LineId, line.ProductId, line.Quantity, line.AmountMinor);

    private static Task<OrderingWorld> Open(out Provider provider)
    {
        var made = provider = new Provider();
        return Opened();

        async Task<OrderingWorld> Opened()
        {
            var world = await OrderingWorld.Open();
            world.Taxes = made;
            await world.CrashAndRestart();
            return world;
        }
    }

    // Twenty percent on everything, on top, unless a test says otherwise.
    private sealed class Provider : ITaxes
    {
        public string Name => "by hand";

        public bool Away { get; set; }

        public TaxRefusal? Refuses { get; set; }

        public long ShippingMilli { get; set; } = 20_000;

        public ConcurrentDictionary<string, long> MilliOf { get; } = new(StringComparer.Ordinal);

        public ConcurrentQueue<TaxQuestion> Asked { get; } = new();

        public ValueTask<Outcome<TaxAnswer>> Find(TaxQuestion question, CancellationToken cancel)
        {
            Asked.Enqueue(question);
            return ValueTask.FromResult<Outcome<TaxAnswer>>(
                Away ? Refusal.Unavailable("away", "Nobody is there.")
                : Refuses is { } refused ? new TaxAnswer { Refused = refused }
                : Answer(question)
            );
        }

        private TaxAnswer Answer(TaxQuestion question)
        {
            var answer = new TaxAnswer { Currency = question.Currency };
            foreach (var line in question.Lines)
            {
                var tax = Tax(MilliOf.GetValueOrDefault(line.ProductId, 20_000), line.AmountMinor);
                answer.Lines.Add(new TaxedLine { LineId = line.LineId, Tax = tax });
                answer.TaxMinor += tax.AmountMinor;
            }

            if (question.ShippingMinor > 0)
            {
                var tax = Tax(ShippingMilli, question.ShippingMinor);
                answer.Shipping.Add(new TaxedShare { ShareMinor = question.ShippingMinor, Tax = tax });
                answer.TaxMinor += tax.AmountMinor;
            }

            return answer;
        }

        private static FoundTax Tax(long milli, long amount) =>
            new()
            {
                RateMilli = milli,
                AmountMinor = new TaxRate(milli, false).On(amount),
                Place = "GB",
                Reason = milli == 0 ? "exempt" : "taxed",
            };
    }
}
