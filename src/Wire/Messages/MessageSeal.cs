// Proves who told a message: an HMAC over what is told, with a secret that both sides have.
using System.Security.Cryptography;
using System.Text;
using Cartwright.Kernel;

namespace Cartwright.Wire.Messages;

/// <summary>
/// HMAC-SHA256 (RFC 2104) in lower-case hexadecimal over <c>type</c>, <c>id</c>, <c>source</c> and <c>subject</c>, each followed by a
/// line feed, and the text of
/// <c>data</c> as it stands in the envelope. None of the four can hold a line feed, so that no two messages have the same text.
/// </summary>
public sealed class MessageSeal
{
    private const int KeyBytes = 32;
    private readonly byte[][] keys;

    private MessageSeal(byte[][] keys) => this.keys = keys;

    /// <summary>
    /// Of the shop's own processes: derived from Service:Token (HKDF, RFC 5869), so that no message shows what opens the inner ports.
    /// </summary>
    public static MessageSeal OfShop(WireSettings settings) =>
        new([Derive(settings.Token), .. settings.OtherToken is { } other ? [Derive(other)] : Array.Empty<byte[]>()]);

    /// <summary>
    /// Shared with a program that is not the shop's. The first secret signs, all of them are accepted: for changing it without a gap.
    /// </summary>
    public static MessageSeal OfProgram(IEnumerable<string> secrets) => new([.. secrets.Select(Encoding.UTF8.GetBytes)]);

    /// <summary>The event with its signature.</summary>
    public Event Signed(Event e) => e with { Signature = Convert.ToHexStringLower(HMACSHA256.HashData(keys[0], Text(e))) };

    /// <summary>Whether the event has a signature and it holds. Takes as long for a wrong one as for a right one.</summary>
    public bool Holds(Event e)
    {
        if (e.Signature is not { Length: 2 * HMACSHA256.HashSizeInBytes } given)
        {
            return false;
        }

        var text = Text(e);
        var claimed = Encoding.UTF8.GetBytes(given);
        var holds = false;
        foreach (var key in keys)
        {
            var right = Encoding.UTF8.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(key, text)));
            holds |= CryptographicOperations.FixedTimeEquals(right, claimed);
        }

        return holds;
    }

    private static byte[] Text(Event e) => Encoding.UTF8.GetBytes($"{e.Topic}\n{e.Id}\n{e.Source}\n{e.Subject}\n{e.Data}");

    private static byte[] Derive(string token) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Encoding.UTF8.GetBytes(token),
            KeyBytes,
            info: Encoding.UTF8.GetBytes("cartwright:messages")
        );
}
