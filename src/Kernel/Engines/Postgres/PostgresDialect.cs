// PostgreSQL: one schema a module, one writer connection for the modules of a process that share a place, durable at every commit.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Npgsql;

namespace Cartwright.Kernel;

/// <summary>PostgreSQL 15 or newer, behind a connection string.</summary>
public sealed partial class PostgresDialect : Dialect
{
    // A server ends a session some milliseconds after the process that had it.
    private static readonly TimeSpan EndingWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan EndingLook = TimeSpan.FromMilliseconds(100);

    // Between two statements of a transaction a plan may wait for its steps. A process that stands still for longer gives the place back.
    private static readonly TimeSpan IdleInTransaction = Limits.PlanWait;

    private readonly ConcurrentDictionary<(string Module, bool Writes), NpgsqlDataSource> sources = new();
    private readonly HashSet<string> shared;
    private readonly PostgresSettings settings;
    private readonly PostgresReach reach;

    /// <param name="connectionString">
    /// Npgsql's key=value pairs, or a postgres:// URL without its scheme. Maximum Pool Size bounds the connections of one module, the
    /// writer included. {module} stands for the module's name, so that each can have a role of its own: Username=shop_{module}. With Search
    /// Path=shop2 the schemas are called shop2_orders and so on, so that several shops can share a database.
    /// </param>
    /// <param name="own">Connection strings of single modules, in place of the one for all.</param>
    /// <param name="shared">
    /// The modules of this process that share a writer and its transactions; none of them where each has a role or a connection string of
    /// its own.
    /// </param>
    /// <exception cref="ArgumentException">A text is no connection string.</exception>
    public PostgresDialect(string connectionString, IReadOnlyDictionary<string, string>? own = null, IEnumerable<string>? shared = null)
    {
        settings = new PostgresSettings(connectionString, own);
        this.shared = [.. (shared ?? []).Where(module => own?.ContainsKey(module) != true)];
        if (settings.RoleEach || this.shared.Count == 1)
        {
            this.shared.Clear();
        }

        reach = new PostgresReach(settings, module => Source(module, writes: true));
        ReadersMax = settings.ConnectionsMax - 1;
    }

    /// <inheritdoc/>
    public override string Name => "postgres";

    /// <summary>Host, port and database: what may be printed.</summary>
    public string Where => $"{settings.Any.Host}:{settings.Any.Port}/{settings.Any.Database ?? settings.Any.Username}";

    /// <summary>How modules are kept apart, and how many connections each may hold: for the start-up print.</summary>
    public string Shape =>
        $"a schema {(settings.RoleEach ? "and a role " : string.Empty)}a module, {(shared.Count > 0 ? $"one writer for {shared.Count} of them, " : string.Empty)}"
        + $"at most {settings.ConnectionsMax} connections each";

    /// <inheritdoc/>
    public override string PlaceOf(string module) => shared.Contains(module) ? SharedPlace : module;

    /// <inheritdoc/>
    public override bool OneAfterTheOther(string module) => shared.Contains(module);

    /// <summary>
    /// Whoever changes something in a place has it alone, in all processes: rows that are changed in the order of one module's commands and
    /// then of another's would be locked crosswise. The lock stands in nobody's way who reads, or looks up a commit that was lost.
    /// </summary>
    /// <inheritdoc/>
    public override string? Alone(IReadOnlyList<string> modules) =>
        modules.Count == 1
            ? null
            : $"LOCK TABLE {string.Join(", ", modules.Order(StringComparer.Ordinal).Select(module => Named(module, "commit_marks")))} "
                + "IN SHARE UPDATE EXCLUSIVE MODE";

    /// <inheritdoc/>
    public override string Named(string module, string table) => $"\"{settings.Schema(module)}\".{table}";

    /// <inheritdoc/>
    public override bool Synchronous => false;

    /// <inheritdoc/>
    public override bool OneProcess => false;

    /// <inheritdoc/>
    public override bool LosesAnswers => true;

    /// <inheritdoc/>
    public override string Begin => "BEGIN ISOLATION LEVEL READ COMMITTED";

    /// <inheritdoc/>
    public override string BeginSnapshot => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    /// <inheritdoc/>
    public override int ReadersMax { get; }

