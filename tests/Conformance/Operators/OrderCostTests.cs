// What an order, and a change of a cart, cost the writer, in commits, statements and round trips: exact, so that nobody adds one unseen.
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Conformance.Operators;

public sealed class OrderCostTests(ShopUnderTest shop) : OrderCosts(shop), IClassFixture<ShopUnderTest>
{
    protected override Cost Alone => new(47, 3, 0);

    /// <summary>3.6 statements an order.</summary>
    protected override Cost OfAll => new(116, 3, 0);

    protected override Cost CartAlone => new(6, 1, 0);

    protected override Cost CartsTogether => new(6, 1, 0);
}

public sealed class OrderCostOnPostgresTests(ShopOnPostgres shop) : OrderCosts(shop), IClassFixture<ShopOnPostgres>
{
    protected override Cost Alone => new(63, 3, 21);

    protected override Cost OfAll => new(163, 3, 21);

    protected override Cost CartAlone => new(10, 1, 3);

    protected override Cost CartsTogether => new(10, 1, 3);
}

/// <summary>What the writer did.</summary>
public sealed record Cost(long Statements, long Commits, long RoundTrips);

public abstract class OrderCosts(ShopUnderTest shop)
{
    private const int Together = 32;

    /// <summary>
    /// What else the shop does meanwhile, mail above all, only adds: in one of so many tries nothing comes between. On a machine that has
    /// other things to do something may come between each time, until it has done them.
    /// </summary>
    private const int Tries = 12;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Until all wait who will; shorter than the time that a checkout gives a provider to answer.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Three lines of two vendors: the order with all that it takes, the simulator's own book, the confirmation with all that it brings
    /// about.
    /// </summary>
    protected abstract Cost Alone { get; }

    /// <summary>32 orders of one line each, that wait together.</summary>
    protected abstract Cost OfAll { get; }

    /// <summary>One more unit of a line.</summary>
    protected abstract Cost CartAlone { get; }

    /// <summary>The same in 32 carts that wait together.</summary>
    protected abstract Cost CartsTogether { get; }

    /// <summary>What a commit costs that does nothing.</summary>
    private Cost Empty => Orders.Dialect.Name == "sqlite" ? new(2, 1, 0) : new(3, 1, 1);

    private Database Orders => shop.Services.GetRequiredKeyedService<Database>("ordering");

    [Fact]
    public async Task An_order_of_three_lines_with_all_that_it_brings_about()
    {
        using var http = shop.Http();
        var costs = new List<Cost>();
        string[] products = [.. ShopUnderTest.Plenty(300).Take(3)];
        for (var watch = Stopwatch.StartNew(); GoesOn(costs, Alone, watch); )
        {
            var guest = await Guest(http, products);
            var before = await Count();
            await Confirmed(await Place(http, guest));
            costs.Add(await Since(before, ofOurs: 0));
        }

        Assert.Equal(Alone, costs.MinBy(cost => (cost.Commits, cost.Statements, cost.RoundTrips)));
    }

