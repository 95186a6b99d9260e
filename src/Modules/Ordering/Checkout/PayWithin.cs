// How long an order waits for a payment that names no end of its own.
using System.Globalization;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Ordering;

/// <summary>The key <c>Orders:PayWithin</c>, 30 minutes unless it says otherwise.</summary>
public sealed class PayWithin(IConfiguration configuration)
{
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(30);

    private readonly TimeSpan span = Read(configuration["Orders:PayWithin"]);

    /// <summary>The end of the wait of an order placed then; Unix ms.</summary>
    public long From(long createdMs) => createdMs + (long)span.TotalMilliseconds;

    private static TimeSpan Read(string? text) =>
        string.IsNullOrEmpty(text) ? Usual
        : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var asked) && asked > TimeSpan.Zero ? asked
        : throw new ConfigurationRefused(
            $"Orders:PayWithin is '{text}'. Give a time span above zero, such as Orders:PayWithin=00:30:00 for half an hour."
        );
}
