// Which providers the shop takes money through, and the account of its bank transfers: read and checked before anything starts.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Payments;

/// <summary><c>Payments:Providers</c> and what the providers need.</summary>
/// <param name="Providers">Names, in the order in which shoppers are offered them; empty for a shop that takes no payments.</param>
/// <param name="Account">Where shoppers transfer to; null where bank transfer is off and no account is configured.</param>
/// <param name="IsDemo">Whether the shop shows itself: no real money is expected.</param>
/// <param name="Others">Providers outside, each with its words for the start-up print; those that the program has, taken or not.</param>
public sealed record PaymentSettings(
    IReadOnlyList<string> Providers,
    BankAccount? Account,
    bool IsDemo,
    IReadOnlyList<OutsideProvider> Others
)
{
    private const string ProvidersKey = "Payments:Providers";
    private const string None = "none";
    private const string Section = "Payments:BankTransfer";

    // The example of the register of account numbers: no money can be sent to it.
    private const string DemoIban = "DE89370400440532013000";
    private const string DemoName = "Cartwright";

    // SEPA takes no longer name.
    private const int NameCharsMax = 70;

    // Transfers between banks take up to two working days, and people as long again.
    private static readonly TimeSpan PayWithin = TimeSpan.FromDays(7);

    /// <summary>The names of the providers that are built in.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } = [SimulatedGateway.ProviderName, SimulatedBank.ProviderName];

    /// <summary>Whether the provider is one that the shop takes money through.</summary>
    public bool Takes(string provider) => Providers.Contains(provider);

    /// <summary>
    /// What the configuration says. Without <c>Payments:Providers</c> a demo takes everything and a real shop nothing: a default must not
    /// give goods away. Throws <see cref="ConfigurationRefused"/> for a name that is no provider, and for a provider without what it needs.
    /// </summary>
    /// <param name="others">Providers that the program has beside the two that are built in.</param>
    public static PaymentSettings Read(IConfiguration configuration, params IReadOnlyList<OutsideProvider> others)
    {
        string[] known = [.. BuiltIn, .. others.Select(one => one.Name)];
        var demo = configuration.Switch("Demo");
        var named = configuration["Payments:Providers"];
        IReadOnlyList<string> providers =
            string.IsNullOrWhiteSpace(named) ? (demo ? BuiltIn : [])
            : named.Trim().Equals(None, StringComparison.OrdinalIgnoreCase) ? []
            :
            [
                .. named
                    .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Select(one => Provider(one, known))
                    .Distinct(),
            ];
        if (others.FirstOrDefault(one => providers.Contains(one.Name) && !one.IsReady) is { } missing)
        {
            throw new ConfigurationRefused($"{ProvidersKey} names {missing.Name}, and it has no keys. {missing.Said}");
        }

        return new(providers, AccountOf(configuration, demo, providers.Contains(SimulatedBank.ProviderName)), demo, others);
    }

    /// <summary>The settings in words, for the start-up print.</summary>
    public string Line =>
        Providers.Count == 0 ? $"payments  none: no order with a price can be placed. Set {ProvidersKey}"
        : Takes(SimulatedGateway.ProviderName) && !IsDemo
            ? "payments  THE SIMULATOR IS ON, AND THIS IS NO DEMO: ANYBODY GETS GOODS FOR tok_visa, AND NOBODY IS CHARGED. "
                + $"For tests only; take simulator out of {ProvidersKey} before shoppers come"
        : $"payments  {string.Join(", ", Providers.Select(Said))}{(IsDemo ? " (demo: no real money)" : string.Empty)}";

    private string Said(string provider) =>
        provider == SimulatedBank.ProviderName && !IsDemo && Account is { } account ? $"{provider} to {account.Iban}, {account.Name}"
        : Others.FirstOrDefault(one => one.Name == provider) is { } other ? $"{provider} ({other.Said})"
        : provider;

    private static string Provider(string name, string[] known) =>
        known.FirstOrDefault(one => one.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ConfigurationRefused(
            $"{ProvidersKey}={name} is no payment provider.{(new KnownKeys(known).Nearest(name) is { } near ? $" Did you mean {near}?" : string.Empty)} There are: {string.Join(", ", known)}; {None} alone takes no payments."
        );

    private static BankAccount? AccountOf(IConfiguration configuration, bool demo, bool isTaken)
    {
        var payWithin = configuration.Span("Payments:BankTransfer:PayWithin", PayWithin);
        var (iban, name, bic) = (
            Text(configuration, "Payments:BankTransfer:Iban"),
            Text(configuration, "Payments:BankTransfer:Name"),
            Text(configuration, "Payments:BankTransfer:Bic")
        );
        if (iban is null && name is null && bic is null)
        {
            return demo ? new(DemoIban, DemoName, string.Empty, payWithin, IsTest: true)
                : !isTaken ? null
                : throw new ConfigurationRefused(
                    $"{ProvidersKey} names bank_transfer, and there is no account to pay to. Set {Section}:Iban and {Section}:Name (its holder)."
                );
        }

        if (iban is null || name is null)
        {
            throw new ConfigurationRefused(
                $"{Section}:{(iban is null ? "Iban" : "Name")} is missing: an account has a number and a holder. Set both."
            );
        }

        var plain = string.Concat(iban.Where(c => c != ' ')).ToUpperInvariant();
        if (!CreditorReference.IsAccount(plain))
        {
            throw new ConfigurationRefused(
                $"{Section}:Iban={iban} is not an IBAN: its check digits do not hold. Compare it with the bank's statement."
            );
        }

        if (!demo && isTaken && plain == DemoIban)
        {
            throw new ConfigurationRefused(
                $"{Section}:Iban={iban} is the example of the register of account numbers, which nobody owns. Set the shop's own account."
            );
        }

        if (name.Length > NameCharsMax || name.Any(char.IsControl))
        {
            throw new ConfigurationRefused($"{Section}:Name must be the account's holder in 1 to {NameCharsMax} characters of one line.");
        }

        return bic is null || IsBic(bic)
            ? new(plain, name, bic?.ToUpperInvariant() ?? string.Empty, payWithin, demo)
            : throw new ConfigurationRefused(
                $"{Section}:Bic={bic} is not a BIC. It has 8 or 11 letters and digits, such as COBADEFFXXX; leave it out if you do not know it."
            );
    }

    // ISO 9362: a business of four, a country of two letters, a place of two, a branch of three.
    private static bool IsBic(string text) =>
        text.Length is 8 or 11 && text.All(char.IsAsciiLetterOrDigit) && text[4..6].All(char.IsAsciiLetter);

    private static string? Text(IConfiguration configuration, string key) =>
        configuration[key]?.Trim() is { Length: > 0 } text ? text : null;
}
