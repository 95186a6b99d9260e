// A private PostgreSQL cluster: made by initdb in a temporary folder, a fresh database for whoever asks;
// durable as in the field, or quick and not to be killed.
using System.Globalization;
using Npgsql;

namespace Cartwright.Servers;

/// <summary>A PostgreSQL server of the tests' own.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "cartwright";
    private const int VersionMin = 15;
    internal const string Spaces = "spaces";
    private static readonly Lazy<Task<PostgresServer>> Lazily = new(() => Start(durable: false));

    // Whoever is answered before the disk has it loses, by a kill, what he was told was kept.
    private static readonly string[] Quick = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"];

    private readonly Lazy<Task> spaces;
    private int databases;

    private PostgresServer(ServerProcess process)
    {
        Process = process;
        Spare = new(this);
        spaces = new Lazy<Task>(() => Execute(ConnectionString("postgres"), $"CREATE DATABASE {Spaces}"));
    }

    /// <summary>One server for all tests of a process; it ends with the process. Not to be killed: it answers before its disk.</summary>
    public static Task<PostgresServer> Shared => Lazily.Value;

    /// <summary>To kill it, and start it again.</summary>
    public ServerProcess Process { get; }

    /// <summary>Spaces that tests are done with.</summary>
    public SpareSpaces Spare { get; }

    /// <summary>Makes a cluster and starts it: about two seconds.</summary>
    /// <param name="durable">On the disk before it is answered, as in the field; only such a server can be killed.</param>
    public static async Task<PostgresServer> Start(bool durable = true)
    {
        var bin = Bin();
        return new PostgresServer(
            await ServerProcess.Start(
                new ServerProgram(
                    "PostgreSQL",
                    Path.Combine(bin, "postgres"),
                    "sudo apt-get install postgresql-15",
                    (folder, port) =>
                        [
                            "-D",
                            Path.Combine(folder, "data"),
                            "-p",
                            port.ToString(CultureInfo.InvariantCulture),
                            "-k",
                            folder,
                            "-c",
                            "listen_addresses=127.0.0.1",
                            "-c",
                            "max_connections=400",
                            "-c",
                            "log_min_messages=fatal",
                            "-c",
                            "log_min_error_statement=panic",
                            .. durable ? [] : Quick,
                        ]
                )
                {
                    Durable = durable,
                    NotAsRoot = "postgres",
                    StopSignal = "INT",
                    Prepare = folder =>
                        ServerProcess.Run(
                            "postgres",
                            Path.Combine(bin, "initdb"),
                            // Sorted as an English speaker would, on purpose: SQL that relies on the order of bytes must say so itself.
                            [
                                "-D",
                                Path.Combine(folder, "data"),
                                "-U",
                                User,
                                "-A",
                                "trust",
                                "-E",
                                "UTF8",
                                "--locale=C.UTF-8",
                                "--locale-provider=icu",
                                "--icu-locale=en",
                                "--no-sync",
                            ]
                        ),
                    Answers = async port =>
                    {
                        await Execute(Text(port, "postgres"), "SELECT 1");
                        return true;
                    },
                }
            )
        );
    }

    /// <summary>An empty database of its own; answers its connection string.</summary>
    public async Task<string> CreateDatabase()
    {
        var name = "test_" + Interlocked.Increment(ref databases).ToString(CultureInfo.InvariantCulture);
        await Execute(ConnectionString("postgres"), $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>
    /// A place of its own in one shared database, for the schemas of one shop: made in no time, where a database takes a tenth of a second.
    /// </summary>
    public async Task<string> CreateSpace()
    {
        await spaces.Value;
        return $"{ConnectionString(Spaces)};Search Path=space{Interlocked.Increment(ref databases).ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>Drops a database that <see cref="CreateDatabase"/> made, with whoever is still connected.</summary>
    public Task DropDatabase(string connectionString) =>
        Execute(
            ConnectionString("postgres"),
            $"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)"
        );

    /// <summary>How to reach a database of this server.</summary>
    public string ConnectionString(string database) => Text(Process.Port, database);

    /// <summary>Runs one statement on a connection of its own.</summary>
    public static async Task Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Command Timeout=300");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Writes a database of this server into a file: SQL that any client can run.</summary>
    internal static async Task Dump(string connectionString, string file)
    {
        var at = new NpgsqlConnectionStringBuilder(connectionString);
        var port = at.Port.ToString(CultureInfo.InvariantCulture);
        using var dump = System.Diagnostics.Process.Start(
            Path.Combine(Bin(), "pg_dump"),
            [
                "-h",
                at.Host!,
                "-p",
                port,
                "-U",
                at.Username!,
                "-d",
                at.Database!,
                "-f",
                file,
                "--inserts",
                "--rows-per-insert=500",
                "--no-owner",
                "--no-privileges",
            ]
        );
        await dump.WaitForExitAsync();
        if (dump.ExitCode != 0)
        {
            throw new InvalidOperationException($"pg_dump ended with {dump.ExitCode}.");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static string Text(int port, string database) =>
        $"Host=127.0.0.1;Port={port.ToString(CultureInfo.InvariantCulture)};Username={User};Database={database}";

    // Debian keeps the server's programs off PATH, a folder a version.
    private static string Bin()
    {
        const string Versions = "/usr/lib/postgresql";
        var newest = (Directory.Exists(Versions) ? Directory.GetDirectories(Versions) : [])
            .Where(folder => File.Exists(Path.Combine(folder, "bin", "postgres")))
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0)
            .Where(version => version >= VersionMin)
            .DefaultIfEmpty(VersionMin)
            .Max();
        return Path.Combine(Versions, newest.ToString(CultureInfo.InvariantCulture), "bin");
    }
}
