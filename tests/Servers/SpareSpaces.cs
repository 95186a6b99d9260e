// Spaces of PostgreSQL that a test is done with, emptied for the next one that wants the same tables: making them takes much longer.
using System.Collections.Concurrent;
using Npgsql;

namespace Cartwright.Servers;

/// <summary>
/// Spaces by what was made in them. A space is given again only if nobody is connected to it any more, and if its tables, columns, indexes,
/// rules and triggers are the very ones that were made; it then has the rows that it had when it was made, and no others.
/// </summary>
public sealed class SpareSpaces(PostgresServer server)
{
    // What a space is known by: each thing in its schemas by its own number, which a thing that was made again does not have.
    private const string Shape = """
        SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
            SELECT concat('n', oid) AS part FROM mine
            UNION ALL SELECT concat_ws('.', 'c', oid, relkind, relname, relrowsecurity, relacl) FROM pg_class WHERE relnamespace IN (SELECT oid FROM mine)
            UNION ALL SELECT concat_ws('.', 'a', attrelid, attnum, attname, atttypid, attnotnull, atthasdef, attisdropped)
                FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE attnum > 0 AND relnamespace IN (SELECT oid FROM mine)
            UNION ALL SELECT concat('d', pg_attrdef.oid) FROM pg_attrdef JOIN pg_class ON pg_class.oid = adrelid
                WHERE relnamespace IN (SELECT oid FROM mine)
            UNION ALL SELECT concat('k', oid, convalidated) FROM pg_constraint WHERE connamespace IN (SELECT oid FROM mine)
            UNION ALL SELECT concat('t', pg_trigger.oid, tgenabled) FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
                WHERE relnamespace IN (SELECT oid FROM mine)
            UNION ALL SELECT concat('p', oid, md5(prosrc)) FROM pg_proc WHERE pronamespace IN (SELECT oid FROM mine)
            UNION ALL SELECT concat('o', oid, stxname) FROM pg_statistic_ext WHERE stxnamespace IN (SELECT oid FROM mine)
        ) AS parts
        """;

    private readonly ConcurrentDictionary<string, ConcurrentQueue<Space>> spare = new(StringComparer.Ordinal);

    /// <summary>A space in which everything stands as when it was made; null where there is none.</summary>
    /// <param name="kind">What was made in it, such as a module and the hash of its migrations.</param>
    public async Task<Space?> Take(string kind)
    {
        var waiting = spare.GetOrAdd(kind, _ => new());
        for (var tries = waiting.Count; tries > 0 && waiting.TryDequeue(out var space); tries--)
        {
            await using var connection = await Connect();
            if (await InUse(connection, space.Name))
            {
                // A session ends some milliseconds after who had it.
                waiting.Enqueue(space);
            }
            else if (await ShapeOf(connection, space.Name) == space.Shape)
            {
                await Execute(connection, space.Emptying);
                return space;
            }
        }

        return null;
    }

    /// <summary>Looks at a space in which everything has just been made, and nobody is connected any more.</summary>
    public async Task<Space> Note(string kind, string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).SearchPath!;
        await using var connection = await Connect();
        return new Space(kind, connectionString, name, await ShapeOf(connection, name), await EmptyingOf(connection, name));
    }

    /// <summary>A test is done with it.</summary>
    public void Give(Space space) => spare.GetOrAdd(space.Kind, _ => new()).Enqueue(space);

    private async Task<NpgsqlConnection> Connect()
    {
        var connection = new NpgsqlConnection(server.ConnectionString(PostgresServer.Spaces) + ";Command Timeout=300");
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<bool> InUse(NpgsqlConnection connection, string name) =>
        (long)(await One(connection, $"SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'cartwright {name}\\_%'"))! > 0;

    private static async Task<string?> ShapeOf(NpgsqlConnection connection, string name) =>
        await One(connection, $"WITH mine AS ({Mine(name)}) {Shape}") as string;

    private static string Mine(string name) => $"SELECT oid, nspname FROM pg_namespace WHERE nspname LIKE '{name}\\_%'";

    // Rows are taken away without asking foreign keys and triggers; those that the migrations made are put back as they were.
    private static async Task<string> EmptyingOf(NpgsqlConnection connection, string name)
    {
        var text = new List<string> { "SET LOCAL session_replication_role = replica" };
        var rows = new List<string>();
        await foreach (
            var (table, columns) in Pairs(
                connection,
                $"""
                SELECT format('%I.%I', nspname, relname),
                    (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                     WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '')
                FROM pg_class JOIN ({Mine(name)}) AS mine ON relnamespace = mine.oid WHERE relkind = 'r' ORDER BY 1
                """
            )
        )
        {
            text.Add($"DELETE FROM {table}");
            rows.Add($"SELECT '{table}', '{columns}', json_agg(t)::text FROM {table} AS t HAVING count(*) > 0");
        }

        await foreach (
            var (sequence, _) in Pairs(
                connection,
                $"""
                SELECT format('%I.%I', nspname, relname), '' FROM pg_class JOIN ({Mine(name)}) AS mine ON relnamespace = mine.oid
                WHERE relkind = 'S' ORDER BY 1
                """
            )
        )
        {
            await using var command = new NpgsqlCommand($"SELECT last_value, is_called FROM {sequence}", connection);
            await using var reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            text.Add($"SELECT setval('{sequence}', {reader.GetInt64(0)}, {(reader.GetBoolean(1) ? "true" : "false")})");
        }

        foreach (var one in rows)
        {
            await using var command = new NpgsqlCommand(one, connection);
            await using var reader = await command.ExecuteReaderAsync();
            if (await reader.ReadAsync())
            {
                var (table, columns) = (reader.GetString(0), reader.GetString(1));
                text.Add(
                    $"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM json_populate_recordset(null::{table}, $rows${reader.GetString(2)}$rows$)"
                );
            }
        }

        return $"BEGIN; {string.Join("; ", text)}; COMMIT";
    }

    private static async IAsyncEnumerable<(string One, string Other)> Pairs(NpgsqlConnection connection, string sql)
    {
        var found = new List<(string, string)>();
        await using (var command = new NpgsqlCommand(sql, connection))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                found.Add((reader.GetString(0), reader.GetString(1)));
            }
        }

        foreach (var pair in found)
        {
            yield return pair;
        }
    }

    private static async Task<object?> One(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A space, and how it stood when it was made.</summary>
/// <param name="Kind">What was made in it.</param>
/// <param name="ConnectionString">Leads into it.</param>
/// <param name="Name">Its schemas' names begin so.</param>
/// <param name="Shape">What its tables are known by.</param>
/// <param name="Emptying">SQL that brings it back to the rows it was made with.</param>
public sealed record Space(string Kind, string ConnectionString, string Name, string? Shape, string Emptying);
