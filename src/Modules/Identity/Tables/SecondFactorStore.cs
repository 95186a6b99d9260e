// All SQL about second factors, recovery codes, and the challenges of those who sign in with one.
using System.Security.Cryptography;
using System.Text;
using Cartwright.Kernel;

namespace Cartwright.Identity;

/// <summary>One row of second_factors.</summary>
/// <param name="ConfirmedMs">Null while it is being set up.</param>
/// <param name="LastStep">Steps up to it were used.</param>
internal sealed record SecondFactorRow(string SealedSecret, long? ConfirmedMs, long LastStep);

/// <summary>Somebody who knew the password.</summary>
/// <param name="SetsUp">Whether a second factor has to be set up first.</param>
/// <param name="Device">A device that the account knows, or null.</param>
internal sealed record Challenge(string UserId, bool SetsUp, string? Device);

/// <summary>What guards an account beside its password.</summary>
/// <param name="Totp">Whether codes of an authenticator app do.</param>
/// <param name="Passkeys">How many passkeys there are.</param>
/// <param name="Codes">How many recovery codes were not used.</param>
internal sealed record AccountFactors(bool Totp, long Passkeys, long Codes)
{
    /// <summary>Whether the password alone does not open the account.</summary>
    public bool Guards => Totp || Passkeys > 0;

    /// <summary>What whoever knew the password may show: totp, passkey, recovery.</summary>
    public IEnumerable<string> Methods =>
        new[] { (Totp, "totp"), (Passkeys > 0, "passkey"), (Codes > 0, "recovery") }.Where(one => one.Item1).Select(one => one.Item2);
}

internal static class SecondFactorStore
{
    public static async ValueTask<AccountFactors> FactorsOf(Sql sql, string userId) =>
        (
            await sql.First(
                """
                SELECT (SELECT count(*) FROM second_factors WHERE user_id = $1 AND confirmed_ms IS NOT NULL),
                    (SELECT count(*) FROM passkeys WHERE user_id = $1), (SELECT count(*) FROM recovery_codes WHERE user_id = $1)
                """,
                row => new AccountFactors(row.GetInt64(0) > 0, row.GetInt64(1), row.GetInt64(2)),
                userId
            )
        )!;

    public static ValueTask<SecondFactorRow?> Of(Sql sql, string userId) =>
        sql.First(
            "SELECT sealed_secret, confirmed_ms, last_step FROM second_factors WHERE user_id = $1",
            row => new SecondFactorRow(row.GetString(0), row.IsDBNull(1) ? null : row.GetInt64(1), row.GetInt64(2)),
            userId
        );

    /// <summary>Begins anew; what guards the account already stays as it is.</summary>
    public static ValueTask<int> Begin(Transaction transaction, string userId, string sealedSecret, long nowMs) =>
        transaction.Execute(
            """
            INSERT INTO second_factors(user_id, sealed_secret, made_ms, last_step) VALUES ($1, $2, $3, 0)
            ON CONFLICT (user_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, made_ms = excluded.made_ms, last_step = 0
            WHERE second_factors.confirmed_ms IS NULL
            """,
            userId,
            sealedSecret,
            nowMs
        );

    public static ValueTask Confirm(Transaction transaction, string userId, long nowMs) =>
        transaction.Send("UPDATE second_factors SET confirmed_ms = $2 WHERE user_id = $1 AND confirmed_ms IS NULL", userId, nowMs);

    /// <summary>Uses a step up; false when it or a later one was used before.</summary>
    public static async ValueTask<bool> UseStep(Transaction transaction, string userId, long step) =>
        await transaction.Execute("UPDATE second_factors SET last_step = $2 WHERE user_id = $1 AND last_step < $2", userId, step) == 1;

