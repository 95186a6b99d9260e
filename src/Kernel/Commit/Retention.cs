// How long each table keeps its rows. Every table of a module stands in its list: it is forgotten after a time, or a sentence says why it
// stays.
using Microsoft.Extensions.Configuration;

namespace Cartwright.Kernel;

/// <summary>What becomes of a table's rows.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="Why">Why its rows are kept for that long, or for ever.</param>
public sealed record Retention(string Table, string Why)
{
    private const string Root = "Retention";

    /// <summary>Days at most: what is kept for longer is kept for ever, and its table says why.</summary>
    private const int DaysMax = 36_500;

    /// <summary>The kernel's tables are in each module's database.</summary>
    public static IReadOnlyList<Retention> OfKernel { get; } =
    [
        ForEver("migrations", "A row a change of the tables."),
        ForEver("outbox", "A row goes when its event was told."),
        ForEver("outbox_sent", "A row goes when the broker can no longer lose its event (IEventBus.MayForget)."),
        ForEver(
            "inbox_waiting",
            "A row goes when its event was carried out. One that is parked waits for a person: cartwright events replay."
        ),
        ForEver("commit_marks", "A row goes after the time in which a lost commit is looked for (CommitMark)."),
        Days(
            "inbox",
            "Inbox",
            7,
            min: 1,
            "No broker repeats an event that was taken in so long ago.",
            "DELETE FROM {own}inbox WHERE event_id IN (SELECT event_id FROM {own}inbox WHERE received_ms < $1 LIMIT $2)"
        ),
    ];

    /// <summary>The key below Retention that sets the days, or null where there is nothing to set.</summary>
    public string? Name { get; private init; }

    /// <summary>Whether a start makes rows of it by itself.</summary>
    public bool IsFromStart { get; private init; }

    /// <summary>The days without a key.</summary>
    public int Default { get; private init; }

    /// <summary>Fewer would break a promise.</summary>
    public int Min { get; private init; }

    /// <summary>
    /// Deletes at most $2 rows that nobody needed any more before $1 (Unix ms), oldest first by an index, or null for a table that stays.
    /// Where ids are times, $3 is the first id that could have been made at $1. {own} stands for what is before the kernel's names.
    /// </summary>
    public string? Sql { get; private init; }

    /// <summary><see cref="Sql"/> where the kernel's names begin so (<see cref="Dialect.Own"/>).</summary>
    public string? SqlOf(string own) => Sql?.Replace("{own}", own, StringComparison.Ordinal);

    /// <summary>Rows stay, or go with what they belong to: <paramref name="why"/> says so.</summary>
    public static Retention ForEver(string table, string why) => new(table, why);

    /// <summary>Rows stay, and the start of a shop without data makes the first: they are no data that a move must not replace.</summary>
    public static Retention FromStart(string table, string why) => new(table, why) { IsFromStart = true };

    /// <summary>Rows go after so many days, which Retention:<paramref name="name"/> changes.</summary>
    public static Retention Days(string table, string name, int days, int min, string why, string sql) =>
        new(table, why)
        {
            Name = name,
            Default = days,
            Min = min,
            Sql = sql,
        };

    /// <summary>Rows go once the time that they carry themselves is past.</summary>
    public static Retention Expired(string table, string why, string sql) => new(table, why) { Sql = sql };

    /// <summary>How long its rows are kept. Throws <see cref="ConfigurationRefused"/> for what is no number of days or too few.</summary>
    public TimeSpan Kept(IConfiguration configuration) =>
        TimeSpan.FromDays(Name is null ? 0 : configuration.Number($"{Root}:{Name}", Default, Min, DaysMax));

    /// <summary>The keys of a module's tables.</summary>
    public static IEnumerable<string> Keys(IEnumerable<Retention> tables) =>
        tables.Where(table => table.Name is not null).Select(table => $"{Root}:{table.Name}").Distinct();
}
