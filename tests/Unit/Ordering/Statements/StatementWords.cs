// Who sells, who is sold for, and the desk of statements for the tests.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Ordering;

internal static class StatementWords
{
    public static readonly Actor Vendor = new("vendor", "user-7");

    public static readonly TraderAskBody Asked = new(
        "Ada Lovelace OHG",
        "DE",
        VatStatus.Registered,
        "Unter den Linden 1",
        "10117",
        "Berlin",
        VatNumber: "DE129273398",
        Email: "ada@example.com",
        Phone: "+49 30 1234567"
    );

    public static PaperSeries Series { get; } = new(TestTaxes.Configuration(("Shop:TimeZone", "Europe/Berlin")));

    /// <summary>A shop of a country, and no more than that.</summary>
    public static Seller ShopOf(string country, bool vat = true) =>
        new("Shop", "Street 1", "10115", "Town", country, vat ? country + "1" : null, "1/2/3");

    /// <summary>A vendor of a country.</summary>
    public static Trader TraderOf(string country, string status = VatStatus.Registered, string? vat = "XX1", string? tax = "9/8/7") =>
        new("Vendor", "Way 2", "20095", "City", null, country, status, vat, tax, null, "v@example.com", "+49 30 1234567");

    public static StatementBook Book(Database database, (string Key, string Value)[]? seller = null) =>
        new(database, new ShopSeller(TestTaxes.Configuration(seller ?? PaperWords.Seller)), Series);

    /// <summary>One entry, as the vendors' books write it.</summary>
    public static Task Enter(Database database, params VendorEntry[] entries) =>
        database.Write(async tx =>
        {
            var all = new VendorEntries();
            foreach (var entry in entries)
            {
                all.Add(entry);
            }

            await all.Write(tx);
            return true;
        });

    public static long Ms(string time) =>
        DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}

/// <summary>The desk of statements of a world.</summary>
internal sealed class StatementDesk
{
    public StatementDesk(OrderingWorld world, (string Key, string Value)[]? seller = null)
    {
        var own = world.Database;
        var who = new ShopSeller(TestTaxes.Configuration(seller ?? PaperWords.Seller));
        var taxes = new ShopTaxes(
            world.Rates,
            TaxPolicy.Of(TestTaxes.Configuration()),
            world.Clock,
            world.Zone,
            null,
            VatChecks.Of(TestTaxes.Configuration(world.Said), world.Register, world.Clock)
        );
        Traders = new TraderStore(own);
        Desk = new TraderDesk(Traders, taxes);
        Book = new StatementBook(own, who, StatementWords.Series);
        Papers = new StatementPapers(own, world.Store, Traders, world.Rates, who, StatementWords.Series);
        Closing = new CloseMonths(Book, Papers, Traders, Desk, world.Clock, NullLogger<CloseMonths>.Instance);
    }

    public TraderStore Traders { get; }

    public TraderDesk Desk { get; }

    public StatementBook Book { get; }

    public StatementPapers Papers { get; }

    public CloseMonths Closing { get; }

    /// <summary>Gives the vendor's details and agrees for it.</summary>
    public async Task Give(string vendorId, TraderAskBody? asked = null, long nowMs = 1)
    {
        var saved = await Desk.Save(vendorId, asked ?? StatementWords.Asked, null, StatementWords.Vendor, nowMs, default);
        Assert.Null(saved.Refused);
        Assert.Null((await Desk.Agree(vendorId, true, 1, StatementWords.Vendor, nowMs)).Refused);
    }
}
