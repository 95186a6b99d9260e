// A wish to be paid, as a provider hears it.
namespace Cartwright.Contracts.Ports;

/// <summary>What the provider is asked to secure.</summary>
/// <param name="TakesAtOnce">Whether authorization and capture are one step.</param>
public sealed record Charge(string PaymentId, string OrderId, long AmountMinor, string Currency, string MethodToken, bool TakesAtOnce);
