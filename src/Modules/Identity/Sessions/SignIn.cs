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
/// <param name="RecoveryCodes">
/// Only where a second factor was set up with this sign-in: each opens the account once, and they are told here alone.
/// </param>
internal sealed record SignedIn(
    string AccessToken,
    string TokenType,
    long ExpiresIn,
    string RefreshToken,
    Profile User,
    string? DeviceToken = null,
    MergeReport? Merge = null,
    IReadOnlyList<string>? RecoveryCodes = null
);

/// <param name="Status">merged, later (the carts did not answer in time; the lines follow), or guest_token_invalid.</param>
/// <param name="Lines">What became of each line.</param>
internal sealed record MergeReport([OneOf("merged", "later", "guest_token_invalid")] string Status, IReadOnlyList<MergeLine> Lines);

/// <param name="Fate">added, summed, capped, saved (for later) or dropped.</param>
internal sealed record MergeLine(
    string ProductId,
    long GuestQuantity,
    long UserQuantity,
    long Quantity,
    [OneOf("added", "summed", "capped", "saved", "dropped")] string Fate,
    string? Reason
);

internal sealed class SignIn(
    [FromKeyedServices("identity")] Database database,
    PasswordLane lane,
    AccessTokens tokens,
    TokenVerifier verifier,
    Cursors seals,
    ICarts carts,
    IdentitySettings settings,
    IIds ids,
    TimeProvider clock,
    ILogger<SignIn> log
)
{
    private const string DeviceSeal = "device";
    private readonly LatelySignedIn lately = new();
    private static readonly TimeSpan MergeDeadline = TimeSpan.FromSeconds(1);
    private static readonly Refusal Wrong = new(
        RefusalKind.Unauthenticated,
        "credentials_invalid",
        "The e-mail address or the password is wrong."
    );

    // Where addresses are confirmed first. Who registered somebody else's address and signs in must not learn from it whether there was an
    // account before, so everybody reads the same.
    private static readonly Refusal WrongOrUnconfirmed = Wrong with
    {
        Detail =
            "The e-mail address or the password is wrong, or the address is not confirmed yet: then open the link in the mail, or register again and another is sent.",
    };

    /// <summary>What tries of unknown devices are counted under: one name a mailbox, however it is written.</summary>
    internal static string SubjectOf(Account? account, string typed) =>
        "email:" + (account?.Email ?? EmailAddress.Mailbox(typed) ?? Account.Normalise(typed));

    /// <param name="body">Who, with what.</param>
    /// <param name="network">Where the request comes from.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <param name="agent">What the client says of itself.</param>
    public async Task<Outcome<SignedIn>> Do(SignInBody body, string network, CancellationToken cancel, string agent = "")
    {
        // Everything up to the last comparison is done alike for addresses that have an account and those that have none.
        var account = await database.Read(sql => UserStore.ByEmail(sql, body.Email));
        var device = DeviceOf(body.DeviceToken, account);
        var place =
            account is not null && (device is not null || lately.Knows(account.UserId, network))
                ? LanePlace.Known(account.UserId, network)
                : LanePlace.Open(network);
        if (lane.IsFull(place))
        {
            return PasswordLane.Busy;
        }

        var subject = device is null ? SubjectOf(account, body.Email) : "device:" + device;
        if ((await SessionStore.CountTry(database, subject, clock)).Refused is { } locked)
        {
            return locked;
        }

        var password = body.Password.Length <= Limits.PasswordCharsMax ? body.Password : string.Empty;
        if (!(await lane.Match(password, account?.Password ?? Passwords.Nobody, place)).Is(out var match, out var busy))
        {
            return busy;
        }

        if (!match || account is not { Disabled: false })
        {
            return settings.Verification ? WrongOrUnconfirmed : Wrong;
        }

        var factors = await database.Read(sql => SecondFactorStore.FactorsOf(sql, account.UserId));
        return factors.Guards || (settings.StaffSecondFactor && account.IsStaff)
            ? await Challenge(account, subject, device, factors, cancel)
            : await Start(account, subject, device, body.GuestToken, network, agent, null, cancel);
    }

    // The password was right: what is missing is asked for, and the tries with passwords begin anew.
    private async Task<Outcome<SignedIn>> Challenge(
        Account account,
        string subject,
        string? device,
        AccountFactors factors,
        CancellationToken cancel
    )
    {
        var token = ids.Secret();
        var expires = clock.GetUtcNow().Add(Limits.ChallengeLife).ToUnixTimeMilliseconds();
        var made = await database.Write<Outcome<bool>>(
            async transaction =>
            {
                if (await UserStore.Hold(transaction, account.UserId) is not { Disabled: false } held || held.Password != account.Password)
                {
                    return Wrong;
                }

                await SessionStore.ForgetTries(transaction, subject);
                await SecondFactorStore.AddChallenge(transaction, token, new(account.UserId, !factors.Guards, device), expires);
                return true;
            },
            cancel
        );
        return made.Refused ?? SecondStep.Asks(token, factors);
    }

    /// <summary>Begins a session for whoever has shown all that the account asks for, but the last.</summary>
    /// <param name="subject">What the tries were counted under.</param>
    /// <param name="device">A device that the account knows, or null.</param>
    /// <param name="guestToken">Of the guest whose cart comes along.</param>
    /// <param name="last">What is looked at within the transaction that begins the session, and refuses; or null.</param>
    /// <param name="passkeyId">Which passkey begins it, or null.</param>
    internal async Task<Outcome<SignedIn>> Start(
        Account account,
        string subject,
        string? device,
        string? guestToken,
        string network,
        string agent,
        Func<Transaction, ValueTask<Refusal?>>? last,
        CancellationToken cancel,
        string? passkeyId = null
    )
    {
        Caller? guest = null;
        if (guestToken is not null && (verifier.VerifyToken(guestToken, out guest) != TokenVerdict.Valid || !guest!.IsGuest))
        {
            guest = null;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var (sessionId, refreshToken) = (ids.Next(), ids.Secret());
        var begun = await database.Write<Outcome<Account>>(
            async transaction =>
            {
                // While the password was hashed, the account may have been shut or have got another one: who was right then is wrong now.
                if (await UserStore.Hold(transaction, account.UserId) is not { Disabled: false } held || held.Password != account.Password)
                {
                    return Wrong;
                }

                if (last is not null && await last(transaction) is { } no)
                {
                    return no;
                }

                // Turned on while the password was hashed: what was begun without it ends here.
                if (last is null && (await SecondFactorStore.FactorsOf(transaction, account.UserId)).Guards)
                {
                    return Wrong;
                }

                await SessionStore.ForgetTries(transaction, subject);
                await SessionStore.Start(
                    transaction,
                    sessionId,
                    account.UserId,
                    now,
                    DeviceWords.Of(agent),
                    DeviceWords.Roughly(network),
                    passkeyId
                );
                await SessionStore.AddRefreshToken(transaction, sessionId, refreshToken, now);
                await transaction.Publish(Topics.UserSignedIn, account.UserId, held.ToFacts(now, guest?.UserId));
                return held;
            },
            cancel
        );
        if (!begun.Is(out var present, out var refused))
        {
            return refused;
        }

        lately.Note(account.UserId, network);
        var access = tokens.For(present, sessionId);
        return new SignedIn(
            access.Text,
            "Bearer",
            access.ExpiresIn,
            refreshToken,
            present.ToProfile(),
            seals.Encode(DeviceSeal, account.UserId, device ?? ids.Next()),
            guestToken is null ? null
                : guest is null ? new MergeReport("guest_token_invalid", [])
                : await Merge(sessionId, guest.UserId, account.UserId, cancel)
        );
    }

    // The event that was published with the session merges the cart too, so nothing is lost when the carts are slow now.
    private async Task<MergeReport> Merge(string requestId, string guestId, string userId, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(MergeDeadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            var outcome = await carts
                .Merge(
                    new MergeRequest
                    {
                        RequestId = requestId,
                        GuestId = guestId,
                        UserId = userId,
                    },
                    either.Token
                )
                .AsTask()
                .WaitAsync(either.Token);
            if (outcome.Is(out var reply, out var refused))
            {
                return new MergeReport(
                    "merged",
                    [
                        .. reply.Lines.Select(line => new MergeLine(
                            line.ProductId,
                            line.GuestQuantity,
                            line.UserQuantity,
                            line.Quantity,
                            line.Fate,
                            line.Reason.Length == 0 ? null : line.Reason
                        )),
                    ]
                );
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
        deviceToken is not null
        && seals.Decode(DeviceSeal, deviceToken).Is(out var parts, out _)
        && parts is [var userId, var device]
        && userId == account?.UserId
            ? device
            : null;
}
