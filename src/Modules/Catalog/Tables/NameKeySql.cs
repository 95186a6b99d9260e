// The SQL of keys of names that were made by an earlier version: what they are by this one, and how far they are written anew.
using Cartwright.Kernel;

namespace Cartwright.Catalog;

internal static class NameKeySql
{
    /// <summary>Writes keys anew, the products of a slice of numbers at a time; true while there may be more. Once all are, it looks only
    /// for what a process of an earlier version has listed since.</summary>
    public static async ValueTask<bool> Renew(Transaction tx, int count)
    {
        var row = await tx.First(
            "SELECT version, up_to, done FROM product_keys",
            row => (Version: row.GetInt64(0), UpTo: row.GetInt64(1), Done: row.GetInt64(2) != 0)
        );
        if (row.Version == Collation.Version && row.Done)
        {
            var listed = await Some(
                tx,
                "parent_id IS NULL AND for_sale = 1 AND (name_key < $1 OR name_key >= $2) ORDER BY name_key LIMIT $3",
                Collation.Version.ToString(),
                Collation.Next.ToString(),
                (long)count
            );
            await Write(tx, listed);
            return listed.Count > 0;
        }

        var after = row.Version == Collation.Version ? row.UpTo : 0;
        var some = await Some(tx, "number > $1 ORDER BY number LIMIT $2", after, (long)count);
        await Write(tx, some.Where(product => !product.Key.StartsWith(Collation.Version)));
        await tx.Send(
            """
            INSERT INTO product_keys(one, version, up_to, done) VALUES (1, $1, $2, $3)
            ON CONFLICT (one) DO UPDATE SET version = excluded.version, up_to = excluded.up_to, done = excluded.done
            """,
            (long)Collation.Version,
            some.Count == 0 ? after : some[^1].Number,
            some.Count < count
        );
        return some.Count == count;
    }

    private static ValueTask<List<(long Number, string ProductId, string Name, string Key)>> Some(
        Sql sql,
        string which,
        params object?[] args
    ) =>
        sql.Query(
            $"SELECT number, product_id, name, name_key FROM products WHERE {which}",
            row => (row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3)),
            args
        );

    // Unless the product has another name by now, and with it another key.
    private static async ValueTask Write(Transaction tx, IEnumerable<(long Number, string ProductId, string Name, string Key)> products) =>
        await tx.ExecuteEach(
            "UPDATE products SET name_key = $2 WHERE product_id = $1 AND name = $3",
            [.. products.Select(product => new object?[] { product.ProductId, Collation.Key(product.Name), product.Name })]
        );
}
