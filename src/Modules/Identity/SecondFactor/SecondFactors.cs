// The second factor of an account: its secret, its codes, and how they are checked. The routes of a signed-in user, too.
using System.Buffers.Text;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <param name="Secret">In base32, for whoever types it.</param>
/// <param name="Uri">The same for a picture that an authenticator app reads.</param>
internal sealed record TotpSecret(string Secret, string Uri);

/// <param name="Code">Six digits of the authenticator app.</param>
internal sealed record CodeBody(string Code);

/// <param name="Codes">
/// Each opens the account once in place of a second factor, and they are told here alone. Empty where the present ones stay.
/// </param>
internal sealed record RecoveryCodes(
    [property: System.Text.Json.Serialization.JsonPropertyName("recovery_codes")] IReadOnlyList<string> Codes
);

/// <param name="On">Whether an authenticator app is set up, whose code signing in asks for.</param>
/// <param name="Since">Since when.</param>
/// <param name="RecoveryCodesLeft">How many were not used.</param>
internal sealed record TotpState(bool On, DateTimeOffset? Since, long RecoveryCodesLeft);

/// <summary>Secrets are sealed at rest, each for its account alone.</summary>
internal sealed class SecondFactors(
    [FromKeyedServices("identity")] Database database,
    OwnerProof owner,
    PasswordLinks links,
    SealedText seals,
    IdentitySettings settings,
    IIds ids,
    TimeProvider clock,
    string issuer
)
{
    private const string OnTemplate = "second_factor_on";
    private const string OffTemplate = "second_factor_off";
    private const int CodeCharsMax = 40;
    private const int RecoveryBytes = 10;
    private const int RecoveryGroup = 4;

    internal static readonly Refusal AlreadyOn = Refusal.Conflict(
        "second_factor_on",
        "Your account has a second factor. Turn it off first: DELETE /api/users/me/totp with your password."
    );
    private static readonly Refusal Last = Refusal.Conflict(
        "second_factor_last",
        "This is the last second factor of your account, and the shop asks its staff for one. Set another up first."
    );
    private static readonly Refusal NoFactor = Refusal.Conflict(
        "second_factor_off",
        "Your account has no second factor, which recovery codes stand in for. Set one up first."
    );
    private static readonly Refusal NotOn = Refusal.NotFound("second_factor_off", "Your account has no second factor.");
    private static readonly Refusal Ended = Refusal.Forbidden(
        "session_ended",
        "The session has ended meanwhile. Nothing was turned on; sign in again."
    );
    private static readonly Refusal NotBegun = Refusal.Conflict(
        "second_factor_not_begun",
        "There is nothing to confirm. POST /api/users/me/totp gives a secret."
    );

    /// <summary>The code does not hold: wrong, old, or used.</summary>
    public static readonly Refusal Wrong = Refusal.Forbidden(
        "code_wrong",
        "The code is wrong, too old, or was used. Wait for the next one of your authenticator app."
    ) with
    {
        Facts = new JsonObject { ["errors"] = new JsonObject { ["code"] = new JsonArray("is wrong, too old, or was used") } },
    };

    public async Task<TotpState> Get(string userId) =>
        await database.Read(async sql =>
            await SecondFactorStore.Of(sql, userId) is { ConfirmedMs: { } since }
                ? new TotpState(true, DateTimeOffset.FromUnixTimeMilliseconds(since), await SecondFactorStore.CodesLeft(sql, userId))
                : new TotpState(false, null, await SecondFactorStore.CodesLeft(sql, userId))
        );

    /// <summary>
    /// A new secret for whoever has proved to be the owner: with a token alone a thief would lock the owner out. Refused as
    /// <see cref="OwnerProof.Ask"/>, and with <c>second_factor_on</c>.
    /// </summary>
    /// <param name="network">Where the request comes from.</param>
    public async Task<Outcome<TotpSecret>> Begin(Caller caller, OwnerProofBody body, string network) =>
        (await owner.Ask(caller, body.Password, body.Proof, network)).Is(out var proven, out var refused)
            ? await database.Write<Outcome<TotpSecret>>(async transaction =>
                await owner.Still(transaction, proven) is { } no ? no : await Begin(transaction, proven.Account)
            )
            : refused;

    /// <summary>
    /// A new secret, which guards nothing until its first code has come, for whoever has just given the account's password. Refused with
    /// <c>second_factor_on</c>.
    /// </summary>
    public Task<Outcome<TotpSecret>> Begin(string userId) =>
        database.Write<Outcome<TotpSecret>>(async transaction =>
            await UserStore.Hold(transaction, userId) is { } account
                ? await Begin(transaction, account)
                : Refusal.NotFound("user_not_found", "There is no such user.")
        );

    private async ValueTask<Outcome<TotpSecret>> Begin(Transaction transaction, Account account)
    {
        if (account.IsErased)
        {
            return Account.WasErased;
        }

        var secret = Totp.ToBase32(Base64Url.DecodeFromChars(ids.Secret(Totp.SecretBytes)));
        var kept = seals.Seal(Purpose(account.UserId), secret);
        return await SecondFactorStore.Begin(transaction, account.UserId, kept, clock.GetUtcNow().ToUnixTimeMilliseconds()) == 1
            ? new TotpSecret(secret, Totp.Uri(secret, issuer, account.Email))
            : AlreadyOn;
    }

    /// <summary>
    /// Turns it on by its first code; the owner is told by mail. Beside another second factor the recovery codes stay as they are, and none
    /// are told. Refused with <c>code_wrong</c>, after five with <c>too_many_attempts</c>, and with <c>session_ended</c>.
    /// </summary>
    /// <param name="session">Whose token asks; null: of nobody who is signed in.</param>
    public async Task<Outcome<RecoveryCodes>> Confirm(string userId, string code, string? session = null)
    {
        if (await Refuses(code, "confirm:" + userId) is { } refused)
        {
            return refused;
        }

        return await database.Write<Outcome<RecoveryCodes>>(async transaction =>
            await UserStore.Hold(transaction, userId) is not { Disabled: false } account
                ? Refusal.NotFound("user_not_found", "There is no such user.")
            : session is null || await SessionStore.IsOpen(transaction, session, userId, clock.GetUtcNow().ToUnixTimeMilliseconds())
                ? await Confirm(transaction, account, code, session)
            : Ended
        );
    }

    /// <summary>The same within a transaction that holds the account, with the tries counted.</summary>
    /// <param name="session">Which session goes on; the others were begun by the password alone, and end.</param>
    public async ValueTask<Outcome<RecoveryCodes>> Confirm(Transaction transaction, Account account, string code, string? session)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        switch (await SecondFactorStore.Of(transaction, account.UserId))
        {
            case null:
                return NotBegun;
            case { ConfirmedMs: not null }:
                return AlreadyOn;
            case { } begun when !await UseTotp(transaction, account.UserId, begun, Bare(code), now):
                return Wrong;
        }

        var before = await SecondFactorStore.FactorsOf(transaction, account.UserId);
        await SecondFactorStore.Confirm(transaction, account.UserId, now);
        if (!before.Guards)
        {
            await SessionStore.EndOthers(transaction, account.UserId, now, session);
        }

        await SessionStore.ForgetTries(transaction, "confirm:" + account.UserId);

        // Codes that the owner has written down go on opening the account.
        var codes =
            before.Guards && await SecondFactorStore.CodesLeft(transaction, account.UserId) > 0
                ? []
                : await NewCodes(transaction, account.UserId);
        await links.Mail(transaction, account, OnTemplate, links.ForgotPage, now);
        return new RecoveryCodes(codes);
    }

    /// <summary>
    /// Turns it off for whoever has proved to be the owner; the owner is told by mail. Refused with <c>second_factor_last</c>, and as
    /// <see cref="OwnerProof.Ask"/>.
    /// </summary>
    /// <param name="network">Where the request comes from.</param>
    public async Task<Outcome<bool>> Remove(Caller caller, OwnerProofBody body, string network)
    {
        if (!(await owner.Ask(caller, body.Password, body.Proof, network)).Is(out var proven, out var refused))
        {
            return refused;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await database.Write<Outcome<bool>>(async transaction =>
        {
            if (await owner.Still(transaction, proven) is { } no)
            {
                return no;
            }

            if (!await SecondFactorStore.RemoveTotp(transaction, caller.UserId))
            {
                return NotOn;
            }

            if (await Left(transaction, proven.Account) is { } last)
            {
                return last;
            }

            await links.Mail(transaction, proven.Account, OffTemplate, links.ForgotPage, now);
            return true;
        });
    }

    /// <summary>
    /// New recovery codes in the place of the present ones, for whoever has proved to be the owner. Refused with <c>second_factor_off</c>,
    /// and as <see cref="OwnerProof.Ask"/>.
    /// </summary>
    /// <param name="network">Where the request comes from.</param>
    public async Task<Outcome<RecoveryCodes>> Renew(Caller caller, OwnerProofBody body, string network) =>
        (await owner.Ask(caller, body.Password, body.Proof, network)).Is(out var proven, out var refused)
            ? await database.Write<Outcome<RecoveryCodes>>(async transaction =>
                await owner.Still(transaction, proven) is { } no ? no
                : (await SecondFactorStore.FactorsOf(transaction, caller.UserId)).Guards
                    ? new RecoveryCodes(await NewCodes(transaction, caller.UserId))
                : NoFactor
            )
            : refused;

    /// <summary>
    /// What is to be done once a factor is gone: without any there are no codes; and staff who must have one keep the last.
    /// </summary>
    internal async ValueTask<Refusal?> Left(Transaction transaction, Account account)
    {
        await SecondFactorStore.VoidChallenges(transaction, account.UserId);
        await PasskeyStore.VoidChallenges(transaction, account.UserId);
        if ((await SecondFactorStore.FactorsOf(transaction, account.UserId)).Guards)
        {
            return null;
        }

        await SecondFactorStore.ForgetCodes(transaction, account.UserId);
        return settings.StaffSecondFactor && account.IsStaff ? Last : null;
    }

    /// <summary>Recovery codes as their owner reads them; older ones are void.</summary>
    internal async ValueTask<IReadOnlyList<string>> NewCodes(Transaction transaction, string userId)
    {
        var codes = Enumerable.Range(0, Limits.RecoveryCodesMax).Select(_ => NewRecoveryCode()).ToArray();
        await SecondFactorStore.SetCodes(transaction, userId, codes);
        return [.. codes.Select(Grouped)];
    }

    /// <summary>Uses a code of the app or a recovery code up; false when it does not hold. The tries are counted before.</summary>
    public async ValueTask<bool> Use(Transaction transaction, string userId, string code)
    {
        var bare = Bare(code);
        return bare.Length == Totp.Digits
            ? await SecondFactorStore.Of(transaction, userId) is { ConfirmedMs: not null } factor
                && await UseTotp(transaction, userId, factor, bare, clock.GetUtcNow().ToUnixTimeMilliseconds())
            : await SecondFactorStore.UseCode(transaction, userId, bare);
    }

    /// <summary>Counts a try with a code; what is no code at all is told apart.</summary>
    /// <param name="subject">What it counts for.</param>
    public async Task<Refusal?> Refuses(string code, string subject) =>
        new Check().Text("code", code, CodeCharsMax).Refused ?? (await SessionStore.CountTry(database, subject, clock)).Refused;

    private async ValueTask<bool> UseTotp(Transaction transaction, string userId, SecondFactorRow factor, string code, long nowMs) =>
        Totp.StepOf(Secret(userId, factor), code, factor.LastStep, nowMs) is { } step
        && await SecondFactorStore.UseStep(transaction, userId, step);

    private byte[] Secret(string userId, SecondFactorRow factor) =>
        Totp.FromBase32(
            seals.Open(Purpose(userId), factor.SealedSecret)
                ?? throw new InvalidOperationException(
                    $"The secret of the second factor of {userId} is sealed with another key than the shop's. Bring the key back, or: cartwright admin reset."
                )
        );

    private string NewRecoveryCode() => Totp.ToBase32(Base64Url.DecodeFromChars(ids.Secret(16)).AsSpan(0, RecoveryBytes));

    private static string Grouped(string code) => string.Join('-', code.Chunk(RecoveryGroup).Select(four => new string(four)));

    private static string Bare(string code) => new([.. code.Where(c => !char.IsWhiteSpace(c) && c != '-').Select(char.ToUpperInvariant)]);

    private static string Purpose(string userId) => "totp\n" + userId;
}
