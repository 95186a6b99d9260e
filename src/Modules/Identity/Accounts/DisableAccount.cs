// PATCH /api/users/{user_id}: shuts an account and opens it again; ends a guest's token.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <param name="Disabled">True: out at once and everywhere. False: may sign in again.</param>
internal sealed record DisabledBody(bool Disabled);

internal sealed class DisableAccount([FromKeyedServices("identity")] Database database, RevocationList revocations, TimeProvider clock)
{
    private static readonly Refusal GuestEnded = Refusal.Conflict(
        "guest_ended",
        "A guest whose token was ended cannot get it back; the shopper simply starts anew."
    );

    /// <summary>
    /// The user after it. Refused with <c>user_not_found</c>, <c>last_admin</c>, <c>guest_ended</c>, <c>account_erased</c>, and of whoever
    /// works for the shop as <see cref="StaffRules.Touches(Caller, Account)"/> says. Repeating changes nothing.
    /// </summary>
    /// <param name="by">The admin.</param>
    /// <param name="userId">A user's or a guest's.</param>
    /// <param name="disabled">The wish.</param>
    public Task<Outcome<Profile>> Do(Caller by, string userId, bool disabled) =>
        database.Write<Outcome<Profile>>(async transaction =>
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            if (Guests.IsGuest(userId))
            {
                var ended = await SessionStore.GuestEnded(transaction, userId);
                if (!disabled && ended)
                {
                    return GuestEnded;
                }

                if (disabled && !ended)
                {
                    await SessionStore.EndGuest(transaction, revocations, userId, now);
                }

                return Guests.Profile(userId) with
                {
                    Disabled = disabled,
                };
            }

            // All admins' rows are held, so that of two who disable each other at once one stays.
            var admins = disabled ? await UserStore.HoldAdmins(transaction) : [];
            if (await UserStore.Hold(transaction, userId) is not { } account)
            {
                return StaffRules.NotFound;
            }

            if (!disabled && account.IsErased)
            {
                return Account.WasErased;
            }

            if (StaffRules.Touches(by, account) is { } refused)
            {
                return refused;
            }

            if (disabled && admins is [var only] && only == userId)
            {
                return StaffRules.LastAdmin;
            }

            if (account.Disabled != disabled)
            {
                await UserStore.SetDisabled(transaction, userId, disabled ? by.UserId : null);
                if (disabled)
                {
                    await SessionStore.EndAllSessions(transaction, revocations, userId, now);
                    await RecoveryStore.VoidLinks(transaction, userId);
                }
            }

            return (account with { Disabled = disabled }).ToProfileForAdmin();
        });
}
