// POST /api/auth/refresh: each refresh token is good once. One that comes again was copied, so its whole family ends.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <param name="RefreshToken">The last one given.</param>
internal sealed record RefreshBody(string RefreshToken);

internal sealed class Refresh(
    [FromKeyedServices("identity")] Database database,
    AccessTokens tokens,
    RevocationList revocations,
    IdentitySettings settings,
    IIds ids,
    TimeProvider clock
)
{
    private static readonly Refusal Invalid = new(
        RefusalKind.Unauthenticated,
        "refresh_token_invalid",
        "The refresh token does not hold. Sign in again."
    );
    private static readonly Refusal Reused = new(
        RefusalKind.Unauthenticated,
        "refresh_token_reused",
        "The refresh token was used before. To be safe its session has ended: sign in again."
    );

    private static readonly Refusal Unguarded = new(
        RefusalKind.Unauthenticated,
        "second_factor_setup_required",
        "The shop asks its staff for a second factor. Sign in again to set it up."
    );

    public async Task<Outcome<SignedIn>> Do(RefreshBody body)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var next = ids.Secret();

        // The ending of a family must be kept although the call is refused, so the transaction itself answers with what happened.
        var (account, sessionId, refused) = await database.Write<(Account?, string, Refusal?)>(async transaction =>
        {
            if (await SessionStore.Find(transaction, body.RefreshToken) is not { } found || found.ExpiresMs <= now || found.Ended)
            {
                return (null, string.Empty, Invalid);
            }

            if (found.Used)
            {
                await SessionStore.End(transaction, revocations, found.SessionId, found.UserId, now);
                return (null, string.Empty, Reused);
            }

            if (await UserStore.Hold(transaction, found.UserId) is not { Disabled: false } user)
            {
                return (null, string.Empty, Invalid);
            }

            // Of a session from before the shop asked for it, or before its user was staff: signing in sets the second factor up.
            if (settings.StaffSecondFactor && user.IsStaff && !(await SecondFactorStore.FactorsOf(transaction, user.UserId)).Guards)
            {
                // For good: it was begun by the password alone, and is none that a second factor guards later.
                await SessionStore.End(transaction, revocations, found.SessionId, found.UserId, now);
                return (null, string.Empty, Unguarded);
            }

            await SessionStore.Use(transaction, body.RefreshToken, now);
            await SessionStore.AddRefreshToken(transaction, found.SessionId, next, now);
            return (user, found.SessionId, null);
        });
        if (refused is not null)
        {
            return refused;
        }

        var access = tokens.For(account!, sessionId);
        return new SignedIn(access.Text, "Bearer", access.ExpiresIn, next, account!.ToProfile());
    }
}
