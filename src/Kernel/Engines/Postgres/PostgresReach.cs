// The look at the server before the start: whether it is there, and whether each module's role may do what the module will.
using Npgsql;

namespace Cartwright.Kernel;

/// <summary>
/// Waits for what comes by itself, and refuses at once what only a person can mend, with the module and the line or grant that is missing.
/// </summary>
internal sealed class PostgresReach(PostgresSettings settings, Func<string, NpgsqlDataSource> source)
{
    private const int VersionMin = 15;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>The place of all modules that share one.</summary>
    private string Where => $"{settings.Any.Host}:{settings.Any.Port}";

    public async Task Wait(IReadOnlyCollection<string> modules, TimeSpan atMost, TimeProvider clock, Action<string> say)
    {
        var started = clock.GetTimestamp();
        var wanted = new Queue<string>(modules);
        for (var first = true; wanted.TryPeek(out var module); )
        {
            try
            {
                await Look(module, modules.Count, first ? say : null);
                wanted.Dequeue();
                first = false;
            }
            catch (PostgresException failure) when (Explain(module, failure) is ConfigurationRefused refused)
            {
                throw refused;
            }
            catch (Exception failure) when (PostgresDialect.Unavailable(failure))
            {
                if (clock.GetElapsedTime(started) > atMost)
                {
                    throw new ConfigurationRefused(
                        $"PostgreSQL at {Where} does not answer '{module}' ({failure.Message}). Start it, or correct the line: Data=postgres:Host=…;Port=…;Username=…;Database=…"
                    );
                }

                if (first)
                {
                    say($"Waiting up to {atMost.TotalSeconds:F0} s for PostgreSQL at {Where} ({failure.Message})");
                    first = false;
                }

                await Task.Delay(LookEvery, clock);
            }
        }
    }

    /// <summary>What to change so that the server does not refuse again; null when the failure is none of the configuration.</summary>
    public ConfigurationRefused? Explain(string? module, Exception failure)
    {
        if (failure is not PostgresException refused)
        {
            return null;
        }

        var own = settings.For(module ?? "any");
        var mend = refused.SqlState switch
        {
            PostgresErrorCodes.InvalidCatalogName =>
                $"Make it with: createdb -h {own.Host} -p {own.Port} {own.Database}, or correct Database= in the line Data=postgres:…",
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                "Correct Username= and Password= in the line Data=postgres:…, or make the roles: cartwright database prepare --admin …",
            PostgresErrorCodes.InsufficientPrivilege => Grants(own.SearchPath!, own.Username),
            PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.CannotConnectNow => null,
            _ => null,
        };
        return mend is null
            ? null
            : new ConfigurationRefused(
                $"PostgreSQL at {own.Host}:{own.Port} refused {(module is null ? "a module" : $"'{module}'")}: {refused.MessageText}. {mend}"
            );
    }

    private static string Grants(string schema, string? role) =>
        $"Missing is: CREATE SCHEMA \"{schema}\" AUTHORIZATION \"{role}\", or for a schema that is there: GRANT USAGE, CREATE ON SCHEMA \"{schema}\" TO \"{role}\". Both for all modules: cartwright database prepare --admin …";

    private async Task Look(string module, int modules, Action<string>? say)
    {
        await using var connection = source(module).CreateConnection();
        await connection.OpenAsync();
        if (connection.PostgreSqlVersion.Major < VersionMin)
        {
            throw new ConfigurationRefused(
                $"The server is PostgreSQL {connection.ServerVersion}; {VersionMin} or newer is needed. Give another: Data=postgres:Host=…"
            );
        }

        if (connection.PostgresParameters.TryGetValue("server_encoding", out var encoding) && encoding != "UTF8")
        {
            throw new ConfigurationRefused(
                $"The database '{connection.Database}' holds {encoding}; UTF8 is needed. Make one with: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
            );
        }

        // One look tells whether the module may make its tables, and whether the server has room for what the shop may hold.
        var schema = settings.Schema(module);
        await using var command = new NpgsqlCommand(
            """
            SELECT COALESCE((SELECT has_schema_privilege(oid, 'USAGE') AND has_schema_privilege(oid, 'CREATE') FROM pg_namespace WHERE nspname = $1),
                has_database_privilege(current_database(), 'CREATE')), current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
                current_setting('data_checksums', true) IS DISTINCT FROM 'off'
            """,
            connection
        )
        {
            Parameters = { new() { Value = schema } },
        };
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        if (!reader.GetBoolean(0))
        {
            throw new ConfigurationRefused(
                $"The role '{settings.For(module).Username}' of '{module}' may not make tables in the schema '{schema}' of PostgreSQL at {Where}. {Grants(schema, settings.For(module).Username)}"
            );
        }

        var wanted = modules * settings.ConnectionsMax;
        if (reader.GetInt32(1) < wanted)
        {
            say?.Invoke(
                $"This process may hold {wanted} connections, {settings.ConnectionsMax} a module, and PostgreSQL at {Where} takes {reader.GetInt32(1)} in all. Raise its max_connections, or add Maximum Pool Size=… to Data."
            );
        }

        if (!reader.GetBoolean(2))
        {
            say?.Invoke(
                $"PostgreSQL at {Where} has data_checksums off: a flipped bit on its disk would be served. Stop the server and run: pg_checksums --enable -D <its data directory>"
            );
        }
    }
}
