// Carts on their real tables beside a catalog, a stock and promotions that a test sets by hand.
using Cartwright.Carts;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Carts;

internal sealed class Till : IAsyncDisposable, ICatalog, IInventory, IPromotions, IIdentity
{
    private readonly TestDatabase test;
    private readonly IConfiguration configuration;

    private Till(TestDatabase test, TestClock clock, IConfiguration configuration)
    {
        this.test = test;
        this.configuration = configuration;
        Clock = clock;
        Wire();
    }

    public static Caller Ann { get; } = new("ann", "s", [Role.Customer], email: "ann@example.com");

    public static Caller Guest { get; } = new("guest", "s", [Role.Guest]);

    public static Caller Admin { get; } = new("admin", "s", [Role.Admin]);

    public TestClock Clock { get; }

    public Dictionary<string, Product> Products { get; } = [];

    public Dictionary<string, long> Stock { get; } = [];

    public Database Database => test.Database;

    public ICartStore Store { get; private set; } = null!;

    public ShowCart Show { get; private set; } = null!;

    public ChangeCart Change { get; private set; } = null!;

    public ICarts Carts { get; private set; } = null!;

    public CartCarrier Carrier { get; private set; } = null!;

    public ExpireCarts Expiry { get; private set; } = null!;

    public CartUpkeep Upkeep { get; private set; } = null!;

    public ShareCart Share { get; private set; } = null!;

    public CartLists Lists { get; private set; } = null!;

    public AbandonedCarts Abandoned { get; private set; } = null!;

    /// <summary>Codes whose coupons no goods would make apply, each with why.</summary>
    public Dictionary<string, string> Ended { get; } = [];

    /// <summary>What Promotions say of a cart without a coupon; null for nothing, for a second.</summary>
    public PriceReply? Automatic { get; set; }

    /// <summary>Set to make Promotions look at no code any more.</summary>
    public bool TriesExhausted { get; set; }

    /// <summary>Set to make Promotions answer nothing.</summary>
    public bool PromotionsAway { get; set; }

    public bool StockAway { get; set; }

    /// <summary>Set to make Identity say no.</summary>
    public Refusal? IdentityRefuses { get; set; }