    [Fact]
    public async Task Thirty_two_orders_that_wait_together()
    {
        using var http = shop.Http();
        var costs = new List<Cost>();
        var products = ShopUnderTest.Plenty(400).Take(12).ToList();
        for (var watch = Stopwatch.StartNew(); GoesOn(costs, OfAll, watch); )
        {
            var guests = await Task.WhenAll(Enumerable.Range(0, Together).Select(n => Guest(http, [products[n % products.Count]])));
            var before = await Count();

            // The writer is held until all have placed, until all have asked the provider, and until all know what it said.
            var held = await Hold(Hold());
            var placing = guests.Select(guest => Place(http, guest)).ToList();
            held = await Release(held);
            held = await Release(held);
            await Waiting(Together);
            held.Gate.SetResult();
            foreach (var order in await Task.WhenAll(placing))
            {
                await Confirmed(order);
            }

            costs.Add(await Since(before, ofOurs: 3));
        }

        Assert.Equal(OfAll, costs.MinBy(cost => (cost.Commits, cost.Statements, cost.RoundTrips)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Together)]
    public async Task A_change_of_a_cart_alone_and_thirty_two_that_wait_together(int carts)
    {
        using var http = shop.Http();
        var wanted = carts == 1 ? CartAlone : CartsTogether;
        var costs = new List<Cost>();
        var product = ShopUnderTest.Plenty(500).First();
        var guests = await Task.WhenAll(Enumerable.Range(0, carts).Select(_ => Guest(http, [product])));
        for (var watch = Stopwatch.StartNew(); GoesOn(costs, wanted, watch); )
        {
            var before = await Count();
            var held = await Hold(Hold());
            var changing = guests
                .Select(guest => Post(http, guest, "/api/cart/me/items", new() { ["product_id"] = product, ["quantity"] = 1 }))
                .ToList();
            await Waiting(carts);
            held.Gate.SetResult();
            await Task.WhenAll(changing);
            costs.Add(await Since(before, ofOurs: 1));
        }

        Assert.Equal(wanted, costs.MinBy(cost => (cost.Commits, cost.Statements, cost.RoundTrips)));
    }

    private static bool GoesOn(List<Cost> costs, Cost wanted, Stopwatch watch) =>
        !costs.Contains(wanted) && (costs.Count < Tries || watch.Elapsed < Patience);

    /// <summary>Once nothing is under way.</summary>
    private async Task<Cost> Count()
    {
        await Orders.Write(_ => ValueTask.FromResult(true));
        return new(Orders.Statements, Orders.Commits, Orders.RoundTrips);
    }

    /// <summary>What was run since, without the commits that only begin and end: the count's own, and those that held the writer.</summary>
    private async Task<Cost> Since(Cost before, int ofOurs)
    {
        var now = await Count();
        var (empty, ours) = (Empty, ofOurs + 1);
        return new(
            now.Statements - before.Statements - (ours * empty.Statements),
            now.Commits - before.Commits - ours,
            now.RoundTrips - before.RoundTrips - (ours * empty.RoundTrips)
        );
    }

    /// <summary>Lets the writer decide all that waits, and holds it behind that.</summary>
    private async Task<Held> Release(Held held)
    {
        Held? next = null;
        var behind = Orders.Write(tx =>
        {
            tx.OnCommitted(() => next = Hold());
            return ValueTask.FromResult(true);
        });
        await Waiting(Together + 1);
        held.Gate.SetResult();
        await behind;
        return await Hold(next!);
    }

    private Held Hold()
    {
        var held = new Held();
        _ = Orders.Write(async _ =>
        {
            held.Begun.TrySetResult();
            await held.Gate.Task;
            return true;
        });
        return held;
    }

    private static async Task<Held> Hold(Held held)
    {
        await held.Begun.Task;
        return held;
    }

    /// <summary>Until so many wait; some may have come before the hold, and then this round counts more than it must.</summary>
    private async Task Waiting(int commands)
    {
        for (var watch = Stopwatch.StartNew(); Orders.ChangesWaiting < commands && watch.Elapsed < WaitMax; )
        {
            await Task.Delay(Pause);
        }
    }

    private static async Task<string> Guest(HttpClient http, string[] products)
    {
        using var signed = await http.PostAsync(new Uri("/api/auth/guest", UriKind.Relative), null);
        var token = (string)(await signed.Content.ReadFromJsonAsync<JsonObject>())!["access_token"]!;
        foreach (var product in products)
        {
            await Post(http, token, "/api/cart/me/items", new() { ["product_id"] = product, ["quantity"] = 1 });
        }

        return token;
    }

    private static async Task<string> Place(HttpClient http, string token) =>
        (string)
            (
                await Post(
                    http,
                    token,
                    "/api/orders",
                    new()
                    {
                        ["email"] = "ada@example.com",
                        ["shipping_method"] = "standard",
                        ["payment_method"] = new JsonObject { ["token"] = "tok_visa" },
                        ["shipping_address"] = new JsonObject
                        {
                            ["name"] = "Ada",
                            ["line1"] = "1 Way",
                            ["city"] = "Berlin",
                            ["postal_code"] = "10115",
                            ["country"] = "DE",
                        },
                    }
                )
            )["order_id"]!;

    private static async Task<JsonObject> Post(HttpClient http, string token, string path, JsonObject body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var reply = await http.SendAsync(request);
        var said = (await reply.Content.ReadFromJsonAsync<JsonObject>())!;
        return reply.IsSuccessStatusCode ? said : throw new InvalidOperationException(said.ToJsonString());
    }

    private async Task Confirmed(string orderId)
    {
        var store = shop.Local<OrderStore>();
        while (await store.Get(orderId) is not { Status: Status.Confirmed, HasWork: false })
        {
            await Task.Delay(Pause);
        }
    }

    private sealed class Held
    {
        public TaskCompletionSource Begun { get; } = new();

        public TaskCompletionSource Gate { get; } = new();
    }
}
