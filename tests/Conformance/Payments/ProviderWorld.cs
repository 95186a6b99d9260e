// One provider and the shop's own half of payments around it, under a clock that stands still: what the suite plays in.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Payments;
using Cartwright.Unit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance.Payments;

/// <summary>What the road to a provider does to the next call that changes something.</summary>
public enum Road
{
    /// <summary>The call is lost: the provider never hears of it.</summary>
    LosesRequest,

    /// <summary>The provider does it, and nobody hears so.</summary>
    LosesAnswer,

    /// <summary>The provider does it, and its answer comes when <see cref="ProviderWorld.Release"/> lets it.</summary>
    IsSlow,
}

/// <summary>A provider with its shop. Each kind of provider says how its money comes, and how its road fails.</summary>
public abstract class ProviderWorld : IAsyncDisposable
{
    private readonly TestDatabase test;

    protected ProviderWorld(TestDatabase test) => this.test = test;

    public TestClock Clock => (TestClock)test.Clock;

    public Database Database => test.Database;

    public IIds Ids => test.Ids;

    /// <summary>The provider, by the road that may fail.</summary>
    public IGateway Gateway { get; private set; } = null!;

    /// <summary>The shop's own half.</summary>
    public PaymentBook Book { get; private set; } = null!;

    public IPayments Payments { get; private set; } = null!;

    public RepairPayments Repair { get; private set; } = null!;

    public CompareBooks Compare { get; private set; } = null!;

    public ReconcileBooks Reconcile { get; private set; } = null!;

    public TakeWebhook Door { get; private set; } = null!;

    public LookIntoWebhooks Looking { get; private set; } = null!;

    /// <summary>What pays.</summary>
    public abstract string Paying { get; }

    /// <summary>What the provider declines; null where it cannot.</summary>
    public virtual string? Declining => null;

    /// <summary>What asks the shopper first; null where nobody is asked.</summary>
    public virtual string? Asking => null;

    /// <summary>Brings the money of a payment that waits for it. Nothing where it came with the call.</summary>
    public virtual Task Bring(string paymentId) => Task.CompletedTask;

    /// <summary>The shopper's answer to what the bank asks.</summary>
    public virtual Task Answer(string paymentId, bool approved) => throw new NotSupportedException("Nobody is asked.");

    /// <summary>The next call that changes something fails so.</summary>
    public abstract void Fail(Road road);

    /// <summary>Ends when the provider has done what the slow road was asked for.</summary>
    public abstract Task Held { get; }

    /// <summary>Lets the slow answer go.</summary>
    public abstract void Release();

    /// <summary>Takes the provider away, or brings it back.</summary>
    public abstract void Away(bool isAway);

    /// <summary>What the provider says of a payment's money from now on is in this currency; null: the truth again.</summary>
    public abstract void Falsify(string paymentId, string? currency);

    /// <summary>The webhook that tells of a payment: the headers and the body.</summary>
    /// <param name="id">Of the webhook.</param>
    public abstract (Dictionary<string, string> Headers, byte[] Body) Webhook(string id, string paymentId, DateTimeOffset at);

    /// <summary>Opens what is under test, once the database is open.</summary>
    protected abstract (IGateway Gateway, IWebhookReader Webhooks) Open();

    /// <summary>Starts anew on what is on the disk.</summary>
    public async Task Restart()
    {
        await test.Reopen();
        Wire();
    }

    public void Wire()
    {
        var (gateway, webhooks) = Open();
        Gateway = gateway;
        var gateways = new Gateways([gateway], [gateway.Name]);
        Book = new PaymentBook(Database, Clock);
        var voiding = new VoidPayment(Book, gateways);
        var authorizing = new AuthorizePayment(Book, gateways, voiding);
        var refunds = new RefundPayment(Book, gateways);
        Payments = new LocalPayments(
            authorizing,
            new CapturePayment(Book, gateways),
            voiding,
            refunds,
            gateways,
            new AnchorStore(Database, Clock)
        );
        Repair = new RepairPayments(Book, gateways, refunds, voiding, Clock, TimeSpan.FromSeconds(5), NullLogger<RepairPayments>.Instance);
        Compare = new CompareBooks(Database, gateways);
        Reconcile = new ReconcileBooks(Book, gateways, Compare, Clock, TimeSpan.FromHours(1), NullLogger<ReconcileBooks>.Instance);
        Door = new TakeWebhook(Book, [webhooks], Clock, new Signal());
        Looking = new LookIntoWebhooks(Book, gateways, new Signal(), Clock, NullLogger<LookIntoWebhooks>.Instance);
    }

    public Charge Charge(string id, long amount = 1_000, bool atOnce = true, string? token = null, string currency = "USD") =>
        new(id, "order-" + id, amount, currency, token ?? Paying, atOnce);

    /// <summary>Asks for the money, and brings it: what is true then.</summary>
    public async Task<GatewayPayment> Paid(string id, long amount = 1_000, bool atOnce = true, string currency = "USD")
    {
        Assert.Null((await Gateway.Authorize(Charge(id, amount, atOnce, currency: currency), default)).Refused);
        await Bring(id);
        return (await Gateway.LookUp(id, default)).Value;
    }

    /// <summary>The same through the shop.</summary>
    public ValueTask<Outcome<AuthorizeReply>> Pay(string id, string? token = null, bool atOnce = true) =>
        Payments.Authorize(
            new()
            {
                PaymentId = id,
                OrderId = id,
                AmountMinor = 1_000,
                Currency = "USD",
                MethodToken = token ?? Paying,
                Capture = atOnce,
            },
            default
        );

    public async Task<Outcome<bool>> Send(string id, string paymentId, DateTimeOffset? at = null)
    {
        var (headers, body) = Webhook(id, paymentId, at ?? Clock.GetUtcNow());
        return await Door.Run(Gateway.Name, name => headers.GetValueOrDefault(name, string.Empty), body, default);
    }

    /// <summary>Lets the shop ask about what it does not know, for a while.</summary>
    public async Task Settle()
    {
        for (var round = 0; round < 8; round++)
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            await Repair.Round(default);
        }
    }

    public async Task<IReadOnlyList<Difference>> Differences() => (await Compare.Run(LedgerPlace.Start, 1_000, default)).Differences;

    public virtual async ValueTask DisposeAsync()
    {
        await test.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>What was taken and not paid back, as the provider says.</summary>
    public static long Kept(GatewayPayment said) =>
        said.Entries.Sum(e =>
            e.Kind == LedgerKind.Captured ? e.AmountMinor
            : e.Kind == LedgerKind.Refunded ? -e.AmountMinor
            : 0
        );
}
