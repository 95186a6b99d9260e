// What each table of Identity says of a person.
using Cartwright.Kernel;

namespace Cartwright.Identity;

internal static class PersonSql
{
    public static IReadOnlyList<PersonTable> Tables { get; } =
    [
        PersonTable.Told("users", "account"),
        PersonTable.OfUser("sessions", "session", "session_id, user_id, started_ms, expires_ms, ended_ms", "session_id"),
        PersonTable.Nothing("refresh_tokens", "Hashes of secrets that keep a session open; the session is in the file."),
        PersonTable.Nothing("revocations", "Ids of sessions that have ended; the session is in the file."),
        PersonTable.Nothing("password_links", "Hashes of links that set a password, for an hour."),
        PersonTable.Nothing("reset_requests", "Worked off within seconds."),
        PersonTable.Nothing("sign_in_tries", "How many wrong passwords somebody tried lately, whoever that was: they keep guesses away."),
    ];
}
