// What is held of a payment and not taken yet.
namespace Cartwright.Contracts.Ports;

/// <summary>An amount that is held. Minor units of the payment's currency.</summary>
/// <param name="LeftMinor">What can still be taken.</param>
/// <param name="UntilMs">When the bank lets go of it, as the provider says it, or as it is usual; Unix ms.</param>
/// <param name="InParts">Whether it can be taken in several captures. Else the first one is the last.</param>
/// <param name="Renewable">Whether the same token secures an amount anew without the shopper.</param>
public sealed record PaymentHold(long LeftMinor, long UntilMs, bool InParts, bool Renewable);
