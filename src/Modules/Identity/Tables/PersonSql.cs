// What each table of Identity says of a person.
using Cartwright.Kernel;

namespace Cartwright.Identity;

internal static class PersonSql
{
    public static IReadOnlyList<PersonTable> Tables { get; } =
    [
        PersonTable.Told("users", "account"),
        PersonTable.OfUser(
            "sessions",
            "session",
            "session_id, user_id, device, network, passkey_id, started_ms, used_ms, expires_ms, ended_ms",
            "session_id"
        ),
        PersonTable.OfUser(
            "addresses",
            "saved_address",
            "address_id, user_id, label, address, is_default, created_ms, updated_ms",
            "address_id",
            "address"
        ),
        PersonTable.OfUser("email_links", "email_link", "user_id, kind, email, made_ms, expires_ms", "token_hash"),
        PersonTable.OfUser("second_factors", "second_factor", "user_id, made_ms, confirmed_ms", "user_id"),
        PersonTable.OfUser("customer_notes", "customer_note", "note_id, user_id, note, written_ms", "note_id"),
        PersonTable.OfUser(
            "permission_changes",
            "permission_change",
            "change_id, user_id, roles_before, roles, permissions_before, permissions, changed_ms",
            "change_id"
        ),
        PersonTable.OfUser("passkeys", "passkey", "passkey_id, user_id, name, synced, created_ms, used_ms", "passkey_id"),
        PersonTable.Nothing("passkey_challenges", "Hashes of questions to authenticators, for minutes."),
        PersonTable.Nothing("recovery_codes", "Hashes of codes; that there is a second factor is in the file."),
        PersonTable.Nothing("challenges", "Hashes of questions to somebody who signs in, for minutes."),
        PersonTable.Nothing("registrations", "Of nobody yet, for a day: the account comes with the address's confirmation."),
        PersonTable.Nothing("refresh_tokens", "Hashes of secrets that keep a session open; the session is in the file."),
        PersonTable.Nothing("revocations", "Ids of sessions that have ended; the session is in the file."),
        PersonTable.Nothing("password_links", "Hashes of links that set a password, for an hour."),
        PersonTable.Nothing("reset_requests", "Worked off within seconds."),
        PersonTable.Nothing("sign_in_tries", "How many wrong passwords somebody tried lately, whoever that was: they keep guesses away."),
    ];
}
