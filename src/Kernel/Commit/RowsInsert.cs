// Rows of one table in as few statements as their number allows.

namespace Cartwright.Kernel;

/// <summary>
/// An INSERT, or an UPDATE FROM, for any number of rows. Only these sizes become texts, so that few statements are prepared and an order is
/// one of them.
/// </summary>
/// <param name="into">Everything before the rows, VALUES included.</param>
/// <param name="columns">Values a row.</param>
/// <param name="then">What follows the rows: ON CONFLICT, or which row of the table is meant by <c>column1</c> and so on.</param>
public sealed class RowsInsert(string into, int columns, string then = "")
{
    private static readonly int[] Sizes = [32, .. Enumerable.Range(1, 16).Reverse()];

    private readonly string[] texts = [.. Sizes.Select(rows => into + string.Join(", ", Enumerable.Range(0, rows).Select(row => Row(row * columns, columns))) + then)];

    /// <summary>Inserts the rows in order; <paramref name="values"/> has their values one row after the other.</summary>
    public async ValueTask Run(Transaction tx, List<object?> values)
    {
        var at = 0;
        for (var i = 0; i < Sizes.Length; i++)
        {
            for (var count = Sizes[i] * columns; at + count <= values.Count; at += count)
            {
                var args = new object?[count];
                values.CopyTo(at, args, 0, count);
                await tx.Send(texts[i], args);
            }
        }
    }

    private static string Row(int before, int columns) => "(" + string.Join(", ", Enumerable.Range(before + 1, columns).Select(number => $"${number}")) + ")";
}
