// What each table of Notifications says of a person.
using Cartwright.Kernel;

namespace Cartwright.Notifications;

internal static class PersonSql
{
    public static IReadOnlyList<PersonTable> Tables { get; } =
    [PersonTable.Told("mail", "mail"), PersonTable.Told("reminder_stops", "reminders_stopped")];
}
