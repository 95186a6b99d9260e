// The public keys under which tokens hold. Identity gives them in its own process.
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Cartwright.Web;

/// <summary>The key set, as it is now: during a rotation there are several.</summary>
public interface ISigningKeys
{
    IReadOnlyList<VerifyingKey> Public { get; }
}

/// <summary>One public key on P-256.</summary>
public sealed class VerifyingKey
{
    private readonly ECParameters point;

    // An ECDsa is not promised to be safe for several threads; each verification borrows one.
    private readonly ConcurrentBag<ECDsa> idle = [];

    /// <param name="id">The <c>kid</c> that tokens name.</param>
    /// <param name="x">32 bytes.</param>
    /// <param name="y">32 bytes.</param>
    public VerifyingKey(string id, byte[] x, byte[] y)
    {
        Id = id;
        point = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } };
        idle.Add(ECDsa.Create(point));
    }

    public string Id { get; }

    public ReadOnlySpan<byte> X => point.Q.X;

    public ReadOnlySpan<byte> Y => point.Q.Y;

    /// <summary>ES256: ECDSA on P-256 with SHA-256, the signature as r and s of 32 bytes each.</summary>
    public bool Verify(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != 64)
        {
            return false;
        }

        if (!idle.TryTake(out var ecdsa))
        {
            ecdsa = ECDsa.Create(point);
        }

        var holds = ecdsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        idle.Add(ecdsa);
        return holds;
    }
}
