// Every difference between the engines. SQL elsewhere is written once, in what SQLite and PostgreSQL share:
// parameters are $1, $2, …; times are Unix milliseconds in BIGINT; booleans are 0 and 1 in INTEGER; JSON is text.

namespace Cartwright.Kernel;

/// <summary>One engine: how to open it and what it spells differently.</summary>
public abstract class Dialect
{
    /// <summary>The engine's name as it stands in the key Data: sqlite, postgres.</summary>
    public abstract string Name { get; }

    /// <summary>Who makes syncs beside the writer, one after the other; null for a thread a place.</summary>
    public Action<Action>? Syncs { get; init; }

    /// <summary>True when calls return only when done, so that waiting asynchronously buys nothing.</summary>
    public abstract bool Synchronous { get; }

    /// <summary>
    /// True when no other process can write the module's tables, so that memory may mirror them (see
    /// <see cref="Transaction.OnCommitted"/>).
    /// </summary>
    public abstract bool OneProcess { get; }

    /// <summary>What the place of several modules is called. No module is called so.</summary>
    public const string SharedPlace = "shop";

    /// <summary>The place in which a module's tables lie: modules of one place share one writer.</summary>
    public virtual string PlaceOf(string module) => module;

    /// <summary>
    /// Whether all who change the module's tables do so one after the other, whatever process they are in: then what a transaction tells
    /// can take effect in it, and nothing overtakes it.
    /// </summary>
    public virtual bool OneAfterTheOther(string module) => OneProcess;

    /// <summary>The statement behind a transaction's begin that sees to that for these modules; null where nothing is needed.</summary>
    public virtual string? Alone(IReadOnlyList<string> modules) => null;

    /// <summary>
    /// Where a module's tables still are, when a start would first take them to their place; null when they are there, or nowhere.
    /// </summary>
    public virtual Dialect? Before(string module) => null;

    /// <summary>A table of a module as the kernel names it beside those of others, where one connection may see them.</summary>
    public virtual string Named(string module, string table) => Own(module) + table;

    /// <summary>
    /// What stands before the kernel's names in a place of several modules, each of which has its own outbox and inbox; otherwise nothing.
    /// </summary>
    public virtual string Own(string module) => string.Empty;

    /// <summary>Opens the connection of the one writer of a module's place, durable at commit.</summary>
    public abstract ValueTask<Connection> OpenWriter(string module);

    /// <summary>This process as others of the module see it; null where there can be no others.</summary>
    public virtual Presence? Appear(string module, IIds ids, TimeProvider clock) => null;

    /// <summary>
    /// Writes a module's data anew in today's format, where they are of an older one and few; null when there is nothing to do. Nobody may
    /// have them open.
    /// </summary>
    public virtual Func<Task>? Renewal(string module) => null;

    /// <summary>Opens a connection that can only read.</summary>
    public abstract ValueTask<Connection> OpenReader(string module);

    /// <summary>Connections a module may hold for reading; who wants one more waits for one to come back.</summary>
    public abstract int ReadersMax { get; }

    /// <summary>Begins a transaction that holds the right to write from the start.</summary>
    public abstract string Begin { get; }

    /// <summary>Begins a transaction whose statements all see the same moment and that cannot write.</summary>
    public abstract string BeginSnapshot { get; }

    /// <summary>
    /// What must be there before a module's first migration, run at the begin of the transaction that migrates; null for nothing.
    /// </summary>
    public virtual string? Ground(string module) => null;

    /// <summary>False when there is no database of the module yet, as far as can be told without making one.</summary>
    public virtual bool IsThere(string module) => true;

    /// <summary>Counts the module's own tables that are called $1: none where there is no database yet.</summary>
    public abstract string CountOwnTables { get; }

    /// <summary>True for rows whose column is in the array parameter: <c>WHERE {In("product_id", 1)}</c>.</summary>
    public abstract string In(string column, int position);

    /// <summary>The members of the array parameter as rows e with a column value: <c>SELECT e.value FROM {Each(1)}</c>.</summary>
    public abstract string Each(int position);

    /// <summary>
    /// Joins to each row before it the row of a table with its key, one look-up a row: <c>FROM (SELECT … LIMIT 1000) c {LookUp("orders",
    /// "o", "order_id", "c.order_id")}</c>. An engine that turned the join round would read the whole table.
    /// </summary>
    public abstract string LookUp(string table, string alias, string key, string value);

    /// <summary>
    /// Ends a SELECT of rows that the transaction takes for itself; those that another has in hand are left out. Empty where there is no
    /// other.
    /// </summary>
    public abstract string ForOne { get; }

    /// <summary>
    /// The text at a path of a JSON column: <c>{JsonText("attributes", "color")}</c>. The key must be a constant of the code.
    /// </summary>
    public abstract string JsonText(string column, string key);

    /// <summary>
    /// Replaces {{identity}}, {{bytes}} and {{json}} in a migration, and leaves out blocks between {{#name}} and {{/name}} of the other
    /// engine.
    /// </summary>
    public abstract string Migration(string sql);

    /// <summary>
    /// True when the answer to a commit can be lost although it took place, so that each leaves a mark that can be looked up.
    /// </summary>
    public virtual bool LosesAnswers => false;

    /// <summary>Whether the failure means that the disk or the server is at fault, so that nothing more may be acknowledged.</summary>
    public abstract bool IsFatal(Exception failure);

    /// <summary>Whether the engine itself says that the transaction has not taken place, even when it failed at its commit.</summary>
    public abstract bool IsTakenBack(Exception failure);

    /// <summary>
    /// Why a module's store could not be opened, in a sentence that says which it is and what to do; null when that is not known.
    /// </summary>
    public abstract ConfigurationRefused? Explain(string module, Exception failure);

    /// <summary>Whether the transaction lost against another and may win when it is decided again.</summary>
    public abstract bool IsPassing(Exception failure);

    /// <summary>Whether the failure is the store's condition (full, busy, gone) and not a bug of ours.</summary>
    public abstract bool IsUnavailable(Exception failure);
}
