// What is to be done today: counted exactly, of a vendor its own alone, and by indexes however much is kept.
using Cartwright.Kernel;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class TodayTests
{
    private static readonly Actor Vendor = new("vendor", "vera");

    [Fact]
    public async Task Orders_are_counted_by_where_they_stand_with_the_one_that_waits_longest()
    {
        await using var world = await OrderingWorld.Open();
        var orders = new List<Cartwright.Ordering.Order>();
        for (var i = 0; i < 4; i++)
        {
            world.Shop.Fill("ada" + i, i == 0 ? [("p1", 1)] : [("p2", 1), ("p3", 1)]);
            orders.Add(await world.Settled((await world.Place(OrderingWorld.Wish("ada" + i))).Id));
            world.Clock.Advance(TimeSpan.FromHours(1));
        }

        // p1 and p2 are the first vendor's, p3 the second's.
        Assert.Null((await world.Parts.Move(orders[1].Id, "v1", Status.Processing, null, null, null, Vendor)).Refused);
        async Task<Waiting> Of(string status) => await world.Database.Read(sql => TodaySql.Orders(sql, long.MaxValue, status));
        async Task<Waiting> Part(string vendor, string stage) => await world.Database.Read(sql => TodaySql.Parts(sql, vendor, stage));
        Assert.Equal(new Waiting(3, false, orders[0].CreatedMs), await Of(Status.Confirmed));
        Assert.Equal(new Waiting(1, false, orders[1].CreatedMs), await Of(Status.Processing));
        Assert.Equal(new Waiting(0, false, null), await Of(Status.PartiallyShipped));
        Assert.Equal(new Waiting(3, false, orders[0].CreatedMs), await Part("v1", Status.Confirmed));
        Assert.Equal(new Waiting(1, false, orders[1].CreatedMs), await Part("v1", Status.Processing));
        Assert.Equal(new Waiting(3, false, orders[1].CreatedMs), await Part("v2", Status.Confirmed));
        Assert.Equal(new Waiting(0, false, null), await Part("v2", Status.Processing));
        Assert.Equal(new Waiting(0, false, null), await Part("v9", Status.Confirmed));

        // Only those placed before a moment.
        Assert.Equal(
            new Waiting(1, false, orders[0].CreatedMs),
            await world.Database.Read(sql => TodaySql.Orders(sql, orders[0].CreatedMs + 1, Status.Confirmed))
        );
    }

    [Fact]
    public async Task What_is_more_than_99_is_said_to_be_more()
    {
        await using var world = await OrderingWorld.Open();
        async Task<Waiting> Files()
        {
            return await world.Database.Read(TodaySql.PayoutFiles);
        }

        await Make(99);
        Assert.Equal(new Waiting(99, false, 0), await Files());
        await Make(1);
        Assert.Equal(new Waiting(99, true, 0), await Files());
        await world.Database.Write(tx => tx.Execute("UPDATE payout_files SET status = 'executed' WHERE created_ms > 0"));
        Assert.Equal(new Waiting(2, false, 0), await Files());

        async Task Make(int count) =>
            await world.Database.Write(async tx =>
            {
                for (var i = 0; i < count; i++)
                {
                    await tx.Send(
                        "INSERT INTO payout_files(file_id, status, transfers, total, content, actor_id, idempotency_key, created_ms, updated_ms) VALUES ($1, 'made', 1, 1, $2, 'a', $1, $3, 0)",
                        world.Ids.Next(),
                        Array.Empty<byte>(),
                        (long)i
                    );
                }

                return true;
            });
    }

    [Fact]
    public async Task Every_other_number_is_of_what_waits_and_of_nothing_else()
    {
        await using var world = await OrderingWorld.Open();
        await world.Database.Write(async tx =>
        {
            await tx.Send(
                "INSERT INTO returns(return_id, order_id, user_id, status, created_ms) VALUES ('r1', 'o', 'ada', 'requested', 5)"
            );
            await tx.Send("INSERT INTO returns(return_id, order_id, user_id, status, created_ms) VALUES ('r2', 'o', 'ada', 'refunded', 4)");
            await tx.Send("INSERT INTO withdrawals(order_id, number, at_ms) VALUES ('o', 1, 10)");
            await tx.Send("INSERT INTO withdrawals(order_id, number, at_ms) VALUES ('o', 2, 20)");
            await tx.Send(
                "INSERT INTO vendor_accounts(vendor_id, holder, iban, bic, actor_id, updated_ms, payable_ms) VALUES ('v1', 'h', 'i', '', 'a', 1, 50)"
            );
            return true;
        });
        async Task<Waiting> Read(Func<Sql, ValueTask<Waiting>> read) => await world.Database.Read(read);
        Assert.Equal(new Waiting(1, false, 5), await Read(sql => TodaySql.Returns(sql, Return.Requested)));
        Assert.Equal(new Waiting(0, false, null), await Read(sql => TodaySql.Returns(sql, Return.Received)));
        Assert.Equal(new Waiting(1, false, 20), await Read(sql => TodaySql.Withdrawals(sql, 11)));
        Assert.Equal(new Waiting(1, false, 50), await Read(sql => TodaySql.Accounts(sql, 49)));
        Assert.Equal(new Waiting(0, false, null), await Read(sql => TodaySql.Accounts(sql, 50)));
        Assert.Equal(new Waiting(0, false, null), await Read(sql => TodaySql.Holds(sql, long.MaxValue)));
        Assert.Equal(new Waiting(0, false, null), await Read(sql => TodaySql.Applications(sql, ApplicationState.Sent)));
    }

    [Fact]
    public async Task No_number_scans_a_table_or_sorts()
    {
        await using var test = await TestDatabase.OnSqlite("ordering", Migration.From(typeof(OrderingModule).Assembly));
        foreach (var (name, text) in TodaySql.Texts())
        {
            var plan = await test.Database.Read(sql =>
                sql.Query(
                    "EXPLAIN QUERY PLAN " + text,
                    row => row.GetString(3),
                    new object?[System.Text.RegularExpressions.Regex.Count(text, @"\$\d")]
                )
            );
            var steps = string.Join(" | ", plan);
            Assert.True(
                plan.TrueForAll(step =>
                    step.StartsWith("SEARCH", StringComparison.Ordinal) || step.Contains("payout_files_made", StringComparison.Ordinal)
                ),
                $"{name}: {steps}"
            );
            Assert.Contains("LIMIT 100", text, StringComparison.Ordinal);
        }
    }
}
