// What a shopper asks for with an order: checked before anything is done, and hashed, so that the same press is recognised.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>A wish to order the caller's cart.</summary>
/// <param name="Email">From the token of a customer, from the body of a guest; null is looked up.</param>
/// <param name="Address">Null for the address of record.</param>
/// <param name="ShippingMethod">Null where nothing is sent.</param>
/// <param name="PaymentToken">Null where nothing is to be paid.</param>
/// <param name="ExpectedMajor">The total that the shopper saw, in major units; the contract gives <paramref name="ExpectedMinor"/>.</param>
/// <param name="Key">Idempotency-Key, or null.</param>
/// <param name="VatNumber">Of a business, as it was written; null when none was given.</param>
/// <param name="Agreed">The texts that the shopper was shown and agreed to; null for none.</param>
/// <param name="PickupPointId">Where it is fetched; null where it is sent, or where there is one point alone.</param>
/// <param name="Language">In which mails about it are written: the caller's; null for the shop's.</param>
/// <param name="Network">Where the request comes from, for counting wrong codes and what guests hold unpaid; null inside the shop.</param>
public sealed record Placement(
    string UserId,
    bool IsGuest,
    string? Email,
    PostalAddress? Address,
    string? ShippingMethod,
    string? PaymentToken,
    string? CouponCode,
    decimal? ExpectedMajor,
    long? ExpectedMinor,
    string? Key,
    string? Network = null,
    string? VatNumber = null,
    IReadOnlyList<AgreedPolicy>? Agreed = null,
    string? PickupPointId = null,
    string? Language = null
)
{
    private const int TokenCharsMax = 100;
    private const int CouponCharsMax = 64;

    /// <summary>
    /// What was asked, in one hash. The members are taken as parsed: neither white space nor the order of members matters, and 10.0 is
    /// 10.00.
    /// </summary>
    public string BodyHash()
    {
        string?[] asked =
        [
            Email,
            Address?.Name,
            Address?.Line1,
            Address?.Line2,
            Address?.City,
            Address?.Region,
            Address?.PostalCode,
            Address?.Country,
            ShippingMethod,
            PaymentToken,
            CouponCode,
            Canonical(ExpectedMajor),
            Canonical(ExpectedMinor),
            .. (Agreed ?? []).SelectMany(one => new[] { one.Name, one.Version }),
        ];

        // Only where there is one, so that keys of before numbers stay what they were; a pickup point is told from them by its place.
        asked = VatNumber is null ? asked : [.. asked, VatNumber];
        return RequestRules.Hash(PickupPointId is null ? asked : [.. asked, "pickup", PickupPointId]);
    }

    /// <summary>Every fault of the wish in one refusal, or null.</summary>
    /// <param name="methods">Every method that the shop has anywhere.</param>
    public Refusal? Refused(IReadOnlyList<string> methods)
    {
        if (Key is not null && (Key.Length is 0 or > Limits.IdempotencyKeyCharsMax || Key.Any(c => c is < '!' or > '~')))
        {
            return Refusal.Invalid(
                "invalid_idempotency_key",
                $"Idempotency-Key must be 1 to {Limits.IdempotencyKeyCharsMax} visible ASCII characters, such as a UUID."
            );
        }

        var check = new Check()
            .Destination("shipping_address", Address, ShippingMethod)
            .OneOf("shipping_method", ShippingMethod, [.. methods])
            .That(
                PaymentToken is null
                    || (
                        PaymentToken.Length is > 0 and <= TokenCharsMax
                        && PaymentToken.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
                    ),
                "payment_method.token",
                $"must be a token of the payment provider: 1 to {TokenCharsMax} letters, digits, _ and -"
            )
            .Text("coupon_code", CouponCode, CouponCharsMax, min: 0)
            .Email("email", Email)
            .That(ExpectedMajor is null or >= 0 && ExpectedMinor is null or >= 0, "expected_total", "must not be negative");
        return check.Refused
            ?? (IsGuest && Email is null ? EmailRequired : null)
            ?? (VatNumber is null ? null : Ordering.VatNumber.Read(VatNumber).Refused);
    }

    /// <summary>
    /// Whom the units count for while they wait for a payment: a customer's own, and those of all guests of a network together, because a
    /// guest costs nothing.
    /// </summary>
    public string Holder(Pseudonyms names) =>
        IsGuest && !string.IsNullOrEmpty(Network)
            ? "network/" + names.Of("holder of units, network", Network)
            : "user/" + names.Of("holder of units, user", UserId);

    /// <summary>The VAT number as it is read; null when none was given. To be asked after <see cref="Refused"/>.</summary>
    public VatNumber? Number => VatNumber is null ? null : Ordering.VatNumber.Read(VatNumber).Value;

    /// <summary>Whether the shopper named a total to agree to.</summary>
    public bool SaysTotal => ExpectedMajor is not null || ExpectedMinor is not null;

    /// <summary>409 when the shopper saw another total than the one due now.</summary>
    public Refusal? PriceChanged(Terms terms)
    {
        var total = Currencies.ToMajor(terms.Total, terms.Currency);
        return (ExpectedMajor is { } major && major != total) || (ExpectedMinor is { } minor && minor != terms.Total)
            ? Refusal.Conflict(
                "price_changed",
                $"The total is now {total} {terms.Currency}. Show it to the shopper and repeat with it.",
                new() { ["total_price"] = total, ["currency"] = terms.Currency }
            )
            : null;
    }

    internal static Refusal EmailRequired { get; } =
        Refusal.Invalid("email_required", "Give an 'email', so that we can tell you about the order.");

    private static string? Canonical(decimal? number) =>
        number is { } value ? (value / 1.0000000000000000000000000000m).ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
}
