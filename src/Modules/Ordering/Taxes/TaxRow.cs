// A row of rates: which tax a class of goods pays at a place, from when to when, and who says so.
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>Tax in thousandths of a percent, on top of prices or inside them.</summary>
public sealed record TaxRate(long Milli, bool Included)
{
    /// <summary>Thousandths of a percent in the whole.</summary>
    public const long Whole = 100_000;

    /// <summary>The highest rate there can be: more than the price itself is a mistake of typing.</summary>
    public const long MilliMax = Whole;

    public static TaxRate None { get; } = new(0, false);

    public decimal Percent => Milli / 1000m;

    /// <summary>A percentage as thousandths; null unless it is from 0 to 100 with at most three decimals.</summary>
    public static long? MilliOf(decimal percent) =>
        percent is >= 0 and <= 100 && percent * 1000 == decimal.Truncate(percent * 1000) ? (long)(percent * 1000) : null;

    /// <summary>The tax on an amount, or inside of it; the half is rounded away from zero.</summary>
    public long On(long amount) => Money.Share(amount, Milli, Included ? Whole + Milli : Whole);
}

/// <summary>Who says a row; the first of them holds.</summary>
public enum TaxOrigin
{
    Shop,
    Configuration,
    BuiltIn,
}

/// <summary>Why a line pays what it pays.</summary>
public static class TaxReason
{
    /// <summary>The rate of the place.</summary>
    public const string Taxed = "taxed";

    /// <summary>
    /// The rate of the buyer's state of the Union, another than the shop's home (Directive 2006/112/EC, articles 33 and 369a).
    /// </summary>
    public const string OneStopShop = "one_stop_shop";

    /// <summary>A row of 0 at the place.</summary>
    public const string ZeroRated = "zero_rated";

    /// <summary>A row that says that goods which leave the country are free of its tax (article 146).</summary>
    public const string Export = "export";

    /// <summary>A row that says that no tax is levied.</summary>
    public const string Exempt = "exempt";

    /// <summary>A business of another state of the Union owes the tax itself (articles 138 and 196).</summary>
    public const string ReverseCharge = "reverse_charge";

    /// <summary>Those that a row may say of itself.</summary>
    public static IReadOnlyList<string> OfRows { get; } = [Taxed, ZeroRated, Export, Exempt];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Taxed, OneStopShop, ZeroRated, Export, Exempt, ReverseCharge];
}

/// <summary>One row.</summary>
/// <param name="Class">One of <see cref="TaxClasses"/> or the shop's own; <see cref="TaxClasses.Any"/> for those without a row.</param>
/// <param name="Milli">Thousandths of a percent; null says that the rate of the country does not hold here.</param>
/// <param name="Included">Whether prices contain it.</param>
/// <param name="From">The first day it holds; null: as long as this table goes back.</param>
/// <param name="To">The last day; null: until further notice.</param>
/// <param name="Source">Who says so: the law, the configuration, or staff in their words.</param>
/// <param name="AsOf">When it was compared with its source, year and month; null of rows that are not built in.</param>
/// <param name="Reason">One of <see cref="TaxReason.OfRows"/>; null for what the rate says of itself.</param>
/// <param name="TaxesShipping">Whether the shipping of such goods is taxed like them.</param>
public sealed record TaxRow(
    TaxPlace Place,
    string Class,
    long? Milli,
    bool Included,
    DateOnly? From,
    DateOnly? To,
    string Source,
    string? AsOf,
    TaxOrigin Origin,
    string? Reason = null,
    bool TaxesShipping = true
)
{
    /// <summary>Whether it holds on a day.</summary>
    public bool Holds(DateOnly day) => !(From > day) && !(To < day);

    /// <summary>Whether both are for the same goods at the same place on some day.</summary>
    public bool Overlaps(TaxRow other) => Place == other.Place && Class == other.Class && !(From > other.To) && !(other.From > To);

    /// <summary>For people: <c>DE standard from 2021-01-01</c>.</summary>
    public string Title =>
        $"{Place} {Class}{(From is { } from ? $" from {Day(from)}" : string.Empty)}{(To is { } to ? $" to {Day(to)}" : string.Empty)}";

    internal static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>What a class of goods pays at the place of one order, and why.</summary>
/// <param name="Place">Of the row, as <see cref="TaxPlace"/> writes it; for a reverse charge the buyer's country.</param>
/// <param name="Reason">One of <see cref="TaxReason.All"/>.</param>
/// <param name="Mark">See <see cref="TaxTerm.Mark"/>.</param>
public sealed record ClassTax(string Class, string Place, TaxRate Rate, string Reason, bool TaxesShipping = true, int? Mark = null)
{
    internal static ClassTax Of(string taxClass, TaxRow row) =>
        new(
            taxClass,
            row.Place.ToString(),
            new(row.Milli!.Value, row.Included),
            row.Reason ?? (row.Milli == 0 ? TaxReason.ZeroRated : TaxReason.Taxed),
            row.TaxesShipping
        );
}
