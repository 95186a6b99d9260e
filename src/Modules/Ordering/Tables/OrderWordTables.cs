// Files orders under their words, in the transaction that makes them.
using Cartwright.Kernel;

namespace Cartwright.Ordering;

internal static class OrderWordTables
{
    private static readonly RowsInsert Rows = new(
        "INSERT INTO order_words(word, created_ms, order_id) VALUES ",
        3,
        " ON CONFLICT DO NOTHING"
    );

    /// <summary>Files orders. One whose lines were edited stays filed under the words of its former lines too.</summary>
    public static ValueTask File(Transaction tx, IEnumerable<Order> orders)
    {
        var rows = new List<object?>();
        foreach (var order in orders)
        {
            foreach (var word in OrderWords.Of(order))
            {
                rows.AddRange([word, order.CreatedMs, order.Id]);
            }
        }

        return Rows.Run(tx, rows);
    }
}
