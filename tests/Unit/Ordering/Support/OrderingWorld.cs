// The whole module on a real database, beside hand-made neighbours and under a clock that the test moves.
using System.Diagnostics;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

/// <summary>Ordering, running; <see cref="CrashAndRestart"/> is what a kill and a start do to it.</summary>
public sealed class OrderingWorld : IAsyncDisposable
{
    public static readonly PostalAddress Home = new("Ada Lovelace", "12 Analytical Way", "London", "GB", "N1 7AA");

    /// <summary>Far longer than a disk under load lets a commit wait: what takes longer is stuck.</summary>
    private static readonly TimeSpan SlowestDisk = TimeSpan.FromMinutes(5);

    private static readonly byte[] SealKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private readonly TestDatabase test;
    private CheckoutRunner runner = null!;
    private bool together;
    private long defaultWeightG;

    private OrderingWorld(TestDatabase test, TestClock clock)
    {
        this.test = test;
        Clock = clock;
    }

    public Shop Shop { get; } = new();

    /// <summary>Keys of Tax that hold from the next start on.</summary>
    public (string Key, string Value)[] Said { get; set; } = [];

    /// <summary>Who knows the taxes from the next start on; null for the rows.</summary>
    public ITaxes? Taxes { get; set; }

    /// <summary>Where VAT numbers are looked up from the next start on; null for nowhere.</summary>
    public IVatRegister? Register { get; set; }

    /// <summary>In which the shop counts the days of its taxes, from the next start on.</summary>
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    public TestClock Clock { get; }

    public Database Database => test.Database;

    public IIds Ids => test.Ids;

    /// <summary>Where the database's files are; null on PostgreSQL.</summary>
    public string? Folder => test.Folder;

    public CheckoutRunner Runner => runner;

    public OrderStore Store { get; private set; } = null!;

    public OrderSeals Seals { get; private set; } = null!;

    /// <summary>Not running: tests make its batches themselves.</summary>
    public SealChain Chain { get; private set; } = null!;

    public PaperBook Papers { get; private set; } = null!;

    /// <summary>Keys of the seller that hold from the next start on; none says that nobody has said who sells.</summary>
    public (string Key, string Value)[] Seller { get; set; } = PaperWords.Seller;

    /// <summary>What the shop says of itself to whoever writes papers; null: nothing. Read at <see cref="Start"/>.</summary>
    public IShopSettings? Settings { get; set; }

    public ErasePersons Erasing { get; private set; } = null!;

    public OrderLists Lists { get; private set; } = null!;

    public VendorLists VendorLists { get; private set; } = null!;

    public PayoutStore Payouts { get; private set; } = null!;

    public MoveParts Parts { get; private set; } = null!;

    /// <summary>Whether money is only held until the order ships, from the next start on.</summary>
    public bool WhenShipped { get; set; }

    public SendPaid Sending { get; private set; } = null!;

    /// <summary>Not running: tests make its rounds themselves.</summary>
    public TendHolds Holds { get; private set; } = null!;

    public OrderChanges Changes { get; private set; } = null!;

    public PlaceOrder Placing { get; private set; } = null!;

    public MoveOrder Moving { get; private set; } = null!;

    public ReturnLists ReturnLists { get; private set; } = null!;

    public ReturnOrder Returning { get; private set; } = null!;

    public EditOrder Editing { get; private set; } = null!;

    public ShopPolicies Policies { get; } = new(new ConfigurationBuilder().AddInMemoryCollection([new("Demo", "true")]).Build());

    public WithdrawOrder Withdrawing { get; private set; } = null!;

    public WithdrawalLists WithdrawalLists { get; private set; } = null!;

    public Quote Quote { get; private set; } = null!;

    public TaxRateMemory Rates { get; private set; } = null!;

    public EditTaxRates EditingRates { get; private set; } = null!;

    public TaxExample Example { get; private set; } = null!;

    /// <summary>A carrier by hand.</summary>
    public CarrierByHand Carrier { get; } = new();

    public CarrierDesk Desk { get; private set; } = null!;

    public BuyLabels Labels { get; private set; } = null!;

    public ShopShipping Shipping { get; private set; } = null!;

    public EditShipping EditingShipping { get; private set; } = null!;

    public OrderingContract Contract { get; private set; } = null!;

    /// <param name="together">
    /// Whether what the checkout asks of others is decided in the order's own commit, as where all of them share a place.
    /// </param>
    /// <param name="defaultWeightG">What a product without a weight weighs, grams.</param>
    /// <param name="demo">Whether papers are a demo's samples, which go with the person that is erased.</param>
    /// <param name="whenShipped">Whether money is only held until the order ships.</param>
    public static async Task<OrderingWorld> Open(
        bool together = false,
        long defaultWeightG = 0,
        bool demo = false,
        bool whenShipped = false
    )
    {
        var clock = new TestClock();
        var world = new OrderingWorld(await TestDatabase.Open("ordering", typeof(OrderingModule).Assembly, clock), clock)
        {
            together = together,
            defaultWeightG = defaultWeightG,
            Seller = demo ? [("Demo", "true")] : PaperWords.Seller,
            WhenShipped = whenShipped,
        };
        await world.Start();
        return world;
    }

