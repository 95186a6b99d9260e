// When the shop takes the money that shoppers promise: Payments:Capture.
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Ordering;

/// <summary>
/// The key <c>Payments:Capture</c>: <c>at_once</c>, or <c>when_shipped</c>, with which an order is confirmed on an amount that its bank
/// holds, and each parcel takes its part when it leaves. Orders that are placed already stay as they are.
/// </summary>
public sealed record TakeMoney(bool WhenShipped)
{
    /// <summary>The key.</summary>
    public const string Key = "Payments:Capture";

    private const string AtOnceText = "at_once";
    private const string WhenShippedText = "when_shipped";

    public static TakeMoney AtOnce { get; } = new(false);

    /// <summary>What holds for an order: where nothing of it is sent, no parcel would ever take its money.</summary>
    public TakeMoney For(Order order) => WhenShipped && !order.PlacedTerms.Lines.Any(line => line.IsSent) ? AtOnce : this;

    /// <summary>What the configuration says; throws <see cref="ConfigurationRefused"/> for other words.</summary>
    public static TakeMoney Of(IConfiguration configuration) =>
        configuration[Key]?.Trim() switch
        {
            null or "" or AtOnceText => AtOnce,
            WhenShippedText => new(true),
            var other => throw new ConfigurationRefused($"{Key} is {AtOnceText} or {WhenShippedText}, not '{other}'."),
        };
}
