// DELETE /api/users/me: whoever proves to be its owner has the account erased, with all that the shop keeps beside it.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Identity;

/// <param name="ErasureId">The entry of the shop's log of erasures: whoever asks about it names it.</param>
/// <param name="Orders">How many orders were erased.</param>
internal sealed record ErasedMyself(string ErasureId, long Orders);

internal sealed class EraseMyself(OwnerProof owner, IOrdering ordering, IIds ids)
{
    /// <summary>
    /// Erases the caller. Refused as <see cref="OwnerProof.Ask"/>, and with what stands against an erasure
    /// (<see cref="IOrdering.ErasePerson"/>).
    /// </summary>
    /// <param name="network">Where the request comes from.</param>
    public async Task<Outcome<ErasedMyself>> Do(Caller caller, OwnerProofBody body, string network, CancellationToken cancel)
    {
        if (!(await owner.Ask(caller, body.Password, body.Proof, network)).Is(out var proven, out var refused))
        {
            return refused;
        }

        var erasure = ids.Next();
        return (await ordering.ErasePerson(new() { UserId = proven.Account.UserId, ErasureId = erasure }, cancel)).Then(
            done => new ErasedMyself(erasure, done.Orders)
        );
    }
}
