// The SQL of an erasure: whose orders they are, and every place where Ordering keeps what an order says of a person.
using System.Text;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Ordering;

internal static class EraseSql
{
    // How the words of orders older than the words' table were cut (migration 003), one way an engine.
    private static readonly char[] OnceCutAt = [' ', '@', '.', '-', '_', ',', '(', ')'];

    private const int EmailsAtOnce = 100;

    /// <summary>The orders of a user behind an id, those that joined the account among them, in the order of their ids.</summary>
    public static ValueTask<List<string>> OfUser(Sql sql, string userId, string after = "", int rows = int.MaxValue) =>
        sql.Query(
            $"SELECT o.order_id FROM orders o WHERE {OrderSql.Holder("o")} = $1 AND o.order_id > $2 ORDER BY o.order_id LIMIT $3",
            row => row.GetString(0),
            userId,
            after,
            rows
        );

    /// <summary>The orders behind an id that were placed with an address, however it was written, in the order of their ids.</summary>
    /// <param name="joinable">Only those of guests that have joined no account.</param>
    public static async ValueTask<List<string>> OfEmail(
        Sql sql,
        string email,
        string after = "",
        int rows = int.MaxValue,
        bool joinable = false
    )
    {
        var only = joinable ? "AND o.joined_to IS NULL AND o.user_id LIKE 'guest-%'" : string.Empty;
        var mailbox = EmailAddress.Mailbox(email);
        var words = new[] { email.Trim(), email.Trim().ToLowerInvariant(), mailbox ?? string.Empty }
            .Select(word => word.Normalize(NormalizationForm.FormC))
            .Where(word => word.Length > 0)
            .Distinct()
            .ToArray();
        var mine = new List<string>();

        // Words only say who may be meant: read on until enough are.
        for (var more = true; more && mine.Count < rows; )
        {
            var found = await sql.Query(
                $"""
                SELECT DISTINCT o.order_id, o.terms FROM order_words w JOIN orders o ON o.order_id = w.order_id
                WHERE {sql.Dialect.In("w.word", 1)} AND o.order_id > $2 {only} ORDER BY o.order_id LIMIT $3
                """,
                row => (Id: row.GetString(0), Terms.Read(row.GetString(1)).Email),
                words,
                after,
                EmailsAtOnce
            );
            mine.AddRange(
                found.Where(one => mailbox is null ? one.Email == email : EmailAddress.Mailbox(one.Email) == mailbox).Select(one => one.Id)
            );
            more = found.Count == EmailsAtOnce;
            after = more ? found[^1].Id : after;
        }

        return mine.Count <= rows ? mine : mine[..rows];
    }

    /// <summary>Orders between two ids, which are times, with what says whether their buyers must still be named.</summary>
    public static ValueTask<List<(string Id, string Status, long ChangedMs, string Country, OrderSeal? Seal)>> Older(
        Sql sql,
        string after,
        string before,
        int rows
    ) =>
        sql.Query(
            "SELECT order_id, status, updated_ms, terms, seal FROM orders WHERE order_id > $1 AND order_id < $2 ORDER BY order_id LIMIT $3",
            row =>
                (
                    row.GetString(0),
                    row.GetString(1),
                    row.GetInt64(2),
                    Terms.Read(row.GetString(3)).Address.Country,
                    OrderSeal.Read(row.IsDBNull(4) ? null : row.GetString(4))
                ),
            after,
            before,
            rows
        );

    /// <summary>Those of the orders that are there, which nobody else changes until the commit.</summary>
    public static async ValueTask<List<string>> Hold(Transaction tx, string[] orderIds)
    {
        object?[] args = [orderIds];
        return await tx.Query(
            $"UPDATE orders SET tries = tries WHERE {tx.Dialect.In("order_id", 1)} RETURNING order_id",
            row => row.GetString(0),
            args
        );
    }

    /// <summary>The seal of an order, which says whether it was erased; null of one that has none yet, or is not there.</summary>
    public static async ValueTask<OrderSeal?> SealOf(Sql sql, string orderId) =>
        OrderSeal.Read(
            await sql.First("SELECT seal FROM orders WHERE order_id = $1", row => row.IsDBNull(0) ? null : row.GetString(0), orderId)
        );

    /// <summary>All entries of an order.</summary>
    public static ValueTask<List<Entry>> Entries(Sql sql, string orderId) =>
        sql.Query($"SELECT {OrderSql.EntryColumns} FROM timeline WHERE order_id = $1 ORDER BY sequence", OrderSql.MapEntry, orderId);

    /// <summary>
    /// Puts the erased order in the place of the one that was; answers how many replies to its placement went, and how many notes.
    /// </summary>
    public static async ValueTask<(int Replies, int Notes)> Save(Transaction tx, Order before, Order order, IReadOnlyList<Entry> entries)
    {
        await tx.Send(
            """
            UPDATE orders SET terms = $2, life = $3, reason = $4, words = $5, version = $6, head = $7, updated_ms = $8, seal = $9, email_name = NULL WHERE order_id = $1
            """,
            order.Id,
            order.PlacedTerms.Stored(),
            order.AfterSale?.Stored(),
            order.Reason,
            OrderSql.Words(order),
            order.Version,
            order.Head,
            order.UpdatedMs,
            order.Seal!.Stored()
        );
        foreach (var entry in entries)
        {
            await tx.Send(
                "UPDATE timeline SET detail = $3, data = $4, hash = $5, erased = $6 WHERE order_id = $1 AND sequence = $2",
                order.Id,
                entry.Sequence,
                entry.Detail,
                entry.Data,
                entry.Hash,
                entry.Erased
            );
        }

        await OrderStore.AddEntries(tx, [order]);

        // Their table is by word; these are all under which any version of the shop has filed the order.
        foreach (var word in Filed(before))
        {
            await tx.Send("DELETE FROM order_words WHERE word = $1 AND created_ms = $2 AND order_id = $3", word, order.CreatedMs, order.Id);
        }

        await OrderWordTables.File(tx, [order]);

        // Papers are books, and keep their buyer for as long as the law asks for it; a demo's samples are none.
        await tx.Send($"DELETE FROM papers WHERE order_id = $1 AND content LIKE '%{Seller.SampleMark}%'", order.Id);

        // Labels have name and address in print.
        await tx.Send("DELETE FROM shipping_labels WHERE order_id = $1", order.Id);

        // The reply to the placement says all of it again, and the hash beside it is one of guessable words.
        var replies = await tx.Execute("DELETE FROM placements WHERE order_id = $1", order.Id);
        return (replies, await OrderNoteSql.Forget(tx, order.Id));
    }

    private static HashSet<string> Filed(Order order)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var terms in new[] { order.PlacedTerms, order.Terms })
        {
            var then = order with { Terms = terms };
            var text = OrderSql.Words(then);
            words.UnionWith(OrderWords.Of(then));
            words.UnionWith(OrderWords.Cut(text));
            words.UnionWith(OrderWords.Cut(text.Normalize(NormalizationForm.FormC)));
            words.UnionWith(text.Split(OnceCutAt));
            words.UnionWith([terms.Email, terms.Email.ToLowerInvariant(), Lower(terms.Email)]);
        }

        words.Remove(string.Empty);
        return words;
    }

    // As SQLite does it.
    private static string Lower(string text) => string.Concat(text.Select(c => char.IsAscii(c) ? char.ToLowerInvariant(c) : c));
}
