// What other programs find in the DynamoDB table, seen with nothing but the SDK's client.
using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cartwright.Carts;
using Cartwright.DynamoDb;
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Unit;

namespace Cartwright.Conformance.Carts;

public class DynamoDbLayout
{
    private static readonly TimeSpan Ttl = TimeSpan.FromDays(30);

    [Fact]
    public async Task A_query_for_a_user_finds_a_row_a_line_and_the_cart_itself()
    {
        var (calls, carts, clock) = await Open();
        await Change(carts, new AddItem("ann", "ann", new("p1", "Wireless Mouse", 2_999, "USD", 100), 2));
        await Change(carts, new AddItem("ann", "ann", new("p2", "Tee", 1_000, "USD", 100), 1));
        await Change(carts, new SaveItem("ann", "ann", "p2"));
        await Change(carts, new SetCoupon("ann", "ann", "WELCOME"));

        var rows = await Rows(calls, "ann");
        Assert.Equal(["CART#META", "ITEM#p1", "ITEM#p2"], rows.Select(row => row["item_id"].S));
        Assert.Equal(("4", "WELCOME"), (rows[0]["version"].N, rows[0]["coupon"].S));
        Assert.DoesNotContain("product_id", rows[0].Keys);
        var line = rows[1];
        Assert.Equal(
            ("p1", "Wireless Mouse", "2", "29.99", "USD", false),
            (line["product_id"].S, line["product_name"].S, line["quantity"].N, line["price"].N, line["currency"].S, line["saved"].BOOL)
        );
        Assert.Equal("2026-01-15T10:30:00.000Z", line["added_at"].S);
        Assert.Equal(
            (clock.GetUtcNow() + Ttl + TimeSpan.FromHours(1)).ToUnixTimeSeconds(),
            long.Parse(line["ttl"].N, CultureInfo.InvariantCulture)
        );
        Assert.True(rows[2]["saved"].BOOL);
    }

    [Fact]
    public async Task The_product_index_finds_every_cart_with_a_product_saved_or_not_until_it_is_removed()
    {
        var (calls, carts, _) = await Open();
        foreach (var user in new[] { "ann", "bob", "eve" })
        {
            await Change(carts, Add(user, "p1"));
            await Change(carts, Add(user, "p2"));
        }

        await Change(carts, new SaveItem("bob", "bob", "p1"));
        Assert.Equal(["ann", "bob", "eve"], await Owners(calls, "p1"));
        await Change(carts, new RemoveItem("ann", "ann", "p1"));
        await Change(carts, new ClearCart("eve", "eve"));
        Assert.Equal(["bob"], await Owners(calls, "p1"));
        Assert.Equal(["ann", "bob"], await Owners(calls, "p2"));
    }

    [Theory]
    [InlineData(2_999, "USD", "29.99")]
    [InlineData(3_000, "USD", "30")]
    [InlineData(500, "JPY", "500")]
    [InlineData(1, "KWD", "0.001")]
    [InlineData(100_000_000_000, "EUR", "1000000000")]
    public async Task Prices_are_exact_in_major_units(long minor, string currency, string price)
    {
        var (calls, carts, _) = await Open();
        await Change(carts, new AddItem("ann", "ann", new("p", "P", minor, currency, 100), 1));
        Assert.Equal(
            decimal.Parse(price, CultureInfo.InvariantCulture),
            decimal.Parse((await Rows(calls, "ann"))[1]["price"].N, CultureInfo.InvariantCulture)
        );
        Assert.Equal(minor, (await carts.Load("ann", null, default)).Items[0].PriceMinor);
    }

    [Fact]
    public async Task A_row_never_dies_before_its_cart_though_only_other_lines_were_touched()
    {
        var (calls, carts, clock) = await Open();
        await Change(carts, Add("ann", "old"));
        clock.Advance(TimeSpan.FromHours(3));
        await Change(carts, Add("ann", "new"));
        await DynamoTable.Carry(carts);
        var expires = (clock.GetUtcNow() + Ttl).ToUnixTimeSeconds();
        Assert.All(
            (await Rows(calls, "ann")).Skip(1),
            row => Assert.InRange(long.Parse(row["ttl"].N, CultureInfo.InvariantCulture), expires, expires + 3_600)
        );
    }

    [Fact]
    public async Task Lines_of_an_expired_cart_may_vanish_one_by_one_and_the_version_still_counts_on()
    {
        var (calls, carts, clock) = await Open();
        await Change(carts, Add("ann", "a"));
        await Change(carts, Add("ann", "b"));
        clock.Advance(Ttl);
        await calls.Client.DeleteItemAsync(calls.Table, new() { ["user_id"] = new("ann"), ["item_id"] = new("ITEM#a") });
        Assert.Equal((3, 0), ((await carts.Load("ann", null, default)).Version, (await carts.Load("ann", null, default)).Items.Count));
        await Change(carts, new ExpireCart("ann"));
        var write = Assert.Single(await carts.Read(10, default), entry => entry.Write.Head.Version == 3).Write;
        Assert.Equal(new CartTrace("expired", null, 2, 0), write.Steps[0].Traces[0]);
        Assert.Equal(["CART#META"], (await Rows(calls, "ann")).Select(row => row["item_id"].S));
        Assert.True(
            long.Parse((await Rows(calls, "ann"))[0]["ttl"].N, CultureInfo.InvariantCulture)
                > (clock.GetUtcNow() + TimeSpan.FromDays(399)).ToUnixTimeSeconds()
        );
    }

