// Asks whoever has a token for the password as well: a token alone, which may be stolen, must not change what keeps others out.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

internal sealed class KnowsPassword([FromKeyedServices("identity")] Database database, PasswordLane lane, TimeProvider clock)
{
    private static readonly Refusal Wrong = Refusal.Forbidden("password_wrong", "The password is not right. Nothing was changed.") with
    {
        Facts = new JsonObject { ["errors"] = new JsonObject { ["password"] = new JsonArray("is not your password") } },
    };

    /// <summary>
    /// The account, if it is its password. Refused with <c>password_wrong</c>, after five wrong ones with <c>too_many_attempts</c>, and
    /// with <c>sign_in_busy</c>. Whoever writes afterwards holds the account and asks <see cref="Still"/>.
    /// </summary>
    /// <param name="network">Where the request comes from.</param>
    public async Task<Outcome<Account>> Ask(string userId, string password, string network)
    {
        if (await database.Read(sql => UserStore.ById(sql, userId)) is not { } account)
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

        // Counted with the tries to change the password, apart from sign-ins.
        var subject = "password:" + account.UserId;
        if ((await SessionStore.CountTry(database, subject, clock)).Refused is { } locked)
        {
            return locked;
        }

        var typed = password.Length <= Limits.PasswordCharsMax ? password : string.Empty;
        if (!(await lane.Match(typed, account.Password, place)).Is(out var match, out var busy))
        {
            return busy;
        }

        if (!match)
        {
            return Wrong;
        }

        await database.Write(transaction => SessionStore.ForgetTries(transaction, subject));
        return account;
    }

    /// <summary>Holds the account and refuses when it was shut or got another password since.</summary>
    public static async ValueTask<Refusal?> Still(Transaction transaction, Account account) =>
        await UserStore.Hold(transaction, account.UserId) is { Disabled: false } held && held.Password == account.Password ? null : Wrong;
}
