// POST /api/auth/logout: ends the session of the access token, of the refresh token, or of both.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

internal sealed class SignOut([FromKeyedServices("identity")] Database database, RevocationList revocations, TimeProvider clock)
{
    private static readonly Refusal Nobody = new(
        RefusalKind.Unauthenticated,
        "token_missing",
        "Send the access token in Authorization, or the refresh token in the body."
    );

    public async Task<Outcome<bool>> Do(Caller? caller, RefreshBody? body)
    {
        if (caller is null && body is null)
        {
            return Nobody;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await database.Write(async transaction =>
        {
            if (caller is not null)
            {
                await SessionStore.End(transaction, revocations, caller.SessionId, caller.UserId, now);
            }

            // An unknown refresh token is signed out already.
            if (
                body is not null
                && await SessionStore.Find(transaction, body.RefreshToken) is { Ended: false } found
                && found.SessionId != caller?.SessionId
            )
            {
                await SessionStore.End(transaction, revocations, found.SessionId, found.UserId, now);
            }

            return true;
        });
    }
}
