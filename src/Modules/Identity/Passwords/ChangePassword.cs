// PUT /api/users/me/password: a new password for who knows the present one.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <param name="CurrentPassword">The present one.</param>
/// <param name="Password">The new one.</param>
internal sealed record PasswordBody(string CurrentPassword, string Password);

internal sealed class ChangePassword(
    [FromKeyedServices("identity")] Database database,
    PasswordLane lane,
    PasswordLinks links,
    RevocationList revocations,
    IIds ids,
    TimeProvider clock
)
{
    private static readonly Refusal NotFound = Refusal.NotFound("user_not_found", "There is no such user.");

    // Not 401: the token holds, and a client that hears 401 signs its user out.
    private static readonly Refusal Wrong = Refusal.Forbidden(
        "current_password_wrong",
        "The current password is not right. Nothing was changed."
    ) with
    {
        Facts = new JsonObject { ["errors"] = new JsonObject { ["current_password"] = new JsonArray("is not your password") } },
    };

    /// <summary>
    /// The caller's own session goes on, because whoever changes a password sits at the device he trusts; its access token ends with all
    /// others, and the next refresh gives another. Refused with <c>current_password_wrong</c>, and after five wrong ones with
    /// <c>too_many_attempts</c>.
    /// </summary>
    /// <param name="caller">Whose password.</param>
    /// <param name="body">Both passwords.</param>
    /// <param name="network">Where the request comes from.</param>
    public async Task<Outcome<bool>> Do(Caller caller, PasswordBody body, string network)
    {
        if (await database.Read(sql => UserStore.ById(sql, caller.UserId)) is not { } account)
        {
            return NotFound;
        }

        if (account.IsErased)
        {
            return Account.WasErased;
        }

        var check = new Check().NewPassword("password", body.Password, account.Email);
        if (check.Refused is { } refused)
        {
            return refused;
        }

        var place = LanePlace.Known(account.UserId, network);
        if (lane.IsFull(place))
        {
            return PasswordLane.Busy;
        }

        // Counted like sign-ins, apart from them: a stolen token must not guess, and must not lock its owner out.
        var subject = "password:" + account.UserId;
        if ((await SessionStore.CountTry(database, subject, clock)).Refused is { } locked)
        {
            return locked;
        }

        var current = body.CurrentPassword.Length <= Limits.PasswordCharsMax ? body.CurrentPassword : string.Empty;
        if (!(await lane.Match(current, account.Password, place)).Is(out var match, out var busy))
        {
            return busy;
        }

        if (!match)
        {
            return Wrong;
        }

        if (!(await lane.Hash(body.Password, ids.Secret(16), place)).Is(out var kept, out busy))
        {
            return busy;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await database.Write<Outcome<bool>>(async transaction =>
        {
            // Of two changes at once the later one no longer knows the present password.
            if (await UserStore.Hold(transaction, account.UserId) is not { Disabled: false } held || held.Password != account.Password)
            {
                return Wrong;
            }

            await SessionStore.ForgetTries(transaction, subject);
            await NewPassword.Set(transaction, revocations, links, held, kept, now, caller.SessionId);
            return true;
        });
    }
}
