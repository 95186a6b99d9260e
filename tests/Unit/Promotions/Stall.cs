// Promotions on its real tables under a clock that stands still.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Promotions;

namespace Cartwright.Unit.Promotions;

internal sealed class Stall : IAsyncDisposable
{
    private readonly TestDatabase test;

    private Stall(TestDatabase test, TestClock clock)
    {
        this.test = test;
        Clock = clock;
        Wire();
    }

    public TestClock Clock { get; }

    public Database Database => test.Database;

    public IIds Ids => test.Ids;

    public PromotionMemory Memory { get; private set; } = null!;

    public MakeCodes Make { get; private set; } = null!;

    public IPromotions Promotions { get; private set; } = null!;

    public EditPromotions Edit { get; private set; } = null!;

    public static async Task<Stall> Open(params PromotionBody[] coupons)
    {
        var clock = new TestClock();
        var stall = new Stall(await TestDatabase.Open("promotions", typeof(PromotionsModule).Assembly, clock), clock);
        foreach (var coupon in coupons)
        {
            Assert.Null((await stall.Edit.Create(coupon, default)).Refused);
        }

        return stall;
    }

    public async Task Reopen()
    {
        await test.Reopen();
        Wire();
    }

    public static PriceRequest Cart(string code, params (string Product, string Category, long Quantity, long Price)[] lines)
    {
        var request = new PriceRequest
        {
            UserId = "u1",
            Currency = "USD",
            CouponCode = code,
        };
        request.Lines.AddRange(
            lines.Select(l => new PriceLine
            {
                ProductId = l.Product,
                Category = l.Category,
                Quantity = l.Quantity,
                UnitPriceMinor = l.Price,
            })
        );
        return request;
    }

    public async Task<PriceReply> Price(string code, params (string Product, string Category, long Quantity, long Price)[] lines) =>
        (await Promotions.Price(Cart(code, lines), default)).Value;

    public async Task<string?> Redeem(string order, string code, string user = "u1", int hold = 0) => (
            await Promotions.Redeem(
                new RedeemRequest
                {
                    OrderId = order,
                    UserId = user,
                    CouponCode = code,
                    Currency = "USD",
                    DiscountMinor = 100,
                    HoldSeconds = hold,
                },
                default
            )
        ).Refused?.Code;

    public async Task<string?> GiveBack(string order) =>
        (await Promotions.GiveBack(new GiveBackRequest { OrderId = order }, default)).Refused?.Code;

    public async Task<long> Used(string code) =>
        await Database.Read(async sql =>
            await UseStore.Total(sql, (await PromotionStore.Find(sql, code))!.Id, Clock.GetUtcNow().ToUnixTimeMilliseconds())
        );

    public async Task<string?> RedeemAll(string order, string user, int hold, params (string PromotionId, string Code)[] applied)
    {
        var request = new RedeemRequest
        {
            OrderId = order,
            UserId = user,
            Currency = "USD",
            HoldSeconds = hold,
        };
        request.Applied.AddRange(
            applied.Select(one => new AppliedPromotion
            {
                PromotionId = one.PromotionId,
                Code = one.Code,
                DiscountMinor = 1,
            })
        );
        return (await Promotions.Redeem(request, default)).Refused?.Code;
    }

    /// <summary>The id of the promotion of a code or a name.</summary>
    public Task<string> Id(string codeOrName) =>
        Database
            .Read(async sql =>
                (await sql.First("SELECT promotion_id FROM promotions WHERE code = $1 OR name = $1", row => row.GetString(0), codeOrName))!
            )
            .AsTask();

    public async Task<long> UsedOf(string promotionId) =>
        await Database.Read(sql => UseStore.Total(sql, promotionId, Clock.GetUtcNow().ToUnixTimeMilliseconds()));

    public async Task<IReadOnlyList<string>> Codes(string promotionId, int count) =>
        (await Make.Make(promotionId, count, "admin", default)).Value.Codes;

    /// <summary>Another process on the same tables: PostgreSQL only.</summary>
    public async Task<Stall> Another() => new(await test.Another(), Clock);

    public ValueTask DisposeAsync() => test.DisposeAsync();

    private void Wire()
    {
        Memory = new PromotionMemory(Database, Clock);
        Edit = new EditPromotions(Database, Memory, test.Ids, Clock);
        Make = new MakeCodes(Database, test.Ids, Clock);
        Promotions = new LocalPromotions(
            Database,
            Memory,
            new RedeemUses(Database, Clock),
            new GiveBackUses(Database, Clock),
            new WrongCodes(Clock),
            Clock
        );
    }
}
