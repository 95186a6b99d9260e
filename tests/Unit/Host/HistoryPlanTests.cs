// What happens in a demo's past is decided from one seed.
using Cartwright.Contracts;
using Cartwright.Host;
using Cartwright.Web;

namespace Cartwright.Unit.Host;

public sealed class HistoryPlanTests
{
    private static readonly DateTimeOffset End = new(2026, 3, 16, 21, 0, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static readonly HistoryBuyer Regular = new(
        new("demo-customer", "customer@example.com", "Casey Customer", new("Casey Customer", "1 Road", "Austin", "US", "73301")),
        IsGuest: false
    );

    private static readonly List<Product> Goods =
    [
        .. Enumerable
            .Range(1, 200)
            .Select(number => new Product
            {
                ProductId = Demo.ProductId(number),
                PriceMinor = 1_000 + (number * 37),
                VendorId = "vendor-1",
            }),
    ];

    [Fact]
    public void The_same_seed_makes_the_same_baskets()
    {
        var one = Plan(90, out _);
        Assert.Equal(one.Select(Said), Plan(90, out _).Select(Said));
        Assert.InRange(one.Count(basket => basket.Fate != Fate.Abandoned), 500, 1_200);
    }

    [Fact]
    public void Baskets_lie_within_the_days_in_order_and_people_sleep_by_the_shops_clock()
    {
        var baskets = Plan(90, out var plan);
        Assert.Equal(new DateTimeOffset(2025, 12, 15, 23, 0, 0, TimeSpan.Zero), plan.Begin);
        Assert.True(baskets.All(basket => basket.At >= plan.Begin && basket.At < End));
        Assert.Equal(baskets.Select(basket => basket.At).Order(), baskets.Select(basket => basket.At));
        var hours = baskets.CountBy(basket => TimeZoneInfo.ConvertTime(basket.At, Zone).Hour).ToDictionary();
        Assert.True(hours.GetValueOrDefault(20) > 10 * hours.GetValueOrDefault(3), "More at eight in the evening than at three at night.");
    }

    [Fact]
    public void There_are_all_fates_guests_coupons_transfers_and_each_welcome_is_taken_once()
    {
        var baskets = Plan(90, out _);
        Assert.Equal(Enum.GetValues<Fate>(), baskets.Select(basket => basket.Fate).Distinct().Order());
        Assert.Contains(baskets, basket => basket.Buyer.IsGuest);
        Assert.Contains(baskets, basket => basket.ByTransfer);
        Assert.Contains(baskets, basket => basket.Buyer == Regular);
        var welcomed = baskets.Where(basket => basket.Coupon == "WELCOME10").Select(basket => basket.Buyer.Person.Email).ToList();
        Assert.NotEmpty(welcomed);
        Assert.Distinct(welcomed);
    }

    [Fact]
    public void People_have_addresses_of_their_own_and_names_of_several_scripts()
    {
        Plan(90, out var plan);
        Assert.Distinct(plan.People.Select(buyer => buyer.Person.Email));
        Assert.Equal(190, plan.People.Count(buyer => !buyer.IsGuest));
        Assert.All(plan.People, buyer => Assert.True(EmailAddress.Mailbox(buyer.Person.Email) is not null, buyer.Person.Email));
        Assert.Contains(plan.People, buyer => buyer.Person.Name.Any(letter => letter is >= '\u0600' and < '\u0700'));
        Assert.Contains(plan.People, buyer => buyer.Person.Name.Any(letter => letter is >= '\u0590' and < '\u0600'));
        Assert.Contains(plan.People, buyer => buyer.Person.Name.Length > 50);
    }

    [Fact]
    public void A_shop_of_few_days_and_goods_has_a_past_too() => Assert.NotEmpty(new HistoryPlan(Goods[..1], Zone, End, 1).Make(Regular));

    private static IReadOnlyList<PlannedBasket> Plan(int days, out HistoryPlan plan)
    {
        plan = new(Goods, Zone, End, days);
        return plan.Make(Regular);
    }

    private static string Said(PlannedBasket basket) =>
        $"{basket.At:O} {basket.Buyer.Person.Email} {string.Join('+', basket.Lines)} {basket.Coupon} {basket.Fate} {basket.Slowness}";
}
