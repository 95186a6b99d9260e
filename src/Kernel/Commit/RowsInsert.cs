// Rows of one table in as few statements as their number allows.

namespace Cartwright.Kernel;

/// <summary>
/// An INSERT, or an UPDATE FROM, for any number of rows. Only these sizes become texts, so that few statements are prepared and an order is
/// one of them.
/// </summary>
/// <param name="into">Everything before the rows, VALUES included.</param>
/// <param name="columns">Values a row.</param>
/// <param name="then">
/// What follows the rows: ON CONFLICT, which row of the table is meant by <c>column1</c> and so on, RETURNING for <see cref="Taken"/>.
/// </param>
public sealed class RowsInsert(string into, int columns, string then = "")
{
    private static readonly int[] Sizes = [32, .. Enumerable.Range(1, 16).Reverse()];

    private readonly string[] texts =
    [
        .. Sizes.Select(rows => into + string.Join(", ", Enumerable.Range(0, rows).Select(row => Row(row * columns, columns))) + then),
    ];

    private Func<Transaction, IReadOnlyList<object?[]>, ValueTask>? hands;

    /// <summary>Inserts the rows in order; <paramref name="values"/> has their values one row after the other.</summary>
    /// <param name="atMost">Rows a statement, where a plan for many would not look each of them up.</param>
    public async ValueTask Run(Transaction tx, List<object?> values, int atMost = int.MaxValue)
    {
        foreach (var (text, args) in Statements(values, atMost))
        {
            await tx.Send(text, args);
        }
    }

    /// <summary>The same; answers the keys of the rows that took, which the statement returns.</summary>
    public async ValueTask<HashSet<string>> Taken(Transaction tx, List<object?> values)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (text, args) in Statements(values, int.MaxValue))
        {
            taken.UnionWith(await tx.Query(text, row => row.GetString(0), args));
        }

        return taken;
    }

    /// <summary>
    /// Inserts a row together with those of other changes and effects of the transaction (<see cref="Transaction.Together"/>). Rows of one
    /// key, which is their first value, are changed one after the other.
    /// </summary>
    public void Later(Transaction tx, params object?[] row) =>
        tx.Together(
            hands ??= async (transaction, rows) =>
            {
                foreach (var wave in Apart(rows, values => (string)values[0]!))
                {
                    await Run(transaction, [.. wave.SelectMany(values => values)]);
                }
            },
            row
        );

    /// <summary>
    /// Items in groups, of which none has two with a key in common: no statement changes a row twice. Those that have one keep their order.
    /// </summary>
    public static IEnumerable<List<T>> Apart<T>(IEnumerable<T> items, params Func<T, string>[] keys)
    {
        var groups = new List<List<T>>();
        var last = new Dictionary<(int, string), int>();
        foreach (var item in items)
        {
            var group = Enumerable.Range(0, keys.Length).Max(i => last.GetValueOrDefault((i, keys[i](item)), -1)) + 1;
            for (var i = 0; i < keys.Length; i++)
            {
                last[(i, keys[i](item))] = group;
            }

            if (group == groups.Count)
            {
                groups.Add([]);
            }

            groups[group].Add(item);
        }

        return groups;
    }

    private IEnumerable<(string Text, object?[] Args)> Statements(List<object?> values, int atMost)
    {
        var at = 0;
        for (var i = 0; i < Sizes.Length; i++)
        {
            if (Sizes[i] > atMost)
            {
                continue;
            }

            for (var count = Sizes[i] * columns; at + count <= values.Count; at += count)
            {
                var args = new object?[count];
                values.CopyTo(at, args, 0, count);
                yield return (texts[i], args);
            }
        }
    }

    private static string Row(int before, int columns) =>
        "(" + string.Join(", ", Enumerable.Range(before + 1, columns).Select(number => $"${number}")) + ")";
}
