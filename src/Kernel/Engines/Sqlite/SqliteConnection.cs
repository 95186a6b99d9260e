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
    private const int FilePointer = 7;
    private const int LogPointer = 28;
    private const int ReserveBytes = 38;

    // Tables that a statement may name without being a table of the shop: https://sqlite.org/c3ref/c_alter_table.html
    private static readonly HashSet<int> NamesTableFirst =
    [
        raw.SQLITE_READ,
        raw.SQLITE_INSERT,
        raw.SQLITE_UPDATE,
        raw.SQLITE_DELETE,
        raw.SQLITE_DROP_TABLE,
        raw.SQLITE_DROP_VTABLE,
        raw.SQLITE_CREATE_TABLE,
    ];

    private static readonly HashSet<int> NamesTableSecond =
    [
        raw.SQLITE_ALTER_TABLE,
        raw.SQLITE_CREATE_INDEX,
        raw.SQLITE_DROP_INDEX,
        raw.SQLITE_CREATE_TRIGGER,
        raw.SQLITE_DROP_TRIGGER,
    ];

    private static readonly bool Configured = Configure();

    private string turn = string.Empty;
    private nint gathering;

    private SqliteConnection(string file, bool create)
    {
        // Read here so that SQLite is configured before its first file is opened, and never after.
        _ = Configured;
        var code = raw.sqlite3_open_v2(
            file,
            out var handle,
            raw.SQLITE_OPEN_READWRITE | (create ? raw.SQLITE_OPEN_CREATE : 0) | OpenNoMutex,
            SqlitePageChecksums.Name
        );
        Handle = handle;
        if (code != raw.SQLITE_OK)
        {
            var failure = new SqliteFailure(code, $"{raw.sqlite3_errstr(code).utf8_to_string()} ({file})", "open");
            Handle.Dispose();
            throw failure;
        }

        raw.sqlite3_busy_timeout(Handle, WaitMs);

        // For what is written anew: the first page of a new file, and VACUUM. A file that is there stays as it is.
        var reserved = SqlitePageChecksums.ReservedBytes;
        code = SqliteNative.FileControl(Handle.DangerousGetHandle(), 0, ReserveBytes, ref reserved);
        if (code != raw.SQLITE_OK)
        {
            var failure = Failure("reserve bytes");
            Handle.Dispose();
            throw failure;
        }
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

    /// <summary>Whether each page of the file has a checksum.</summary>
    internal bool HasChecksums => SqlitePageChecksums.AreIn(OpenFile());

    /// <summary>Whether a page of the file did not match its checksum, once.</summary>
    internal bool IsBroken => SqlitePageChecksums.AreBrokenIn(OpenFile());

    /// <summary>SQLite's own handle; closes itself when forgotten.</summary>
    internal sqlite3 Handle { get; }

    /// <summary>Opens a file, waiting up to five seconds wherever another connection is in the way.</summary>
    /// <param name="pragmas">What holds for this connection only.</param>
    /// <param name="believed">Whether pages are taken for right that do not match their checksums.</param>
    public static SqliteConnection Open(string file, bool create, string pragmas, bool believed = false)
    {
        var connection = new SqliteConnection(file, create);
        try
        {
            if (believed)
            {
                SqlitePageChecksums.Believe(connection.OpenFile());
            }

            connection.Run(pragmas);
            return connection;
        }
        catch (SqliteFailure)
        {
            connection.Handle.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Gathers what is written to the log until it is synced. Only where every commit syncs, and after the log was opened.
    /// </summary>
    public SqliteConnection GatherLogWrites()
    {
        // SQLite opens it with the first look into the file.
        Run("PRAGMA schema_version");
        nint log = 0;
        if (SqliteNative.FileControl(Handle.DangerousGetHandle(), 0, LogPointer, ref log) != raw.SQLITE_OK || !SqliteLogWrites.Gather(log))
        {
            throw new InvalidOperationException("SQLite keeps no log for this connection.");
        }

        gathering = log;
        return this;
    }

    /// <summary>The sqlite3_file of the log whose writes are gathered.</summary>
    internal nint Log => gathering;

    /// <summary>The sqlite3_file of the database.</summary>
    internal nint File => OpenFile();

    /// <inheritdoc/>
    public override bool SyncsBeside => gathering != 0;

    /// <inheritdoc/>
    public override void LeaveSync(bool leave)
    {
        if (gathering != 0)
        {
            SqliteLogWrites.Owe(gathering, leave);
        }
    }

    /// <inheritdoc/>
    public override bool TakeSync() => gathering != 0 && SqliteLogWrites.TakeOwed(gathering);

    /// <inheritdoc/>
    public override void Sync()
    {
        var code = SqliteLogWrites.Pay(gathering);
        if (code != raw.SQLITE_OK)
        {
            throw new SqliteFailure(code, raw.sqlite3_errstr(code).utf8_to_string(), "sync");
        }
    }

    /// <inheritdoc/>
    public override void TurnTo(string module) => turn = module;

    /// <summary>From here on no statement is prepared that names a table of another module than the one whose turn it is.</summary>
    internal void Guard(SqlitePlace place)
    {
        var code = raw.sqlite3_set_authorizer(
            Handle,
            (_, action, first, second, _, _) => May(place, action, first, second) ? raw.SQLITE_OK : raw.SQLITE_DENY,
            null
        );
        if (code != raw.SQLITE_OK)
        {
            throw Failure("authorizer");
        }
    }

    private bool May(SqlitePlace place, int action, string? first, string? second)
    {
        var table =
            NamesTableFirst.Contains(action) ? first
            : NamesTableSecond.Contains(action) ? second
            : null;
        return table is null || place.Owner(table) is not { } owner || owner == turn;
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
    internal SqliteFailure Failure(string sql)
    {
        var code = raw.sqlite3_extended_errcode(Handle);
        var message = raw.sqlite3_errmsg(Handle).utf8_to_string();

        // VACUUM says no more than that it could not read.
        code = code == raw.SQLITE_IOERR && SqlitePageChecksums.AreBrokenIn(OpenFile()) ? SqlitePageChecksums.Damaged : code;
        return new(code, message, sql);
    }

    private nint OpenFile()
    {
        nint file = 0;
        return SqliteNative.FileControl(Handle.DangerousGetHandle(), 0, FilePointer, ref file) == raw.SQLITE_OK
            ? file
            : throw new InvalidOperationException("SQLite has no main file for an open connection.");
    }

    private static bool Configure()
    {
        Batteries_V2.Init();

        // Ten writers in one process: without these, every allocation takes one lock for statistics nobody reads, and every call locks
        // a connection that only one thread uses at a time anyway. SQLite takes neither once something has opened a file.
        var code = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
        code = code == raw.SQLITE_OK ? raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD) : code;
        if (code != raw.SQLITE_OK)
        {
            throw new InvalidOperationException($"SQLite refused its configuration ({code}): something used it before Cartwright did.");
        }

        SqlitePageChecksums.Register();
        return true;
    }
}
