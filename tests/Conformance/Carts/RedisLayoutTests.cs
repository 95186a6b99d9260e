// The layout in Redis as other programs see it, through the real redis-cli; and what happens when they write into it.
using System.Globalization;
using System.Text.Json;
using Cartwright.Carts;
using Cartwright.Redis;
using Cartwright.Servers;
using Cartwright.Unit;

namespace Cartwright.Conformance.Carts;

public class RedisLayoutTests
{
    private static readonly TimeSpan Ttl = TimeSpan.FromDays(30);
    private readonly TestClock clock = new();

    [Fact]
    public async Task A_cart_is_a_hash_with_a_field_a_line_and_its_meta()
    {
        var address = await Address();
        await using var store = new RedisUnderTest(address, clock, Ttl);
        await store.Change(Add("user 1", "42", 2) with { Guest = true }, default);
        await store.Change(Add("user 1", "#meta", 1), default);
        await store.Change(new SaveItem("user 1", "user 1", "#meta"), default);
        await store.Change(new SetCoupon("user 1", "user 1", "WELCOME10"), default);
        await store.Change(new SetEmail("user 1", "user 1", "zoë@example.org"), default);

        var lines = (await RedisServer.Cli(address, "--raw", "HGETALL", "cart:user 1"))
            .Split('\n')
            .Chunk(2)
            .ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.Equal(["##meta", "#meta", "42"], lines.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            """{"quantity":2,"price":2999,"currency":"USD","name":"Product 42 · \"café\"","added_at":"2026-01-15T10:30:00Z","saved":false}""",
            lines["42"]
        );
        Assert.True(JsonDocument.Parse(lines["##meta"]).RootElement.GetProperty("saved").GetBoolean());
        Assert.Equal(
            """{"version":5,"coupon":"WELCOME10","created":"2026-01-15T10:30:00Z","updated":"2026-01-15T10:30:00Z","expires":"2026-02-14T10:30:00Z","lines":2,"units":2,"value":5998,"currency":"USD","guest":true,"email":"zoë@example.org"}""",
            lines["#meta"]
        );

        Assert.InRange(
            long.Parse(await RedisServer.Cli(address, "TTL", "cart:user 1"), CultureInfo.InvariantCulture),
            (30 * 86_400) - 60,
            30 * 86_400
        );
        Assert.Equal(
            $"user 1\n{clock.GetUtcNow().ToUnixTimeMilliseconds()}",
            await RedisServer.Cli(address, "--raw", "ZRANGE", "carts:activity", "0", "-1", "WITHSCORES")
        );
        Assert.Equal("5", await RedisServer.Cli(address, "--raw", "XLEN", "carts:journal"));

        await store.Change(new RemoveItem("user 1", "user 1", "#meta"), default);
        Assert.Equal("0", await RedisServer.Cli(address, "--raw", "HEXISTS", "cart:user 1", "##meta"));
    }

    [Fact]
    public async Task A_change_renews_the_expiry_and_the_last_activity()
    {
        var address = await Address();
        await using var store = new RedisUnderTest(address, clock, Ttl);
        await store.Change(Add("u", "a", 1), default);
        await RedisServer.Cli(address, "EXPIRE", "cart:u", "100");
        clock.Advance(TimeSpan.FromMinutes(1));
        await store.Change(new ClearCart("u", "u"), default);
        Assert.InRange(
            long.Parse(await RedisServer.Cli(address, "TTL", "cart:u"), CultureInfo.InvariantCulture),
            (30 * 86_400) - 60,
            30 * 86_400
        );
        Assert.Equal(
            clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            await RedisServer.Cli(address, "ZSCORE", "carts:activity", "u")
        );
    }

