// Erases whoever had an account: it is closed and says nothing of anybody, and the shop hears of it. A guest has no account; the token
// ends.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <summary>Erases accounts, in the shop or beside it.</summary>
/// <param name="revocations">Of this process; others hear of ended tokens at once.</param>
/// <param name="farewell">Tells by mail; null beside the shop, where nobody is told.</param>
public sealed class EraseAccounts(
    [FromKeyedServices("identity")] Database database,
    RevocationList revocations,
    TimeProvider clock,
    IFarewell? farewell = null
)
{
    private const string Module = "identity";

    /// <summary>
    /// The account with an id or an address, or null: nobody has one, or whoever had it was erased. Refused with <c>vendor_account</c>,
    /// <c>last_admin</c>.
    /// </summary>
    public async Task<Outcome<string?>> Find(string? userId, string? email, string? by = null)
    {
        var found = await database.Read<Account?>(sql => userId is not null ? UserStore.ById(sql, userId) : UserStore.ByEmail(sql, email!));
        if (found is null || found.IsErased)
        {
            return (string?)null;
        }

        return await database.Read(sql => Refuses(sql, found, by)) is { } refused ? refused : found.UserId;
    }

    /// <summary>As <see cref="IIdentity.EraseAccount"/>.</summary>
    public async Task<Outcome<EraseAccountReply>> Answer(EraseAccountRequest request)
    {
        if (request.UserId.Length == 0 == (request.Email.Length == 0))
        {
            return Refusal.Invalid("invalid_person", "Name the account by its id or by its address, and in one of these ways.");
        }

        if (
            !(await Find(request.UserId.Length > 0 ? request.UserId : null, request.Email, request.By)).Is(out var userId, out var refused)
            || (
                userId is not null
                && !request.DryRun
                && !(await Erase(userId, request.By, NullIfEmpty(request.ErasureId), request.Tell)).Is(out _, out refused)
            )
        )
        {
            return refused;
        }

        return new EraseAccountReply { UserId = userId ?? string.Empty };
    }

    /// <summary>Erases an account and tells it; false when that was done before, or there is none. Refused as <see cref="Find"/>.</summary>
    /// <param name="by">Who erases.</param>
    /// <param name="erasureId">The entry of the log of erasures, or null.</param>
    /// <param name="tell">Whether whoever had the account gets a mail.</param>
    public Task<Outcome<bool>> Erase(string userId, string by, string? erasureId = null, bool tell = false) =>
        database.Write<Outcome<bool>>(async transaction =>
        {
            await UserStore.HoldAdmins(transaction);
            if (await UserStore.Hold(transaction, userId) is not { } account || account.IsErased)
            {
                return false;
            }

            if (await Refuses(transaction, account, by) is { } refused)
            {
                return refused;
            }

            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            await SessionStore.EndAllSessions(transaction, revocations, userId, now);
            await SessionStore.ForgetTries(transaction, SignIn.SubjectOf(account, account.Email));
            await SessionStore.ForgetTries(transaction, OwnerProof.SubjectOf(userId));
            await RecoveryStore.VoidLinks(transaction, userId);
            await RecoveryStore.ForgetRequests(transaction, account.Email);
            await EmailStore.VoidSince(transaction, userId, 0);
            await EmailStore.ForgetRegistrations(transaction, account.Email);
            await AddressStore.RemoveAll(transaction, userId);
            await SecondFactorStore.RemoveSince(transaction, userId, 0);
            await SecondFactorStore.VoidChallenges(transaction, userId);
            await SessionStore.ForgetPlaces(transaction, userId);
            await StaffStore.ForgetNotes(transaction, userId);
            await StaffStore.ForgetAuthor(transaction, userId);
            await UserStore.Erase(transaction, userId, by);
            await transaction.Publish(Topics.UserErased, userId, new UserErasure(userId, now, erasureId));
            await ErasedPersons.Tell(transaction, erasureId, Module, now, new ForgottenRows("users", 1));

            // Behind the event of the erasure, with which all mails to the account go.
            if (tell && farewell is not null)
            {
                await farewell.Mail(transaction, userId, account.Email, account.Name, account.Language, now);
            }

            return true;
        });

    /// <summary>
    /// The effect of an order that was erased: a guest is known by orders alone, so that with them the token ends, and others forget the
    /// guest's cart.
    /// </summary>
    public async ValueTask EraseGuest(Transaction transaction, OrderErasure erased)
    {
        if (Guests.IsGuest(erased.UserId) && !await SessionStore.GuestEnded(transaction, erased.UserId))
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            await SessionStore.EndGuest(transaction, revocations, erased.UserId, now);
            await transaction.Publish(Topics.UserErased, erased.UserId, new UserErasure(erased.UserId, now, erased.ErasureId));
        }
    }

    // Whoever erases beside the shop (cartwright persons erase) has no account, and is nobody's staff; nor is whoever erases himself.
    private static async ValueTask<Refusal?> Refuses(Sql sql, Account account, string? by) =>
        account.WorksHere
        && by is not null
        && by != account.UserId
        && await UserStore.ById(sql, by) is { } eraser
        && StaffRules.Touches(eraser.May, eraser.IsOwner, account) is { } refused
            ? refused
            : await Refuses(sql, account);

    private static async ValueTask<Refusal?> Refuses(Sql sql, Account account) =>
        account.VendorId is { } vendor
            ? Refusal.Conflict(
                "vendor_account",
                $"The account {account.UserId} acts for the vendor {vendor}, whose goods, orders and balance need somebody. Take the role away first: PUT /api/users/{account.UserId}/roles."
            )
        : account.Roles.Contains("admin") && !account.Disabled && await UserStore.OtherAdmins(sql, account.UserId) == 0
            ? Refusal.Conflict("last_admin", "This is the only admin. Make another one first: cartwright admin create.")
        : null;

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
