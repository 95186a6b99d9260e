// What stands on a paper: kept as it was written, and never computed again.
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>
/// An invoice or a credit note. Amounts are minor units and above zero, on a credit note too; sums are those of the lines.
/// </summary>
/// <param name="Kind">One of <see cref="PaperKind"/>, or of <see cref="VendorPaperKind"/>.</param>
/// <param name="Day">On which it was written, by the shop's time zone.</param>
/// <param name="Buyer">Name and address as the order had them; nothing else of a person stands on a paper.</param>
/// <param name="OrderId">For papers between the shop and a vendor the number of the statement.</param>
/// <param name="BuyerVatNumber">Of a business that buys; null for none.</param>
/// <param name="Ordered">The day of the order.</param>
/// <param name="Net">The lines without tax.</param>
/// <param name="Total">With it.</param>
/// <param name="Corrects">Number of the invoice that a credit note or a further invoice belongs to; null for the first.</param>
/// <param name="Reason">Of a credit note: why; null for an invoice.</param>
/// <param name="From">First day of the period that a paper between the shop and a vendor is about; null for papers of orders.</param>
/// <param name="To">Last day of the same.</param>
/// <param name="Moved">
/// What had moved when it was written, where that is less than the total: of an invoice what was taken for it, while the rest was only
/// reserved; of a credit note what goes back, while the rest had never been taken. Null: all of it.
/// </param>
/// <param name="Language">In which the shop's own words on it are; null of papers from before there were several, and between the shop and
/// vendors: English.</param>
public sealed record PaperContent(
    string Kind,
    DateOnly Day,
    Seller Seller,
    PostalAddress Buyer,
    string? BuyerVatNumber,
    string OrderId,
    DateOnly Ordered,
    string Currency,
    IReadOnlyList<PaperLine> Lines,
    long Net,
    long Tax,
    long Total,
    string? Corrects = null,
    string? Reason = null,
    DateOnly? From = null,
    DateOnly? To = null,
    long? Moved = null,
    string? Language = null
)
{
    /// <summary>
    /// What an invoice is paid with already, or what a credit note says that nobody had paid (BT-113). A paper between the shop and a
    /// vendor is settled with the vendor's account, whatever its kind.
    /// </summary>
    [JsonIgnore]
    public long Prepaid =>
        From is not null ? Total
        : Kind == PaperKind.CreditNote ? Total - (Moved ?? Total)
        : Moved ?? Total;

    /// <summary>What is still to be taken, or what goes back (BT-115).</summary>
    [JsonIgnore]
    public long Due => Total - Prepaid;

    /// <summary>The tax by rate and reason: what each is of, and what it comes to (BG-23).</summary>
    [JsonIgnore]
    public IReadOnlyList<PaperTax> Taxes =>
        [
            .. Lines
                .GroupBy(line => (line.Milli, line.Reason))
                .Select(group => new PaperTax(group.Key.Milli, group.Key.Reason, group.Sum(line => line.Net), group.Sum(line => line.Tax)))
                .OrderByDescending(tax => tax.Milli)
                .ThenBy(tax => tax.Reason, StringComparer.Ordinal),
        ];

    /// <summary>As it is stored.</summary>
    public string Stored() => JsonSerializer.Serialize(this, PapersJson.Default.PaperContent);

    public static PaperContent Read(string stored) =>
        JsonSerializer.Deserialize(stored, PapersJson.Default.PaperContent)
        ?? throw new JsonException("A paper is stored with nothing on it.");
}

/// <summary>A line.</summary>
/// <param name="Key">What it is about, so that later papers can take it back: a product, or shipping.</param>
/// <param name="Quantity">Units; 1 where money alone is given back.</param>
/// <param name="UnitPrice">As it was agreed; with the tax in it where <paramref name="Included"/>.</param>
/// <param name="Discount">What was taken off the line, in the same way.</param>
/// <param name="Net">The line after the discount, without tax.</param>
/// <param name="Milli">The rate, thousandths of a percent.</param>
/// <param name="Reason">One of <see cref="TaxReason.All"/>, or <see cref="NotTaxed"/>.</param>
public sealed record PaperLine(
    string Key,
    string Name,
    long Quantity,
    long UnitPrice,
    long Discount,
    long Net,
    long Tax,
    long Milli,
    bool Included,
    string Reason
)
{
    /// <summary>The key of shipping.</summary>
    public const string Shipping = "shipping";

    /// <summary>The reason of shipping where the place does not tax it.</summary>
    public const string NotTaxed = "not_taxed";

    [JsonIgnore]
    public long Gross => Net + Tax;

    /// <summary>What later papers know the line by: a product may be taxed in two ways, before and after an edit.</summary>
    [JsonIgnore]
    internal (string Key, long Milli, string Reason) Of => (Key, Milli, Reason);
}

/// <summary>A row of the taxes.</summary>
public sealed record PaperTax(long Milli, string Reason, long Base, long Amount);

/// <summary>A paper as it is kept.</summary>
/// <param name="Number">Series and number in one: <c>INV-2026-000042</c>.</param>
/// <param name="Sequence">Of the order's timeline entry that it follows from.</param>
public sealed record Paper(string Number, string Kind, string OrderId, long Sequence, long AtMs, PaperContent Content);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(PaperContent))]
internal sealed partial class PapersJson : JsonSerializerContext;
