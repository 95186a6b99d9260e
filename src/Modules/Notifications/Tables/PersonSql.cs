// What each table of Notifications says of a person.
using Cartwright.Kernel;

namespace Cartwright.Notifications;

internal static class PersonSql
{
    public static IReadOnlyList<PersonTable> Tables { get; } =
    [
        PersonTable.Told("mail", "mail"),
        PersonTable.Told("reminder_stops", "reminders_stopped"),
        PersonTable.Nothing(
            "mail_templates",
            "Words of the shop. Who wrote a version is staff's id, which leads to nobody once the account is erased."
        ),
    ];
}
