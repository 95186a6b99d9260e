// What shopper and shop agreed on when the order was placed. It never changes afterwards.
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>The terms of an order. Amounts are minor units; <c>Subtotal - Discount + Shipping + Tax = Total</c>.</summary>
/// <param name="Tax">Tax on top of the prices; 0 where prices include it.</param>
/// <param name="TaxIncluded">Tax inside the prices; 0 where it comes on top.</param>
/// <param name="Promotions">
/// All that was taken off, in that order; null when nothing was, which is also how orders before promotions are stored.
/// </param>
/// <param name="Taxes">By class of taxes, in the order of the lines; null for orders from before classes, which have one rate.</param>
/// <param name="VatNumber">Of a business that buys, as <see cref="Ordering.VatNumber.Text"/>; null when none was given.</param>
/// <param name="Policies">The texts that were shown and agreed to, by the hashes of their words; null for none.</param>
/// <param name="VatCheck">What became of looking the number up; null where nobody looked.</param>
/// <param name="Delivery">What was promised; null where nothing is sent, and for orders from before zones.</param>
/// <param name="Language">In which its mails and papers are written (<see cref="Languages"/>); null for the shop's.</param>
public sealed record Terms(
    string Email,
    PostalAddress Address,
    string ShippingMethod,
    string? CouponCode,
    string Currency,
    IReadOnlyList<Line> Lines,
    long Subtotal,
    long Discount,
    long Shipping,
    long Tax,
    long TaxIncluded,
    long Total,
    IReadOnlyList<AppliedTerm>? Promotions = null,
    IReadOnlyList<TaxTerm>? Taxes = null,
    string? VatNumber = null,
    IReadOnlyList<AgreedPolicy>? Policies = null,
    VatCheck? VatCheck = null,
    DeliveryTerm? Delivery = null,
    string? Language = null
)
{
    /// <summary>As it is stored and hashed.</summary>
    public string Stored() => JsonSerializer.Serialize(this, OrderingJson.Default.Terms);

    /// <summary>The same, where the text of the terms without the person is there already: only the person is written anew.</summary>
    /// <param name="open">As <see cref="PersonalData.Without(Terms)"/> is stored.</param>
    internal string Stored(string open)
    {
        // Its person is empty, so that this is where the rest begins.
        var rest = open.IndexOf(",\"shipping_method\":", StringComparison.Ordinal);
        var email = JsonSerializer.Serialize(Email, OrderingJson.Default.String);
        var address = JsonSerializer.Serialize(Address, OrderingJson.Default.PostalAddress);
        return string.Concat($"{{\"email\":{email},\"address\":{address}", open.AsSpan(rest));
    }

    /// <summary>The tax that a line pays; null in orders from before classes.</summary>
    public TaxTerm? TaxOf(Line line)
    {
        for (var i = 0; i < (Taxes?.Count ?? 0); i++)
        {
            if (line.Pays(Taxes![i]))
            {
                return Taxes[i];
            }
        }

        return null;
    }

    /// <summary>
    /// The terms without some units, at the prices, discounts and shipping that were agreed on: what stays of a line keeps its share of
    /// each. Promotions are told for as much as is left of them. Where nothing that is sent is left, and so nothing has left either, no
    /// shipping is due, whatever the method cost.
    /// </summary>
    internal Terms Less(IReadOnlyDictionary<string, long> units)
    {
        var lines = Lines
            .Select(line =>
            {
                var left = line.Quantity - units.GetValueOrDefault(line.ProductId);
                return left == line.Quantity
                    ? line
                    : line with
                    {
                        Quantity = left,
                        Discount = checked(left * line.UnitPrice) - Money.Share(line.Net, left, line.Quantity),
                        Tax = Money.Share(line.Tax, left, line.Quantity),
                        TaxIncluded = Money.Share(line.TaxIncluded, left, line.Quantity),
                    };
            })
            .Where(line => line.Quantity > 0)
            .ToList();
        var (subtotal, discount) = (lines.Sum(line => line.Amount), lines.Sum(line => line.Discount));

        // Units that have left stay in the terms, so that without such a line no parcel ever was.
        var isSent = lines.Exists(line => line.IsSent) || Lines.All(line => !line.IsSent);
        var shipping = isSent ? Shipping : 0;
        var tax = (isSent ? Tax - Lines.Sum(line => line.Tax) : 0) + lines.Sum(line => line.Tax);
        var shares = Promotions is null || Discount == 0 ? null : Money.Allocate(discount, [.. Promotions.Select(one => one.Discount)]);
        return this with
        {
            Lines = lines,
            Subtotal = subtotal,
            Discount = discount,
            Shipping = shipping,
            Tax = tax,
            TaxIncluded = (isSent ? TaxIncluded - Lines.Sum(line => line.TaxIncluded) : 0) + lines.Sum(line => line.TaxIncluded),
            Total = checked(subtotal - discount + shipping + tax),
            Promotions = shares is null ? Promotions : [.. Promotions!.Select((one, i) => one with { Discount = shares[i] })],
            Taxes = TaxesOf(lines, isSent),
        };
    }

    // The taxes by class when these lines stay: their amounts add up to the order's tax. The shipping's part stays where it is, as long as
    // there is shipping.
    private List<TaxTerm>? TaxesOf(List<Line> left, bool isSent) =>
        Taxes
            ?.Select(term => isSent ? term : term.WithoutShipping())
            .Select(term =>
                term with
                {
                    Base = term.Base - Untaxed(Lines, term) + Untaxed(left, term),
                    Amount = term.Amount - Taxed(Lines, term) + Taxed(left, term),
                }
            )
            .Where(term => term.Shipping > 0 || left.Exists(line => line.Pays(term)))
            .ToList();

    private static long Untaxed(IEnumerable<Line> lines, TaxTerm term) =>
        lines.Where(line => line.Pays(term)).Sum(line => line.Net - line.TaxIncluded);

    private static long Taxed(IEnumerable<Line> lines, TaxTerm term) =>
        lines.Where(line => line.Pays(term)).Sum(line => line.Tax + line.TaxIncluded);

    public static Terms Read(string stored) =>
        JsonSerializer.Deserialize(stored, OrderingJson.Default.Terms) ?? throw new JsonException("An order is stored without terms.");
}

