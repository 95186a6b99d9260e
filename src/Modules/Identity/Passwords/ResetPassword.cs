// POST /api/auth/password/reset: a new password by a link, and an end to every session of the account.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <param name="Token">From the link.</param>
/// <param name="Password">The new one.</param>
internal sealed record ResetBody(string Token, string Password);

internal sealed class ResetPassword(
    [FromKeyedServices("identity")] Database database,
    PasswordLane lane,
    PasswordLinks links,
    RevocationList revocations,
    IIds ids,
    TimeProvider clock
)
{
    private const int TokenCharsMax = 200;

    /// <summary>
    /// While nobody has confirmed the account's address, whoever reads its mails is who it belongs to: a passkey or secret that somebody
    /// set up who merely gave the address would go on opening the account beside the new password, or keep its owner out, and is void. Not
    /// of staff, whose accounts the shop itself has looked at. The link confirms the address as well: it went there. Refused with
    /// <c>link_invalid</c> whether the link is unknown, used, expired, void, or its account disabled.
    /// </summary>
    /// <param name="body">Token and password.</param>
    /// <param name="network">Where the request comes from.</param>
    public async Task<Outcome<bool>> Do(ResetBody body, string network)
    {
        var check = new Check().Text("token", body.Token, TokenCharsMax).NewPassword("password", body.Password, null);
        if (check.Refused is { } refused)
        {
            return refused;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var account = await database.Read(async sql =>
            await RecoveryStore.LinkOf(sql, body.Token, now) is { } userId ? await UserStore.ById(sql, userId) : null
        );
        if (account is not { Disabled: false })
        {
            return PasswordLinks.Invalid;
        }

        if (new Check().NewPassword("password", body.Password, account.Email).Refused is { } like)
        {
            return like;
        }

        if (!(await lane.Hash(body.Password, ids.Secret(16), LanePlace.Known(account.UserId, network))).Is(out var kept, out var busy))
        {
            return busy;
        }

        return await database.Write<Outcome<bool>>(async transaction =>
        {
            if (
                !await RecoveryStore.UseLink(transaction, body.Token, account.UserId, now)
                || await UserStore.Hold(transaction, account.UserId) is not { Disabled: false } held
            )
            {
                return PasswordLinks.Invalid;
            }

            if (held is { VerifiedMs: null, IsStaff: false })
            {
                await SecondFactorStore.RemoveSince(transaction, account.UserId, 0);
            }

            await NewPassword.Set(transaction, revocations, links, account, kept, now, exceptSession: null);
            if (held.VerifiedMs is null)
            {
                // Whoever opens the link reads the mails of the address, or has it from whoever runs the shop.
                await UserStore.Confirm(transaction, held.UserId, now);
                await transaction.Publish(Topics.UserEmailVerified, held.UserId, (held with { VerifiedMs = now }).ToFacts(now));
            }

            return true;
        });
    }
}
