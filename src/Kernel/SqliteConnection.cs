// One open SQLite file.
using System.Text;
using SQLitePCL;

namespace Cartwright.Kernel;

/// <summary>A connection for one thread at a time: SQLite takes no lock on it.</summary>
internal sealed class SqliteConnection : Connection
{
    private const int WaitMs = 5000;
    private const int OpenNoMutex = 0x8000;
    private const uint Persistent = 1;

    private static readonly bool Configured = Configure();

    private SqliteConnection(string file, bool create)
    {
        // Read here so that SQLite is configured before its first file is opened, and never after.
        _ = Configured;
        var code = raw.sqlite3_open_v2(file, out var handle, raw.SQLITE_OPEN_READWRITE | (create ? raw.SQLITE_OPEN_CREATE : 0) | OpenNoMutex, null);
        Handle = handle;
        if (code != raw.SQLITE_OK)
        {
            var failure = new SqliteFailure(code, $"{raw.sqlite3_errstr(code).utf8_to_string()} ({file})", "open");
            Handle.Dispose();
            throw failure;
        }

        raw.sqlite3_busy_timeout(Handle, WaitMs);
    }

    /// <summary>The version of the library that is loaded, as "3.53.4".</summary>
    public static string Version
    {
        get
        {
            _ = Configured;
            return raw.sqlite3_libversion().utf8_to_string();
        }
    }

    /// <inheritdoc/>
    public override bool Usable => !Handle.IsClosed;

    /// <summary>SQLite's own handle; closes itself when forgotten.</summary>
    internal sqlite3 Handle { get; }

    /// <summary>Opens a file, waiting up to five seconds wherever another connection is in the way.</summary>
    /// <param name="pragmas">What holds for this connection only.</param>
    public static SqliteConnection Open(string file, bool create, string pragmas)
    {
        var connection = new SqliteConnection(file, create);
        try
        {
            connection.Run(pragmas);
            return connection;
        }
        catch (SqliteFailure)
        {
            connection.Handle.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Statement Prepare(string sql) => new SqliteStatement(this, sql);

    /// <inheritdoc/>
    public override ValueTask RunScript(string script)
    {
        Run(script);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Handle.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs all statements of a text, one after the other.</summary>
    internal void Run(string script)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(script);
        while (!rest.IsEmpty)
        {
            var code = raw.sqlite3_prepare_v3(Handle, rest, 0, out var handle, out rest);
            using (handle)
            {
                // After the last statement there may be blanks or a comment, of which SQLite makes no statement.
                while (code == raw.SQLITE_OK && !handle.IsInvalid)
                {
                    code = raw.sqlite3_step(handle);
                    if (code == raw.SQLITE_DONE)
                    {
                        break;
                    }

                    code = code == raw.SQLITE_ROW ? raw.SQLITE_OK : code;
                }

                if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE))
                {
                    throw Failure(script);
                }
            }
        }
    }

    /// <summary>Makes a native statement that will be run many times.</summary>
    internal sqlite3_stmt Compile(string sql)
    {
        var code = raw.sqlite3_prepare_v3(Handle, Encoding.UTF8.GetBytes(sql), Persistent, out var handle, out ReadOnlySpan<byte> rest);
        if (code != raw.SQLITE_OK)
        {
            throw Failure(sql);
        }

        if (handle.IsInvalid || !rest.Trim(" \r\n\t;"u8).IsEmpty)
        {
            handle.Dispose();
            throw new InvalidOperationException($"A text must be exactly one statement; several are for migrations. The text: {sql}");
        }

        return handle;
    }

    /// <summary>The last failure on this connection; to be taken before anything else is asked of it.</summary>
    internal SqliteFailure Failure(string sql) => new(raw.sqlite3_extended_errcode(Handle), raw.sqlite3_errmsg(Handle).utf8_to_string(), sql);

    private static bool Configure()
    {
        Batteries_V2.Init();

        // Ten writers in one process: without these, every allocation takes one lock for statistics nobody reads, and every call locks
        // a connection that only one thread uses at a time anyway. SQLite takes neither once something has opened a file.
        var code = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
        code = code == raw.SQLITE_OK ? raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD) : code;
        return code == raw.SQLITE_OK ? true : throw new InvalidOperationException($"SQLite refused its configuration ({code}): something used it before Cartwright did.");
    }
}
