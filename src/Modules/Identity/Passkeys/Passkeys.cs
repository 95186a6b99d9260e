// The passkeys of a signed-in user: which there are, one more, another name, one less.
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <param name="PublicKey">
/// For <c>navigator.credentials</c>, as WebAuthn has it in JSON (<c>PublicKeyCredential.parseCreationOptionsFromJSON</c> and
/// <c>parseRequestOptionsFromJSON</c> read it).
/// </param>
/// <param name="ExpiresIn">Seconds in which the answer is taken, once.</param>
internal sealed record PasskeyAsk(JsonElement PublicKey, long ExpiresIn)
{
    public static PasskeyAsk Of(JsonObject options) =>
        new(options.Deserialize<JsonElement>(Json.Options), (long)Limits.ChallengeLife.TotalSeconds);
}

/// <param name="Credential">What <c>navigator.credentials.create</c> answered, as its <c>toJSON()</c> writes it.</param>
/// <param name="Name">What its owner calls it; the browser and the machine unless said.</param>
internal sealed record NewPasskeyBody(JsonElement Credential, string? Name = null);

/// <param name="Name">What its owner calls it.</param>
internal sealed record PasskeyNameBody(string Name);

/// <param name="PasskeyId">The id.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="LastUsedAt">Its last signature; null while there was none.</param>
/// <param name="Synced">Whether it is kept beyond its device, as it says.</param>
internal sealed record PasskeyBody(string PasskeyId, string Name, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, bool Synced)
{
    public static PasskeyBody Of(PasskeyRow row) =>
        new(
            row.PasskeyId,
            row.Name,
            DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedMs),
            row.UsedMs is { } used ? DateTimeOffset.FromUnixTimeMilliseconds(used) : null,
            row.Synced
        );
}

/// <param name="Items">All of them, oldest first.</param>
/// <param name="Available">Whether the shop's address lets browsers make passkeys.</param>
/// <param name="RecoveryCodesLeft">How many recovery codes were not used.</param>
internal sealed record PasskeysBody(IReadOnlyList<PasskeyBody> Items, bool Available, long RecoveryCodesLeft);

/// <param name="Passkey">The new one.</param>
/// <param name="RecoveryCodes">
/// Only with the first second factor of the account: each opens it once in place of a second factor, and they are told here alone.
/// </param>
internal sealed record AddedPasskey(
    PasskeyBody Passkey,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? RecoveryCodes = null
);

