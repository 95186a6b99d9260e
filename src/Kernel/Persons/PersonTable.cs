// What a table says of a person, for the file that the person may have. Every table of a module has an answer: its rows are in the file,
// or a sentence says why they are not.
namespace Cartwright.Kernel;

/// <summary>By what a table's rows are a person's.</summary>
public enum PersonKey
{
    /// <summary>A user's id: an account's or a guest's.</summary>
    User,

    /// <summary>An order's id.</summary>
    Order,
}

/// <summary>One table's answer. A table of two kinds of rows has two.</summary>
/// <param name="Table">Its name.</param>
public sealed record PersonTable(string Table)
{
    /// <summary>What its rows are called in the file; null where they are not in it.</summary>
    public string? Kind { get; private init; }

    /// <summary>Why its rows are not in the file; null where they are.</summary>
    public string? Why { get; private init; }

    /// <summary>
    /// What of a row is in the file, as SQL names it: <c>order_id, at_ms, value_minor</c>. What ends with _ms becomes an instant. Null
    /// where the module's own code writes the rows.
    /// </summary>
    public string? Columns { get; private init; }

    /// <summary>Those of the columns whose text is JSON.</summary>
    public IReadOnlyList<string> Json { get; private init; } = [];

    /// <summary>By what its rows are found.</summary>
    public PersonKey By { get; private init; }

    /// <summary>Which of the rows: a condition with {keys} for "the key is among those asked for".</summary>
    public string Where { get; private init; } = string.Empty;

    /// <summary>What tells the rows of a question apart, so that the next page can go on behind the last.</summary>
    public string Position { get; private init; } = string.Empty;

    /// <summary>Whether the position is a number.</summary>
    public bool IsNumbered { get; private init; }

    /// <summary>Its rows are not in the file.</summary>
    /// <param name="table">Its name.</param>
    /// <param name="why">A sentence.</param>
    public static PersonTable Nothing(string table, string why) => new(table) { Why = why };

    /// <summary>The module's own code writes its rows, alone or within what they belong to.</summary>
    public static PersonTable Told(string table, string kind) => new(table) { Kind = kind };

    /// <summary>Rows of a user.</summary>
    /// <param name="table">Its name.</param>
    /// <param name="kind">What a row is called.</param>
    /// <param name="columns">What of a row is told.</param>
    /// <param name="position">Text that tells a user's rows apart.</param>
    /// <param name="json">Those of the columns whose text is JSON.</param>
    public static PersonTable OfUser(string table, string kind, string columns, string position, params string[] json) =>
        new(table)
        {
            Kind = kind,
            Columns = columns,
            Where = "{user_id}",
            Position = position,
            Json = json,
        };

    /// <summary>Rows of a user that have a number of their own.</summary>
    public static PersonTable OfUserByNumber(string table, string kind, string columns, string position, params string[] json) =>
        OfUser(table, kind, columns, position, json) with
        {
            IsNumbered = true,
        };

    /// <summary>Rows of an order.</summary>
    /// <param name="table">Its name.</param>
    /// <param name="kind">What a row is called.</param>
    /// <param name="columns">What of a row is told.</param>
    /// <param name="position">Text that tells an order's rows apart.</param>
    /// <param name="where">
    /// A condition in which <c>{column}</c> stands for "this column has one of the orders' ids"; else the column order_id has.
    /// </param>
    public static PersonTable OfOrder(string table, string kind, string columns, string position, string where = "{order_id}") =>
        new(table)
        {
            Kind = kind,
            Columns = columns,
            Where = where,
            Position = position,
            By = PersonKey.Order,
        };
}