    [Fact]
    public async Task A_cart_that_Redis_let_go_is_empty_one_version_later_and_its_history_says_how_many_units_went()
    {
        var address = await Address();
        await using var store = new RedisUnderTest(address, clock, Ttl);
        await store.Change(Add("u", "a", 3) with { Guest = true }, default);
        await store.Change(Add("u", "b", 4) with { Offer = Offer("b") with { PriceMinor = 1_000 } }, default);
        await store.Change(new SetEmail("u", "u", "u@example.org"), default);
        var known = await store.Load("u", null, default);

        // As it does when the time is up; a time that a test could wait for might be up on a slow machine before the cart is made.
        await RedisServer.Cli(address, "PEXPIRE", "cart:u", "1");
        await Until(async () => await RedisServer.Cli(address, "EXISTS", "cart:u") == "0");

        // Our clock stands still: it is Redis who decided, and both must come to the same.
        var gone = await store.Load("u", known, default);
        Assert.Equal((4, 0, true, "u@example.org"), (gone.Version, gone.Items.Count, gone.Guest, gone.Email));
        await using var other = new RedisUnderTest(address, clock, Ttl);
        Assert.Equal(4, (await other.Load("u", null, default)).Version);

        clock.Advance(TimeSpan.FromDays(1));
        gone = await store.Load("u", gone, default);
        Assert.Equal(4, gone.Version);
        Assert.Same(gone, await store.Load("u", gone, default));

        Assert.Equal(5, (await other.Change(Add("u", "a", 1), default)).Value.Cart.Version);
        var last = (await store.Read(100, default))[^1].Write;
        Assert.Equal([(4L, "expired"), (5L, "item_added")], last.Steps.Select(step => (step.Version, step.Traces[0].Change)));
        Assert.Equal((7L, 0L, (3 * 2_999L) + 4_000L), (last.Steps[0].UnitsWas, last.Steps[0].Units, last.Steps[0].ValueWas));
        Assert.Equal((3L, true, 0, "a"), (last.Base, last.Whole, last.Gone.Count, Assert.Single(last.Put).ProductId));
    }

    [Fact]
    public async Task An_expired_cart_that_is_only_written_down_stays_empty()
    {
        var address = await Address();
        await using var store = new RedisUnderTest(address, clock, TimeSpan.FromMilliseconds(50));
        await store.Change(Add("u", "a", 3), default);
        await Until(async () => await RedisServer.Cli(address, "EXISTS", "cart:u") == "0");
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal((2, 0), await VersionAndLines(store));
        await store.Change(new ExpireCart("u"), default);
        await store.Change(new ExpireCart("u"), default);
        Assert.Equal((2, 0), await VersionAndLines(store));
        Assert.Equal(2, (await store.Read(100, default)).Count);
        await Until(async () => await RedisServer.Cli(address, "EXISTS", "cart:u") == "0");
        Assert.Equal((2, 0), await VersionAndLines(store));
    }

    [Theory]
    [InlineData("SET cart:u text", "The key cart:u in Redis is not a hash")]
    [InlineData("HSET cart:u b {\"quantity\":1", "The field b of cart:u in Redis cannot be read")]
    [InlineData("HSET cart:u b {\"quantity\":\"1\"}", "The field b of cart:u in Redis cannot be read")]
    [InlineData("HSET cart:u b {\"quantity\":1}", "The field b of cart:u in Redis cannot be read")]
    [InlineData("HSET cart:u #meta []", "The field #meta of cart:u in Redis cannot be read")]
    [InlineData("HDEL cart:u #meta", "The hash cart:u in Redis has no field #meta")]
    public async Task What_another_program_broke_is_named_and_nothing_is_lost(string command, string message)
    {
        var address = await Address();
        await using (var before = new RedisUnderTest(address, clock, Ttl))
        {
            await before.Change(Add("u", "a", 1), default);
        }

        await RedisServer.Cli(address, command.Split(' '));
        var dump = await Everything(address);
        await using var store = new RedisUnderTest(address, clock, Ttl);
        var loaded = await Assert.ThrowsAsync<InvalidDataException>(() => store.Load("u", null, default).AsTask());
        Assert.Contains(message, loaded.Message, StringComparison.Ordinal);
        var changed = await Assert.ThrowsAsync<InvalidDataException>(() => store.Change(Add("u", "c", 1), default).AsTask());
        Assert.Contains(message, changed.Message, StringComparison.Ordinal);
        Assert.Equal(dump, await Everything(address));
        Assert.Equal(1, (await store.Change(Add("other", "c", 1), default)).Value.Cart.Version);
    }

