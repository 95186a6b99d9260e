// One open SQLite file. It is a DbConnection so that both engines fit one seam, but it runs statements only through SqliteStatement.
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using SQLitePCL;

namespace Cartwright.Kernel;

/// <summary>A connection for one thread at a time: SQLite takes no lock on it.</summary>
internal sealed class SqliteConnection : DbConnection
{
    private const int WaitMs = 5000;
    private const int OpenNoMutex = 0x8000;
    private const uint Persistent = 1;

    private static readonly bool Configured = Configure();

    private SqliteConnection(string file, bool create)
    {
        // Read here so that SQLite is configured before its first file is opened, and never after.
        _ = Configured;
        DataSource = file;
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

    /// <inheritdoc/>
    public override string DataSource { get; }

    /// <inheritdoc/>
    public override string Database => "main";

    /// <inheritdoc/>
    public override string ServerVersion => raw.sqlite3_libversion().utf8_to_string();

    /// <inheritdoc/>
    public override ConnectionState State => Handle.IsClosed ? ConnectionState.Closed : ConnectionState.Open;

    /// <inheritdoc/>
    [AllowNull]
    public override string ConnectionString
    {
        get => "Data Source=" + DataSource;
        set => throw Unsupported();
    }

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
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs all statements of a text, one after the other.</summary>
    public void Run(string script)
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

    /// <inheritdoc/>
    public override void Close() => Handle.Dispose();

    /// <inheritdoc/>
    public override void Open() => throw Unsupported();

    /// <inheritdoc/>
    public override void ChangeDatabase(string databaseName) => throw Unsupported();

    /// <summary>Prepares one statement that will be run many times.</summary>
    internal sqlite3_stmt Prepare(string sql)
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

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Handle.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw Unsupported();

    /// <inheritdoc/>
    protected override DbCommand CreateDbCommand() => throw Unsupported();

    private static NotSupportedException Unsupported() => new("This connection runs statements through Sql and is opened by SqliteDialect; it has no commands of its own.");

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
