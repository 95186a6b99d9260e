// The one way to prove to be the owner of an account: a token alone, which may be stolen, must not change what keeps others out.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <summary>One of the two.</summary>
/// <param name="Password">The present password.</param>
/// <param name="Proof">From <c>POST /api/users/me/password/proof</c> or <c>POST /api/users/me/passkeys/proof</c>, in this session.</param>
internal sealed record OwnerProofBody(string? Password = null, string? Proof = null);

/// <summary>Somebody who has proved to be the owner.</summary>
/// <param name="Account">As it was then.</param>
/// <param name="Session">Where a proof was given that holds in this session alone; null when it was the password itself.</param>
/// <param name="Wrong">What he is told when that is true no longer.</param>
internal sealed record ProvenOwner(Account Account, string? Session, Refusal Wrong);

internal sealed class OwnerProof([FromKeyedServices("identity")] Database database, PasswordLane lane, SealedText seals, TimeProvider clock)
{
    /// <summary>
    /// The owner. A password that is wrong is refused with <c>password_wrong</c> (or what <paramref name="field"/> is called), after five
    /// wrong ones with <c>too_many_attempts</c>, and with <c>sign_in_busy</c>; a proof that does not hold with <c>password_needed</c>.
    /// Whoever writes afterwards asks <see cref="Still"/> within the transaction.
    /// </summary>
    /// <param name="network">Where the request comes from.</param>
    /// <param name="field">The member of the body that has the password.</param>
    public async Task<Outcome<ProvenOwner>> Ask(Caller caller, string? password, string? proof, string network, string field = "password")
    {
        var check = new Check()
            .That(password is not null || proof is not null, field, "is required, or a proof in its place")
            .That(password is null || proof is null, "proof", $"must not stand beside {field}");
        if (check.Refused is { } refused)
        {
            return refused;
        }

        if (await database.Read(sql => UserStore.ById(sql, caller.UserId)) is not { } account)
        {
            return Refusal.NotFound("user_not_found", "There is no such user.");
        }

        if (account.IsErased)
        {
            return Account.WasErased;
        }

        if (proof is not null)
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            return PasswordProof.Check(seals, caller, proof, now) is { } needed
                ? needed
                : new ProvenOwner(account, caller.SessionId, PasswordProof.Needed);
        }

        return await Knows(account, password!, network, Wrong(field)) is { } no ? no : new ProvenOwner(account, null, Wrong(field));
    }

    /// <summary>
    /// Holds the account's row, and refuses when it was shut or got another password since, or when the session of the proof has ended.
    /// </summary>
    public async ValueTask<Refusal?> Still(Transaction transaction, ProvenOwner owner) =>
        await UserStore.Hold(transaction, owner.Account.UserId) is { Disabled: false } held
        && held.Password == owner.Account.Password
        && (
            owner.Session is null
            || await SessionStore.IsOpen(transaction, owner.Session, held.UserId, clock.GetUtcNow().ToUnixTimeMilliseconds())
        )
            ? null
            : owner.Wrong;

    private async Task<Refusal?> Knows(Account account, string password, string network, Refusal wrong)
    {
        var place = LanePlace.Known(account.UserId, network);
        if (lane.IsFull(place))
        {
            return PasswordLane.Busy;
        }

        // Counted like sign-ins, apart from them: a stolen token must not guess, and must not lock its owner out.
        var subject = SubjectOf(account.UserId);
        if ((await SessionStore.CountTry(database, subject, clock)).Refused is { } locked)
        {
            return locked;
        }

        var typed = password.Length <= Limits.PasswordCharsMax ? password : string.Empty;
        if (!(await lane.Match(typed, account.Password, place)).Is(out var match, out var busy))
        {
            return busy;
        }

        if (!match)
        {
            return wrong;
        }

        await database.Write(transaction => SessionStore.ForgetTries(transaction, subject));
        return null;
    }

    // Not 401: the token holds, and a client that hears 401 signs its user out.
    private static Refusal Wrong(string field) =>
        Refusal.Forbidden(field + "_wrong", "The password is not right. Nothing was changed.") with
        {
            Facts = new JsonObject { ["errors"] = new JsonObject { [field] = new JsonArray("is not your password") } },
        };

    /// <summary>What wrong passwords of signed-in users are counted under.</summary>
    internal static string SubjectOf(string userId) => "password:" + userId;
}