    [Fact]
    public async Task The_table_is_made_on_demand_once_by_however_many_processes()
    {
        var server = await DynamoServer.Shared;
        var name = server.NewTable();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => DynamoTable.Make(server, name)));
        var made = (await DynamoTable.Connect(server, name).Client.DescribeTableAsync(name)).Table;
        Assert.Equal(BillingMode.PAY_PER_REQUEST, made.BillingModeSummary.BillingMode);
        Assert.Equal(["JournalIndex", "ProductIndex"], made.GlobalSecondaryIndexes.Select(index => index.IndexName).Order());
    }

    [Theory]
    [InlineData("N", "JournalIndex", "index ProductIndex must be (product_id S) and is (product_id N)")]
    [InlineData("S", "OtherIndex", "index JournalIndex must be (journal_shard N, journal_at N) and is absent")]
    public async Task A_table_that_cannot_hold_our_carts_is_refused_with_the_line_to_change(string product, string index, string why)
    {
        var server = await DynamoServer.Shared;
        var calls = DynamoTable.Connect(server, server.NewTable());
        await calls.Client.CreateTableAsync(Old(calls.Table, product, index));
        var refused = await Assert.ThrowsAsync<ConfigurationRefused>(() => DynamoTable.Ready(calls));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Contains("DynamoDb:Table=", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_may_only_write_carts_works_with_a_table_that_is_there_and_is_told_when_it_is_not()
    {
        var server = await DynamoServer.Shared;
        var client = new TroubledClient(server.Url)
        {
            Before = request =>
                request is DescribeTableRequest
                    ? throw new AmazonDynamoDBException("no") { ErrorCode = "AccessDeniedException" }
                    : Task.CompletedTask,
        };
        var calls = new Calls(client, (await DynamoTable.Make(server, server.NewTable())).Table);
        await DynamoTable.Ready(calls);
        await Change(DynamoTable.Open(calls, new TestClock(), Ttl), Add("ann", "a"));

        client.Before = request =>
            request is CreateTableRequest
                ? throw new AmazonDynamoDBException("no") { ErrorCode = "AccessDeniedException" }
                : Task.CompletedTask;
        Assert.Contains(
            "allow dynamodb:CreateTable",
            (await Assert.ThrowsAsync<ConfigurationRefused>(() => DynamoTable.Ready(new Calls(client, server.NewTable())))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Carts_wait_for_a_table_that_others_make()
    {
        var server = await DynamoServer.Shared;
        var calls = DynamoTable.Connect(server, server.NewTable());
        var waits = DynamoTable.Ready(calls, create: false);
        await Assert.ThrowsAsync<StorageUnavailable>(() => Change(DynamoTable.Open(calls, new TestClock(), Ttl), Add("ann", "a")));
        Assert.False(waits.IsCompleted);
        await DynamoTable.Make(server, calls.Table);
        await waits;
    }

    internal static AddItem Add(string user, string product, long quantity = 1) =>
        new(user, user, new(product, "Product " + product, 1_000, "USD", 100_000), quantity);

    internal static async Task<CartChanged> Change(ICartStore carts, CartCommand command) => (await carts.Change(command, default)).Value;

    internal static async Task<List<Dictionary<string, AttributeValue>>> Rows(Calls calls, string user) =>
        (
            await calls.Client.QueryAsync(
                new QueryRequest
                {
                    TableName = calls.Table,
                    KeyConditionExpression = "user_id = :u",
                    ExpressionAttributeValues = new() { [":u"] = new(user) },
                    ConsistentRead = true,
                }
            )
        ).Items;

    internal static async Task<IEnumerable<string>> Owners(Calls calls, string product) => (
            await calls.Client.QueryAsync(
                new QueryRequest
                {
                    TableName = calls.Table,
                    IndexName = "ProductIndex",
                    KeyConditionExpression = "product_id = :p",
                    ExpressionAttributeValues = new() { [":p"] = new(product) },
                }
            )
        ).Items.Select(row => row["user_id"].S).Order();

    private static async Task<(Calls Calls, OpenCarts Carts, TestClock Clock)> Open()
    {
        var server = await DynamoServer.Shared;
        var calls = await DynamoTable.Make(server, server.NewTable());
        var clock = new TestClock();
        return (calls, DynamoTable.Open(calls, clock, Ttl), clock);
    }

    // As somebody else would make it.
    private static CreateTableRequest Old(string name, string product, string index) =>
        new()
        {
            TableName = name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions =
            [
                new("user_id", ScalarAttributeType.S),
                new("item_id", ScalarAttributeType.S),
                new("product_id", new ScalarAttributeType(product)),
                new("journal_shard", ScalarAttributeType.N),
                new("journal_at", ScalarAttributeType.N),
            ],
            KeySchema = [new("user_id", KeyType.HASH), new("item_id", KeyType.RANGE)],
            GlobalSecondaryIndexes =
            [
                new()
                {
                    IndexName = "ProductIndex",
                    KeySchema = [new("product_id", KeyType.HASH)],
                    Projection = new() { ProjectionType = ProjectionType.ALL },
                },
                new()
                {
                    IndexName = index,
                    KeySchema = [new("journal_shard", KeyType.HASH), new("journal_at", KeyType.RANGE)],
                    Projection = new() { ProjectionType = ProjectionType.KEYS_ONLY },
                },
            ],
        };
}
