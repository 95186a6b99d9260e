// What a parcel costs: the most exact zone, its steps by weight and by value, free above, its days; and what is refused.
using Cartwright.Contracts;
using Cartwright.Ordering;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Unit.Ordering.Shipping;

public sealed class ShippingDueTests
{
    // A Thursday.
    private static readonly DateOnly Day = new(2026, 1, 15);
    private static readonly Rates Table = new(new ConfigurationBuilder().Build());

    private static readonly ZoneMethodBody ByWeight = new(
        "standard",
        "Standard",
        "USD",
        [new(5m, 1_000), new(9m, 5_000)],
        ZoneMethodBody.Weight,
        100m,
        "DHL",
        2,
        4
    );

    [Fact]
    public void The_most_exact_place_holds_and_everywhere_comes_last()
    {
        var book = Book(
            Zone("world", ["*"], Flat(40m)),
            Zone("states", ["US"], Flat(10m)),
            Zone("islands", ["US-HI", "US-AK"], Flat(25m)),
            Zone("remote", ["US-968*"], Flat(30m)),
            new("nowhere", ["AQ"], Ships: false)
        );
        Assert.Equal(40_00, Price(book, "DE"));
        Assert.Equal(10_00, Price(book, "US", "OR", "97201"));
        Assert.Equal(25_00, Price(book, "US", "Hawaii", "96701"));
        Assert.Equal(30_00, Price(book, "US", "HI", "96801-1234"));
        Assert.Equal("not_shipped_there", Refused(Due(book, "AQ")).Code);
    }

    [Fact]
    public void Where_no_zone_says_anything_the_table_holds()
    {
        var choice = Due(Book(Zone("states", ["US"], Flat(10m))), "DE").For([Item(1, 30_00)], Reduction.None(1), "USD").Value;
        Assert.Equal([("standard", 4_99L), ("express", 14_99L)], choice.Options.Select(option => (option.Code, option.Price)));
        Assert.Null(choice.Term!.ZoneId);
        Assert.Equal((new DateOnly(2026, 1, 20), new DateOnly(2026, 1, 22)), (choice.Term.From!.Value, choice.Term.To!.Value));
        Assert.Equal("shipping_unknown", Refused(Due(Book(), "DE"), currency: "IQD").Code);
    }

    [Fact]
    public void Before_there_is_an_address_a_country_says_its_ways_their_days_and_from_where_on_it_is_free()
    {
        var book = Book(Zone("states", ["US"], ByWeight), Zone("islands", ["US-HI"], Flat(25m)), new("nowhere", ["AQ"], Ships: false));
        var table = Due(book, "DE").Outlook(20_00, "USD");
        Assert.Equal((true, false), (table.Ships, table.Varies));
        Assert.Equal(
            [("standard", (decimal?)4.99m, (decimal?)50m), ("express", 14.99m, null)],
            table.Methods.Select(one => (one.Method, one.Price, one.FreeFrom))
        );
        Assert.Equal(
            (new DateOnly(2026, 1, 20), new DateOnly(2026, 1, 22)),
            (table.Methods[0].DeliveredFrom!.Value, table.Methods[0].DeliveredTo!.Value)
        );
        Assert.Equal(0m, Due(book, "DE").Outlook(50_00, "USD").Methods[0].Price);
        Assert.False(Due(book, "DE").Outlook(0, "IQD").Ships);

        // What goes by weight has no price before anybody knows what is sent, unless it is free.
        var states = Due(book, "US").Outlook(99_99, "USD");
        Assert.True(states.Varies);
        Assert.Equal((null, (decimal?)100m, "DHL"), (states.Methods[0].Price, states.Methods[0].FreeFrom, states.Methods[0].Carrier));
        Assert.Equal(0m, Due(book, "US").Outlook(100_00, "USD").Methods[0].Price);
        Assert.False(Due(book, "US").Outlook(0, "EUR").Ships);
        Assert.False(Due(book, "AQ").Outlook(0, "USD").Ships);
    }

