// The public keys in a process without Identity: as Identity told them last.
using Cartwright.Contracts;

namespace Cartwright.Web;

/// <summary>Empty until Identity was heard; kept when it falls silent, since keys do not go bad.</summary>
public sealed class HeardSigningKeys : ISigningKeys
{
    private volatile IReadOnlyList<VerifyingKey> keys = [];

    /// <inheritdoc/>
    public IReadOnlyList<VerifyingKey> Public => keys;

    /// <summary>Takes the whole set; a key that was known stays the object it was, with what it has prepared for its next use.</summary>
    public void Replace(IEnumerable<SigningKey> told)
    {
        var known = keys;
        keys =
        [
            .. told.Select(key =>
                known.FirstOrDefault(k => k.Id == key.KeyId) ?? new VerifyingKey(key.KeyId, key.X.ToByteArray(), key.Y.ToByteArray())
            ),
        ];
    }
}
