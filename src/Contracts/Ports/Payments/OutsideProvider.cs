// A provider that the program brings beside those built into Payments.
namespace Cartwright.Contracts.Ports;

/// <summary>What Payments knows of a provider before anything starts; registered as an instance, before the modules.</summary>
/// <param name="Name">As <c>Payments:Providers</c> and its gateway have it.</param>
/// <param name="IsReady">Whether it is configured, and its <see cref="IGateway"/> and <see cref="IWebhookReader"/> are registered.</param>
/// <param name="Said">When ready: what the start-up print says of it, no secrets. When not: the line to add.</param>
public sealed record OutsideProvider(string Name, bool IsReady, string Said)
{
    /// <summary>
    /// Whether it tells the shop of payments in the port's own words, signed as Standard Webhooks has it with
    /// <c>Payments:Webhooks:{name}:Secret</c>; else it has an <see cref="IWebhookReader"/> of its own.
    /// </summary>
    public bool TellsStandard { get; init; }
}
