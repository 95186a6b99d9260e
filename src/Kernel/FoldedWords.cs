// The words of a text as SQLite's full-text index has them: for stores that cannot fold words themselves and shall find the same.
namespace Cartwright.Kernel;

/// <summary>
/// Folds text by the tokenizer of the embedded engine: Unicode words in lower case, without diacritics, reduced to their stem (Porter).
/// Nothing is kept of a text.
/// </summary>
public sealed class FoldedWords : IDisposable
{
    private readonly Lock gate = new();
    private readonly SqliteConnection connection;
    private readonly Statement empty;
    private readonly Statement insert;
    private readonly Statement words;

    public FoldedWords()
    {
        connection = SqliteConnection.Open(
            ":memory:",
            create: true,
            "CREATE VIRTUAL TABLE folded USING fts5(text, content='', tokenize='porter unicode61 remove_diacritics 2'); "
                + "CREATE VIRTUAL TABLE words USING fts5vocab('folded', 'row');"
        );
        empty = connection.Prepare("INSERT INTO folded(folded) VALUES ('delete-all')");
        insert = connection.Prepare("INSERT INTO folded(rowid, text) VALUES (1, $1)");
        words = connection.Prepare("SELECT term FROM words ORDER BY term");
    }

    /// <summary>Each word once, in the order of its characters.</summary>
    public IReadOnlyList<string> Of(string text)
    {
        lock (gate)
        {
            Run(empty);
            Run(insert, text);
            var found = new List<string>();
            using var reader = words.Read([]).AsTask().GetAwaiter().GetResult();
            while (reader.Read())
            {
                found.Add(reader.GetString(0));
            }

            return found;
        }
    }

    public void Dispose()
    {
        empty.Dispose();
        insert.Dispose();
        words.Dispose();
        connection.Handle.Dispose();
    }

    // The embedded engine answers before it returns: nothing is waited for.
    private static void Run(Statement statement, params object?[] args) => statement.Change(args).AsTask().GetAwaiter().GetResult();
}
