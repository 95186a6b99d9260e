// A whole shop whose carts move to Redis and back, and the sentences for what cannot be.
using System.Diagnostics;
using Cartwright.Servers;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.Once)]
[Trait(HostProcess.Data, HostProcess.OnDisk)]
public sealed class CartMoveTests
{
    [Fact]
    public async Task Carts_move_to_Redis_and_back_with_their_versions_and_their_orders()
    {
        await using var server = await RedisServer.Start(fsyncAlways: true);
        string[] redis = ["--set", "Redis=" + server.Address];
        string[] shop = ["--demo", "--set", "RateLimits:Enabled=false"];
        await using var host = await HostProcess.StartOne(shop);
        var (api, guests) = (Api.At(host), new List<string>());
        for (var i = 0; i < 12; i++)
        {
            var guest = await api.Guest();
            await guest.Add("1", 1 + i);
            await guest.Add("2");
            guests.Add(guest.Token!);
        }

        var buyer = api.With(guests[^1]);
        var order = (string)(await buyer.Post("/api/orders", Api.OrderBody(), ("Idempotency-Key", "before"))).Expect(201).Json["order_id"]!;
        await buyer.Settled(order);
        await Eventually.Holds(async () => Assert.Equal(0, (int)(await buyer.Get("/api/cart/me")).Expect(200).Json["total_items"]!));
        var before = await Seen(host, guests);
        var (running, taken) = await HostProcess.Run(["move", "carts", "--from", "sql", "--to", "redis", "--data", host.Folder, .. redis]);
        Assert.Equal(2, running);
        Assert.Contains("is in use by another process", taken, StringComparison.Ordinal);
        await host.Terminate();
        var (beside, why) = await HostProcess.Run(["serve", "--port", "0", "--data", host.Folder, "--set", "Carts:Store=redis", .. redis]);
        Assert.Equal(2, beside);
        Assert.Contains("cartwright move carts --from sql --to redis", why, StringComparison.Ordinal);
        var (nowhere, address) = await HostProcess.Run(["move", "carts", "--from", "sql", "--to", "redis", "--data", host.Folder]);
        Assert.Equal(2, nowhere);
        Assert.Contains("set Redis=host:port", address, StringComparison.Ordinal);

        await Move("sql", "redis");
        await using var there = await Shape.One(host.Folder, null, [.. shop, "--set", "Carts:Store=redis", .. redis]);
        Assert.Equal(before, await Seen(there, guests));
        await Changes(there, guests[0], before[0].Tag, 3);
        await there.Terminate();

        await Move("redis", "sql");
        await using var again = await Shape.One(host.Folder, null, shop);
        var back = await Seen(again, guests);
        Assert.Equal(before[1..], back[1..]);
        Assert.NotEqual(before[0], back[0]);
        await Changes(again, guests[0], back[0].Tag, 5);

        // What was ordered before is ordered still, and asking once more takes nothing out of the cart.
        var known = Api.At(again).With(guests[^1]);
        await known.Add("3");
        Assert.Equal(order, (string)(await known.Post("/api/orders", Api.OrderBody(), ("Idempotency-Key", "before"))).Json["order_id"]!);
        Assert.Equal(1, (int)(await known.Get("/api/cart/me")).Expect(200).Json["total_items"]!);

        // The Redis that was left still has its carts, and they are never mixed with others.
        await again.Terminate();
        var (mixed, refused) = await HostProcess.Run(["move", "carts", "--from", "sql", "--to", "redis", "--data", host.Folder, .. redis]);
        Assert.Equal(2, mixed);
        Assert.Contains("holds carts already", refused, StringComparison.Ordinal);

        // Both ways out that the refusal names: another database of it, and no carts in it any more.
        Assert.Contains(",defaultDatabase=1", refused, StringComparison.Ordinal);
        var (elsewhere, moved) = await Moved([
            "move",
            "carts",
            "--from",
            "sql",
            "--to",
            "redis",
            "--data",
            host.Folder,
            "--set",
            $"Redis={server.Address},defaultDatabase=1",
        ]);
        Assert.True(elsewhere == 0, moved);
        (elsewhere, moved) = await Moved([
            "move",
            "carts",
            "--from",
            "redis",
            "--to",
            "sql",
            "--data",
            host.Folder,
            "--set",
            $"Redis={server.Address},defaultDatabase=1",
        ]);
        Assert.True(elsewhere == 0, moved);
        Assert.Contains("delete its keys cart:* and carts:*.", refused, StringComparison.Ordinal);
        await RedisServer.Cli(
            server.Address,
            "EVAL",
            "for _, p in ipairs({'cart:*', 'carts:*'}) do for _, k in ipairs(redis.call('KEYS', p)) do redis.call('DEL', k) end end return 1",
            "0"
        );
        await Move("sql", "redis");

        async Task Move(string from, string to)
        {
            var (code, said) = await Moved(["move", "carts", "--from", from, "--to", to, "--data", host.Folder, .. redis]);
            Assert.True(code == 0, said);
            Assert.Contains("equal  carts", said, StringComparison.Ordinal);
            Assert.Contains("equal  records", said, StringComparison.Ordinal);
            Assert.Contains("Start the shop with Carts:Store=" + to, said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_move_that_is_killed_anywhere_leaves_the_shop_where_it_was_and_begins_anew()
    {
        await using var server = await RedisServer.Start(fsyncAlways: true);
        string[] shop = ["--demo", "--set", "RateLimits:Enabled=false"];
        await using var host = await HostProcess.StartOne(shop);
        var (api, guests) = (Api.At(host), new List<string>());
        for (var i = 0; i < 12; i++)
        {
            var guest = await api.Guest();
            await guest.Add("1", 1 + i);
            await guest.Add("2");
            guests.Add(guest.Token!);
        }

        var buyer = api.With(guests[^1]);
        var order = (string)(await buyer.Post("/api/orders", Api.OrderBody(), ("Idempotency-Key", "before"))).Expect(201).Json["order_id"]!;
        await buyer.Settled(order);
        await Eventually.Holds(async () => Assert.Equal(0, (int)(await buyer.Get("/api/cart/me")).Expect(200).Json["total_items"]!));
        var before = await Seen(host, guests);
        await host.Terminate();

        // After the first cart, in the middle of them, before the proof reads anything, and while it reads the second side.
        foreach (var (word, times) in new[] { ("EXEC\r\n", 1), ("EXEC\r\n", 7), ("HGETALL\r\n", 1), ("HGETALL\r\n", 14) })
        {
            // One that ends before found Redis too slow, and begins anew.
            await Eventually.Holds(async () => Assert.True(await IsKilled(word, times), $"The move ended before {times} times {word}."));
            Assert.NotEqual("0", await RedisServer.Cli(server.Address, "DBSIZE"));
            var (code, why) = await HostProcess.Run([
                "serve",
                "--port",
                "0",
                "--data",
                host.Folder,
                "--set",
                "Carts:Store=redis",
                "--set",
                "Redis=" + server.Address,
            ]);
            Assert.Equal(2, code);
            Assert.Contains("cartwright move carts --from sql --to redis", why, StringComparison.Ordinal);
        }

        // The shop goes on where it was; what is done there goes along with the next run, which fills anew what the killed ones left.
        await using var still = await Shape.One(host.Folder, null, shop);
        Assert.Equal(before, await Seen(still, guests));
        await Api.At(still).With(guests[0]).Add("3");
        (await Api.At(still).With(guests[1]).Delete("/api/cart/me")).Expect(204);
        before = await Seen(still, guests);
        await still.Terminate();

        var (done, said) = await Moved([
            "move",
            "carts",
            "--from",
            "sql",
            "--to",
            "redis",
            "--data",
            host.Folder,
            "--set",
            "Redis=" + server.Address,
        ]);
        Assert.True(done == 0, said);
        await using var there = await Shape.One(
            host.Folder,
            null,
            [.. shop, "--set", "Carts:Store=redis", "--set", "Redis=" + server.Address]
        );
        Assert.Equal(before, await Seen(there, guests));
        var again = Api.At(there).With(guests[^1]);
        Assert.Equal(order, (string)(await again.Post("/api/orders", Api.OrderBody(), ("Idempotency-Key", "before"))).Json["order_id"]!);
        await Changes(there, guests[2], before[2].Tag, 3);

        async Task<bool> IsKilled(string word, int times)
        {
            await using var proxy = new HoldingProxy(server.Process.Port, word, times);
            using var move = Process.Start(
                new ProcessStartInfo(
                    ShopProcess.Program,
                    ["move", "carts", "--from", "sql", "--to", "redis", "--data", host.Folder, "--set", "Redis=" + proxy.Address]
                )
            )!;
            var ended = move.WaitForExitAsync();
            var isHeld = await Task.WhenAny(proxy.Held, ended).WaitAsync(TimeSpan.FromMinutes(3)) == proxy.Held;
            move.Kill();
            await ended;
            return isHeld;
        }
    }

    [Theory]
    [InlineData("sql", "sql", "--from and --to are both sql")]
    [InlineData("sql", "mongodb", "'mongodb' is no store of carts. Use: sql")]
    [InlineData("sql", "redis", "There are no carts in")]
    public async Task What_cannot_be_moved_is_said_in_a_sentence(string from, string to, string said)
    {
        var folder = HostProcess.NewFolder();
        var (code, output) = await HostProcess.Run("move", "carts", "--from", from, "--to", to, "--data", folder);
        Directory.Delete(folder, recursive: true);
        Assert.Equal(2, code);
        Assert.Contains("The carts were not moved: ", output, StringComparison.Ordinal);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    /// <summary>Moves, and once more where a store was too slow for the command, which then says so.</summary>
    private static async Task<(int Code, string Output)> Moved(string[] command)
    {
        for (var until = DateTime.UtcNow + Api.Patience; ; await Api.Pause())
        {
            var (code, said) = await HostProcess.Run(command);
            if (code == 0 || !said.Contains("Start the move again: it begins anew.", StringComparison.Ordinal) || DateTime.UtcNow > until)
            {
                return (code, said);
            }
        }
    }

    private static async Task<List<(string Tag, string Cart)>> Seen(HostProcess host, List<string> guests)
    {
        var carts = new List<(string, string)>();
        foreach (var guest in guests)
        {
            var reply = (await Api.At(host).Patient().With(guest).Get("/api/cart/me")).Expect(200);
            carts.Add((reply.Headers.ETag!.ToString(), reply.Text));
        }

        return carts;
    }

    /// <summary>A change for the version that was seen is carried out, and a second one for it is not.</summary>
    private static async Task Changes(HostProcess host, string guest, string tag, int quantity)
    {
        var api = Api.At(host).Patient().With(guest);
        (await api.Put("/api/cart/me/items/2", $$"""{"quantity":{{quantity}}}""", ("If-Match", tag))).Expect(200);
        Assert.Equal(
            "version_mismatch",
            (await api.Put("/api/cart/me/items/2", $$"""{"quantity":{{quantity + 1}}}""", ("If-Match", tag))).Expect(412).Code
        );
    }
}
