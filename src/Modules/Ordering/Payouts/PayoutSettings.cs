// How vendors are paid: Payouts:Provider, and the account that the money comes from.
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Ordering;

/// <summary>
/// <c>Payouts:Provider</c>: <c>manual</c> (the money moves outside and is recorded), or <c>sepa_file</c> (files of credit transfers for the
/// shop's bank).
/// </summary>
/// <param name="Account">Where payouts come from; null with <c>manual</c>.</param>
public sealed record PayoutSettings(string Provider, PayoutAccount? Account)
{
    public const string Manual = "manual";
    public const string SepaFiles = "sepa_file";

    private const int NameCharsMax = 70;

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["Payouts:Provider", "Payouts:Sepa:Iban", "Payouts:Sepa:Name", "Payouts:Sepa:Bic"];

    /// <summary>What the configuration says; throws <see cref="ConfigurationRefused"/> with the line to change.</summary>
    public static PayoutSettings Of(IConfiguration configuration)
    {
        var provider = configuration["Payouts:Provider"]?.Trim() is { Length: > 0 } named ? named : Manual;
        if (provider is not (Manual or SepaFiles))
        {
            throw new ConfigurationRefused($"Payouts:Provider is {Manual} or {SepaFiles}, not '{provider}'.");
        }

        if (provider == Manual)
        {
            return Keys.Skip(1).FirstOrDefault(key => !string.IsNullOrEmpty(configuration[key])) is { } said
                ? throw new ConfigurationRefused($"{said} is said without Payouts:Provider={SepaFiles}. Add it, or take {said} out.")
                : new(Manual, null);
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
            : new(SepaFiles, new(plain, name, bic));
    }
}
