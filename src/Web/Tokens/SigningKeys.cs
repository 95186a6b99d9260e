// The public keys under which tokens hold. Identity gives them in its own process.
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Cartwright.Web;

/// <summary>The key set, as it is now: during a rotation there are several.</summary>
public interface ISigningKeys
{
    IReadOnlyList<VerifyingKey> Public { get; }
}

/// <summary>One public key on P-256.</summary>
public sealed class VerifyingKey
{
    private readonly ECPoint point;

    /// <param name="id">The <c>kid</c> that tokens name.</param>
    /// <param name="x">32 bytes.</param>
    /// <param name="y">32 bytes.</param>
    public VerifyingKey(string id, byte[] x, byte[] y)
    {
        Id = id;
        point = new ECPoint { X = x, Y = y };
        Security = new ECDsaSecurityKey(ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point }))
        {
            KeyId = id,

            // With the library's one factory for all, what it prepared for a key would outlive the key's owner and be handed to the next.
            CryptoProviderFactory = new CryptoProviderFactory(),
        };
    }

    public string Id { get; }

    public ReadOnlySpan<byte> X => point.X;

    public ReadOnlySpan<byte> Y => point.Y;

    /// <summary>The key as the library takes it.</summary>
    public SecurityKey Security { get; }
}
