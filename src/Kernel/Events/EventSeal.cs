// Proves who told an event that came over a broker: whoever can write there could else sign a customer in, move stock, or mail strangers.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Kernel;

/// <summary>A program outside the shop, by the name that it gives as <c>source</c>.</summary>
/// <param name="Secrets">Those it may sign with: two while one is changed.</param>
/// <param name="Topics">On which it is heard.</param>
public sealed record OutsideProgram(IReadOnlyList<byte[]> Secrets, IReadOnlySet<string> Topics);

/// <summary>
/// HMAC-SHA256 (RFC 2104) in lower-case hexadecimal over <c>type</c>, <c>id</c>, <c>source</c>, <c>subject</c>, <c>time</c> (UTC,
/// milliseconds) and <c>traceparent</c> (empty where there is none), each followed by a line feed, and the text of <c>data</c> as it stands
/// in the envelope: everything that an effect can depend on. None of the six can hold a line feed. An event that is sent again is known by
/// its id.
/// </summary>
/// <param name="shop">The shop's own keys: the first signs, each is accepted, so that one can be changed without a gap.</param>
/// <param name="modules">The sources that are the shop's own: nobody else may use their names.</param>
/// <param name="programs">Programs outside, by source.</param>
/// <param name="unsigned">Topics on which whoever is not of the shop need not sign.</param>
public sealed class EventSeal(
    IReadOnlyList<byte[]> shop,
    IReadOnlySet<string> modules,
    IReadOnlyDictionary<string, OutsideProgram> programs,
    IReadOnlySet<string> unsigned
)
{
    /// <summary>
    /// How the reason begins for which such an event is parked; <c>cartwright events replay --all</c> leaves it where it is.
    /// </summary>
    public const string NotBelieved = "not believed: ";

    /// <summary>The event with its seal.</summary>
    public Event Sealed(Event e) => e with { Seal = Mac(shop[0], Text(e)) };

    /// <summary>Why the event is not believed, or null. Takes as long for a wrong seal as for a right one.</summary>
    public string? Refused(Event e)
    {
        if (e.Seal is null)
        {
            return modules.Contains(e.Source) || !unsigned.Contains(e.Topic)
                ? $"{NotBelieved}it has no '{CloudEvents.SealAttribute}', and without one '{e.Source}' is not heard on this topic."
                : null;
        }

        var program = modules.Contains(e.Source) ? null : programs.GetValueOrDefault(e.Source);
        return Holds(shop, e) || (program is not null && program.Topics.Contains(e.Topic) && Holds(program.Secrets, e))
            ? null
            : $"{NotBelieved}its '{CloudEvents.SealAttribute}' is not of the shop, nor of '{e.Source}' for this topic.";
    }

    /// <summary>What a program computes with its secret.</summary>
    public static string Of(byte[] secret, Event e) => Mac(secret, Text(e));

    private static bool Holds(IReadOnlyList<byte[]> keys, Event e)
    {
        var text = Text(e);
        var claimed = Encoding.UTF8.GetBytes(e.Seal!);
        var holds = false;
        foreach (var key in keys)
        {
            holds |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Mac(key, text)), claimed);
        }

        return holds;
    }

    private static string Mac(byte[] key, byte[] text) => Convert.ToHexStringLower(HMACSHA256.HashData(key, text));

    private static byte[] Text(Event e) =>
        Encoding.UTF8.GetBytes(
            $"{e.Topic}\n{e.Id}\n{e.Source}\n{e.Subject}\n{e.Time.ToUniversalTime().ToString(CloudEvents.TimeFormat, CultureInfo.InvariantCulture)}\n{e.TraceParent}\n{e.Data}"
        );
}

/// <summary>The bus of a broker as a relay sees it: what leaves is sealed.</summary>
public sealed class SealedBus(IEventBus bus, EventSeal seal) : IEventBus
{
    /// <inheritdoc/>
    public TimeSpan MayForget => bus.MayForget;

    /// <inheritdoc/>
    public void Subscribe(Inbox subscriber) => bus.Subscribe(subscriber);

    /// <inheritdoc/>
    public ValueTask Publish(IReadOnlyList<Event> events, CancellationToken cancel) => bus.Publish([.. events.Select(seal.Sealed)], cancel);
}
