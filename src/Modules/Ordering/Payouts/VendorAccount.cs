// Where a vendor's money goes.
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>A vendor's account.</summary>
/// <param name="Iban">As <see cref="Ordering.Iban.Read"/> gives it; shown in part only.</param>
/// <param name="Bic">Empty when it is not known: within SEPA nobody needs it.</param>
/// <param name="ActorId">Who wrote it last.</param>
public sealed record VendorAccount(string VendorId, string Holder, string Iban, string Bic, string ActorId, long UpdatedMs)
{
    private const int HolderCharsMax = 70;

    /// <summary>The account as somebody gives it, or a refusal: <c>invalid_iban</c>, <c>invalid_bic</c>, <c>invalid_holder</c>.</summary>
    public static Outcome<VendorAccount> Read(string vendorId, string holder, string iban, string? bic, string actorId, long atMs)
    {
        var plainBic = bic?.Trim().ToUpperInvariant() ?? string.Empty;
        return Ordering.Iban.Read(iban) is not { } plain
                ? Refusal.Invalid(
                    "invalid_iban",
                    "This is not an IBAN: its check digits do not hold. Compare it with the bank's statement."
                )
            : plainBic.Length > 0 && !IsBic(plainBic)
                ? Refusal.Invalid(
                    "invalid_bic",
                    "A BIC has 8 or 11 letters and digits, such as COBADEFFXXX. Leave it out if you do not know it."
                )
            : holder.Trim().Length is 0 or > HolderCharsMax || !SepaText.Of(holder, HolderCharsMax).Any(char.IsAsciiLetterOrDigit)
                ? Refusal.Invalid(
                    "invalid_holder",
                    $"Give the account's holder in 1 to {HolderCharsMax} characters; banks take Latin, Greek and Cyrillic letters."
                )
            : new VendorAccount(vendorId, holder.Trim(), plain, plainBic, actorId, atMs);
    }

    // ISO 9362: a business of four, a country of two letters, a place of two, a branch of three.
    internal static bool IsBic(string text) =>
        text.Length is 8 or 11 && text.All(char.IsAsciiLetterOrDigit) && text[4..6].All(char.IsAsciiLetter);
}
