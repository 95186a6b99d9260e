// POST /api/auth/first-administrator: a shop without an administrator gets one by the link that its start printed.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <param name="Token">From the link.</param>
/// <param name="Email">The account's, to sign in with.</param>
/// <param name="Password">10 to 256 characters.</param>
/// <param name="Name">How the shop addresses its administrator.</param>
internal sealed record FirstAdministratorBody(string Token, string Email, string Password, string Name);

internal sealed class FirstAdministrator([FromKeyedServices("identity")] Database database, PasswordLane lane, IIds ids, TimeProvider clock)
{
    private const int TokenCharsMax = 200;

    /// <summary>
    /// Refused with <c>link_invalid</c> when the link does not hold or there is an administrator, and with <c>email_taken</c>.
    /// </summary>
    /// <param name="body">The account.</param>
    /// <param name="network">Where the request comes from.</param>
    public async Task<Outcome<Profile>> Do(FirstAdministratorBody body, string network)
    {
        var register = new RegisterBody(body.Email, body.Password, body.Name);
        if (Register.Checked(register).Text("token", body.Token, TokenCharsMax).Refused is { } refused)
        {
            return refused;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (!await database.Read(sql => RecoveryStore.IsFirstLink(sql, body.Token, now)))
        {
            return PasswordLinks.Invalid;
        }

        if (
            !(await lane.Hash(body.Password, ids.Secret(16), LanePlace.Known("first administrator", network))).Is(
                out var kept,
                out var busy
            )
        )
        {
            return busy;
        }

        var account = new Account(
            ids.Next(),
            Account.Normalise(body.Email),
            body.Name.Trim(),
            ["customer", "admin"],
            null,
            [],
            kept,
            now,
            0,
            false
        );
        return await database.Write<Outcome<Profile>>(async transaction =>
        {
            if (
                !await RecoveryStore.UseFirstLinks(transaction, body.Token, now)
                || await UserStore.OtherAdmins(transaction, string.Empty) > 0
            )
            {
                return PasswordLinks.Invalid;
            }

            if (!await UserStore.Insert(transaction, account))
            {
                return Register.Taken;
            }

            await transaction.Publish(
                Topics.UserRegistered,
                account.UserId,
                new UserFacts(account.UserId, account.Email, account.Name, null, now)
            );
            return account.ToProfile();
        });
    }
}
