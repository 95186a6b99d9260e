// All SQL of mail templates.
using System.Data.Common;
using Cartwright.Kernel;

namespace Cartwright.Notifications;

/// <summary>A version of a template's words.</summary>
/// <param name="Version">From 1, rising with each change; below zero of a draft.</param>
/// <param name="Words">Null: from then on the words of the program.</param>
/// <param name="By">Who wrote it.</param>
/// <param name="Fault">Why they could not be used for a mail, the first time; null where that never happened.</param>
public sealed record KeptTemplate(
    string Name,
    string Language,
    long Version,
    TemplateText? Words,
    string By,
    long AtMs,
    string? Fault = null,
    long? FaultMs = null
);

/// <summary>Reads and writes them.</summary>
public static class TemplateStore
{
    private const string Columns = "name, language, version, subject, body, by_user, at_ms, fault, fault_ms";

    /// <summary>Bytes of faults are nobody's concern beyond their first words.</summary>
    private const int FaultCharsMax = 500;

    /// <summary>How many there are; 0 in a shop that has changed none.</summary>
    public static ValueTask<long> Count(Sql sql) => sql.Number("SELECT COUNT(*) FROM mail_templates");

    /// <summary>The version in force, or null where nobody has ever changed the words.</summary>
    public static ValueTask<KeptTemplate?> Current(Sql sql, string name, string language) =>
        sql.First(
            $"SELECT {Columns} FROM mail_templates WHERE name = $1 AND language = $2 AND version > 0 ORDER BY version DESC LIMIT 1",
            Row,
            name,
            language
        );

    /// <summary>The versions in force of all templates: at most one a template and language.</summary>
    public static ValueTask<List<KeptTemplate>> AllCurrent(Sql sql) =>
        sql.Query(
            $"""
            SELECT {Columns} FROM mail_templates t
            WHERE version > 0
              AND version = (SELECT MAX(version) FROM mail_templates o WHERE o.name = t.name AND o.language = t.language AND o.version > 0)
            """,
            Row
        );

    /// <summary>Versions of one, the newest first, before a version.</summary>
    public static ValueTask<List<KeptTemplate>> History(Sql sql, string name, string language, long before, int rows) =>
        sql.Query(
            $"SELECT {Columns} FROM mail_templates WHERE name = $1 AND language = $2 AND version > 0 AND version < $3 ORDER BY version DESC LIMIT $4",
            Row,
            name,
            language,
            before,
            rows
        );

    /// <summary>Writes a version. False: another has written the same.</summary>
    public static async ValueTask<bool> Add(Transaction tx, KeptTemplate kept) =>
        await tx.Execute(
            "INSERT INTO mail_templates(name, language, version, subject, body, by_user, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (name, language, version) DO NOTHING",
            kept.Name,
            kept.Language,
            kept.Version,
            kept.Words?.Subject,
            kept.Words?.Body,
            kept.By,
            kept.AtMs
        ) == 1;

    /// <summary>Drafts that were sent since a moment.</summary>
    public static ValueTask<long> DraftsSince(Sql sql, long sinceMs) =>
        sql.Number("SELECT COUNT(*) FROM mail_templates WHERE version < 0 AND at_ms > $1", sinceMs);

    /// <summary>Keeps why a version could not be used; the first time alone.</summary>
    public static ValueTask<int> Failed(Transaction tx, string name, string language, long version, string fault, long nowMs) =>
        tx.Execute(
            "UPDATE mail_templates SET fault = $4, fault_ms = $5 WHERE name = $1 AND language = $2 AND version = $3 AND fault IS NULL",
            name,
            language,
            version,
            fault.Length > FaultCharsMax ? fault[..FaultCharsMax] : fault,
            nowMs
        );

    private static KeptTemplate Row(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetInt64(2),
            row.IsDBNull(3) ? null : new(row.GetString(3), row.GetString(4)),
            row.GetString(5),
            row.GetInt64(6),
            row.IsDBNull(7) ? null : row.GetString(7),
            row.IsDBNull(8) ? null : row.GetInt64(8)
        );
}
