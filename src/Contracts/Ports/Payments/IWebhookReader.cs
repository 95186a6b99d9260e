// How a provider's webhooks are verified and read.
namespace Cartwright.Contracts.Ports;

/// <summary>
/// Reads one provider's webhooks. The door (POST /api/payments/webhooks/{provider}) hands over the raw bytes; nothing may be made of them
/// before the signature holds, and nothing but which payment to look at afterwards: what is true is then asked of the provider.
/// </summary>
public interface IWebhookReader
{
    /// <summary>The provider, as its gateway is called.</summary>
    string Provider { get; }

    /// <summary>What the webhook says; null when its signature or time does not hold.</summary>
    /// <param name="header">The value of a header, empty when it was not sent.</param>
    ValueTask<ToldByWebhook?> Read(Func<string, string> header, ReadOnlyMemory<byte> body, DateTimeOffset now);
}

/// <summary>A webhook whose signature holds.</summary>
/// <param name="Id">The provider's own; the same again is the same webhook.</param>
/// <param name="Kind">What the provider calls it.</param>
/// <param name="PaymentId">Which payment to look at; null when it names none that the shop knows.</param>
public sealed record ToldByWebhook(string Id, string Kind, string? PaymentId);
