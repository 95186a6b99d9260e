// Every table has an end or a reason: what is old goes, in slices and by an index, and what is needed stays.
using Cartwright.Carts;
using Cartwright.Inventory;
using Cartwright.Kernel;
using Cartwright.Notifications;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Kernel;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class RetentionTests
{
    // Small enough to be walked: imports, units that came back, orders that were sold short.
    private static readonly string[] Walked = ["jobs", "restocks", "shortages"];

    public static TheoryData<Type> Modules => [.. Forget.Modules];

    [Theory]
    [MemberData(nameof(Modules))]
    public async Task Every_table_of_a_module_says_how_long_it_keeps_its_rows_and_why(Type module)
    {
        await using var test = await Open(module);
        var tables = await test.Database.Read(sql =>
            sql.Query(
                sql.Dialect.OneProcess
                    ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND name NOT LIKE 'product_text!_%' ESCAPE '!'"
                    : "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'",
                row => row.GetString(0)
            )
        );
        var said = Retention.OfKernel.Concat(Forget.Tables(module)).ToList();
        var missing = tables.Except(said.Select(one => one.Table)).ToList();
        Assert.True(
            missing.Count == 0,
            $"RetentionSql.cs of {module.Name} says nothing of {string.Join(", ", missing)}: how long are its rows kept, or why for ever?"
        );
        Assert.Empty(said.Select(one => one.Table).Except(tables).Except(OfTheOther));
        Assert.Equal(said.Count, said.Select(one => (one.Table, one.Sql)).Distinct().Count());
        Assert.All(
            said,
            one => Assert.True(one.Why.Length > 5 && one.Why.EndsWith('.') && (one.Name is null || one.Default >= one.Min), one.Table)
        );
    }

    // PostgreSQL finds words by an index on the products themselves; SQLite cannot lose a connection in a commit.
    private static readonly string[] OfTheOther = TestDatabase.ByDefaultOnPostgres ? ["product_text"] : ["commit_marks"];

    [Theory]
    [MemberData(nameof(Modules))]
    public async Task What_is_forgotten_is_found_by_an_index_and_a_slice_at_a_time(Type module)
    {
        await using var test = await Open(module);
        foreach (var table in Retention.OfKernel.Concat(Forget.Tables(module)).Where(one => one.Sql is not null))
        {
            Assert.Contains("LIMIT $2", table.Sql, StringComparison.Ordinal);
            object?[] args = table.Sql!.Contains("$3", StringComparison.Ordinal) ? [1L, 1, "0"] : [1L, 1];
            Assert.Equal(0, await test.Database.Write(tx => tx.Execute(table.SqlOf(tx.Own)!, args)));
            if (test.Database.Dialect.OneProcess)
            {
                var plan = await test.Database.Read(sql =>
                    sql.Query("EXPLAIN QUERY PLAN " + table.SqlOf(sql.Own), row => row.GetString(3), args)
                );
                Assert.DoesNotContain(
                    plan,
                    step =>
                        step.StartsWith("SCAN", StringComparison.Ordinal)
                        && !step.Contains("USING", StringComparison.Ordinal)
                        && !Walked.Contains(table.Table)
                        && table.Name != "Imports"
                        && step != "SCAN cart_history"
                );
            }
        }
    }

    [Fact]
    public async Task A_backlog_of_any_length_is_forgotten_in_one_round_and_what_is_younger_stays()
    {
        await using var test = await Open(typeof(NotificationsModule));
        var clock = (TestClock)test.Clock;
        await test.Database.Write(async tx =>
        {
            for (var i = 0; i < (2 * Forgetting.RowsAtOnce) + 7; i++)
            {
                await tx.Send(
                    "INSERT INTO inbox(event_id, received_ms) VALUES ($1, $2)",
                    "old" + i,
                    clock.GetUtcNow().ToUnixTimeMilliseconds()
                );
            }

            return true;
        });
        clock.Advance(TimeSpan.FromDays(7));
        await test.Database.Write(tx =>
            tx.Execute("INSERT INTO inbox(event_id, received_ms) VALUES ('young', $1)", clock.GetUtcNow().ToUnixTimeMilliseconds())
        );
        await Forget.Old(test.Database, typeof(NotificationsModule), clock);
        Assert.Equal((2 * Forgetting.RowsAtOnce) + 8, await Count(test, "inbox"));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await Forget.Old(test.Database, typeof(NotificationsModule), clock, ("Retention:Inbox", "8"));
        Assert.Equal((2 * Forgetting.RowsAtOnce) + 8, await Count(test, "inbox"));
        await Forget.Old(test.Database, typeof(NotificationsModule), clock);
        Assert.Equal(1, await Count(test, "inbox"));
    }

    [Fact]
    public async Task Mails_go_after_their_days_by_their_ids_and_those_that_wait_stay()
    {
        await using var test = await Open(typeof(NotificationsModule));
        var clock = (TestClock)test.Clock;
        foreach (var status in new[] { "sent", "failed", "queued", "sending" })
        {
            await Add(status);
        }

        clock.Advance(TimeSpan.FromDays(31));
        await Add("sent");
        await Forget.Old(test.Database, typeof(NotificationsModule), clock);
        Assert.Equal(5, await Count(test, "mail"));
        await Forget.Old(test.Database, typeof(NotificationsModule), clock, ("Retention:Mail", "30"));
        Assert.Equal(
            ["queued", "sending", "sent"],
            await test.Database.Read(sql => sql.Query("SELECT status FROM mail ORDER BY status", row => row.GetString(0)))
        );

        Task Add(string status) =>
            test.Database.Write(tx =>
                tx.Execute(
                    """
                    INSERT INTO mail(mail_id, occasion, message_id, template, user_id, recipient, subject, data, status, next_ms, created_ms, sent_ms)
                    VALUES ($1, $1, $1, 't', 'u', 'r', 's', '{}', $2, 0, 0, 0)
                    """,
                    test.Ids.Next(),
                    status
                )
            );
    }

    [Fact]
    public async Task Carts_records_history_and_the_empty_carts_of_guests_go_and_customers_carts_stay()
    {
        await using var test = await Open(typeof(CartsModule));
        var clock = (TestClock)test.Clock;
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var (user, guest, lines) in new[] { ("guest-empty", 1, 0), ("guest-full", 1, 2), ("customer-empty", 0, 0) })
        {
            await test.Database.Write(tx =>
                tx.Execute(
                    "INSERT INTO carts(user_id, version, guest, created_ms, updated_ms, expires_ms, lines) VALUES ($1, 3, $2, $4, $4, $4, $3)",
                    user,
                    guest,
                    lines,
                    now
                )
            );
        }

        await test.Database.Write(tx =>
            tx.Execute("INSERT INTO cart_records(user_id, record_id, data, at_ms) VALUES ('u', 'take', '{}', $1)", now)
        );
        await test.Database.Write(tx =>
            tx.Execute(
                "INSERT INTO cart_history(user_id, version, change, quantity_was, quantity, actor, at_ms) VALUES ('u', 1, 'added', 0, 1, 'u', $1)",
                now
            )
        );
        await test.Database.Write(tx =>
            tx.Execute("INSERT INTO cart_lives(user_id, began_ms, ended_ms, ended) VALUES ('u', $1, $1, 'emptied')", now)
        );
        await test.Database.Write(tx => tx.Execute("INSERT INTO cart_lives(user_id, began_ms) VALUES ('v', $1)", now));
        clock.Advance(TimeSpan.FromDays(59));
        await Forget.Old(test.Database, typeof(CartsModule), clock);
        Assert.Equal(
            (3, 1, 1, 2),
            (
                await Count(test, "carts"),
                await Count(test, "cart_records"),
                await Count(test, "cart_history"),
                await Count(test, "cart_lives")
            )
        );
        clock.Advance(TimeSpan.FromDays(742));
        await Forget.Old(test.Database, typeof(CartsModule), clock);
        Assert.Equal(
            (2, 0, 0, 1),
            (
                await Count(test, "carts"),
                await Count(test, "cart_records"),
                await Count(test, "cart_history"),
                await Count(test, "cart_lives")
            )
        );
    }

    [Fact]
    public async Task A_reservation_goes_long_after_its_end_whoever_named_it_and_one_that_is_held_stays()
    {
        await using var test = await Open(typeof(InventoryModule));
        var clock = (TestClock)test.Clock;
        foreach (var (id, state) in new[] { (test.Ids.Next(), 1), (test.Ids.Next(), 2), ("outside/x/1", 1), (test.Ids.Next(), 0) })
        {
            await test.Database.Write(tx =>
                tx.Execute(
                    $"INSERT INTO reservations(reservation_id, state, expires_ms, created_ms, ended_ms, lines) VALUES ($1, $2, $3, $3, $4, '{{}}')",
                    id,
                    state,
                    clock.GetUtcNow().ToUnixTimeMilliseconds(),
                    state == 0 ? null : clock.GetUtcNow().ToUnixTimeMilliseconds()
                )
            );
        }

        clock.Advance(TimeSpan.FromDays(799));
        await Forget.Old(test.Database, typeof(InventoryModule), clock);
        Assert.Equal(4, await Count(test, "reservations"));
        clock.Advance(TimeSpan.FromDays(2));
        await Forget.Old(test.Database, typeof(InventoryModule), clock);
        Assert.Equal(
            ["0"],
            await test.Database.Read(sql => sql.Query("SELECT CAST(state AS TEXT) FROM reservations", row => row.GetString(0)))
        );
    }

    [Theory]
    [InlineData("0")]
    [InlineData("29")]
    [InlineData("36501")]
    [InlineData("1.5")]
    [InlineData("-1")]
    [InlineData("soon")]
    public void A_time_that_cannot_be_kept_is_refused_with_the_line_to_write(string days)
    {
        var refused = Assert.Throws<ConfigurationRefused>(() =>
            new Forgetting(
                null!,
                Forget.Tables(typeof(NotificationsModule)),
                Forget.Configuration(("Retention:Mail", days)),
                TimeProvider.System,
                NullLogger<Forgetting>.Instance
            )
        );
        Assert.Contains("Retention:Mail=400", refused.Message, StringComparison.Ordinal);
        Assert.Contains("from 30 to 36500", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_id_of_a_moment_stands_between_those_before_and_those_after()
    {
        var clock = new TestClock();
        var ids = new Ids(clock, bytes => bytes.Fill(0xff));
        var before = ids.Next();
        clock.Advance(TimeSpan.FromMilliseconds(1));
        var first = Ids.First(clock.GetUtcNow());
        Assert.True(
            string.CompareOrdinal(before, first) < 0 && string.CompareOrdinal(first, new Ids(clock, bytes => bytes.Clear()).Next()) < 0
        );
    }

    private static Task<TestDatabase> Open(Type module) =>
        TestDatabase.Open(
            module.Name.Replace("Module", string.Empty, StringComparison.Ordinal).ToLowerInvariant(),
            module.Assembly,
            new TestClock()
        );

    private static async Task<int> Count(TestDatabase test, string table) =>
        (int)await test.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM " + table));
}