    public static Placement Wish(
        string userId = "ada",
        string token = "tok_visa",
        string? coupon = null,
        string? key = null,
        decimal? expected = null,
        string method = "standard"
    ) => new(userId, false, userId + "@example.com", Home, method, token, coupon, expected, null, key);

    public async Task<Order> Place(Placement wish)
    {
        var placed = (await Placing.Place(wish, default)).Value;
        return (await Store.Get(placed.OrderId))!;
    }

    public async Task CrashAndRestart()
    {
        await runner.StopAsync(default);
        await test.Reopen();
        Shop.Restarted();
        await Start();
    }

    /// <summary>Takes the free space out of the database's files; nothing else is done with the world afterwards.</summary>
    public async Task Compact()
    {
        await runner.StopAsync(default);
        await test.Compact();
    }

    /// <summary>The order when its checkout has nothing left to do; moves the clock until then.</summary>
    public async Task<Order> Settled(string orderId)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < SlowestDisk; )
        {
            if (await Store.Get(orderId) is { HasWork: false } order)
            {
                return order;
            }

            Clock.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }

        throw new TimeoutException(
            $"The order {orderId} is stuck at {Clock.GetUtcNow().ToUnixTimeMilliseconds()}: {(await Store.Get(orderId))?.Checkout}"
        );
    }

    /// <summary>The order once it is as asked; whatever else happens, not later than the shop's own patience.</summary>
    public async Task<Order> Until(string orderId, Func<Order, bool> reached)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < SlowestDisk; )
        {
            if (await Store.Get(orderId) is { } order && reached(order))
            {
                return order;
            }

            await Task.Yield();
        }

        throw new TimeoutException($"The order {orderId} stays {(await Store.Get(orderId))?.AfterSale?.Stored()}.");
    }

    /// <summary>Every order there is, settled.</summary>
    public async Task<List<Order>> AllSettled()
    {
        var settled = new List<Order>();
        foreach (var id in await Database.Read(sql => sql.Query("SELECT order_id FROM orders ORDER BY order_id", row => row.GetString(0))))
        {
            settled.Add(await Settled(id));
        }

        return settled;
    }

    /// <summary>Money and stock are where the orders say: nothing lost, nothing twice, whatever has happened.</summary>
    public void AssertBooksAgree(IReadOnlyList<Order> orders)
    {
        foreach (var order in orders)
        {
            var (captured, refunded, _) = Shop.Ledger.GetValueOrDefault(order.Id);
            var kept =
                order.Status is Status.Confirmed or Status.Processing or Status.PartiallyShipped or Status.Shipped or Status.Delivered;
            Assert.Equal(kept ? order.Terms.Total : 0, captured - refunded);
            Assert.Equal(kept, Shop.Holds.GetValueOrDefault(order.Id) is not null);
            Assert.Equal(kept && order.Terms.CouponCode is not null, Shop.Uses.GetValueOrDefault(order.Id) is not null);
        }

        var known = orders.Select(order => order.Id).ToHashSet();
        Assert.All(Shop.Ledger, entry => Assert.True(known.Contains(entry.Key) || entry.Value.Captured == entry.Value.Refunded));
    }

    /// <summary>The timeline has no gap, its hashes follow each other from the terms on, and its last entry is the order's state.</summary>
    public async Task AssertTimelineHolds(Order order)
    {
        var entries = await Store.Timeline(order.Id, 0, 100);
        var hash = order.Seal!.Ground;
        foreach (var (entry, index) in entries.Select((entry, index) => (entry, index)))
        {
            Assert.Equal(index + 1, entry.Sequence);
            Assert.Equal(Seals.HashAfter(hash, entry, order.Id, order.Seal.Salt), entry.Hash);
            hash = entry.Hash;
        }

        Assert.Equal((order.Version, order.Status, order.Head), (entries[^1].Sequence, entries[^1].Status, hash));
        Assert.Equal(new Verdict(true, entries.Count, null, null), Verify.Of(order, entries, Seals));
        Assert.Equal(new Verdict(true, entries.Count, null, null), await Store.Verify(order.Id));
        Assert.Null(
            Verify.Difference(Timeline.Replay(order.Id, order.UserId, order.PlacedTerms, order.Checkout.PaymentToken, entries), order)
        );
    }

    public ValueTask<List<(string Topic, string Data)>> Outbox() =>
        Database.Read(sql => sql.Query("SELECT topic, data FROM outbox ORDER BY number", row => (row.GetString(0), row.GetString(1))));

    public async ValueTask DisposeAsync()
    {
        await runner.StopAsync(default);
        await test.DisposeAsync();
    }

    private async Task Start()
    {
        var (rates, taxes) = (
            new Rates(new ConfigurationBuilder().Build()),
            new ShopTaxes(
                Rates = new TaxRateMemory(test.Database, TestTaxes.Rows(("Demo", "true")), Clock),
                TaxPolicy.Of(TestTaxes.Configuration(Said)),
                Clock,
                Zone,
                Taxes is null ? null : new(Taxes, NullLogger<OutsideTaxes>.Instance),
                VatChecks.Of(TestTaxes.Configuration(Said), Register, Clock)
            )
        );
        Desk = new CarrierDesk([Carrier], Clock, NullLogger<CarrierDesk>.Instance);
        var zones = new ShippingMemory(test.Database, Clock);
        Shipping = new ShopShipping(zones, rates, TimeZoneInfo.Utc, defaultWeightG, Clock, Desk);
        EditingShipping = new EditShipping(test.Database, zones, Desk, test.Ids, Clock);
        Changes = new OrderChanges();
        Store = new OrderStore(
            test.Database,
            Changes,
            new VendorLedger(new Marketplace(new ConfigurationBuilder().Build())),
            Seals = new OrderSeals(() => Task.FromResult(SealKey), test.Ids),
            papers: Papers = new PaperBook(
                test.Database,
                new ShopSeller(TestTaxes.Configuration(Seller)),
                new PaperSeries(TestTaxes.Configuration(("Shop:TimeZone", "Europe/Berlin"))),
                Settings
            )
        );
        Chain = new SealChain(test.Database, Seals, Shop, Clock, NullLogger<SealChain>.Instance) { Overlap = TimeSpan.Zero };
        Assert.True(await Chain.Begin(default));
        Erasing = new ErasePersons(test.Database, Seals, Changes, test.Ids, Clock);
        Lists = new OrderLists(test.Database);
        VendorLists = new VendorLists(test.Database);
        Payouts = new PayoutStore(test.Database);
        var sending = new SendPaid(Store, Changes, Clock);
        Sending = sending;
        Holds = new TendHolds(new HoldLists(Database), Store, Clock, NullLogger<TendHolds>.Instance);
        Parts = new MoveParts(Store, sending, Clock);
        Labels = new BuyLabels(test.Database, Store, Desk, Shipping, Clock);
        var baskets = new Baskets(Shop, Shop, Shop, new FirstOrderSql(Database), new SumBoundsSql(Database));
        var choices = new PaymentChoices(Shop, Clock);
        var neighbours = new Neighbours(Shop, Shop, Shop, Shop) { Taking = new(WhenShipped) };
        Placing = new PlaceOrder(
            baskets,
            taxes,
            Shipping,
            neighbours,
            Shop,
            Store,
            choices,
            new Pseudonyms(new byte[32]),
            new Buyers(new Pseudonyms(new byte[32])),
            new PlacementsUnderWay(),
            test.Ids,
            Clock,
            NullLogger<PlaceOrder>.Instance,
            policies: Policies
        );
        Moving = new MoveOrder(Store, Changes, sending, Clock);
        ReturnLists = new ReturnLists(test.Database);
        Returning = new ReturnOrder(Store, ReturnLists, Moving, test.Ids, Clock);
        Editing = new EditOrder(Store, Moving, Shop, Shop, Shipping, taxes, new SumBoundsSql(Database), choices, Clock);
        Withdrawing = new WithdrawOrder(Store, Moving, new WithdrawalPeriod(14, [], TimeZoneInfo.Utc), rates, test.Ids, Clock);
        WithdrawalLists = new WithdrawalLists(test.Database);
        Quote = new Quote(baskets, Shop, Shop, Shipping, taxes, choices, new Buyers(new Pseudonyms(new byte[32])));
        EditingRates = new EditTaxRates(test.Database, Rates, test.Ids, Clock);
        Example = new TaxExample(taxes);
        Contract = new OrderingContract(
            Placing,
            Store,
            new TimelineLists(test.Database),
            Erasing,
            Shop,
            Papers,
            new PrintPapers(NullLogger<PrintPapers>.Instance, Cartwright.Papers.PaperPrinting.Of()),
            new SettingsMemory(
                test.Database,
                ConfiguredShop.Of(TestTaxes.Configuration()),
                Policies,
                Clock,
                NullLogger<SettingsMemory>.Instance
            )
        );
        runner = new CheckoutRunner(
            Store,
            neighbours,
            new PayWithin(new ConfigurationBuilder().Build()),
            Clock,
            NullLogger<CheckoutRunner>.Instance,
            shared: together ? new SharedCommit(Neighbours.Contracts.ToHashSet()) : null
        );
        await runner.StartAsync(default);
    }
}
