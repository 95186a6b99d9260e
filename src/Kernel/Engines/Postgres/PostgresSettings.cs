// How each module reaches PostgreSQL: one text for all with {module} in it, or a text of its own.
using System.Collections.Concurrent;
using Npgsql;

namespace Cartwright.Kernel;

/// <summary>Connection strings by module, brought into the form that the shop relies on.</summary>
public sealed class PostgresSettings
{
    /// <summary>Stands for the module's name in a connection string.</summary>
    public const string Placeholder = "{module}";

    /// <summary>
    /// Seconds until a server that does not answer counts as gone: longer than any statement of ours takes, short enough for a caller to
    /// wait.
    /// </summary>
    internal const int AnswerSeconds = 5;

    /// <summary>
    /// Connections a module holds when the string has no Maximum Pool Size: ten modules stay below the 100 that a server allows by default.
    /// </summary>
    private const int ConnectionsDefault = 8;

    private const int StatementsMax = 512;

    private readonly ConcurrentDictionary<string, string> schemas = new(StringComparer.Ordinal);
    private readonly string text;
    private readonly IReadOnlyDictionary<string, string> own;

    /// <param name="text">For all modules: Npgsql's key=value pairs, or a postgres:// URL without its scheme.</param>
    /// <param name="own">For single modules, in place of the text.</param>
    /// <exception cref="ArgumentException">A text is no connection string.</exception>
    public PostgresSettings(string text, IReadOnlyDictionary<string, string>? own = null)
    {
        this.text = text;
        this.own = own ?? new Dictionary<string, string>();
        Any = For("any");
        foreach (var module in this.own.Keys)
        {
            For(module);
        }
    }

    /// <summary>A module's that nobody has, for what is the same for all.</summary>
    internal NpgsqlConnectionStringBuilder Any { get; }

    /// <summary>Whether each module has a role of its own.</summary>
    public bool RoleEach => text.Contains(Placeholder, StringComparison.Ordinal);

    /// <summary>Connections a module may hold, its writer included.</summary>
    public int ConnectionsMax => Any.MaxPoolSize;

    /// <summary>
    /// The schema of a module: its name, after the Search Path of the string when that has one, so that several shops can share a database.
    /// </summary>
    internal string Schema(string module) => schemas.GetOrAdd(module, name => For(name).SearchPath!);

    /// <summary>What a session of a module, or of a place, is called where the connection string does not name it.</summary>
    internal string ApplicationOf(string module) => For(module).ApplicationName!;

    internal NpgsqlConnectionStringBuilder For(string module)
    {
        var mine = (own.GetValueOrDefault(module) ?? text).Replace(Placeholder, module, StringComparison.Ordinal);
        var settings = mine.StartsWith("//", StringComparison.Ordinal)
            ? FromUrl("postgres:" + mine)
            : new NpgsqlConnectionStringBuilder(mine);
        settings.MaxPoolSize = Math.Max(2, settings.ShouldSerialize("Maximum Pool Size") ? settings.MaxPoolSize : ConnectionsDefault);
        var prefix = string.IsNullOrEmpty(settings.SearchPath) ? string.Empty : settings.SearchPath + "_";
        if (!prefix.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
        {
            throw new ArgumentException("Search Path begins the names of the schemas: use lower-case letters, digits and _.");
        }

        settings.SearchPath = prefix + module;

        // By the schema: shops that share a database are told from each other.
        settings.ApplicationName ??= "cartwright " + settings.SearchPath;

        // Connections are held for good, each with what it has prepared; a pool below ours would only reset them.
        settings.Pooling = false;
        settings.MaxAutoPrepare = StatementsMax;
        settings.AutoPrepareMinUsages = 2;
        settings.NoResetOnClose = true;
        settings.Timeout = AnswerSeconds;
        settings.CommandTimeout = AnswerSeconds;
        settings.TcpKeepAlive = true;
        settings.TcpKeepAliveTime = AnswerSeconds;
        return settings;
    }

    private static NpgsqlConnectionStringBuilder FromUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            throw new ArgumentException("It is no URL of the form postgres://user:password@host:5432/database.");
        }

        var user = url.UserInfo.Split(':', 2);
        return new NpgsqlConnectionStringBuilder(
            string.Join(';', url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString))
        )
        {
            Host = url.Host,
            Port = url.IsDefaultPort || url.Port < 0 ? NpgsqlConnection.DefaultPort : url.Port,
            Username = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Database = url.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(url.AbsolutePath[1..]) : null,
        };
    }
}
