// Carts on DynamoDB when something fails: crashed and late writers, lost answers, other processes, a server that is killed or away.
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Amazon.DynamoDBv2.Model;
using Cartwright.Carts;
using Cartwright.DynamoDb;
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Unit;
using static Cartwright.Conformance.Carts.DynamoDbLayout;

namespace Cartwright.Conformance.Carts;

public class DynamoDbTrouble
{
    private static readonly TimeSpan Ttl = TimeSpan.FromDays(30);

    [Fact]
    public async Task A_crash_after_the_commit_loses_nothing_and_its_rows_are_made_good()
    {
        var two = await Two.Open();
        await Change(two.Theirs, Add("ann", "a"));
        await DynamoTable.Carry(two.Theirs);
        two.Client.Before = request =>
            request is PutItemRequest or DeleteItemRequest ? throw new HttpRequestException("crashed") : Task.CompletedTask;
        await Change(two.Mine, Add("ann", "b"));
        await Change(two.Mine, new RemoveItem("ann", "ann", "a"));

        Assert.Equal(["b"], (await two.Theirs.Load("ann", null, default)).Items.Select(item => item.ProductId));
        Assert.Equal(["ITEM#a"], await two.Items("ann"));
        await Assert.ThrowsAsync<StorageUnavailable>(() => DynamoTable.Carry(two.Mine));
        Assert.Equal([2L, 3L], (await DynamoTable.Carry(two.Theirs)).Select(entry => entry.Write.Head.Version));
        Assert.Equal(["ITEM#b"], await two.Items("ann"));
        Assert.Empty(await two.Theirs.Read(10, default));
    }

    [Fact]
    public async Task A_row_that_is_written_late_replaces_no_later_one() => Assert.Equal("5", await LateRow(_ => true));

    [Fact]
    public async Task Without_the_condition_on_rows_that_would_be_seen() =>
        Assert.Equal("1", await LateRow(request => request is not PutItemRequest));

    [Fact]
    public async Task A_row_that_is_written_after_its_line_was_removed_brings_nothing_back_and_goes()
    {
        var two = await Two.Open();
        var (late, go) = two.Hold(request => request is PutItemRequest);
        var adding = Change(two.Mine, Add("ann", "a"));
        await late;
        await Change(two.Theirs, new RemoveItem("ann", "ann", "a"));
        await DynamoTable.Carry(two.Theirs);
        go();
        await adding;

        Assert.Equal(["ITEM#a"], await two.Items("ann"));
        Assert.Empty((await two.Theirs.Load("ann", null, default)).Items);
        two.Clock.Advance(DynamoCartJournal.LateMax);
        Assert.Empty(await two.Theirs.Read(10, default));
        Assert.Empty(await two.Items("ann"));
        Assert.Empty(await Owners(two.Calls, "a"));
        Assert.DoesNotContain("journal_shard", (await Rows(two.Calls, "ann"))[0].Keys);
    }

    [Fact]
    public async Task A_commit_whose_answer_got_lost_is_done_once()
    {
        var two = await Two.Open();
        two.Client.After = Once(() => throw new HttpRequestException("lost"));
        Assert.Equal(1, (await Change(two.Mine, Add("ann", "a"))).Cart.Version);

        two.Client.After = Once(async () =>
        {
            await Change(two.Theirs, Add("ann", "b"));
            throw new HttpRequestException("lost");
        });
        Assert.Equal(2, (await Change(two.Mine, Add("ann", "a"))).Cart.Version);
        Assert.Equal(["a 2", "b 1"], await two.Lines("ann"));

        // Nobody can tell any more, and then nobody claims to.
        two.Client.After = Once(async () =>
        {
            await Change(two.Theirs, Add("ann", "b"));
            await DynamoTable.Carry(two.Theirs);
            throw new HttpRequestException("lost");
        });
        await Assert.ThrowsAsync<StorageUnavailable>(() => Change(two.Mine, Add("ann", "a")));
        Assert.Equal(["a 3", "b 2"], await two.Lines("ann"));
    }

