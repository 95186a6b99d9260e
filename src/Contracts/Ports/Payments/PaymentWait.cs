// What a payment waits for before its money is there.
namespace Cartwright.Contracts.Ports;

/// <summary>What a payment waits for. Amounts are minor units of the payment's currency.</summary>
/// <param name="Kind">One of the constants.</param>
/// <param name="UntilMs">When the wait ends.</param>
/// <param name="MissingMinor">What is still to be paid.</param>
/// <param name="ReceivedMinor">What has arrived and is not enough.</param>
/// <param name="Url">A challenge on the provider's own page: its absolute address. Empty where the shop's page asks.</param>
public sealed record PaymentWait(
    string Kind,
    long UntilMs,
    long MissingMinor,
    long ReceivedMinor = 0,
    string Account = "",
    string AccountHolder = "",
    string Reference = "",
    string Bic = "",
    string Url = ""
)
{
    /// <summary>The shopper must approve.</summary>
    public const string Challenge = "challenge";

    /// <summary>A transfer must arrive.</summary>
    public const string Transfer = "bank_transfer";

    /// <summary>The provider answers later.</summary>
    public const string Provider = "wait";
}
