// The answers of the token check.
namespace Cartwright.Web;

/// <summary>What became of a token.</summary>
public enum TokenVerdict
{
    Valid,
    Missing,
    Invalid,
    Expired,

    /// <summary>Revocations have not been heard for too long, so nobody can say.</summary>
    Unavailable,
}