/// <summary>At most <see cref="Limits.PasskeysMax"/> an account. Another's passkey is not there.</summary>
internal sealed class Passkeys(
    [FromKeyedServices("identity")] Database database,
    PasskeyCeremony ceremony,
    PasskeyChallenges challenges,
    OwnerProof owner,
    SecondFactors factors,
    PasswordLinks links,
    RevocationList revocations,
    IIds ids,
    TimeProvider clock
)
{
    private const string AddedTemplate = "passkey_added";
    private const string RemovedTemplate = "passkey_removed";
    private const int NameCharsMax = 60;

    private static readonly Refusal NotFound = Refusal.NotFound("passkey_not_found", "Your account has no such passkey.");
    private static readonly Refusal Late = PasskeyCheck.Late with { Kind = RefusalKind.Forbidden };
    private static readonly Refusal Wrong = Refusal.Invalid(
        "passkey_wrong",
        "What the authenticator has answered makes no passkey of this shop. Nothing was added; begin again."
    );
    private static readonly Refusal Exists = Refusal.Conflict(
        "passkey_exists",
        "There is an account with this passkey. Use another authenticator, or remove it there first."
    );
    private static readonly Refusal Full = Refusal.Conflict(
        "passkeys_full",
        $"An account has at most {Limits.PasskeysMax} passkeys. Remove one you no longer use."
    );
    private static readonly Refusal Ended = Refusal.Forbidden(
        "session_ended",
        "The session has ended meanwhile. Nothing was added; sign in again."
    );

    public Task<PasskeysBody> List(string userId) =>
        database
            .Read(async sql => new PasskeysBody(
                [.. (await PasskeyStore.Of(sql, userId)).Select(PasskeyBody.Of)],
                ceremony.Unavailable is null,
                await SecondFactorStore.CodesLeft(sql, userId)
            ))
            .AsTask();

    /// <summary>
    /// What an authenticator is asked to make, for whoever has proved to be the owner. Refused as <see cref="OwnerProof.Ask"/>, and with
    /// <c>passkeys_full</c>, <c>passkeys_unavailable</c>.
    /// </summary>
    /// <param name="network">Where the request comes from.</param>
    public async Task<Outcome<PasskeyAsk>> Begin(Caller caller, OwnerProofBody body, string network)
    {
        if (ceremony.Unavailable is { } unavailable)
        {
            return unavailable;
        }

        return (await owner.Ask(caller, body.Password, body.Proof, network)).Is(out var proven, out var refused)
            ? await AskToMake(proven.Account, Expected(caller))
            : refused;
    }

    /// <summary>The question itself, for whoever may.</summary>
    internal async Task<Outcome<PasskeyAsk>> AskToMake(Account account, PasskeyChallenge expected)
    {
        if (ceremony.Unavailable is { } unavailable)
        {
            return unavailable;
        }

        var there = await database.Read(sql => PasskeyStore.Of(sql, account.UserId));
        return there.Count >= Limits.PasskeysMax
            ? Full
            : PasskeyAsk.Of(ceremony.AskToMake(await challenges.Make(expected), account, there));
    }

    /// <summary>
    /// Adds the passkey; its owner is told by mail. With the first second factor the other sessions end, and there are recovery codes.
    /// Refused with <c>passkey_challenge_invalid</c>, <c>passkey_wrong</c>, <c>passkey_exists</c>, <c>passkeys_full</c>.
    /// </summary>
    /// <param name="agent">What the client says of itself.</param>
    public async Task<Outcome<AddedPasskey>> Add(Caller caller, NewPasskeyBody body, string agent)
    {
        if (await database.Read(sql => UserStore.ById(sql, caller.UserId)) is not { Disabled: false } account)
        {
            return Ended;
        }

        if (!(await Make(account, body, Expected(caller), agent)).Is(out var row, out var refused))
        {
            return refused;
        }

        return await database.Write<Outcome<AddedPasskey>>(async transaction =>
            await UserStore.Hold(transaction, account.UserId) is { Disabled: false } held
            && await SessionStore.IsOpen(transaction, caller.SessionId, held.UserId, row.CreatedMs)
                ? await Add(transaction, held, row, caller.SessionId)
                : Ended
        );
    }

    /// <summary>The passkey that an answer makes, not kept yet.</summary>
    internal async Task<Outcome<PasskeyRow>> Make(Account account, NewPasskeyBody body, PasskeyChallenge expected, string agent)
    {
        if (ceremony.Unavailable is { } unavailable)
        {
            return unavailable;
        }

        var check = new Check().Text("name", body.Name, NameCharsMax);
        if (check.Refused is { } refused || !PasskeyAnswer.Read(body.Credential, makes: true).Is(out var answer, out refused))
        {
            return refused;
        }

        if (await challenges.Take(answer, expected) is not { } challenge)
        {
            return Late;
        }

        return (await ceremony.Made(answer, challenge, account)).Made is { } made
            ? new PasskeyRow(
                ids.Next(),
                account.UserId,
                answer.CredentialId,
                made.PublicKey,
                made.SignCount,
                string.Join(' ', answer.Transports),
                body.Name?.Trim() ?? DeviceWords.Of(agent),
                made.Synced,
                clock.GetUtcNow().ToUnixTimeMilliseconds()
            )
            : Wrong;
    }

    /// <summary>Keeps it, in a transaction that holds the account.</summary>
    /// <param name="session">Which session goes on, where others were begun by the password alone.</param>
    internal async ValueTask<Outcome<AddedPasskey>> Add(Transaction transaction, Account account, PasskeyRow row, string? session)
    {
        var before = await SecondFactorStore.FactorsOf(transaction, account.UserId);
        if (before.Passkeys >= Limits.PasskeysMax)
        {
            return Full;
        }

        if (!await PasskeyStore.Add(transaction, row))
        {
            return Exists;
        }

        IReadOnlyList<string>? codes = null;
        if (!before.Guards)
        {
            await SessionStore.EndOthers(transaction, account.UserId, row.CreatedMs, session);
            codes = await factors.NewCodes(transaction, account.UserId);
        }

        await links.Mail(transaction, account, AddedTemplate, links.ForgotPage, row.CreatedMs);
        return new AddedPasskey(PasskeyBody.Of(row), codes);
    }

    /// <summary>Refused with <c>passkey_not_found</c>.</summary>
    public Task<Outcome<PasskeyBody>> Rename(Caller caller, string passkeyId, PasskeyNameBody body)
    {
        var check = new Check().Text("name", body.Name, NameCharsMax);
        return check.Refused is { } refused
            ? Task.FromResult<Outcome<PasskeyBody>>(refused)
            : database.Write<Outcome<PasskeyBody>>(async transaction =>
                await PasskeyStore.Rename(transaction, caller.UserId, passkeyId, body.Name.Trim()) is { } row
                    ? PasskeyBody.Of(row)
                    : NotFound
            );
    }

    /// <summary>
    /// Removes it for whoever has proved to be the owner, and ends the other sessions that it began; its owner is told by mail. Refused
    /// with <c>passkey_not_found</c>, <c>second_factor_last</c>, and as <see cref="OwnerProof.Ask"/>.
    /// </summary>
    /// <param name="network">Where the request comes from.</param>
    public async Task<Outcome<bool>> Remove(Caller caller, string passkeyId, OwnerProofBody body, string network)
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

            if (!await PasskeyStore.Remove(transaction, caller.UserId, passkeyId))
            {
                return NotFound;
            }

            if (await factors.Left(transaction, proven.Account) is { } last)
            {
                return last;
            }

            foreach (var session in await PasskeyStore.SessionsOf(transaction, caller.UserId, passkeyId))
            {
                if (session != caller.SessionId)
                {
                    await SessionStore.End(transaction, revocations, session, caller.UserId, now);
                }
            }

            await links.Mail(transaction, proven.Account, RemovedTemplate, links.ForgotPage, now);
            return true;
        });
    }

    private static PasskeyChallenge Expected(Caller caller) => new(PasskeyPurpose.Add, caller.UserId, caller.SessionId);
}
