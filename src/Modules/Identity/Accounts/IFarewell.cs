using Cartwright.Kernel;

namespace Cartwright.Identity;

/// <summary>The last mail to whoever had an account: that it is erased.</summary>
public interface IFarewell
{
    /// <summary>Asks for it, in the transaction of the erasure.</summary>
    /// <param name="language">Null for the shop's.</param>
    ValueTask Mail(Transaction transaction, string userId, string email, string name, string? language, long nowMs);
}