    /// <inheritdoc/>
    public override ValueTask<Connection> OpenWriter(string module) => Open(module, writes: true);

    /// <inheritdoc/>
    public override ValueTask<Connection> OpenReader(string module) => Open(module, writes: false);

    /// <inheritdoc/>
    public override Presence Appear(string module, IIds ids, TimeProvider clock) => new(() => OpenRaw(module), ids, clock);

    /// <summary>
    /// Refuses to go on while others have the module open, as a process of the shop has, or its place. A session that is just ending is
    /// waited for. Whoever reaches the server through a pooler that changes names is not seen.
    /// </summary>
    /// <exception cref="ConfigurationRefused">There are some.</exception>
    public async Task DemandAlone(string module, TimeProvider clock)
    {
        var began = clock.GetTimestamp();
        await using var connection = await OpenRaw(module);
        await using var command = new NpgsqlCommand(
            """
            SELECT COUNT(*) FROM pg_stat_activity
            WHERE pid <> pg_backend_pid() AND datname = current_database() AND usename = current_user
              AND application_name IN (current_setting('application_name'), $1)
            """,
            connection
        )
        {
            Parameters = { new() { Value = settings.ApplicationOf(SharedPlace) } },
        };
        for (var others = await Count(); others > 0; others = await Count())
        {
            if (clock.GetElapsedTime(began) > EndingWait)
            {
                throw new ConfigurationRefused(
                    $"{others} sessions of others have '{module}' open at {Where}: a process of the shop still runs. Stop all of them, then move."
                );
            }

            await Task.Delay(EndingLook, clock);
        }

        async Task<long> Count() => (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>One process at a time migrates a module; a role that may not make schemas can be given them.</summary>
    /// <inheritdoc/>
    public override string Ground(string module) =>
        $"""
            SELECT pg_advisory_xact_lock(hashtextextended('cartwright:{settings.Schema(module)}', 0));
            DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = '{settings.Schema(
                module
            )}') THEN CREATE SCHEMA "{settings.Schema(module)}"; END IF; END $$;
            """;

    /// <inheritdoc/>
    public override string CountOwnTables => "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1";

    /// <inheritdoc/>
    public override string In(string column, int position) => $"{column} = ANY(${position})";

    /// <inheritdoc/>
    public override string Each(int position) => $"unnest(${position}) AS e(value)";

    /// <inheritdoc/>
    public override string LookUp(string table, string alias, string key, string value) =>
        $"CROSS JOIN LATERAL (SELECT * FROM {table} x WHERE x.{key} = {value} LIMIT 1) {alias}";

    /// <inheritdoc/>
    public override string ForOne => "FOR UPDATE SKIP LOCKED";

    /// <inheritdoc/>
    public override string JsonText(string column, string key) => $"({column}::jsonb ->> '{key}')";

    /// <inheritdoc/>
    public override string Migration(string sql) =>
        TextColumn()
            .Replace(
                OtherEngine()
                    .Replace(sql, string.Empty)
                    .Replace("{{#postgres}}", string.Empty, StringComparison.Ordinal)
                    .Replace("{{/postgres}}", string.Empty, StringComparison.Ordinal)
                    .Replace("{{identity}}", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY", StringComparison.Ordinal)
                    .Replace("{{bytes}}", "BYTEA", StringComparison.Ordinal)
                    .Replace("{{json}}", "JSONB", StringComparison.Ordinal),
                "$1 COLLATE \"C\""
            );

    /// <inheritdoc/>
    public override bool IsFatal(Exception failure) => false;

    /// <inheritdoc/>
    public override bool IsTakenBack(Exception failure) => failure is PostgresException { InvariantSeverity: "ERROR" };

    /// <inheritdoc/>
    public override bool IsPassing(Exception failure) =>
        // A row that was not there when a change looked, and is when it writes, was another process's: looking again finds it.
        failure
            is PostgresException
            {
                SqlState: PostgresErrorCodes.SerializationFailure
                    or PostgresErrorCodes.DeadlockDetected
                    or PostgresErrorCodes.UniqueViolation
            };

    /// <inheritdoc/>
    public override bool IsUnavailable(Exception failure) => Unavailable(failure);

    internal static bool Unavailable(Exception failure) =>
        failure switch
        {
            PostgresException refused => refused.SqlState
                is ['0', '8', ..]
                    or ['5', '3', ..]
                    or ['5', '7', ..]
                    or ['5', '8', ..]
                    or PostgresErrorCodes.ReadOnlySqlTransaction
                    or PostgresErrorCodes.LockNotAvailable
                    or PostgresErrorCodes.SerializationFailure
                    or PostgresErrorCodes.DeadlockDetected,
            NpgsqlException or System.Net.Sockets.SocketException or IOException or TimeoutException => true,
            _ => false,
        };

    /// <summary>
    /// Waits until the server takes connections, at most <paramref name="atMost"/>; refuses at once what waiting does not mend, naming the
    /// module.
    /// </summary>
    /// <param name="modules">Those that will open their databases here.</param>
    /// <param name="say">Told once that the wait began, and when the server has too little room.</param>
    public Task Reach(IReadOnlyCollection<string> modules, TimeSpan atMost, TimeProvider clock, Action<string> say) =>
        reach.Wait(modules, atMost, clock, say);

    /// <inheritdoc/>
    public override ConfigurationRefused? Explain(string module, Exception failure) => Explain(failure);

    /// <summary>What to change so that the server does not refuse us again; null when the failure is none of the configuration.</summary>
    public ConfigurationRefused? Explain(Exception failure) => reach.Explain(null, failure);

    /// <summary>A connection of a module's own making, for what moves whole tables or holds a lock; the caller closes it.</summary>
    internal async ValueTask<NpgsqlConnection> OpenRaw(string module)
    {
        var connection = Source(module, writes: true).CreateConnection();
        await connection.OpenAsync();
        return connection;
    }

    private async ValueTask<Connection> Open(string module, bool writes)
    {
        var connection = Source(module, writes).CreateConnection();
        try
        {
            await connection.OpenAsync();
            return new PostgresConnection(connection, module, settings.Schema);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private NpgsqlDataSource Source(string module, bool writes) =>
        sources.GetOrAdd(
            (module, writes),
            _ =>
            {
                var own = settings.For(module);
                if (writes && shared.Contains(module))
                {
                    own.ApplicationName = settings.ApplicationOf(SharedPlace);
                    own.Options = $"{own.Options} -c idle_in_transaction_session_timeout={IdleInTransaction.TotalMilliseconds:F0}";
                }

                // Our statements are looked up by key and mean the same for every value: planning them anew each time costs more than
                // running them. They are planned while tables are still small, when reading all of a table looks cheapest, to join it above
                // all; the plan stays when it is large. A shop whose server was told to answer before its disk has would lose orders it had
                // confirmed.
                var kind = writes
                    ? "-c enable_hashjoin=off -c enable_mergejoin=off -c synchronous_commit=on"
                    : "-c default_transaction_read_only=on";
                own.Options = $"{own.Options} -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off {kind}".TrimStart();
                var builder = new NpgsqlDataSourceBuilder(own.ConnectionString);

                // We use no types but the built-in ones, and twenty sources would each ask for the list.
                builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));

                // Spans of statements, where they are wanted, belong to a trace that is recorded: the loops that look every second are
                // none.
                builder.ConfigureTracing(tracing =>
                    tracing
                        .ConfigureCommandFilter(_ => Activity.Current is { Recorded: true })
                        .ConfigureBatchFilter(_ => Activity.Current is { Recorded: true })
                        .EnableFirstResponseEvent(false)
                        .EnablePhysicalOpenTracing(false)
                );
                return builder.Build();
            }
        );

    [GeneratedRegex(@"\{\{#sqlite\}\}.*?\{\{/sqlite\}\}", RegexOptions.Singleline)]
    private static partial Regex OtherEngine();

    // Text is compared byte by byte, as on SQLite, whatever the locale of the database: pages and memory sort in the same way.
    [GeneratedRegex(@"(^\s*(?:CREATE TABLE \w+ \()?\w+ TEXT\b|, \w+ TEXT\b)(?! COLLATE)", RegexOptions.Multiline)]
    private static partial Regex TextColumn();
}
