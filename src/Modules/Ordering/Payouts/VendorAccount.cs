// Where a vendor's money goes.
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>A vendor's account at a bank, at Stripe, or one of each; what it has not is empty.</summary>
/// <param name="Iban">As <see cref="Ordering.Iban.Read"/> gives it; shown in part only.</param>
/// <param name="Bic">Empty when it is not known: within SEPA nobody needs it.</param>
/// <param name="StripeAccount"><c>acct_…</c>, connected to the shop's own.</param>
/// <param name="PayableMs">From when on it is paid to; 0: at once.</param>
/// <param name="ActorId">Who wrote it last.</param>
public sealed record VendorAccount(
    string VendorId,
    string Holder,
    string Iban,
    string Bic,
    string ActorId,
    long UpdatedMs,
    string StripeAccount = "",
    long PayableMs = 0
)
{
    private const string StripeStart = "acct_";
    private const int StripeCharsMin = 12;
    private const int StripeCharsMax = 64;

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

    /// <summary>Whether a change of the vendor's own still waits.</summary>
    public bool IsHeld(long nowMs) => PayableMs > nowMs;

    /// <summary>Enough to know it again; empty of an account that has nothing.</summary>
    public string Shown =>
        string.Join(
            ", ",
            new[]
            {
                Iban.Length == 0 ? string.Empty : $"{Holder}, {Ordering.Iban.Shown(Iban)}",
                StripeAccount.Length == 0 ? string.Empty : ShownStripe(StripeAccount),
            }.Where(part => part.Length > 0)
        );

    /// <summary>Where a provider's money goes: one of its kind, or empty.</summary>
    /// <param name="kind">One of <see cref="Contracts.Ports.PayoutDestination"/>.</param>
    public string For(string kind) =>
        kind switch
        {
            Contracts.Ports.PayoutDestination.Iban => Iban,
            Contracts.Ports.PayoutDestination.StripeAccount => StripeAccount,
            _ => string.Empty,
        };

    /// <summary>The beginning and the last four characters.</summary>
    public static string ShownStripe(string account) => $"{StripeStart}****{account[^4..]}";

    /// <summary>An account at Stripe as somebody gives it, or <c>invalid_stripe_account</c>.</summary>
    public static Outcome<string> ReadStripe(string text)
    {
        var plain = text.Trim();
        return
            plain.StartsWith(StripeStart, StringComparison.Ordinal)
            && plain.Length is >= StripeCharsMin and <= StripeCharsMax
            && plain[StripeStart.Length..].All(char.IsAsciiLetterOrDigit)
            ? plain
            : Refusal.Invalid(
                "invalid_stripe_account",
                "This is no account at Stripe: its id begins with acct_ and stands in the account's settings there."
            );
    }

    // ISO 9362: a business of four, a country of two letters, a place of two, a branch of three.
    internal static bool IsBic(string text) =>
        text.Length is 8 or 11 && text.All(char.IsAsciiLetterOrDigit) && text[4..6].All(char.IsAsciiLetter);
}
