// The promises of ICarts, local, serialised and over the wire. Carts are filled by merging, the one way in that the contract has.
using Cartwright.Contracts;

namespace Cartwright.Conformance.Contracts;

public abstract class CartsSuite(ShopUnderTest shop, Shape shape)
{
    private readonly ICarts carts = shop.CartsOver(shape);
    private readonly string product = shop.FreshProduct();

    [Fact]
    public async Task A_user_without_a_cart_has_an_empty_one_at_version_zero()
    {
        var cart = (await carts.GetCart(new() { UserId = Guid.NewGuid().ToString() }, default)).Value;
        Assert.Empty(cart.Lines);
        Assert.Equal(0, cart.Version);
    }

    [Fact]
    public async Task Taking_for_an_order_empties_what_it_bought_once_and_restore_puts_it_back_once()
    {
        var user = await Buyer(3);
        var before = await Cart(user);
        var order = Guid.NewGuid().ToString();
        await Take(user, order, before);
        await Take(user, order, before);
        Assert.Empty((await Cart(user)).Lines);
        await Restore(user, order);
        await Restore(user, order);
        var after = await Cart(user);
        Assert.Equal(3, Assert.Single(after.Lines).Quantity);
        Assert.True(after.Version > before.Version);
    }

    [Fact]
    public async Task A_take_after_its_restore_takes_nothing()
    {
        var user = await Buyer(2);
        var cart = await Cart(user);
        var order = Guid.NewGuid().ToString();
        await Restore(user, order);
        await Take(user, order, cart);
        Assert.Equal(2, Assert.Single((await Cart(user)).Lines).Quantity);
    }

    [Fact]
    public async Task What_was_added_after_the_order_stays()
    {
        var user = await Buyer(2);
        var bought = await Cart(user);
        await Add(user, product, 4);
        await Take(user, Guid.NewGuid().ToString(), bought);
        Assert.Equal(4, Assert.Single((await Cart(user)).Lines).Quantity);
    }

    [Fact]
    public async Task Merging_adds_up_reports_each_line_and_repeats_the_report()
    {
        var user = await Buyer(2);
        var guest = await Buyer(3);
        var request = new MergeRequest
        {
            RequestId = Guid.NewGuid().ToString(),
            GuestId = guest,
            UserId = user,
        };
        var report = (await carts.Merge(request, default)).Value;
        var line = Assert.Single(report.Lines);
        Assert.Equal((product, 3L, 2L, 5L), (line.ProductId, line.GuestQuantity, line.UserQuantity, line.Quantity));
        Assert.Equal(report, (await carts.Merge(request, default)).Value);
        Assert.Empty((await Cart(guest)).Lines);
        Assert.Equal(5, Assert.Single((await Cart(user)).Lines).Quantity);
    }

    private async Task<string> Buyer(int quantity)
    {
        var user = await Add(null, product, quantity);
        return user;
    }

    /// <summary>Adds by HTTP as a guest; answers the guest's id.</summary>
    private async Task<string> Add(string? user, string productId, int quantity)
    {
        using var http = shop.Http();
        if (user is null || !Tokens.TryGetValue(user, out var token))
        {
            var guest = await Json(await http.PostAsync(new Uri("/api/auth/guest", UriKind.Relative), null));
            token = (string)guest["access_token"]!;
            user = (string)guest["user"]!["user_id"]!;
            Tokens[user] = token;
        }

        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var body = new StringContent(
            $$"""{"product_id":"{{productId}}","quantity":{{quantity}}}""",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        await Json(await http.PostAsync(new Uri("/api/cart/me/items", UriKind.Relative), body));
        return user;
    }

    private Dictionary<string, string> Tokens { get; } = [];

    private static async Task<System.Text.Json.Nodes.JsonNode> Json(HttpResponseMessage reply)
    {
        var text = await reply.Content.ReadAsStringAsync();
        Assert.True(reply.IsSuccessStatusCode, text);
        return System.Text.Json.Nodes.JsonNode.Parse(text)!;
    }

    private async Task<Cart> Cart(string user) => (await carts.GetCart(new() { UserId = user }, default)).Value;

    private async Task Take(string user, string order, Cart bought)
    {
        var request = new TakeForCheckoutRequest
        {
            RequestId = order,
            UserId = user,
            OrderId = order,
        };
        request.Lines.Add(bought.Lines);
        Assert.Null((await carts.TakeForCheckout(request, default)).Refused);
    }

    private async Task Restore(string user, string order) =>
        Assert.Null(
            (
                await carts.Restore(
                    new()
                    {
                        RequestId = order,
                        UserId = user,
                        OrderId = order,
                    },
                    default
                )
            ).Refused
        );
}

public sealed class CartsOnLocal(ShopUnderTest shop) : CartsSuite(shop, Shape.Local), IClassFixture<ShopUnderTest>;

public sealed class CartsSerialised(ShopUnderTest shop) : CartsSuite(shop, Shape.Serialised), IClassFixture<ShopUnderTest>;

public sealed class CartsOnWire(ShopUnderTest shop) : CartsSuite(shop, Shape.Wire), IClassFixture<ShopUnderTest>;

public sealed class CartsOnPostgres(ShopOnPostgres shop) : CartsSuite(shop, Shape.Local), IClassFixture<ShopOnPostgres>;
