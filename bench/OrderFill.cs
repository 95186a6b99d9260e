// Fills the tables of orders with a year of a shop: users, statuses, vendors, products and words as skewed as they are, straight into the
// real schema.
using System.Globalization;
using System.Security.Cryptography;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Web;

namespace Cartwright.Bench;

internal static class OrderFill
{
    /// <summary>
    /// One in twenty orders is this user's, so that it has a full page of one status among a thousand orders and far more than may be
    /// looked at among a million.
    /// </summary>
    public const string BusyUser = "busy";

    /// <summary>The vendor of the demo's account; a fifth of all lines are its.</summary>
    public const string Vendor = "vendor-1";

    /// <summary>In a fifth of all orders.</summary>
    public const string BusyProduct = "vendor-1-p0";

    private const int OrdersAtOnce = 20_000;
    private const int OrdersOfUser = 25;
    private const long YearMs = 365L * 86_400_000;

    private static readonly string[] Names =
    [
        "smith",
        "jones",
        "garcia",
        "mueller",
        "rossi",
        "novak",
        "kim",
        "tanaka",
        "silva",
        "dubois",
        "okafor",
        "haddad",
        "singh",
        "larsen",
        "weber",
        "costa",
        "nagy",
        "petrov",
        "chen",
        "ali",
    ];
    private static readonly string[] Goods = ["desk", "lamp", "chair", "mouse", "keyboard", "kettle", "mug", "rug", "shelf", "clock"];

    private static readonly (string Status, string Part, string Stage, int Of100)[] Statuses =
    [
        ("delivered", "delivered", "delivered", 76),
        ("shipped", "shipped", "shipped", 6),
        ("processing", "processing", "processing", 4),
        ("confirmed", "waiting", "confirmed", 4),
        ("cancelled", "waiting", "cancelled", 5),
        ("returned", "delivered", "returned", 2),
        ("payment_failed", "waiting", "unpaid", 3),
    ];

    /// <summary>A user with as many orders as most have.</summary>
    public static string SomeUser(int orders) => "u" + (orders / OrdersOfUser / 2).ToString(CultureInfo.InvariantCulture);

    /// <summary>The e-mail address of a user.</summary>
    public static string Email(string user) => user + ".mail@example.com";

    /// <summary>Fills a database that has no orders yet.</summary>
    public static async Task Run(Dialect dialect, int orders)
    {
        var clock = TimeProvider.System;
        await using var database = await Database.Open(
            "ordering",
            dialect,
            Migration.From(typeof(OrderingModule).Assembly),
            new Ids(clock, RandomNumberGenerator.Fill),
            clock
        );
        var indexes = await database.Read(sql =>
            sql.Query(
                dialect.Name == "sqlite"
                    ? "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('orders', 'order_lines', 'fulfilments', 'vendor_ledger')"
                    : "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename IN ('orders', 'order_lines', 'fulfilments', 'vendor_ledger') AND indexname NOT LIKE '%_pkey'",
                row => (Name: row.GetString(0), Text: row.GetString(1))
            )
        );
        foreach (var (name, _) in indexes)
        {
            await database.Write(tx => tx.Execute($"DROP INDEX {name}"));
        }

        var random = new Random(17);
        var start = clock.GetUtcNow().ToUnixTimeMilliseconds() - YearMs;
        for (var first = 0; first < orders; first += OrdersAtOnce)
        {
            var chunk = Enumerable
                .Range(first, Math.Min(OrdersAtOnce, orders - first))
                .Select(i => Make(random, i, orders, start + (long)(YearMs * ((double)i / orders))))
                .ToList();
            await database.Write(async tx =>
            {
                await Write(tx, chunk);
                return 0;
            });
            if (first % 100_000 == 0 && orders > 100_000)
            {
                Console.Error.WriteLine($"{first} of {orders} orders made");
            }
        }

        foreach (var (_, text) in indexes)
        {
            await database.Write(tx => tx.Execute(text));
        }

        await Sums(database);
        if (dialect.Name != "sqlite")
        {
            await database.Write(tx => tx.Execute("ANALYZE"));
        }
    }

    private static Made Make(Random random, int i, int orders, long atMs)
    {
        var user =
            random.Next(20) == 0 ? BusyUser : "u" + random.Next(Math.Max(1, orders / OrdersOfUser)).ToString(CultureInfo.InvariantCulture);
        var name = $"Ann {Names[(int)Math.Sqrt(random.Next(Names.Length * Names.Length))]}";
        var lines = Enumerable
            .Range(0, 1 + random.Next(3))
            .Select(line =>
            {
                // The square makes the first products and vendors the busy ones.
                var vendor =
                    random.Next(5) == 0
                        ? Vendor
                        : "vendor-" + (2 + (int)(Math.Pow(random.NextDouble(), 2) * 500)).ToString(CultureInfo.InvariantCulture);
                var product = line == 0 && random.Next(5) == 0 ? (Vendor, 0) : (vendor, 1 + (int)(Math.Pow(random.NextDouble(), 2) * 200));
                return new Line(
                    $"{product.Item1}-p{product.Item2}",
                    $"{Goods[product.Item2 % 10]} {Goods[(product.Item2 / 10) % 10]}",
                    product.Item1,
                    "things",
                    1 + random.Next(3),
                    500 + random.NextInt64(20_000),
                    0,
                    0,
                    0
                );
            })
            .DistinctBy(line => line.ProductId)
            .ToList();
        var goods = lines.Sum(line => line.Amount);
        var terms = new Terms(
            Email(user),
            new PostalAddress(name, "1 Road", "Austin", "US", "73301"),
            "standard",
            null,
            random.Next(10) == 0 ? "EUR" : "USD",
            lines,
            goods,
            0,
            499,
            0,
            0,
            goods + 499
        );
        var id = string.Create(
            CultureInfo.InvariantCulture,
            $"{atMs >> 16:x8}-{atMs & 0xffff:x4}-7{random.Next(0x1000):x3}-8{random.Next(0x1000):x3}-{i:x12}"
        );
        var at = random.Next(100);
        var status = Statuses.First(one => (at -= one.Of100) < 0);
        var placed = Order.Place(id, user, terms, Checkout.Begin("tok_visa", 0), atMs);
        return new(placed, i, status.Status, status.Part, status.Stage, VendorShare.Of(terms, _ => 10_000));
    }

