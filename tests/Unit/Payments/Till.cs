// Payments on its real tables under a clock that stands still, with a gateway that can be made to fail on the way there and on the way
// back.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Payments;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Payments;

internal sealed class Till : IAsyncDisposable
{
    public static readonly byte[] CardSecret = "a secret of the card provider only"u8.ToArray();
    public static readonly byte[] BankSecret = "the first secret of the bank's webhooks"u8.ToArray();
    public static readonly byte[] OtherBankSecret = "the next secret of the bank's webhooks"u8.ToArray();

    private readonly TestDatabase test;

    private IReadOnlyList<string> open = [SimulatedGateway.ProviderName, SimulatedBank.ProviderName];

    private Till(TestDatabase test, TestClock clock)
    {
        this.test = test;
        Clock = clock;
        Wire();
    }

    public TestClock Clock { get; }

    public IIds Ids => test.Ids;

    public Database Database => test.Database;

    public FaultyGateway Gateway { get; private set; } = null!;

    /// <summary>The simulated card provider itself.</summary>
    public SimulatedGateway Cards { get; private set; } = null!;

    /// <summary>What it decides later.</summary>
    public LateOutcomes Outcomes { get; private set; } = null!;

    /// <summary>The simulated bank itself.</summary>
    public SimulatedBank Bank { get; private set; } = null!;

    public BankAccount? Account { get; private set; } = new("DE89370400440532013000", "Cartwright", string.Empty, TimeSpan.FromDays(7));

    /// <summary>The bank on a road that can be made to fail.</summary>
    public FaultyGateway BankRoad { get; private set; } = null!;

    /// <summary>Both providers, past all faults of the road.</summary>
    public Gateways Providers { get; private set; } = null!;

    public ReceiveTransfer Receiving { get; private set; } = null!;

    public CompareBooks Compare { get; private set; } = null!;

    public ReconcileBooks Reconcile { get; private set; } = null!;

    public TakeWebhook Door { get; private set; } = null!;

    public LookIntoWebhooks Looking { get; private set; } = null!;

    public SendSimulatedWebhooks Sending { get; private set; } = null!;

    public PaymentBook Book { get; private set; } = null!;

    public AuthorizePayment Authorizing { get; private set; } = null!;

    public IPayments Payments { get; private set; } = null!;

    public RepairPayments Repair { get; private set; } = null!;

    public static async Task<Till> Open()
    {
        var clock = new TestClock();
        return new Till(await TestDatabase.Open("payments", typeof(PaymentsModule).Assembly, clock), clock);
    }

    /// <summary>The till over a database that was opened with fewer migrations, and has had the others since.</summary>
    public static async Task<Till> Over(TestDatabase old, IReadOnlyList<Migration> all)
    {
        await old.Reopen(all);
        return new Till(old, (TestClock)old.Clock);
    }

    /// <summary>Starts anew with these providers taking new payments, and with this account or none.</summary>
    public async Task Reopen(IReadOnlyList<string> taken, BankAccount? account)
    {
        open = taken;
        Account = account;
        await Reopen();
    }

    public async Task Reopen()
    {
        await test.Reopen();
        Wire();
    }

    public ValueTask<Outcome<AuthorizeReply>> Pay(
        string id,
        string token = SimulatorToken.Succeeds,
        long amount = 1_000,
        bool capture = true,
        string currency = "USD"
    ) =>
        Payments.Authorize(
            new AuthorizeRequest
            {
                PaymentId = id,
                OrderId = id,
                AmountMinor = amount,
                Currency = currency,
                MethodToken = token,
                Capture = capture,
            },
            default
        );

    public ValueTask<Outcome<CaptureReply>> Capture(string id, long amount, bool more = false) =>
        Payments.Capture(
            new CaptureRequest
            {
                PaymentId = id,
                AmountMinor = amount,
                More = more,
            },
            default
        );

    public ValueTask<Outcome<VoidReply>> Void(string id) => Payments.Void(new VoidRequest { PaymentId = id }, default);

    public ValueTask<Outcome<RefundReply>> Refund(string id, string refundId, long amount) =>
        Payments.Refund(
            new RefundRequest
            {
                PaymentId = id,
                RefundId = refundId,
                AmountMinor = amount,
                Reason = "test",
            },
            default
        );

