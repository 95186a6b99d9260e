// What is kept of a token whose signature held.
namespace Cartwright.Web;

/// <summary>A token whose signature held.</summary>
internal sealed class HeldToken(Caller caller, long issuedAt, long expiresAt)
{
    public Caller Caller => caller;

    public long IssuedAt => issuedAt;

    public long ExpiresAt => expiresAt;

    /// <summary>The state of the revocation list under which the token was last found good.</summary>
    public long GoodAtVersion { get; set; } = -1;
}