    [Fact]
    public async Task Two_processes_lose_no_add()
    {
        var two = await Two.Open();
        await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => CartStoreSuite.Insist(i % 2 == 0 ? two.Mine : two.Theirs, Add("ann", "p" + (i % 7))))
        );
        Assert.Equal(200, (await two.Theirs.Load("ann", null, default)).Units);
    }

    [Fact]
    public async Task A_commit_of_another_process_between_reading_and_writing_is_kept() =>
        Assert.Equal(["a 1", "b 1"], await Between(_ => true));

    [Fact]
    public async Task Without_the_condition_on_commits_that_would_be_seen() =>
        Assert.Equal(["a 1"], await Between(request => request is not UpdateItemRequest));

    [Fact]
    public async Task A_command_takes_the_same_requests_for_one_line_and_for_two_hundred()
    {
        var two = await Two.Open();
        await Change(two.Mine, Add("ann", "p0"));
        async Task<string> Requests(CartCommand command)
        {
            two.Client.Sent.Clear();
            await Change(two.Mine, command);
            return string.Join(
                ", ",
                two.Client.Sent.OrderBy(sent => sent.Key, StringComparer.Ordinal).Select(sent => $"{sent.Value} {sent.Key}")
            );
        }

        Assert.Equal("1 GetItem, 1 PutItem, 1 UpdateItem", await Requests(Add("ann", "p0")));
        for (var i = 1; i < 200; i++)
        {
            await Change(two.Theirs, Add("ann", "p" + i));
            await DynamoTable.Carry(two.Theirs);
        }

        Assert.Equal("1 GetItem, 1 PutItem, 1 UpdateItem", await Requests(Add("ann", "p0")));
        Assert.Equal("1 DeleteItem, 1 GetItem, 1 UpdateItem", await Requests(new RemoveItem("ann", "ann", "p7")));
        Assert.Equal("2 GetItem, 1 PutItem, 1 UpdateItem", await Requests(new RestoreItems("ann", "ann", "order")));
        Assert.Equal("1 GetItem, 1 UpdateItem", await Requests(new SetCoupon("ann", "ann", "X")));
    }

    [Fact]
    public async Task Our_own_changes_are_read_from_the_journal_though_the_index_lags_behind()
    {
        var two = await Two.Open();
        two.Client.IsBlind = true;
        await Change(two.Mine, Add("ann", "a"));
        await Change(two.Theirs, Add("bob", "a"));
        Assert.Equal(["ann"], (await DynamoTable.Carry(two.Mine)).Select(entry => entry.Write.Head.UserId));
        Assert.Empty(await two.Mine.Read(10, default));
        Assert.Equal(["bob"], (await DynamoTable.Carry(two.Theirs)).Select(entry => entry.Write.Head.UserId));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_copy_that_follows_the_journal_is_the_cart_wherever_reading_was_cut(int seed)
    {
        var two = await Two.Open();
        var dice = new Random(seed);
        var copy = new Dictionary<string, CartItem>();
        var version = 0L;
        async Task Follow(int max, bool forget)
        {
            var entries = await two.Theirs.Read(max, default);
            Assert.InRange(entries.Count, 0, max);
            foreach (var write in entries.Select(entry => entry.Write).Where(write => write.Head.Version > version))
            {
                Assert.Equal(version, write.Base);
                version = write.Head.Version;
                write.Gone.ToList().ForEach(product => copy.Remove(product));
                write.Put.ToList().ForEach(item => copy[item.ProductId] = item);
            }

            if (forget)
            {
                await two.Mine.Forget(entries, default);
            }
        }

        for (var i = 0; i < 80; i++)
        {
            var product = "p" + dice.Next(5);
            CartCommand command = dice.Next(12) switch
            {
                < 5 => Add("ann", product),
                < 7 => new SetItem("ann", "ann", Add("ann", product).Offer, 1 + dice.Next(9)),
                < 9 => new RemoveItem("ann", "ann", product),
                9 => new SaveItem("ann", "ann", product),
                10 => new TakeItems("ann", "ann", "order" + i, [new(product, 1)]),
                _ => new ClearCart("ann", "ann"),
            };
            await (dice.Next(2) == 0 ? two.Mine : two.Theirs).Change(command, default);
            if (dice.Next(4) == 0)
            {
                await Follow(1 + dice.Next(4), forget: dice.Next(3) > 0);
            }
        }

        await Follow(1_000, forget: true);
        var cart = await two.Mine.Load("ann", null, default);
        Assert.Equal(cart.Version, version);
        Assert.Equal(
            cart.Items.OrderBy(item => item.ProductId, StringComparer.Ordinal),
            copy.Values.OrderBy(item => item.ProductId, StringComparer.Ordinal)
        );
        Assert.Equal(cart.Items.Select(item => "ITEM#" + item.ProductId).Order(StringComparer.Ordinal), await two.Items("ann"));
    }

    [Fact]
    public async Task A_journal_that_nobody_reads_is_bounded_and_goes_on_once_it_is_read()
    {
        var two = await Two.Open();
        for (var i = 0; i < 200; i++)
        {
            await Change(two.Mine, Add("ann", "a"));
        }

        await Assert.ThrowsAsync<Overloaded>(() => Change(two.Mine, Add("ann", "a")));
        Assert.Equal(
            Enumerable.Range(1, 200).Select(version => (long)version),
            (await DynamoTable.Carry(two.Mine)).Select(entry => entry.Write.Head.Version)
        );
        Assert.Equal(201, (await Change(two.Mine, Add("ann", "a"))).Cart.Version);
    }

    [Fact]
    public async Task What_was_acknowledged_before_a_kill_is_there_after_the_restart()
    {
        await using var server = await DynamoServer.Start();
        var carts = DynamoTable.Open(await DynamoTable.Make(server, "test-carts"), new TestClock(), Ttl);
        var (sure, unsure) = (new ConcurrentDictionary<string, int>(), new ConcurrentDictionary<string, int>());
        using var enough = new SemaphoreSlim(0);
        var killed = false;
        var adders = Enumerable
            .Range(0, 50)
            .Select(async i =>
            {
                var line = $"u{i % 10} p{i / 10}";
                while (true)
                {
                    try
                    {
                        await Change(carts, Add(line[..2], line[3..]));
                        sure.AddOrUpdate(line, 1, (_, count) => count + 1);
                        enough.Release();
                    }
                    catch (Exception failure) when (failure is StorageUnavailable or Overloaded)
                    {
                        unsure.AddOrUpdate(line, 1, (_, count) => count + 1);
                        if (Volatile.Read(ref killed))
                        {
                            return;
                        }
                    }
                }
            })
            .ToArray();
        for (var i = 0; i < 200; i++)
        {
            await enough.WaitAsync();
        }

        // Whoever failed before has met a slow machine, and goes on.
        Volatile.Write(ref killed, true);
        server.Process.Kill();
        await Task.WhenAll(adders);
        await server.Process.Restart();

        foreach (var line in sure.Keys.Concat(unsure.Keys).Distinct())
        {
            var quantity = (await carts.Load(line[..2], null, default)).Find(line[3..])?.Quantity ?? 0;
            Assert.InRange(quantity, sure.GetValueOrDefault(line), sure.GetValueOrDefault(line) + unsure.GetValueOrDefault(line));
        }

        foreach (var cart in (await DynamoTable.Carry(carts)).GroupBy(entry => entry.Write.Head.UserId))
        {
            var steps = cart.SelectMany(entry => entry.Write.Steps).Select(step => step.Version).ToArray();
            Assert.Equal(Enumerable.Range(1, steps.Length).Select(version => (long)version), steps);
            Assert.Equal((await carts.Load(cart.Key, null, default)).Version, steps.Length);
        }

        Assert.Empty(await carts.Read(10, default));
    }

    [Fact]
    public async Task A_server_that_is_away_or_says_nothing_is_reported_in_time_and_found_again()
    {
        await using var server = await DynamoServer.Start();
        await Change(DynamoTable.Open(await DynamoTable.Make(server, "test-carts"), new TestClock(), Ttl), Add("ann", "a"));
        var carts = DynamoTable.Open(new Calls(DynamoTable.ConnectTo(server.Url), "test-carts"), new TestClock(), Ttl);
        await Answers(carts);
        server.Process.Kill();
        await Unavailable(carts);
        await server.Process.Restart();
        await Answers(carts);
        Assert.Equal(2, (await Change(carts, Add("ann", "a"))).Cart.Version);

        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        await Unavailable(
            DynamoTable.Open(
                new Calls(DynamoTable.ConnectTo("http://127.0.0.1:" + ((IPEndPoint)mute.LocalEndpoint).Port), "x"),
                new TestClock(),
                Ttl
            )
        );
    }

    private static async Task Unavailable(OpenCarts carts)
    {
        foreach (var ask in new Func<Task>[] { () => carts.Load("ann", null, default).AsTask(), () => Change(carts, Add("ann", "a")) })
        {
            var took = await Paced.Took(() => Assert.ThrowsAsync<StorageUnavailable>(ask));
            Assert.InRange(took, TimeSpan.Zero, ICartStore.PatienceMax);
        }
    }

    /// <summary>Waits until a client of little patience is answered.</summary>
    private static Task Answers(OpenCarts carts) =>
        Events.KafkaWorld.Until(
            async () =>
            {
                try
                {
                    return (await carts.Load("ann", null, default)).Version == 1;
                }
                catch (StorageUnavailable)
                {
                    return false;
                }
            },
            "the carts are answered"
        );

    private static Func<object, Task> Once(Func<Task> trouble)
    {
        var left = 1;
        return request => request is UpdateItemRequest && Interlocked.Exchange(ref left, 0) == 1 ? trouble() : Task.CompletedTask;
    }

    private static async Task<string> LateRow(Func<object, bool> minds)
    {
        var two = await Two.Open();
        two.Client.Minds = minds;
        var (late, go) = two.Hold(request => request is PutItemRequest);
        var adding = Change(two.Mine, Add("ann", "a"));
        await late;
        await Change(two.Theirs, new SetItem("ann", "ann", Add("ann", "a").Offer, 5));
        go();
        await adding;
        Assert.Equal(["a 5"], await two.Lines("ann"));
        return (await Rows(two.Calls, "ann"))[1]["quantity"].N;
    }

    /// <summary>We have read the cart and are about to write it when another process adds to it.</summary>
    private static async Task<IEnumerable<string>> Between(Func<object, bool> minds)
    {
        var two = await Two.Open();
        two.Client.Minds = minds;
        var (waits, go) = two.Hold(request => request is UpdateItemRequest);
        var mine = Change(two.Mine, Add("ann", "a"));
        await waits;
        await Change(two.Theirs, Add("ann", "b"));
        go();
        await mine;
        return await two.Lines("ann");
    }

    /// <summary>Two processes on one table; ours has trouble.</summary>
    private sealed record Two(Calls Calls, TroubledClient Client, OpenCarts Mine, OpenCarts Theirs, TestClock Clock)
    {
        public static async Task<Two> Open()
        {
            var server = await DynamoServer.Shared;
            var calls = await DynamoTable.Make(server, server.NewTable());
            var client = new TroubledClient(server.Url);
            var clock = new TestClock();
            return new(
                calls,
                client,
                DynamoTable.Open(new Calls(client, calls.Table), clock, Ttl),
                DynamoTable.Open(calls, clock, Ttl),
                clock
            );
        }

        /// <summary>Keeps the first such request of ours waiting until it is let go.</summary>
        public (Task Waits, Action Go) Hold(Func<object, bool> which)
        {
            var (waits, go) = (new TaskCompletionSource(), new TaskCompletionSource());
            Client.Before = request =>
            {
                if (which(request) && waits.TrySetResult())
                {
                    return go.Task;
                }

                return Task.CompletedTask;
            };
            return (waits.Task, go.SetResult);
        }

        public async Task<IEnumerable<string>> Items(string user) =>
            (await Rows(Calls, user)).Select(row => row["item_id"].S).Where(id => id.StartsWith("ITEM#", StringComparison.Ordinal));

        public async Task<IEnumerable<string>> Lines(string user) =>
            (await Theirs.Load(user, null, default))
                .Items.OrderBy(item => item.ProductId, StringComparer.Ordinal)
                .Select(item => $"{item.ProductId} {item.Quantity}");
    }
}