    /// <summary>Lets the reconciliation do its work until nothing is open.</summary>
    public async Task Settle()
    {
        for (var round = 0; round < 20; round++)
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            await Repair.Round(default);
        }
    }

    /// <summary>Lets the simulated providers decide and tell what is due, and the shop look into it.</summary>
    public async Task Tell()
    {
        await Sending.Round(default);
        await Looking.Round(default);
    }

    public ValueTask<Payment?> Find(string id) => Book.Find(id);

    public async Task<List<LedgerEntry>> Ours() => await Database.Read(sql => PaymentStore.Ledger.Written(sql, 0, 100_000));

    public async Task<List<LedgerEntry>> Theirs() =>
        [
            .. await Database.Read(sql => SimulatorStore.Ledger.Written(sql, 0, 100_000)),
            .. await Database.Read(sql => BankStore.Ledger.Written(sql, 0, 100_000)),
        ];

    /// <summary>The events of payments that stand in the outbox, each with its data.</summary>
    public async Task<List<PaymentFacts>> Told() =>
        [
            .. (
                await Database.Read(sql =>
                    sql.Query("SELECT data FROM outbox WHERE topic = 'payment.changed' ORDER BY number", row => row.GetString(0))
                )
            ).Select(data => JsonSerializer.Deserialize<PaymentFacts>(data, Event.Json)!),
        ];

    /// <summary>What the simulated provider has taken and not given back.</summary>
    public async Task<long> Kept(string id) =>
        (await Theirs())
            .Where(e => e.PaymentId == id)
            .Sum(e =>
                e.Kind == LedgerKind.Captured ? e.AmountMinor
                : e.Kind == LedgerKind.Refunded ? -e.AmountMinor
                : 0
            );

    public async Task<IReadOnlyList<Difference>> Differences() => (await Compare.Run(LedgerPlace.Start, 1_000, default)).Differences;

    public ValueTask DisposeAsync() => test.DisposeAsync();

    private void Wire()
    {
        var signatures = new Dictionary<string, WebhookSignature>
        {
            [SimulatedGateway.ProviderName] = new(CardSecret),
            [SimulatedBank.ProviderName] = new(BankSecret, OtherBankSecret),
        };
        Cards = new SimulatedGateway(
            Database,
            Clock,
            test.Ids,
            new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(15))
        );
        Outcomes = new LateOutcomes(Database, Clock, test.Ids, new Signal());
        Bank = new SimulatedBank(Database, Clock, test.Ids, Account, new Signal());
        Gateway = new FaultyGateway(Cards);
        BankRoad = new FaultyGateway(Bank);
        Providers = new Gateways([Cards, Bank], open);
        var gateways = new Gateways([Gateway, BankRoad], open);
        Book = new PaymentBook(Database, Clock);
        var voiding = new VoidPayment(Book, gateways);
        Authorizing = new AuthorizePayment(Book, gateways, voiding);
        var refunds = new RefundPayment(Book, gateways);
        Payments = new LocalPayments(
            Authorizing,
            new CapturePayment(Book, gateways),
            voiding,
            refunds,
            gateways,
            new AnchorStore(Database, Clock)
        );
        Receiving = new ReceiveTransfer(Book, Bank);
        Repair = new RepairPayments(Book, gateways, refunds, voiding, Clock, TimeSpan.FromSeconds(5), NullLogger<RepairPayments>.Instance);
        Compare = new CompareBooks(Database, Providers);
        Reconcile = new ReconcileBooks(Book, gateways, Compare, Clock, TimeSpan.FromHours(1), NullLogger<ReconcileBooks>.Instance);
        Door = new TakeWebhook(Book, signatures.Select(one => new StandardWebhooks(one.Key, one.Value)), Clock, new Signal());
        Looking = new LookIntoWebhooks(Book, gateways, new Signal(), Clock, NullLogger<LookIntoWebhooks>.Instance);
        Sending = new SendSimulatedWebhooks(
            Database,
            Outcomes,
            Door,
            signatures,
            new Signal(),
            Clock,
            NullLogger<SendSimulatedWebhooks>.Instance
        );
    }
}

internal enum Fault
{
    None,
    LostOnTheWayThere,
    LostOnTheWayBack,
}

/// <summary>Passes calls on to the simulator, or loses them, as the test says.</summary>
internal sealed class FaultyGateway(IGateway inner) : IGateway
{
    public IGateway Inner => inner;

    public int Calls { get; private set; }

    public Func<Fault> Next { get; set; } = () => Fault.None;

    /// <summary>What an authorization waits for before it reaches the provider.</summary>
    public Task Road { get; set; } = Task.CompletedTask;

    public string Name => inner.Name;

    public AcceptedMethod Method => inner.Method;

    public bool Knows(string methodToken) => inner.Knows(methodToken);

    public ValueTask<Outcome<GatewayPayment>> Authorize(Charge charge, CancellationToken cancel) =>
        Pass(
            charge.PaymentId,
            async () =>
            {
                await Road;
                return await inner.Authorize(charge, cancel);
            }
        );

    public ValueTask<Outcome<GatewayPayment>> Capture(string paymentId, long totalMinor, bool more, CancellationToken cancel) =>
        Pass(paymentId, () => inner.Capture(paymentId, totalMinor, more, cancel));

    public ValueTask<Outcome<GatewayPayment>> Void(string paymentId, CancellationToken cancel) =>
        Pass(paymentId, () => inner.Void(paymentId, cancel));

    public ValueTask<Outcome<GatewayPayment>> Refund(string paymentId, string refundId, long amountMinor, CancellationToken cancel) =>
        Pass(paymentId, () => inner.Refund(paymentId, refundId, amountMinor, cancel));

    public ValueTask<Outcome<GatewayPayment>> LookUp(string paymentId, CancellationToken cancel) =>
        Pass(paymentId, () => inner.LookUp(paymentId, cancel));

    public ValueTask<IReadOnlyList<LedgerEntry>> Entries(LedgerPlace after, int limit, CancellationToken cancel) =>
        inner.Entries(after, limit, cancel);

    private async ValueTask<Outcome<GatewayPayment>> Pass(string paymentId, Func<ValueTask<Outcome<GatewayPayment>>> call)
    {
        Calls++;
        var fault = Next();
        if (fault == Fault.LostOnTheWayThere)
        {
            return PaymentRefusals.Unknown(paymentId);
        }

        var answer = await call();
        return fault == Fault.LostOnTheWayBack ? PaymentRefusals.Unknown(paymentId) : answer;
    }
}