    public static async Task<Till> Open(params (string Key, string? Value)[] settings)
    {
        var clock = new TestClock();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, s.Value)))
            .Build();
        var till = new Till(await TestDatabase.Open("carts", typeof(CartsModule).Assembly, clock), clock, configuration);
        till.Put("a", 2999, 10);
        till.Put("b", 1050, 10);
        till.Put("c", 100, 10);
        return till;
    }

    public void Put(string id, long price, long stock, string currency = "USD")
    {
        Products[id] = new Product
        {
            ProductId = id,
            Name = $"Product {id}",
            PriceMinor = price,
            Currency = currency,
            Category = "things",
        };
        Stock[id] = stock;
    }

    public async Task Reopen()
    {
        await test.Reopen();
        Wire();
    }

    public CartCaller By(Caller caller, string routeUserId = "me", string? ifMatch = null) => Owner(caller, routeUserId, ifMatch).Value;

    public Outcome<CartCaller> Owner(Caller caller, string routeUserId = "me", string? ifMatch = null)
    {
        var context = new DefaultHttpContext();
        if (ifMatch is not null)
        {
            context.Request.Headers.IfMatch = ifMatch;
        }

        return Change.Owner(caller, routeUserId, context.Request);
    }

    public async Task<string> Add(Caller caller, string id, long quantity) =>
        Code(await Change.Add(By(caller), new NewItem(id, quantity), default));

    public async Task<string> Set(Caller caller, string id, long quantity) =>
        Code(await Change.Set(By(caller), id, new NewQuantity(quantity), default));

    public async Task<Outcome<CartState>> Coupon(Caller caller, string code) =>
        await Change.Coupon(By(caller), new(code), "203.0.113.7", default);

    public async Task<System.Text.Json.Nodes.JsonNode> Seen(Caller caller) =>
        System.Text.Json.Nodes.JsonNode.Parse((await Show.Run(caller.UserId, default)).Value.Utf8.Span)!;

    public async Task<string> ETag(Caller caller) => (await Show.Run(caller.UserId, default)).Value.ETag;

    public static string Code<T>(Outcome<T> outcome) => outcome.Refused?.Code ?? "done";

    public ValueTask<Outcome<GetProductsReply>> GetProducts(GetProductsRequest request, CancellationToken cancel)
    {
        var reply = new GetProductsReply();
        reply.Products.AddRange(request.ProductIds.Where(Products.ContainsKey).Select(id => Products[id]));
        return ValueTask.FromResult<Outcome<GetProductsReply>>(reply);
    }

    public ValueTask<Outcome<CheckAvailabilityReply>> CheckAvailability(CheckAvailabilityRequest request, CancellationToken cancel)
    {
        if (StockAway)
        {
            return ValueTask.FromResult<Outcome<CheckAvailabilityReply>>(Refusal.Unavailable("module_unavailable", "Inventory is away."));
        }

        var reply = new CheckAvailabilityReply();
        reply.Products.AddRange(
            request.ProductIds.Select(id => new Availability { ProductId = id, Available = Stock.GetValueOrDefault(id) })
        );
        return ValueTask.FromResult<Outcome<CheckAvailabilityReply>>(reply);
    }

    public ValueTask<Outcome<PriceReply>> Price(PriceRequest request, CancellationToken cancel) =>
        ValueTask.FromResult<Outcome<PriceReply>>(
            PromotionsAway ? Refusal.Unavailable("module_unavailable", "Promotions is away.", 7)
            : TriesExhausted ? new Refusal(RefusalKind.TooMany, "coupon_tries_exhausted", "Too many.") { RetryAfterSeconds = 60 }
            : request.CouponCode.Length == 0 ? Automatic?.Clone() ?? new PriceReply { QuietMs = 1_000 }
            : request.CouponCode.Trim().Equals("NOPE", StringComparison.OrdinalIgnoreCase)
                ? new PriceReply { RefusalCode = "coupon_unknown", RefusalDetail = "There is no such coupon." }
            : Ended.TryGetValue(request.CouponCode, out var why) ? new PriceReply { RefusalCode = why, RefusalDetail = "It has ended." }
            : request.CouponCode == "SAVE5" ? new PriceReply { AppliedCode = "SAVE5", DiscountMinor = 500 }
            : new PriceReply { RefusalCode = "coupon_minimum_not_met", RefusalDetail = "Spend 20 USD more." }
        );

    public ValueTask<Outcome<ReserveReply>> Reserve(ReserveRequest request, CancellationToken cancel) =>
        throw new NotSupportedException("Carts only ask.");

    public ValueTask<Outcome<SettleReply>> Settle(SettleRequest request, CancellationToken cancel) =>
        throw new NotSupportedException("Carts only ask.");

    public ValueTask<Outcome<ReleaseReply>> Release(ReleaseRequest request, CancellationToken cancel) =>
        throw new NotSupportedException("Carts only ask.");

    public ValueTask<Outcome<CountReply>> Count(CountRequest request, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<Outcome<RestockReply>> Restock(RestockRequest request, CancellationToken cancel) =>
        throw new NotSupportedException("Carts only ask.");

    public ValueTask<Outcome<RedeemReply>> Redeem(RedeemRequest request, CancellationToken cancel) =>
        throw new NotSupportedException("Carts only ask.");

    public ValueTask<Outcome<GiveBackReply>> GiveBack(GiveBackRequest request, CancellationToken cancel) =>
        throw new NotSupportedException("Carts only ask.");

    public ValueTask<Outcome<User>> GetUser(GetUserRequest request, CancellationToken cancel) =>
        ValueTask.FromResult<Outcome<User>>(
            IdentityRefuses is { } refused
                ? refused
                : new User
                {
                    UserId = request.UserId,
                    Email = $"{request.UserId}@example.com",
                    Name = "Ann",
                }
        );

    public ValueTask<Outcome<Revocations>> GetRevocations(GetRevocationsRequest request, CancellationToken cancel) =>
        throw new NotSupportedException("Carts do not ask.");

    public ValueTask<Outcome<EraseAccountReply>> EraseAccount(EraseAccountRequest request, CancellationToken cancel) =>
        throw new NotSupportedException("Carts do not ask.");

    public ValueTask<Outcome<SigningKeys>> GetSigningKeys(GetSigningKeysRequest request, CancellationToken cancel) =>
        throw new NotSupportedException("Carts do not ask.");

    /// <summary>The events of a topic that wait to be carried, oldest first.</summary>
    public async Task<List<T>> Told<T>(string topic) =>
        await Database.Read(sql =>
            sql.Query(
                "SELECT data FROM outbox WHERE topic = $1 ORDER BY number",
                row => System.Text.Json.JsonSerializer.Deserialize<T>(row.GetString(0), Event.Json)!,
                topic
            )
        );

    public ValueTask DisposeAsync() => test.DisposeAsync();

    private void Wire()
    {
        var settings = CartSettings.Read(configuration);
        Store = new SqlCartStore(test.Database, Clock, new CartMemory(), settings.Ttl);
        Show = new ShowCart(Store, new Offers(this, this), this, Clock);
        Change = new ChangeCart(Store, new Offers(this, this), this, settings);
        var merge = new MergeCarts(Store, new Offers(this, this), settings);
        Carts = new LocalCarts(Store, merge);
        Carrier = new CartCarrier(test.Database, Store, Clock, NullLogger<CartCarrier>.Instance);
        Expiry = new ExpireCarts(test.Database, Store, Carrier, settings, Clock);
        Share = new ShareCart(test.Database, Store, Show, merge, test.Ids, Clock);
        Lists = new CartLists(test.Database, Carrier, Clock);
        Abandoned = new AbandonedCarts(test.Database, Carrier, this, settings, test.Ids, Clock, NullLogger<AbandonedCarts>.Instance);
        Upkeep = new CartUpkeep(test.Database, Carts, Store, Carrier, Expiry, Clock, NullLogger<CartUpkeep>.Instance);
    }
}
