// What an engine supplies beside its dialect: an open connection, and statements prepared on it.
using System.Data.Common;

namespace Cartwright.Kernel;

/// <summary>One open connection, for one caller at a time.</summary>
public abstract class Connection : IAsyncDisposable
{
    /// <summary>False once the connection is lost; it does not come back, another must be opened.</summary>
    public abstract bool Usable { get; }

    /// <summary>How often it has waited for a server so far; 0 where there is none.</summary>
    public virtual long RoundTrips => 0;

    /// <summary>Prepares one statement. Called once a text.</summary>
    public abstract Statement Prepare(string sql);

    /// <summary>Runs a text of several statements, without arguments.</summary>
    public abstract ValueTask RunScript(string script);

    /// <summary>
    /// Whether a commit may be seen by others, and the next transaction begin, before it is durable: then <see cref="Sync"/> makes it so.
    /// </summary>
    public virtual bool SyncsBeside => false;

    /// <summary>
    /// Whether the sync of the next commit is left to whoever calls <see cref="TakeSync"/>. Only where <see cref="SyncsBeside"/>.
    /// </summary>
    public virtual void LeaveSync(bool leave) { }

    /// <summary>Whether the last commit has left its sync, which the caller has to make from here on.</summary>
    public virtual bool TakeSync() => false;

    /// <summary>
    /// Makes all durable that was committed before; on any thread, also while the connection works on, but not while it is closed.
    /// </summary>
    public virtual void Sync() { }

    /// <summary>What is prepared from here on is the module's, and may touch no other's tables.</summary>
    public virtual void TurnTo(string module) { }

    /// <summary>Forgets what was sent and has not been run.</summary>
    public virtual void Unsend() { }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

/// <summary>A text prepared on one connection, to be run again and again.</summary>
public abstract class Statement : IDisposable
{
    /// <summary>Binds and runs. The reader stands before the first row; the statement is taken until the reader is disposed of.</summary>
    public abstract ValueTask<DbDataReader> Read(object?[] args);

    /// <summary>Binds, runs to the end, and answers how many rows were inserted, updated or deleted.</summary>
    public abstract ValueTask<int> Change(object?[] args);

    /// <summary>Runs it once for each list of arguments, in order; answers how many rows each changed.</summary>
    public abstract ValueTask<int[]> ChangeEach(IReadOnlyList<object?[]> each);

    /// <summary>Binds; runs at the latest together with the next statement that is read or counted. A failure may show only then.</summary>
    public abstract ValueTask Send(object?[] args);

    /// <summary>Gives the statement back to the engine.</summary>
    public abstract void Dispose();
}

/// <summary>What stands in place of a connection that was lost, until another is opened.</summary>
internal sealed class Lost : Connection
{
    public static Connection Connection { get; } = new Lost();

    public override bool Usable => false;

    public override Statement Prepare(string sql) => throw new StorageUnavailable("The connection was lost.");

    public override ValueTask RunScript(string script) => throw new StorageUnavailable("The connection was lost.");

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
