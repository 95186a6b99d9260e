// One mailbox and one place have one name however they are written, and nobody can read it.
using Cartwright.Contracts;
using Cartwright.Ordering;
using Cartwright.Web;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class BuyersTests
{
    private static readonly Buyers Names = new(new Pseudonyms(new byte[32]));

    [Theory]
    [InlineData("ada@example.com", "ADA@Example.COM", true)]
    [InlineData("ada@example.com", " ada+shop@example.com ", true)]
    [InlineData("ada@bücher.example", "Ada@xn--bcher-kva.example", true)]
    [InlineData("ada.lovelace@gmail.com", "adalove.lace+x@googlemail.com", true)]
    [InlineData("ada.lovelace@example.com", "adalovelace@example.com", false)]
    [InlineData("ada@example.com", "ada@example.org", false)]
    [InlineData("+ada@example.com", "+eve@example.com", false)]
    public void Spellings_of_a_mailbox_have_one_name(string one, string other, bool same)
    {
        Assert.Equal(same, Names.EmailOf(one) == Names.EmailOf(other));
        Assert.DoesNotContain("ada", Names.EmailOf(one), StringComparison.Ordinal);
        Assert.NotEqual(Names.EmailOf(one), new Buyers(new Pseudonyms([.. Enumerable.Repeat((byte)1, 32)])).EmailOf(one));
        Assert.Null(Names.EmailOf("no address"));
    }

    [Theory]
    [InlineData("12 Analytical Way", null, "N1 7AA", "12, ANALYTICAL WAY", "", "n17aa", true)]
    [InlineData("12 Main Street", null, "10115", "12 Main St.", "ring twice", "10115", true)]
    [InlineData("Lange Straße 5", "Flat 2", "10115", "Lange Strasse 5", "2nd flat", "10115", true)]
    [InlineData("12 Main Street", "Flat 2", "10115", "12 Main Street", "Flat 3", "10115", false)]
    [InlineData("12 Main Street", null, "10115", "13 Main Street", null, "10115", false)]
    [InlineData("12 Main Street", null, "10115", "12 Main Street", null, "10117", false)]
    public void Spellings_of_a_place_have_one_name_and_flats_and_neighbours_their_own(
        string line1,
        string? line2,
        string code,
        string otherLine1,
        string? otherLine2,
        string otherCode,
        bool same
    ) =>
        Assert.Equal(
            same,
            Names.Of(null, new("Ada", line1, "London", code, "GB", line2), guest: true)
                == Names.Of(null, new("Somebody else", otherLine1, "LONDON", otherCode, "gb", otherLine2), guest: true)
        );

    [Fact]
    public async Task A_guest_who_ordered_before_by_the_same_mailbox_has_no_first_order_left_in_quote_and_order()
    {
        await using var world = await OrderingWorld.Open();
        Placement Guest(string id, string email) =>
            OrderingWorld.Wish(id) with
            {
                IsGuest = true,
                Email = email,
                Address = OrderingWorld.Home,
            };
        world.Shop.Fill("guest-1", ("p1", 1));
        await world.Settled((await world.Place(Guest("guest-1", "ada@example.com"))).Id);

        world.Shop.FirstOrder = new AppliedPromotion
        {
            PromotionId = "hello",
            Name = "Hello",
            DiscountMinor = 100,
            Counted = true,
        };
        async Task<(decimal Quoted, decimal Ordered)> Discount(string id, string email)
        {
            world.Shop.Fill(id, ("p1", 1));
            var quote = (await world.Quote.For(id, OrderingWorld.Home, "standard", null, default, email: email)).Value;
            return (quote.Discount, Currencies.ToMajor((await world.Place(Guest(id, email))).Terms.Discount, "USD"));
        }

        Assert.Equal((0m, 0m), await Discount("guest-2", "Ada+again@example.com"));
        Assert.Equal((1m, 1m), await Discount("guest-3", "bob@example.com"));
        Assert.Equal((0m, 0m), await Discount("guest-4", "bob@example.com"));
    }

    [Fact]
    public async Task An_order_tells_promotions_who_buys_and_by_names_alone()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("guest-1", ("p1", 1));
        var wish = OrderingWorld.Wish("guest-1", coupon: "TEN") with
        {
            IsGuest = true,
            Email = "ada@example.com",
            Address = OrderingWorld.Home,
        };
        await world.Settled((await world.Place(wish)).Id);
        var told = world.Shop.Redeemed.First();
        Assert.Equal(
            Names.Of("ada@example.com", OrderingWorld.Home, guest: true),
            new BuyerNames(told.EmailName, told.PlaceName, told.Guest)
        );
        var asked = world.Shop.PricesAsked.First();
        Assert.Equal((told.EmailName, told.PlaceName), (asked.EmailName, asked.PlaceName));
    }
}
