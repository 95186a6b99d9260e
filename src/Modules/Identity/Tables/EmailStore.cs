// All SQL about links that confirm an address, and about registrations that wait for one.
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Identity;

/// <summary>What a link is for.</summary>
/// <param name="Kind">verify, change or stop.</param>
/// <param name="Email">The address that is confirmed, or the one that shall stay.</param>
internal sealed record EmailLink(string UserId, string Kind, string Email, long MadeMs);

/// <summary>Somebody who has no account yet.</summary>
/// <param name="UserId">The id that the account will have.</param>
/// <param name="Password">Its hash.</param>
/// <param name="Browser">The hash of what the browser that registered has, or null of one from before that was asked.</param>
internal sealed record Registration(
    string UserId,
    string Email,
    string Name,
    string Password,
    IReadOnlyList<PostalAddress> Addresses,
    string Network,
    string? Browser = null,
    string? Language = null
)
{
    /// <summary>Whether whoever has this registered.</summary>
    public bool IsOf(string? browserToken) => Browser is not null && browserToken is not null && EmailStore.Hash(browserToken) == Browser;

    /// <summary>The account it becomes.</summary>
    public Account ToAccount(long nowMs) =>
        new(UserId, Email, Name, ["customer"], null, Addresses, Password, nowMs, 0, false, nowMs, Language: Language);
}

internal static class EmailStore
{
    public const string Verify = "verify";
    public const string Change = "change";
    public const string Stop = "stop";

    private const string Columns = "user_id, email, name, password, addresses, network, browser_hash, language";

    public static ValueTask AddLink(Transaction transaction, string token, EmailLink link, long expiresMs) =>
        transaction.Send(
            "INSERT INTO email_links(token_hash, user_id, kind, email, made_ms, expires_ms) VALUES ($1, $2, $3, $4, $5, $6)",
            Hash(token),
            link.UserId,
            link.Kind,
            link.Email,
            link.MadeMs,
            expiresMs
        );

    /// <summary>Uses a link up that confirms an address, while it holds.</summary>
    public static ValueTask<EmailLink?> UseConfirming(Transaction transaction, string token, long nowMs) =>
        Use(transaction, token, nowMs, $"kind <> '{Stop}'");

    /// <summary>Uses a link up that stops a change, while it holds.</summary>
    public static ValueTask<EmailLink?> UseStopping(Transaction transaction, string token, long nowMs) =>
        Use(transaction, token, nowMs, $"kind = '{Stop}'");

    /// <summary>Whether another account's owner may still get this address back by the link that stops a change.</summary>
    public static async ValueTask<bool> IsKept(Sql sql, string email, long nowMs, string userId = "") =>
        await sql.Number(
            $"SELECT COUNT(*) FROM email_links WHERE email IN ($1, $2) AND kind = '{Stop}' AND expires_ms > $3 AND user_id <> $4",
            email,
            MailboxOf(email),
            nowMs,
            userId
        ) > 0;

    /// <summary>Links that confirm are void; those that stop are not, or whoever has the password could make them so.</summary>
    public static ValueTask VoidConfirming(Transaction transaction, string userId) =>
        transaction.Send($"DELETE FROM email_links WHERE user_id = $1 AND kind <> '{Stop}'", userId);

    /// <summary>All links since then are void.</summary>
    public static ValueTask VoidSince(Transaction transaction, string userId, long sinceMs) =>
        transaction.Send("DELETE FROM email_links WHERE user_id = $1 AND made_ms >= $2", userId, sinceMs);

    public static ValueTask<int> Register(Transaction transaction, Registration registration, long expiresMs) =>
        transaction.Execute(
            "INSERT INTO registrations(user_id, email, mailbox, name, password, addresses, network, expires_ms, browser_hash, language) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            registration.UserId,
            registration.Email,
            MailboxOf(registration.Email),
            registration.Name,
            registration.Password,
            JsonSerializer.Serialize(registration.Addresses, Json.Options),
            registration.Network,
            expiresMs,
            registration.Browser,
            registration.Language
        );

    /// <summary>Those at which nobody has looked yet, oldest first; ids sort by time.</summary>
    public static ValueTask<List<Registration>> Waiting(Sql sql, int count) =>
        sql.Query($"SELECT {Columns} FROM registrations WHERE token_hash IS NULL ORDER BY user_id LIMIT $1", Map, (long)count);

    /// <summary>Whether it was taken: false when another process was first.</summary>
    public static async ValueTask<bool> Take(Transaction transaction, string userId) =>
        await transaction.Execute("DELETE FROM registrations WHERE user_id = $1 AND token_hash IS NULL", userId) == 1;

    /// <summary>Whether the link was set: false when another process was first.</summary>
    public static async ValueTask<bool> SetLink(Transaction transaction, string userId, string token) =>
        await transaction.Execute("UPDATE registrations SET token_hash = $2 WHERE user_id = $1 AND token_hash IS NULL", userId, Hash(token))
        == 1;

    /// <summary>Whether a link that confirms an address holds, without using it up.</summary>
    public static async ValueTask<bool> IsConfirming(Sql sql, string token, long nowMs) =>
        await sql.Number(
            $"""
            SELECT (SELECT count(*) FROM email_links WHERE token_hash = $1 AND expires_ms > $2 AND kind <> '{Stop}')
                + (SELECT count(*) FROM registrations WHERE token_hash = $1 AND expires_ms > $2)
            """,
            Hash(token),
            nowMs
        ) > 0;

    /// <summary>Uses the link of a registration up, while it holds.</summary>
    public static ValueTask<Registration?> UseRegistration(Transaction transaction, string token, long nowMs) =>
        transaction.First(
            $"DELETE FROM registrations WHERE token_hash = $1 AND expires_ms > $2 RETURNING {Columns}",
            Map,
            Hash(token),
            nowMs
        );

    /// <summary>Whoever has an account needs no other registration, and whoever is erased has none.</summary>
    public static ValueTask ForgetRegistrations(Transaction transaction, string email) =>
        transaction.Send("DELETE FROM registrations WHERE mailbox = $1", MailboxOf(Account.Normalise(email)));

    private static ValueTask<EmailLink?> Use(Transaction transaction, string token, long nowMs, string kind) =>
        transaction.First(
            $"DELETE FROM email_links WHERE token_hash = $1 AND expires_ms > $2 AND {kind} RETURNING user_id, kind, email, made_ms",
            row => new EmailLink(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3)),
            Hash(token),
            nowMs
        );

    private static string MailboxOf(string email) => EmailAddress.Mailbox(email) ?? email;

    private static Registration Map(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            JsonSerializer.Deserialize<List<PostalAddress>>(row.GetString(4), Json.Options)!,
            row.GetString(5),
            row.IsDBNull(6) ? null : row.GetString(6),
            row.IsDBNull(7) ? null : row.GetString(7)
        );

    /// <summary>What is kept of a token.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
