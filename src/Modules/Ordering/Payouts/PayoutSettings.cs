// How vendors are paid: Payouts:Provider, and the account that the money comes from.
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Ordering;

/// <summary>
/// <c>Payouts:Provider</c>: <c>manual</c> (the money moves outside and is recorded), <c>sepa_file</c> (files of credit transfers for the
/// shop's bank), or <c>stripe</c> (transfers to vendors' connected accounts).
/// </summary>
/// <param name="Account">Where payouts come from; null but with <c>sepa_file</c>.</param>
/// <param name="AccountHold">How long an account that a vendor has changed by itself is not paid to, unless staff confirm it.</param>
public sealed record PayoutSettings(string Provider, PayoutAccount? Account, TimeSpan AccountHold = default)
{
    public const string Manual = "manual";
    public const string SepaFiles = "sepa_file";
    public const string Stripe = "stripe";

    private const string HoldKey = "Payouts:AccountHold";

    // Whoever reads the mail about a change has a weekend for it.
    private static readonly TimeSpan HoldDefault = TimeSpan.FromDays(3);
    private static readonly TimeSpan HoldMax = TimeSpan.FromDays(60);

    private const int NameCharsMax = 70;

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    ["Payouts:Provider", HoldKey, "Payouts:Sepa:Iban", "Payouts:Sepa:Name", "Payouts:Sepa:Bic"];

    /// <summary>What the configuration says; throws <see cref="ConfigurationRefused"/> with the line to change.</summary>
    public static PayoutSettings Of(IConfiguration configuration)
    {
        var provider = configuration["Payouts:Provider"]?.Trim() is { Length: > 0 } named ? named : Manual;
        if (provider is not (Manual or SepaFiles or Stripe))
        {
            throw new ConfigurationRefused($"Payouts:Provider is {Manual}, {SepaFiles} or {Stripe}, not '{provider}'.");
        }

        var hold = configuration.Span(HoldKey, HoldDefault);
        if (hold < TimeSpan.Zero || hold > HoldMax)
        {
            throw new ConfigurationRefused(
                $"{HoldKey} is a time span of at most {HoldMax.Days} days: {HoldKey}=3.00:00:00 for three days."
            );
        }

        if (provider != SepaFiles)
        {
            return Keys.Skip(2).FirstOrDefault(key => !string.IsNullOrEmpty(configuration[key])) is { } said
                ? throw new ConfigurationRefused(
                    $"{said} is said with Payouts:Provider={provider}. Write Payouts:Provider={SepaFiles}, or take {said} out."
                )
                : new(provider, null, hold);
        }

        var (iban, name, bic) = (
            configuration["Payouts:Sepa:Iban"]?.Trim() ?? string.Empty,
            configuration["Payouts:Sepa:Name"]?.Trim() ?? string.Empty,
            configuration["Payouts:Sepa:Bic"]?.Trim().ToUpperInvariant() ?? string.Empty
        );
        return Iban.Read(iban) is not { } plain
                ? throw new ConfigurationRefused(
                    $"Payouts:Provider={SepaFiles} needs the account that payouts come from. Payouts:Sepa:Iban is not one: its check digits do not hold."
                )
            : name.Length is 0 or > NameCharsMax || SepaText.Of(name, NameCharsMax).Length == 0
                ? throw new ConfigurationRefused($"Payouts:Sepa:Name must be the account's holder in 1 to {NameCharsMax} characters.")
            : bic.Length > 0 && !VendorAccount.IsBic(bic)
                ? throw new ConfigurationRefused($"Payouts:Sepa:Bic={bic} is not a BIC. It has 8 or 11 letters and digits; leave it out.")
            : new(SepaFiles, new(plain, name, bic), hold);
    }
}
