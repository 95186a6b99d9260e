// The SQL of the settings and of the texts that are written in the admin.
using System.Data.Common;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>One version of the settings.</summary>
/// <param name="Content">What was written, as JSON.</param>
public sealed record SettingsRow(long Version, string Content, string ActorId, long AtMs);

/// <summary>A text as it was written in the admin.</summary>
/// <param name="Version">For If-Match; rises with every change.</param>
public sealed record TextRow(string Name, string Text, long Version, string ActorId, long AtMs);

internal static class SettingsSql
{
    private const string Columns = "version, content, actor_id, at_ms";
    private const string TextColumns = "name, text, version, actor_id, at_ms";

    /// <summary>The newest version, or null before the first.</summary>
    public static ValueTask<SettingsRow?> Newest(Sql sql) =>
        sql.First($"SELECT {Columns} FROM shop_settings ORDER BY version DESC LIMIT 1", Map);

    /// <summary>Versions before a number, the newest first.</summary>
    public static ValueTask<List<SettingsRow>> Before(Sql sql, long version, int limit) =>
        sql.Query($"SELECT {Columns} FROM shop_settings WHERE version < $1 ORDER BY version DESC LIMIT $2", Map, version, limit);

    /// <summary>Writes the version after one; false where somebody else was first.</summary>
    public static async ValueTask<bool> Add(Transaction tx, SettingsRow row)
    {
        if (
            await tx.Execute("UPDATE shop_settings_version SET settings = $1 WHERE one = 1 AND settings = $2", row.Version, row.Version - 1)
            != 1
        )
        {
            return false;
        }

        await tx.Send($"INSERT INTO shop_settings({Columns}) VALUES ($1, $2, $3, $4)", row.Version, row.Content, row.ActorId, row.AtMs);
        return true;
    }

    /// <summary>Both numbers that rise.</summary>
    public static async ValueTask<(long Settings, long Texts)> Versions(Sql sql) =>
        await sql.First(
            "SELECT settings, texts FROM shop_settings_version WHERE one = 1",
            row => ((long, long)?)(row.GetInt64(0), row.GetInt64(1))
        ) ?? throw new InvalidOperationException("The row of shop_settings_version is gone.");

    public static ValueTask<TextRow?> Text(Sql sql, string name) =>
        sql.First($"SELECT {TextColumns} FROM shop_texts WHERE name = $1", MapText, name);

    public static ValueTask<List<TextRow>> Texts(Sql sql) =>
        sql.Query($"SELECT {TextColumns} FROM shop_texts ORDER BY name LIMIT {ShopPolicies.PoliciesMax}", MapText);

    /// <summary>Before a text is looked at and written: of two editors one waits for the other.</summary>
    public static ValueTask<int> ChangeTexts(Transaction tx) =>
        tx.Execute("UPDATE shop_settings_version SET texts = texts + 1 WHERE one = 1");

    public static ValueTask Save(Transaction tx, TextRow row) =>
        tx.Send(
            $"""
            INSERT INTO shop_texts({TextColumns}) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (name) DO UPDATE SET text = excluded.text, version = excluded.version, actor_id = excluded.actor_id, at_ms = excluded.at_ms
            """,
            row.Name,
            row.Text,
            row.Version,
            row.ActorId,
            row.AtMs
        );

    public static ValueTask Delete(Transaction tx, string name) => tx.Send("DELETE FROM shop_texts WHERE name = $1", name);

    private static SettingsRow Map(DbDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3));

    private static TextRow MapText(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetString(3), row.GetInt64(4));
}
