// DELETE /api/users/me: whoever knows the password has the account erased, with all that the shop keeps beside it.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <param name="Password">The present one: a token alone, which may be stolen, must not end an account.</param>
internal sealed record EraseMyselfBody(string Password);

/// <param name="ErasureId">The entry of the shop's log of erasures: whoever asks about it names it.</param>
/// <param name="Orders">How many orders were erased.</param>
internal sealed record ErasedMyself(string ErasureId, long Orders);

internal sealed class EraseMyself(
    [FromKeyedServices("identity")] Database database,
    PasswordLane lane,
    IOrdering ordering,
    IIds ids,
    TimeProvider clock
)
{
    private static readonly Refusal Wrong = Refusal.Forbidden("password_wrong", "The password is not right. Nothing was erased.") with
    {
        Facts = new JsonObject { ["errors"] = new JsonObject { ["password"] = new JsonArray("is not your password") } },
    };

    /// <summary>
    /// Erases the caller. Refused with <c>password_wrong</c>, after five wrong ones with <c>too_many_attempts</c>, and with what stands
    /// against an erasure (<see cref="IOrdering.ErasePerson"/>).
    /// </summary>
    /// <param name="network">Where the request comes from.</param>
    public async Task<Outcome<ErasedMyself>> Do(Caller caller, EraseMyselfBody body, string network, CancellationToken cancel)
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
        if ((await SessionStore.CountTry(database, "password:" + account.UserId, clock)).Refused is { } locked)
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

        await database.Write(
            async tx =>
            {
                await SessionStore.ForgetTries(tx, "password:" + account.UserId);
                return true;
            },
            cancel
        );
        var erasure = ids.Next();
        return (await ordering.ErasePerson(new() { UserId = account.UserId, ErasureId = erasure }, cancel)).Then(done => new ErasedMyself(
            erasure,
            done.Orders
        ));
    }
}