    /// <summary>Only hashes are kept, each with its account's id, so that one table of guesses serves for one account.</summary>
    public static async ValueTask SetCodes(Transaction transaction, string userId, IEnumerable<string> codes)
    {
        await transaction.Send("DELETE FROM recovery_codes WHERE user_id = $1", userId);
        foreach (var code in codes)
        {
            await transaction.Send("INSERT INTO recovery_codes(code_hash, user_id) VALUES ($1, $2)", Hash(userId + "\n" + code), userId);
        }
    }

    /// <summary>Uses a recovery code up; false when it is none, or was used.</summary>
    public static async ValueTask<bool> UseCode(Transaction transaction, string userId, string code) =>
        await transaction.Execute("DELETE FROM recovery_codes WHERE code_hash = $1 AND user_id = $2", Hash(userId + "\n" + code), userId)
        == 1;

    public static ValueTask<long> CodesLeft(Sql sql, string userId) =>
        sql.Number("SELECT count(*) FROM recovery_codes WHERE user_id = $1", userId);

    /// <summary>Takes the secret of codes away; answers whether it guarded the account until now.</summary>
    public static async ValueTask<bool> RemoveTotp(Transaction transaction, string userId) =>
        await transaction.Query(
            "DELETE FROM second_factors WHERE user_id = $1 RETURNING CASE WHEN confirmed_ms IS NULL THEN 0 ELSE 1 END",
            row => row.GetInt32(0) == 1,
            userId
        )
            is [true];

    /// <summary>
    /// Takes away what guards the account and was made since then: secret and passkeys; and all recovery codes, which may be newer ones in
    /// the place of those that the owner has.
    /// </summary>
    public static async ValueTask RemoveSince(Transaction transaction, string userId, long sinceMs)
    {
        await transaction.Send("DELETE FROM second_factors WHERE user_id = $1 AND made_ms >= $2", userId, sinceMs);
        await PasskeyStore.RemoveSince(transaction, userId, sinceMs);
        await ForgetCodes(transaction, userId);
    }

    public static ValueTask ForgetCodes(Transaction transaction, string userId) =>
        transaction.Send("DELETE FROM recovery_codes WHERE user_id = $1", userId);

    public static ValueTask AddChallenge(Transaction transaction, string token, Challenge challenge, long expiresMs) =>
        transaction.Send(
            "INSERT INTO challenges(token_hash, user_id, sets_up, device, tries, expires_ms) VALUES ($1, $2, $3, $4, 0, $5)",
            Hash(token),
            challenge.UserId,
            challenge.SetsUp,
            challenge.Device,
            expiresMs
        );

    /// <summary>The challenge while it holds, without counting a try.</summary>
    public static ValueTask<Challenge?> Find(Sql sql, string token, long nowMs) =>
        sql.First(
            $"SELECT user_id, sets_up, device FROM challenges WHERE token_hash = $1 AND expires_ms > $2 AND tries < {Limits.ChallengeTriesMax}",
            Map,
            Hash(token),
            nowMs
        );

    /// <summary>Counts a try before the code is looked at; null when the challenge does not hold, or not any more.</summary>
    public static ValueTask<Challenge?> Try(Transaction transaction, string token, long nowMs) =>
        transaction.First(
            $"""
            UPDATE challenges SET tries = tries + 1 WHERE token_hash = $1 AND expires_ms > $2 AND tries < {Limits.ChallengeTriesMax}
            RETURNING user_id, sets_up, device
            """,
            Map,
            Hash(token),
            nowMs
        );

    /// <summary>Uses the challenge up; false when somebody was first.</summary>
    public static async ValueTask<bool> UseChallenge(Transaction transaction, string token) =>
        await transaction.Execute("DELETE FROM challenges WHERE token_hash = $1", Hash(token)) == 1;

    public static ValueTask VoidChallenges(Transaction transaction, string userId) =>
        transaction.Send("DELETE FROM challenges WHERE user_id = $1", userId);

    private static Challenge Map(System.Data.Common.DbDataReader row) =>
        new(row.GetString(0), row.GetInt64(1) == 1, row.IsDBNull(2) ? null : row.GetString(2));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
