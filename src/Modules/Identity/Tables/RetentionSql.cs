// How long each table of Identity keeps its rows.
using Cartwright.Kernel;

namespace Cartwright.Identity;

internal static class RetentionSql
{
    public static IReadOnlyList<Retention> Tables { get; } =
    [
        Retention.ForEver("users", "A row an account."),
        Retention.Expired(
            "refresh_tokens",
            "A token that has expired opens nothing.",
            "DELETE FROM refresh_tokens WHERE token_hash IN (SELECT token_hash FROM refresh_tokens WHERE expires_ms < $1 ORDER BY expires_ms LIMIT $2)"
        ),
        Retention.Expired(
            "sessions",
            "A session ends with its last token.",
            "DELETE FROM sessions WHERE session_id IN (SELECT session_id FROM sessions WHERE expires_ms < $1 ORDER BY expires_ms LIMIT $2)"
        ),
        Retention.Expired(
            "revocations",
            "The tokens that it ends have expired themselves.",
            "DELETE FROM revocations WHERE number IN (SELECT number FROM revocations WHERE expires_ms < $1 ORDER BY expires_ms LIMIT $2)"
        ),
        Retention.Expired(
            "password_links",
            "A link that has expired sets no password.",
            "DELETE FROM password_links WHERE token_hash IN (SELECT token_hash FROM password_links WHERE expires_ms < $1 ORDER BY expires_ms LIMIT $2)"
        ),
        Retention.ForEver("addresses", "As long as their account, and at most twenty of it."),
        Retention.Expired(
            "email_links",
            "A link that has expired confirms and stops nothing.",
            "DELETE FROM email_links WHERE token_hash IN (SELECT token_hash FROM email_links WHERE expires_ms < $1 ORDER BY expires_ms LIMIT $2)"
        ),
        Retention.Expired(
            "registrations",
            "Whoever did not confirm the address has no account, and may register again.",
            "DELETE FROM registrations WHERE user_id IN (SELECT user_id FROM registrations WHERE expires_ms < $1 ORDER BY expires_ms LIMIT $2)"
        ),
        Retention.ForEver(
            "permission_changes",
            "Who let whom do what is asked when something was done, years later; it names nobody but by ids."
        ),
        Retention.ForEver("customer_notes", "As long as their account, or until staff delete them, and at most some hundred of it."),
        Retention.ForEver("second_factors", "One an account, until it is turned off."),
        Retention.ForEver("passkeys", "Twenty an account at most, until they are removed."),
        Retention.Expired(
            "passkey_challenges",
            "A question that has expired takes no answer.",
            "DELETE FROM passkey_challenges WHERE challenge_hash IN (SELECT challenge_hash FROM passkey_challenges WHERE expires_ms < $1 ORDER BY expires_ms LIMIT $2)"
        ),
        Retention.ForEver("recovery_codes", "Ten an account at most; a used one is deleted."),
        Retention.Expired(
            "challenges",
            "A question that has expired takes no answer.",
            "DELETE FROM challenges WHERE token_hash IN (SELECT token_hash FROM challenges WHERE expires_ms < $1 ORDER BY expires_ms LIMIT $2)"
        ),
        Retention.ForEver("reset_requests", "A request is deleted as it is worked off, within seconds."),
        Retention.Days(
            "sign_in_tries",
            "SignInTries",
            1,
            min: 1,
            "A try counts for two hours.",
            "DELETE FROM sign_in_tries WHERE subject IN (SELECT subject FROM sign_in_tries WHERE last_ms < $1 ORDER BY last_ms LIMIT $2)"
        ),
    ];
}
