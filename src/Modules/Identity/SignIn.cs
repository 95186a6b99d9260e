// POST /api/auth/login: from e-mail and password to a session, bringing a guest's cart along.
using System.Net;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Identity;

/// <param name="Email">The account.</param>
/// <param name="Password">Its password.</param>
/// <param name="GuestToken">The access token of the guest whose cart comes along.</param>
/// <param name="DeviceToken">From an earlier sign-in on this device: others' failed guesses do not lock it out.</param>
internal sealed record SignInBody(string Email, string Password, string? GuestToken = null, string? DeviceToken = null);

/// <param name="AccessToken">For the Authorization header.</param>
/// <param name="TokenType">Always Bearer.</param>
/// <param name="ExpiresIn">Seconds.</param>
/// <param name="RefreshToken">Good for one refresh.</param>
/// <param name="User">Who signed in.</param>
/// <param name="DeviceToken">To send with the next sign-in on this device.</param>
/// <param name="Merge">What became of the guest's cart; absent without a guest token.</param>
internal sealed record SignedIn(
    string AccessToken, string TokenType, long ExpiresIn, string RefreshToken, Profile User, string? DeviceToken = null, MergeReport? Merge = null);

/// <param name="Status">merged, later (the carts did not answer in time; the lines follow), or guest_token_invalid.</param>
/// <param name="Lines">What became of each line.</param>
internal sealed record MergeReport([OneOf("merged", "later", "guest_token_invalid")] string Status, IReadOnlyList<MergeLine> Lines);

/// <param name="Fate">added, summed, capped, saved (for later) or dropped.</param>
internal sealed record MergeLine(string ProductId, long GuestQuantity, long UserQuantity, long Quantity, [OneOf("added", "summed", "capped", "saved", "dropped")] string Fate, string? Reason);

internal sealed class SignIn(
    [FromKeyedServices("identity")] Database database, PasswordLane lane, AccessTokens tokens, TokenVerifier verifier, Cursors seals, ICarts carts, IIds ids, TimeProvider clock, ILogger<SignIn> log)
{
    private const string DeviceSeal = "device";
    private static readonly TimeSpan MergeDeadline = TimeSpan.FromSeconds(1);
    private static readonly Refusal Wrong = new(RefusalKind.Unauthenticated, "credentials_invalid", "The e-mail address or the password is wrong.");

    public async Task<Outcome<SignedIn>> Do(SignInBody body, CancellationToken cancel)
    {
        if (lane.IsFull)
        {
            return PasswordLane.Busy;
        }

        // Everything up to the last comparison is done alike for addresses that have an account and those that have none.
        var email = Account.Normalise(body.Email);
        var account = await database.Read(sql => UserStore.ByEmail(sql, email));
        var device = DeviceOf(body.DeviceToken, account);
        var subject = device is null ? "email:" + email : "device:" + device;
        if ((await Count(subject)).Refused is { } locked)
        {
            return locked;
        }

        var password = body.Password.Length <= Limits.PasswordCharsMax ? body.Password : string.Empty;
        if (!(await lane.Match(password, account?.Password ?? Passwords.Nobody)).Is(out var match, out var busy))
        {
            return busy;
        }

        if (!match || account is null || account.Disabled)
        {
            return Wrong;
        }

        return await Start(account, subject, device, body.GuestToken, cancel);
    }

    // The count is written before the password is looked at: a hundred guesses at once are a hundred tries.
    private Task<Outcome<Tries>> Count(string subject) => database.Write<Outcome<Tries>>(async transaction =>
    {
        var outcome = LockOut.Try(await SessionStore.TriesOf(transaction, subject), clock.GetUtcNow().ToUnixTimeMilliseconds());
        if (outcome.Is(out var tries, out _))
        {
            await SessionStore.SetTries(transaction, subject, tries);
        }

        return outcome;
    });

    private async Task<Outcome<SignedIn>> Start(Account account, string subject, string? device, string? guestToken, CancellationToken cancel)
    {
        Caller? guest = null;
        if (guestToken is not null && (verifier.VerifyToken(guestToken, out guest) != TokenVerdict.Valid || !guest!.IsGuest))
        {
            guest = null;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var (sessionId, refreshToken) = (ids.Next(), ids.Secret());
        await database.Write(
        async transaction =>
        {
            await SessionStore.ForgetTries(transaction, subject);
            await SessionStore.Start(transaction, sessionId, account.UserId, now);
            await SessionStore.AddRefreshToken(transaction, sessionId, refreshToken, now);
            await transaction.Publish(Topics.UserSignedIn, account.UserId, new UserFacts(account.UserId, account.Email, account.Name, guest?.UserId, now));
            return true;
        }, cancel);
        var access = tokens.For(account, sessionId);
        return new SignedIn(
            access.Text,
            "Bearer",
            access.ExpiresIn,
            refreshToken,
            account.ToProfile(),
            seals.Encode(DeviceSeal, account.UserId, device ?? ids.Next()),
            guestToken is null ? null : guest is null ? new MergeReport("guest_token_invalid", []) : await Merge(sessionId, guest.UserId, account.UserId, cancel));
    }

    // The event that was published with the session merges the cart too, so nothing is lost when the carts are slow now.
    private async Task<MergeReport> Merge(string requestId, string guestId, string userId, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(MergeDeadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            var outcome = await carts.Merge(new MergeRequest { RequestId = requestId, GuestId = guestId, UserId = userId }, either.Token).AsTask().WaitAsync(either.Token);
            if (outcome.Is(out var reply, out var refused))
            {
                return new MergeReport("merged", [.. reply.Lines.Select(line => new MergeLine(
                    line.ProductId, line.GuestQuantity, line.UserQuantity, line.Quantity, line.Fate, line.Reason.Length == 0 ? null : line.Reason))]);
            }

            log.LogWarning("The cart of {Guest} was not merged: {Code}", guestId, refused.Code);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            log.LogWarning(fault, "The cart of {Guest} was not merged in time.", guestId);
        }

        return new MergeReport("later", []);
    }

    private string? DeviceOf(string? deviceToken, Account? account) =>
        deviceToken is not null && seals.Decode(DeviceSeal, deviceToken).Is(out var parts, out _) && parts is [var userId, var device] && userId == account?.UserId ? device : null;
}
