// The form of a provider that takes the card itself, so that no card number ever comes to the shop.
namespace Cartwright.Contracts.Ports;

/// <summary>What a checkout page needs to show a provider's own form. Nothing in it is a secret.</summary>
/// <param name="Kind">Which form it is, for the page that knows how to show it: <c>stripe</c>.</param>
/// <param name="Script">The absolute address of the provider's script.</param>
/// <param name="PublicKey">Whose form it is: the key that the provider gave for pages.</param>
public sealed record PaymentForm(string Kind, string Script, string PublicKey);