    [Theory]
    [InlineData("carts:activity")]
    [InlineData("carts:journal")]
    public async Task A_shared_key_of_another_type_stops_a_change_before_its_first_write(string key)
    {
        var address = await Address();
        await using var store = new RedisUnderTest(address, clock, Ttl);
        await store.Change(Add("u", "a", 1), default);
        await RedisServer.Cli(address, "SET", key, "text");
        var dump = await Everything(address);
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => store.Change(Add("u", "b", 1), default).AsTask());
        Assert.Contains("WRONGTYPE", refused.Message, StringComparison.Ordinal);
        Assert.Equal(dump, await Everything(address));
        await RedisServer.Cli(address, "DEL", key);
        Assert.Equal(2, (await store.Change(Add("u", "b", 1), default)).Value.Cart.Version);
    }

    [Fact]
    public async Task Scripts_that_the_server_forgot_are_sent_again()
    {
        var address = await Address();
        await using var store = new RedisUnderTest(address, clock, Ttl);
        for (var version = 1; version < 4; version++)
        {
            await RedisServer.Cli(address, "SCRIPT", "FLUSH");
            Assert.Equal(version, (await store.Change(Add("u", "a", 1), default)).Value.Cart.Version);
        }
    }

    [Fact]
    public async Task Strange_ids_never_meet_in_a_key()
    {
        var address = await Address();
        await using var store = new RedisUnderTest(address, clock, Ttl);
        string[] ids = ["x", "x:past", "past:x", "", " ", "1:x", "x:to:y", "s:activity", "ü\n\0\"*?[]", new string('x', 200)];
        foreach (var id in ids)
        {
            Assert.Equal(1, (await store.Change(Add(id, "a", 1), default)).Value.Cart.Version);
            await store.Change(new HandOver(id, id, "y"), default);
            await store.Change(Add(id, "b", 2), default);
        }

        await using var other = new RedisUnderTest(address, clock, Ttl);
        foreach (var id in ids)
        {
            var cart = await other.Load(id, null, default);
            Assert.Equal((3L, "b", 2L), (cart.Version, Assert.Single(cart.Items).ProductId, cart.Items[0].Quantity));
        }
    }

    [Fact]
    public async Task A_command_takes_the_same_commands_of_Redis_for_one_line_and_for_two_hundred()
    {
        await using var server = await RedisServer.Start();
        var address = server.Address;
        await using var store = new RedisUnderTest(address, clock, Ttl);
        await store.Change(Add("one", "p0", 1), default);
        for (var i = 0; i < 200; i++)
        {
            await store.Change(Add("many", $"p{i}", 1), default);
        }

        var counts = new List<string>();
        foreach (var user in new[] { "one", "many" })
        {
            var known = await store.Load(user, null, default);
            counts.Add(await Counted(address, store, s => s.Change(Add(user, "p0", 1), default).AsTask()));
            counts.Add(await Counted(address, store, s => s.Load(user, known, default).AsTask()));
            await using var fresh = new RedisUnderTest(address, clock, Ttl);
            await fresh.Load("nobody", null, default);
            counts.Add(await Counted(address, fresh, s => s.Change(Add(user, "p0", 1), default).AsTask()));
        }

        Assert.Equal(["evalsha 1, hget 1", "hget 1", "evalsha 1, hget 1, hgetall 1"], counts[..3]);
        Assert.Equal(counts[..3], counts[3..]);
    }

    // Commands that the server counted; the script itself runs one HGET.
    private static async Task<string> Counted(string address, RedisUnderTest store, Func<RedisUnderTest, Task> run)
    {
        await RedisServer.Cli(address, "CONFIG", "RESETSTAT");
        await run(store);
        var stats = await RedisServer.Cli(address, "INFO", "commandstats");
        string[] ours = ["evalsha", "hgetall", "hget", "get", "eval"];
        return string.Join(
            ", ",
            stats
                .Split('\n')
                .Where(line => line.StartsWith("cmdstat_", StringComparison.Ordinal))
                .Select(line => line["cmdstat_".Length..].Split(':', '=', ','))
                .Where(parts => ours.Contains(parts[0]))
                .Select(parts => $"{parts[0]} {parts[2]}")
                .Order(StringComparer.Ordinal)
        );
    }

    private static async Task<string> Address() => (await RedisServer.Shared).CreateDatabase();

    private static Offer Offer(string id) => new(id, $"Product {id} · \"café\"", 2_999, "USD", 1_000);

    private static AddItem Add(string userId, string id, long quantity) => new(userId, userId, Offer(id), quantity);

    private static async Task<(long Version, int Lines)> VersionAndLines(RedisUnderTest store)
    {
        var cart = await store.Load("u", null, default);
        return (cart.Version, cart.Items.Count);
    }

    // All keys with what they hold.
    private static async Task<string> Everything(string address)
    {
        var keys = (await RedisServer.Cli(address, "--raw", "KEYS", "*")).Split('\n').Order(StringComparer.Ordinal);
        var all = new List<string>();
        foreach (var key in keys)
        {
            all.Add(key + " " + await RedisServer.Cli(address, "DUMP", key));
        }

        return string.Join('\n', all);
    }

    // Redis tells nobody when a key expires (unless asked to), so it is asked.
    private static async Task Until(Func<Task<bool>> done)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!await done())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), "it did not happen");
        }
    }
}