    [Theory]
    [InlineData(1, 1_000, 0, 5_00)]
    [InlineData(1, 1_001, 0, 9_00)]
    [InlineData(5, 1_000, 0, 9_00)]
    [InlineData(1, 1_000, 100_00, 0)]
    [InlineData(1, 1_000, 99_99, 5_00)]
    [InlineData(5, 1_001, 0, null)]
    [InlineData(5, 1_001, 100_00, null)]
    public void Steps_go_by_the_weight_of_all_units_and_nothing_too_heavy_is_free(long quantity, long grams, long price, int? costs)
    {
        var due = Due(Book(Zone("all", ["*"], ByWeight)), "US");
        var answer = due.For(
            [Item(quantity, price / quantity, grams) with { UnitPrice = price == 0 ? 1 : price / quantity }],
            Reduction.None(1),
            "USD"
        );
        if (costs is { } cents)
        {
            Assert.Equal(cents, answer.Value.Price);
            Assert.Equal("DHL", answer.Value.Term!.Carrier);
        }
        else
        {
            Assert.Equal("not_shipped_there", answer.Refused!.Code);
            Assert.Contains("for as much as this", answer.Refused.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Steps_by_value_go_by_what_is_sent_after_discounts_and_what_is_not_sent_counts_nothing()
    {
        var method = new ZoneMethodBody("standard", "Standard", "USD", [new(4m, 20m), new(6m)], FreeFrom: 80m);
        var due = Due(Book(Zone("all", ["*"], method)), "US");
        var book = Item(1, 500_00) with { NoShipping = true };
        Assert.Equal(4_00, due.For([Item(1, 25_00), book], new([5_00, 0], false, null), "USD").Value.Price);
        Assert.Equal(6_00, due.For([Item(1, 25_01), book], new([5_00, 0], false, null), "USD").Value.Price);
        Assert.Equal(0, due.For([Item(1, 80_00)], Reduction.None(1), "USD").Value.Price);
        Assert.Same(ShippingChoice.None, due.For([book], Reduction.None(1), "USD").Value);
    }

    [Fact]
    public void A_thing_without_weight_is_refused_by_weight_unless_the_shop_counts_something_for_it()
    {
        var zone = Zone("all", ["*"], ByWeight);
        var refused = Refused(Due(Book(zone), "US"), grams: 0);
        Assert.Equal(("weight_unknown", "p"), (refused.Code, (string?)refused.Facts!["product_id"]));
        Assert.Equal(
            9_00,
            (Due(Book(zone), "US") with { DefaultWeightG = 600 }).For([Item(2, 1_00)], Reduction.None(1), "USD").Value.Price
        );

        // Beside a method that asks no weight the other is left out.
        var beside = Due(Book(Zone("all", ["*"], ByWeight, Flat(20m) with { Method = "express" })), "US");
        Assert.Equal(["express"], beside.For([Item(1, 1_00)], Reduction.None(1), "USD").Value.Options.Select(option => option.Code));
    }

    [Fact]
    public void Another_currency_needs_a_method_of_its_own()
    {
        var book = Book(Zone("all", ["*"], Flat(5m), Flat(4m) with { Currency = "EUR" }));
        Assert.Equal(4_00, Due(book, "DE").For([Item(1, 1_00)], Reduction.None(1), "EUR").Value.Price);
        Assert.Equal("not_shipped_there", Refused(Due(book, "DE"), currency: "GBP").Code);
    }

    [Fact]
    public void What_is_wished_and_not_there_is_said_with_what_is()
    {
        var due = Due(Book(Zone("all", ["*"], Flat(5m), Flat(3m) with { Method = "slow" })), "US") with { Wish = "express" };
        var choice = due.For([Item(1, 1_00)], Reduction.None(1), "USD").Value;
        Assert.Equal("shipping_method_unavailable", choice.Problem!.Code);
        Assert.Equal("standard", choice.Code);

        // Of the dearer one no more than the cheapest goes back with a withdrawal.
        Assert.Equal(3_00, choice.Term!.Standard);
        Assert.Null((due with { Wish = "slow" }).For([Item(1, 1_00)], Reduction.None(1), "USD").Value.Term!.Standard);
    }

    [Fact]
    public void What_is_fetched_costs_nothing_and_lies_ready_on_a_working_day()
    {
        var point = new PickupPoint("k", "Kreuzberg", "Oranienstr. 25", "Berlin", "DE", "10999", null, "10 to 19", null, 2);
        var due = new ShippingDue(new([], [point]), Table, TaxAddress.Of("AQ", null, null), Day, 0, Rates.Pickup, point);
        var choice = due.For([Item(1, 1_00)], Reduction.None(1), "USD").Value;
        Assert.Equal((Rates.Pickup, 0L, new DateOnly(2026, 1, 19)), (choice.Code, choice.Price, choice.Term!.From!.Value));
        Assert.Equal(new PickupTerm("k", "Kreuzberg", "10 to 19", null), choice.Term.Pickup);
        Assert.False(choice.NeedsStreet);
    }

    [Theory]
    [InlineData("2026-01-15", 0, "2026-01-15")]
    [InlineData("2026-01-15", 1, "2026-01-16")]
    [InlineData("2026-01-16", 1, "2026-01-19")]
    [InlineData("2026-01-17", 0, "2026-01-19")]
    [InlineData("2026-01-17", 1, "2026-01-20")]
    [InlineData("2026-01-18", 5, "2026-01-26")]
    public void Working_days_leave_out_saturday_and_sunday(string from, int days, string to)
    {
        Assert.Equal(
            DateOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture),
            DeliveryDays.After(DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), days)
        );
    }

    [Fact]
    public void Shipping_is_taxed_with_the_goods_that_are_sent()
    {
        var taxes = new[]
        {
            new ClassTax("standard", "DE", new TaxRate(19_000, true), TaxReason.Taxed, true),
            new ClassTax("books", "DE", new TaxRate(7_000, true), TaxReason.Taxed, true),
        };
        Item[] items = [Item(1, 100_00), Item(1, 100_00) with { ProductId = "e", TaxClass = "books", NoShipping = true }];
        var priced = Pricing.Price(items, Reduction.None(2), 10_00, taxes);
        Assert.Equal([10_00L, 0L], priced.Taxes.Select(tax => tax.Shipping));
        Assert.Equal(210_00, priced.Total);
        Assert.Equal([null, true], priced.Lines.Select(line => line.NoShipping));
    }

    private static ShippingZoneBody Zone(string name, string[] places, params ZoneMethodBody[] methods) =>
        new(name, places, Methods: methods);

    private static ZoneMethodBody Flat(decimal price) => new("standard", "Standard", "USD", [new(price)]);

    private static ShippingBook Book(params ShippingZoneBody[] zones) => new(zones.Select(zone => (zone.Name, zone.Checked().Value)), []);

    private static ShippingDue Due(ShippingBook book, string country, string? region = null, string? postal = null) =>
        new(book, Table, TaxAddress.Of(country, region, postal), Day, 0);

    private static Item Item(long quantity, long price, long grams = 0) => new("p", "Thing", "v", "c", quantity, price, WeightG: grams);

    private static long Price(ShippingBook book, string country, string? region = null, string? postal = null) =>
        Due(book, country, region, postal).For([Item(1, 1_00)], Reduction.None(1), "USD").Value.Price;

    private static Refusal Refused(ShippingDue due, long grams = 10, string currency = "USD") =>
        due.For([Item(1, 1_00, grams)], Reduction.None(1), currency).Refused!;
}
