// History: every combination of conditions walks to exactly the orders that meet them, and no page reads more than it may.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class HistoryTests
{
    /// <summary>More than <see cref="OrderLists.LooksMax"/>, so that walks that stop halfway are among those tried.</summary>
    private const int OrdersMade = 2_600;

    /// <summary>Of one walk: more would find what these find, at a millisecond each.</summary>
    private const int PagesMax = 100;

    private static readonly string[] Names = ["Desk lamp", "Oak desk", "Lamp oil", "Chair", "Côte chair 3000"];

    [Fact]
    public async Task Every_combination_of_conditions_in_every_sort_walks_to_exactly_the_orders_that_meet_it()
    {
        await using var test = await TestDatabase.Open("ordering", typeof(OrderingModule).Assembly);
        var orders = await Fill(test);
        var lists = new OrderLists(test.Database);
        var random = new Random(11);
        var (found, empty, stopped) = (0, 0, 0);
        for (var round = 0; round < 400; round++)
        {
            var like = orders[random.Next(orders.Count)];
            T? Maybe<T>(T value, int oneIn) => random.Next(oneIn) == 0 ? value : default;
            var from = random.Next(3) == 0 ? like.CreatedMs - random.Next(2_000) : (long?)null;
            var limit = random.Next(4) switch
            {
                0 => 1 + random.Next(3),
                1 => 200,
                _ => 50,
            };
            var filter = new OrderFilter(
                Maybe(like.UserId, 3),
                Maybe(like.Status, 3),
                from,
                random.Next(3) == 0 ? like.CreatedMs + random.Next(2_000) : null,
                Maybe(like.Terms.Lines[0].ProductId, 3),
                random.Next(3) == 0 ? Words(like, random) : null,
                OrderLists.Sorts.Keys.ElementAt(random.Next(4)),
                null,
                random.Next(4) == 0 ? Milli(like) - random.Next(5_000) : null,
                random.Next(4) == 0 ? Milli(like) + random.Next(5_000) : null,
                Maybe(like.Terms.Currency, 4)
            );
            var expected = Expected(orders, filter);
            // The narrow pages are for what they end in the middle of; through thousands of orders they are the same page again and again.
            limit = Math.Max(limit, expected.Count / PagesMax);
            var walked = new List<string>();
            var pages = 0;
            do
            {
                var page = await lists.Find(filter, limit);
                Assert.True(page.Rows.Count <= limit);
                stopped += page.Rows.Count < limit && page.GoOn is not null ? 1 : 0;
                walked.AddRange(page.Rows.Select(row => row.Order.Id));
                filter = filter with { After = page.GoOn };
                Assert.True(++pages <= (OrdersMade / limit) + (OrdersMade / OrderLists.LooksMax) + 2);
            } while (filter.After is not null);

            Assert.Equal(expected, walked);
            (found, empty) = (found + walked.Count, empty + (walked.Count == 0 ? 1 : 0));
        }

        // A reference that finds nothing agrees with everything.
        Assert.True(found > 10_000 && empty < 300 && stopped > 0, $"{found} found, {empty} empty, {stopped} stopped");
    }

    [Theory]
    [InlineData("0199", false)]
    [InlineData("lamp", true)]
    [InlineData("LAMP desk", true)]
    [InlineData("ada.lovelace@example.com", true)]
    [InlineData("lovelace", true)]
    [InlineData("example", false)]
    [InlineData("lam", true)]
    [InlineData("lam ", false)]
    [InlineData("amp", false)]
    [InlineData("l", false)]
    [InlineData("lam desk", false)]
    [InlineData("desk ad", true)]
    [InlineData("ada.lovelace@ex", true)]
    [InlineData("lamp chair", false)]
    [InlineData("o'brien", true)]
    [InlineData("%", false)]
    public void An_admin_finds_an_order_by_whole_words_and_the_beginning_of_the_last(string typed, bool found)
    {
        var order = Made(
            new Ids(TimeProvider.System, bytes => bytes.Fill(7)).Next(),
            "ada",
            "Ada O'Brien",
            "Ada.Lovelace@example.com",
            [("p1", "Desk lamp", 100)],
            "USD",
            5
        );
        var (asked, filed) = (OrderWords.Typed(typed), OrderWords.Of(order));
        var begins = asked.Beginning is { } half && filed.Any(word => word.StartsWith(half, StringComparison.Ordinal));
        Assert.Equal(found, (asked.Beginning is null ? asked.Words.Count > 0 : begins) && asked.Words.All(filed.Contains));
        Assert.Equal([order.Id[^8..]], OrderWords.Asked(order.Id).Words);
        Assert.Contains(order.Id[^8..], OrderWords.Of(order));
    }

    [Fact]
    public async Task No_list_scans_a_table_or_sorts_what_has_no_bound()
    {
        await using var test = await TestDatabase.OnSqlite("ordering", Migration.From(typeof(OrderingModule).Assembly));
        foreach (var (name, text) in OrderLists.Texts(test.Database.Dialect).Concat(VendorLists.Texts(test.Database.Dialect)))
        {
            var plan = await test.Database.Read(sql =>
                sql.Query(
                    "EXPLAIN QUERY PLAN " + text,
                    row => row.GetString(3),
                    new object?[
                        System.Text.RegularExpressions.Regex.Matches(text, @"\$(\d+)").Max(match => int.Parse(match.Groups[1].Value))
                    ]
                )
            );
            var steps = string.Join(" | ", plan);
            Assert.All(
                plan,
                step =>
                    Assert.False(
                        System.Text.RegularExpressions.Regex.IsMatch(step, "SCAN (TABLE )?(orders|order_|fulfilments|[solfw]\\b)"),
                        $"{name}: {steps}"
                    )
            );
            Assert.Contains(plan, step => step.StartsWith("SEARCH", StringComparison.Ordinal));

            // A walk never sorts; what is sorted has come out of a subquery with a bound.
            var bounded = text.Contains($"LIMIT {OrderLists.LooksMax}) c", StringComparison.Ordinal);
            Assert.True(
                plan.Count(step => step.Contains("TEMP B-TREE", StringComparison.Ordinal)) <= (bounded ? 1 : 0),
                $"{name}: {steps}"
            );
            if (name.EndsWith("page", StringComparison.Ordinal) || name.EndsWith("count", StringComparison.Ordinal))
            {
                Assert.DoesNotContain("TEMP", steps, StringComparison.Ordinal);
            }

            Assert.True(text.Contains("LIMIT", StringComparison.Ordinal) || name.EndsWith("looks", StringComparison.Ordinal), name);
        }
    }

    [Fact]
    public async Task A_beginning_that_many_words_have_stands_for_the_first_of_them_and_always_for_the_word_itself()
    {
        await using var test = await TestDatabase.Open("ordering", typeof(OrderingModule).Assembly);
        var made = Enumerable
            .Range(0, OrderWords.BegunMax + 20)
            .Select(i =>
                Made(test.Ids.Next(), "u", i == 0 ? "Grace" : $"Grace{i:000}", "x@example.com", [("p1", "Mug", 100)], "USD", 1_000_000 + i)
            )
            .ToList();
        var store = new OrderStore(
            test.Database,
            new OrderChanges(),
            new VendorLedger(new Marketplace(new ConfigurationBuilder().Build())),
            new OrderSeals(() => Task.FromResult(new byte[32]), test.Ids)
        );
        await Task.WhenAll(made.Select((order, i) => store.Place(new(order, i, null, "hash", []))));
        var lists = new OrderLists(test.Database);
        var found = await lists.Find(new(null, null, null, null, null, "Grac", "created_at", null), 200);
        Assert.Equal(made.Take(OrderWords.BegunMax).Select(order => order.Id), found.Rows.Select(row => row.Order.Id));
        var two = await lists.Find(new(null, null, null, null, null, "mug grace00", "-total_price", null), 200);
        Assert.Equal(9, two.Rows.Count);
        Assert.Empty((await lists.Find(new(null, null, null, null, null, "gracf", "created_at", null), 200)).Rows);
    }

    [Fact]
    public async Task Ends_of_ids_that_begin_like_a_name_do_not_stand_before_it()
    {
        await using var test = await TestDatabase.Open("ordering", typeof(OrderingModule).Assembly);
        var made = Enumerable
            .Range(0, OrderWords.BegunMax + 2)
            .Select(i =>
                Made(
                    $"01900000-0000-7000-8000-0000de{i:000000}",
                    "u",
                    i == 0 ? "Deborah" : "Ann",
                    "x@example.com",
                    [("p1", "Mug", 100)],
                    "USD",
                    1_000_000 + i
                )
            )
            .ToList();
        var store = new OrderStore(
            test.Database,
            new OrderChanges(),
            new VendorLedger(new Marketplace(new ConfigurationBuilder().Build())),
            new OrderSeals(() => Task.FromResult(new byte[32]), test.Ids)
        );
        await Task.WhenAll(made.Select((order, i) => store.Place(new(order, i, null, "hash", []))));
        var lists = new OrderLists(test.Database);
        foreach (var typed in new[] { "de", "deb" })
        {
            var found = await lists.Find(new(null, null, null, null, null, typed, "created_at", null), 200);
            Assert.Contains(made[0].Id, found.Rows.Select(row => row.Order.Id));
        }
    }

    private static string Words(Order order, Random random) =>
        random.Next(8) switch
        {
            6 => order.Terms.Address.Name[..^1],
            7 => order.Terms.Lines[0].ProductName[..3] + (random.Next(2) == 0 ? string.Empty : "e"),
            0 => order.Id,
            1 => order.Id[^8..].ToUpperInvariant(),
            2 => order.Terms.Email,
            3 => order.Terms.Address.Name,
            4 => order.Terms.Lines[^1].ProductName + " " + order.Terms.Address.Name.Split(' ')[0],
            _ => order.Terms.Lines[0].ProductName.Split(' ')[0],
        };

    /// <summary>What a filter means, said plainly.</summary>
    private static List<string> Expected(List<Order> orders, OrderFilter filter)
    {
        bool Text(Order order)
        {
            if (filter.Text is null)
            {
                return true;
            }

            if (filter.UserId is not null)
            {
                var all =
                    $"{order.Id} {order.Terms.Email} {order.Terms.Address.Name} {string.Join(' ', order.Terms.Lines.Select(line => line.ProductName))}".ToLowerInvariant();
                return all.Contains(filter.Text.ToLowerInvariant(), StringComparison.Ordinal);
            }

            var words =
                $"{order.Id[^8..]} {order.Terms.Email.Split('@')[0].Replace('.', ' ')} {order.Terms.Address.Name} {string.Join(' ', order.Terms.Lines.Select(line => line.ProductName))}"
                    .ToLowerInvariant()
                    .Split(' ')
                    .Append(order.Id)
                    .Append(order.Terms.Email.ToLowerInvariant())
                    .ToHashSet();
            var typed = filter.Text.ToLowerInvariant().Split(' ');
            return typed[..^1].All(words.Contains) && words.Any(word => word.StartsWith(typed[^1], StringComparison.Ordinal));
        }

        var met = orders.Where(order =>
            (filter.UserId is null || order.UserId == filter.UserId)
            && (filter.Status is null || order.Status == filter.Status)
            && order.CreatedMs >= (filter.FromMs ?? 0)
            && order.CreatedMs < (filter.ToMs ?? long.MaxValue)
            && (filter.ProductId is null || order.Terms.Lines.Any(line => line.ProductId == filter.ProductId))
            && Text(order)
            && Milli(order) >= (filter.MinTotalMilli ?? 0)
            && Milli(order) <= (filter.MaxTotalMilli ?? long.MaxValue)
            && (filter.Currency is null || order.Terms.Currency == filter.Currency)
        );
        var (byTotal, descending) = OrderLists.Sorts[filter.Sort];
        var sorted = met.OrderBy(order => byTotal ? Milli(order) : order.CreatedMs)
            .ThenBy(order => order.Id, StringComparer.Ordinal)
            .Select(order => order.Id)
            .ToList();
        if (descending)
        {
            sorted.Reverse();
        }

        return sorted;
    }

    private static async Task<List<Order>> Fill(TestDatabase test)
    {
        var store = new OrderStore(
            test.Database,
            new OrderChanges(),
            new VendorLedger(new Marketplace(new ConfigurationBuilder().Build())),
            new OrderSeals(() => Task.FromResult(new byte[32]), test.Ids)
        );
        var random = new Random(5);
        var made = new List<Order>();
        for (var i = 0; i < OrdersMade; i++)
        {
            // One user has more orders than may be looked at for a page, many have a few; so it is with statuses, products and words.
            var user = random.Next(2) == 0 ? "hot" : "u" + random.Next(300);
            var lines = Enumerable
                .Range(0, 1 + random.Next(3))
                .Select(_ => random.Next(2) == 0 ? 0 : random.Next(60))
                .Distinct()
                .Select(p => ("p" + p, Names[p % Names.Length], 1 + random.NextInt64(40_000)))
                .ToArray();
            var order = Made(
                test.Ids.Next(),
                user,
                $"Ann {user} Smith{random.Next(50)}",
                $"{user}.x@example.com",
                lines,
                random.Next(5) == 0 ? "JPY" : "USD",
                1_000_000 + (random.Next(3) == 0 ? 7 : i * 3)
            );
            made.Add(order);
        }

        await Task.WhenAll(made.Select((order, i) => store.Place(new(order, i, null, "hash", []))));
        var moved = made.ConvertAll(order =>
            (order with { Added = [] }, random.Next(4)) switch
            {
                (var placed, 0) => placed,
                (var placed, 1) => placed
                    .TurnBack(Checkout.Steps[^1], Refusal.Conflict("card_declined", "No."), 5_000_000)
                    .Undone(5_000_001),
                (var placed, _) => placed.Confirm(5_000_000),
            }
        );
        Assert.All(
            await Task.WhenAll(moved.Select(order => order.Added.Count == 0 ? Task.FromResult<Order?>(order) : store.Save(order))),
            Assert.NotNull
        );

        // What both engines do by themselves once a table has grown; not the tables of every test beside this one.
        foreach (var table in (string[])["orders", "order_lines", "order_words"])
        {
            await test.Database.Write(tx => tx.Execute("ANALYZE " + table));
        }

        return moved;
    }

    private static Order Made(
        string id,
        string userId,
        string name,
        string email,
        (string Id, string Name, long Price)[] lines,
        string currency,
        long atMs
    )
    {
        var all = lines.Select(line => new Line(line.Id, line.Name, "v1", "things", 1, line.Price, 0, 0, 0)).ToList();
        var sum = all.Sum(line => line.Amount);
        var terms = new Terms(
            email,
            new PostalAddress(name, "1 Way", "Paris", "FR", "75001"),
            "standard",
            null,
            currency,
            all,
            sum,
            0,
            0,
            0,
            0,
            sum
        );
        return Order.Place(id, userId, terms, Checkout.Begin("tok_visa", 0), atMs);
    }

    private static long Milli(Order order) => order.Terms.Total * (order.Terms.Currency == "JPY" ? 1_000 : 10);
}
