// Whether a call comes from one of our own processes.
using System.Security.Cryptography;
using System.Text;
using Cartwright.Kernel;
using Microsoft.Extensions.Primitives;

namespace Cartwright.Wire;

/// <summary>The secrets that open the inner port: one, or two while it is being changed.</summary>
internal sealed class WireTokens
{
    private const string Scheme = "Bearer ";
    private readonly byte[][] hashes;

    public WireTokens(WireSettings settings) => hashes = [Hash(settings.Token), Hash(settings.OtherToken ?? settings.Token)];

    /// <summary>Takes as long for a wrong token as for a right one: hashes are compared, all of them, in constant time.</summary>
    public bool Hold(StringValues authorization)
    {
        if (
            authorization.Count != 1
            || authorization[0] is not { } value
            || value.Length > Limits.TokenBytesMax
            || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        )
        {
            return false;
        }

        var given = Hash(value.AsSpan(Scheme.Length));
        var holds = false;
        foreach (var hash in hashes)
        {
            holds |= CryptographicOperations.FixedTimeEquals(given, hash);
        }

        return holds;
    }

    private static byte[] Hash(ReadOnlySpan<char> token)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(token)];
        Encoding.UTF8.GetBytes(token, bytes);
        return SHA256.HashData(bytes);
    }
}
