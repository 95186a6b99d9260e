// PUT /api/users/me/password: a new password for who knows the present one, or proves to be the owner otherwise.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <param name="Password">The new one.</param>
/// <param name="CurrentPassword">The present one.</param>
/// <param name="Proof">In its place: by a passkey, of whoever does not know it any more.</param>
internal sealed record PasswordBody(string Password, string? CurrentPassword = null, string? Proof = null);

internal sealed class ChangePassword(
    [FromKeyedServices("identity")] Database database,
    OwnerProof owner,
    PasswordLane lane,
    PasswordLinks links,
    RevocationList revocations,
    IIds ids,
    TimeProvider clock
)
{
    /// <summary>
    /// The caller's own session goes on, because whoever changes a password sits at the device he trusts; its access token ends with all
    /// others, and the next refresh gives another. Refused as <see cref="OwnerProof.Ask"/>.
    /// </summary>
    /// <param name="caller">Whose password.</param>
    /// <param name="body">Both passwords.</param>
    /// <param name="network">Where the request comes from.</param>
    public async Task<Outcome<bool>> Do(Caller caller, PasswordBody body, string network)
    {
        var check = new Check().NewPassword("password", body.Password, caller.Email);
        if (
            check.Refused is { } refused
            || !(await owner.Ask(caller, body.CurrentPassword, body.Proof, network, "current_password")).Is(out var proven, out refused)
        )
        {
            return refused;
        }

        var place = LanePlace.Known(caller.UserId, network);
        if (!(await lane.Hash(body.Password, ids.Secret(16), place)).Is(out var kept, out var busy))
        {
            return busy;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await database.Write<Outcome<bool>>(async transaction =>
        {
            // Of two changes at once the later one no longer knows the present password.
            if (await owner.Still(transaction, proven) is { } no)
            {
                return no;
            }

            await NewPassword.Set(transaction, revocations, links, proven.Account, kept, now, caller.SessionId);
            return true;
        });
    }
}
