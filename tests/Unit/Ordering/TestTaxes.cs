// Rows of rates as tests ask them: by address, class and day.
using Cartwright.Contracts;
using Cartwright.Ordering;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Unit.Ordering;

internal static class TestTaxes
{
    public static readonly DateOnly Day = new(2026, 11, 30);

    public static TaxRows Rows(params (string Key, string Value)[] said) => new(Configuration(said));

    public static IConfiguration Configuration(params (string Key, string Value)[] said) =>
        new ConfigurationBuilder().AddInMemoryCollection(said.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value))).Build();

    public static PostalAddress Address(string country, string? region = null, string postal = "1") =>
        new("Ada", "1 Way", "There", country, postal, null, region);

    /// <summary>What one class pays at an address.</summary>
    public static Outcome<ClassTax> At(
        this TaxRows rows,
        PostalAddress address,
        string taxClass = TaxClasses.Standard,
        DateOnly? day = null
    ) => rows.Due(address, day: day).Of([taxClass]).Then(found => found[0]);

    public static TaxesDue Due(
        this TaxRows rows,
        PostalAddress address,
        TaxPolicy? policy = null,
        VatNumber? number = null,
        DateOnly? day = null
    ) => new(rows.Book, policy ?? new(null, false, true, false), TaxAddress.Of(address), day ?? Day, number);

    /// <summary>The standard rate of a country.</summary>
    public static ClassTax In(this TaxRows rows, string country) => rows.At(Address(country)).Value;

    public static ClassTax Of(TaxRate rate, string taxClass = TaxClasses.Standard) => new(taxClass, "XX", rate, TaxReason.Taxed);
}