    private static async Task Write(Transaction tx, List<Made> made)
    {
        List<object?> orders = [],
            lines = [],
            parts = [],
            timeline = [],
            ledger = [];
        foreach (var (order, number, status, partStatus, stage, shares) in made)
        {
            var terms = order.Terms;
            orders.AddRange([
                order.Id,
                order.UserId,
                (long)number,
                status,
                order.Version,
                order.Head,
                order.CreatedMs,
                order.CreatedMs,
                terms.Total * 10,
                terms.Currency,
                $"{order.Id} {terms.Email} {terms.Address.Name} {string.Join(' ', terms.Lines.Select(line => line.ProductName))}".ToLowerInvariant(),
                terms.Stored(),
                "tok_visa",
                "done",
                0,
                0,
                0L,
            ]);
            lines.AddRange(terms.Lines.SelectMany(line => new object?[] { order.Id, line.ProductId, line.Quantity, order.CreatedMs }));
            timeline.AddRange([
                order.Id,
                1L,
                order.Added[0].Type,
                order.Added[0].Status,
                order.Added[0].Actor,
                order.CreatedMs,
                order.Added[0].Hash,
            ]);
            var paid = stage is not ("unpaid" or "cancelled" or "returned");
            foreach (var share in shares)
            {
                var units = terms.Lines.Where(line => line.VendorId == share.VendorId).Sum(line => line.Quantity);
                parts.AddRange([
                    order.Id,
                    share.VendorId,
                    partStatus,
                    units,
                    share.Goods,
                    terms.Currency,
                    order.CreatedMs,
                    stage,
                    share.Goods,
                    share.Shipping,
                    share.Commission,
                    10_000L,
                    paid ? share.Sale : 0L,
                    paid ? share.Commission : 0L,
                ]);
                if (paid)
                {
                    ledger.AddRange([
                        share.VendorId,
                        terms.Currency,
                        "sale",
                        share.Sale,
                        order.Id,
                        2L,
                        order.CreatedMs,
                        share.VendorId,
                        terms.Currency,
                        "commission",
                        -share.Commission,
                        order.Id,
                        2L,
                        order.CreatedMs,
                    ]);
                }
            }
        }

        await new RowsInsert(
            "INSERT INTO orders(order_id, user_id, cart_version, status, version, head, created_ms, updated_ms, total_milli, currency, words, terms, payment_token, checkout, undo_from, tries, due_ms) VALUES ",
            17
        ).Run(tx, orders);
        await new RowsInsert("INSERT INTO order_lines(order_id, product_id, quantity, created_ms) VALUES ", 4).Run(tx, lines);
        await new RowsInsert("INSERT INTO timeline(order_id, sequence, type, status, actor, at_ms, hash) VALUES ", 7).Run(tx, timeline);
        await new RowsInsert(
            "INSERT INTO fulfilments(order_id, vendor_id, status, units, amount, currency, created_ms, stage, goods, shipping, commission, commission_milli, booked, booked_commission) VALUES ",
            14
        ).Run(tx, parts);
        await new RowsInsert("INSERT INTO vendor_ledger(vendor_id, currency, kind, amount, order_id, sequence, at_ms) VALUES ", 7).Run(
            tx,
            ledger
        );

        // Sorted, so that each leaf of the index is written once a chunk.
        var words = made.SelectMany(one => OrderWords.Of(one.Order).Select(word => (Word: word, one.Order)))
            .OrderBy(row => row.Word, StringComparer.Ordinal)
            .ThenBy(row => row.Order.CreatedMs);
        await new RowsInsert("INSERT INTO order_words(word, created_ms, order_id) VALUES ", 3).Run(
            tx,
            [.. words.SelectMany(row => new object?[] { row.Word, row.Order.CreatedMs, row.Order.Id })]
        );
    }

    /// <summary>What the shop keeps with every change, made once of all of them.</summary>
    private static async Task Sums(Database database)
    {
        string[] texts =
        [
            "DELETE FROM vendor_counts",
            "INSERT INTO vendor_counts(vendor_id, stage, orders) SELECT vendor_id, stage, COUNT(*) FROM fulfilments WHERE stage <> 'unpaid' GROUP BY vendor_id, stage",
            "INSERT INTO vendor_balances(vendor_id, currency, balance) SELECT vendor_id, currency, SUM(amount) FROM vendor_ledger GROUP BY vendor_id, currency",
            """
                INSERT INTO vendor_days(vendor_id, day_ms, currency, orders, units, sales, commissions, refunds, commission_refunds, payouts)
                SELECT vendor_id, created_ms / 86400000 * 86400000, currency, COUNT(*), SUM(units), SUM(booked), -SUM(booked_commission), 0, 0, 0 FROM fulfilments WHERE booked > 0
                GROUP BY vendor_id, created_ms / 86400000 * 86400000, currency
                """,
        ];
        foreach (var text in texts)
        {
            await database.Write(tx => tx.Execute(text));
        }
    }

    private sealed record Made(Order Order, int Number, string Status, string PartStatus, string Stage, IReadOnlyList<VendorShare> Shares);
}
