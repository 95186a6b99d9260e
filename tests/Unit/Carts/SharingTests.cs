// A cart opened by a link.
using Cartwright.Carts;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Unit.Carts;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class SharingTests
{
    private static readonly Caller Bob = new("bob", "s", [Role.Customer]);

    [Fact]
    public async Task A_link_shows_what_is_in_the_cart_and_nothing_of_whose_it_is()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Ann, "a", 2);
        await till.Add(Till.Ann, "b", 1);
        await till.Change.Run(till.By(Till.Ann), new SaveItem("ann", "ann", "b"), default);
        await till.Coupon(Till.Ann, "SAVE5");
        var token = await Link(till, "view");
        var cart = (await till.Share.Show((await till.Share.Open(token, toEdit: false)).Value, default)).Value;
        Assert.Equal(["a"], cart.Items.Select(item => item.ProductId));
        Assert.Equal(("view", 2, 59.98m), (cart.Permission, cart.TotalItems, cart.TotalPrice));
        Assert.DoesNotContain("ann", System.Text.Json.JsonSerializer.Serialize(cart, Json.Options), StringComparison.Ordinal);
        Assert.Equal("share_view_only", Till.Code(await till.Share.Open(token, toEdit: true)));
    }

    [Fact]
    public async Task Whoever_edits_by_a_link_is_written_down_and_cannot_touch_saved_lines()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Ann, "a", 2);
        await till.Change.Run(till.By(Till.Ann), new SaveItem("ann", "ann", "a"), default);
        var by = till.Change.By(Bob, (await till.Share.Open(await Link(till, "edit"), toEdit: true)).Value).Value;
        Assert.Equal("done", Till.Code(await till.Change.Add(by, new("b", 2), default)));
        Assert.Equal("done", Till.Code(await till.Change.Set(by, "b", new(3), default)));
        Assert.Equal("done", Till.Code(await till.Change.Set(by, "a", new(0), default)));
        var cart = await till.Store.Load("ann", null, default);
        Assert.Equal(["a 2 True", "b 3 False"], cart.Items.Select(item => $"{item.ProductId} {item.Quantity} {item.Saved}").Order());
        Assert.Equal(
            ["item_set bob", "item_added bob", "saved ann", "item_added ann"],
            (await till.Lists.History("ann", null, 10, default)).Select(e => $"{e.Change} {e.Actor}")
        );
    }

    [Fact]
    public async Task Unknown_ended_revoked_and_foreign_links_are_answered_alike()
    {
        await using var till = await Till.Open();
        var ended = (await till.Share.Create(till.By(Till.Ann), new("edit", 60), default)).Value;
        var foreign = (await till.Share.Create(till.By(Bob), new("edit"), default)).Value;
        var mine = (await till.Share.Create(till.By(Till.Ann), new("view"), default)).Value;
        await till.Share.Revoke("ann", foreign.ShareId, default);
        Assert.Equal("done", Till.Code(await till.Share.Open(foreign.Token!, false)));
        await till.Share.Revoke("ann", mine.Token, default);
        till.Clock.Advance(TimeSpan.FromSeconds(60));
        foreach (var token in new[] { ended.Token!, mine.Token!, mine.ShareId, string.Empty, "x", new string('x', 5_000), "' OR 1=1 --" })
        {
            Assert.Equal(
                (RefusalKind.NotFound, "share_not_found"),
                ((await till.Share.Open(token, false)).Refused!.Kind, (await till.Share.Open(token, true)).Refused!.Code)
            );
        }
    }

    [Fact]
    public async Task Links_are_listed_without_their_tokens_are_bounded_and_end_together()
    {
        await using var till = await Till.Open();
        var tokens = new List<string>();
        for (var i = 0; i < Limits.CartLinksMax; i++)
        {
            tokens.Add(await Link(till, i % 2 == 0 ? "view" : "edit"));
        }

        Assert.Equal(tokens.Count, tokens.Distinct().Count());
        Assert.All(tokens, token => Assert.True(token.Length >= 43, "a token has at least 256 bits"));
        Assert.Equal("share_limit", Till.Code(await till.Share.Create(till.By(Till.Ann), new("view"), default)));
        var listed = await till.Share.List("ann");
        Assert.Equal(Limits.CartLinksMax, listed.Count);
        Assert.All(listed, link => Assert.Null(link.Token));
        Assert.Empty(
            tokens.Intersect(await till.Database.Read(sql => sql.Query("SELECT token_hash FROM cart_links", row => row.GetString(0))))
        );
        await till.Share.Revoke("ann", null, default);
        Assert.Equal("share_not_found", Till.Code(await till.Share.Open(tokens[0], false)));
    }

    [Theory]
    [InlineData("own", null)]
    [InlineData(null, null)]
    [InlineData("view", 59L)]
    [InlineData("edit", 2_592_001L)]
    [InlineData("edit", -1L)]
    public async Task A_wrong_wish_is_refused(string? permission, long? expiresIn)
    {
        await using var till = await Till.Open();
        Assert.Equal("validation_failed", Till.Code(await till.Share.Create(till.By(Till.Ann), new(permission!, expiresIn), default)));
    }

    [Fact]
    public async Task Where_guests_are_denied_a_guest_cannot_edit_by_a_link_either()
    {
        await using var till = await Till.Open(("Carts:Guests", "denied"));
        var link = (await till.Share.Open(await Link(till, "edit"), toEdit: true)).Value;
        Assert.Equal("guests_denied", Till.Code(till.Change.By(Till.Guest, link)));
        Assert.Equal("done", Till.Code(till.Change.By(Bob, link)));
    }

    private static async Task<string> Link(Till till, string permission) =>
        (await till.Share.Create(till.By(Till.Ann), new(permission), default)).Value.Token!;
}