/// <summary>One promotion of an order: its part of the order's discount, and the code it was asked for by, if any.</summary>
/// <param name="Counted">Its use is held before the order is stored; of others only final uses are counted.</param>
public sealed record AppliedTerm(string PromotionId, string? Code, string Name, long Discount, bool FreeShipping, bool Counted);

/// <summary>One line. Discount and taxes are this line's parts of the order's.</summary>
/// <param name="TaxClass">
/// Which of the order's <see cref="Terms.Taxes"/> it pays, with <paramref name="TaxMark"/>; null for orders from before classes.
/// </param>
/// <param name="NoWithdrawal">Why a consumer may not withdraw from it, as shown before the sale; null: they may.</param>
/// <param name="NoShipping">True of what is not sent; null of all else.</param>
/// <param name="WeightG">Grams of a unit; null where nobody had said.</param>
public sealed record Line(
    string ProductId,
    string ProductName,
    string VendorId,
    string Category,
    long Quantity,
    long UnitPrice,
    long Discount,
    long Tax,
    long TaxIncluded,
    string? TaxClass = null,
    string? NoWithdrawal = null,
    int? TaxMark = null,
    bool? NoShipping = null,
    long? WeightG = null
)
{
    /// <summary>Whether this is the tax of the line.</summary>
    public bool Pays(TaxTerm term) => TaxClass == term.Class && TaxMark == term.Mark;

    /// <summary>Before the discount.</summary>
    [JsonIgnore]
    public long Amount => checked(Quantity * UnitPrice);

    /// <summary>After the discount.</summary>
    [JsonIgnore]
    public long Net => Amount - Discount;

    /// <summary>Whether it is sent in a parcel.</summary>
    [JsonIgnore]
    public bool IsSent => NoShipping is null;
}

/// <summary>
/// The form in which the database keeps terms, entries and lives. It is hashed, so it must not depend on how replies are written.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Terms))]
[JsonSerializable(typeof(AfterSale))]
[JsonSerializable(typeof(EntryData))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class OrderingJson : JsonSerializerContext;
