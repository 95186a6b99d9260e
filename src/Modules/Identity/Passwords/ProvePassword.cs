// POST /api/users/me/password/proof: whoever gives the password again may do for some minutes what a token alone must not.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <param name="Password">The present one.</param>
internal sealed record PasswordProofAskBody(string Password);

/// <param name="Proof">To be sent with what asks for it; it holds in this session alone.</param>
internal sealed record PasswordProofBody(string Proof, DateTimeOffset ExpiresAt);

internal sealed class ProvePassword(
    [FromKeyedServices("identity")] Database database,
    PasswordLane lane,
    SealedText seals,
    TimeProvider clock
)
{
    private static readonly Refusal Wrong = Refusal.Forbidden("password_wrong", "The password is not right.") with
    {
        Facts = new JsonObject { ["errors"] = new JsonObject { ["password"] = new JsonArray("is not your password") } },
    };

    /// <summary>
    /// A proof for the caller. Refused with <c>password_wrong</c>, and after five wrong ones with <c>too_many_attempts</c>.
    /// </summary>
    /// <param name="network">Where the request comes from.</param>
    public async Task<Outcome<PasswordProofBody>> Do(Caller caller, PasswordProofAskBody body, string network)
    {
        if (await database.Read(sql => UserStore.ById(sql, caller.UserId)) is not { } account)
        {
            return Refusal.NotFound("user_not_found", "There is no such user.");
        }

        if (account.IsErased)
        {
            return Account.WasErased;
        }

        var place = LanePlace.Known(account.UserId, network);
        if (lane.IsFull(place))
        {
            return PasswordLane.Busy;
        }

        // Counted with the tries to change the password: a stolen token must not guess.
        var subject = "password:" + account.UserId;
        if ((await SessionStore.CountTry(database, subject, clock)).Refused is { } locked)
        {
            return locked;
        }

        var typed = body.Password.Length <= Limits.PasswordCharsMax ? body.Password : string.Empty;
        if (!(await lane.Match(typed, account.Password, place)).Is(out var match, out var busy))
        {
            return busy;
        }

        if (!match)
        {
            return Wrong;
        }

        await database.Write(async tx =>
        {
            await SessionStore.ForgetTries(tx, subject);
            return true;
        });
        var now = clock.GetUtcNow();
        return new PasswordProofBody(PasswordProof.Make(seals, caller, now.ToUnixTimeMilliseconds()), now + PasswordProof.Life);
    }
}
