// Payments on its real tables under a clock that stands still, with a gateway that can be made to fail on the way there and on the way back.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Payments;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Payments;

internal sealed class Till : IAsyncDisposable
{
    private readonly TestDatabase test;

    private Till(TestDatabase test, TestClock clock)
    {
        this.test = test;
        Clock = clock;
        Wire();
    }

    public TestClock Clock { get; }

    public Database Database => test.Database;

    public FaultyGateway Gateway { get; private set; } = null!;

    public PaymentBook Book { get; private set; } = null!;

    public AuthorizePayment Authorizing { get; private set; } = null!;

    public IPayments Payments { get; private set; } = null!;

    public RepairPayments Repair { get; private set; } = null!;

    public static async Task<Till> Open()
    {
        var clock = new TestClock();
        return new Till(await TestDatabase.Open("payments", typeof(PaymentsModule).Assembly, clock), clock);
    }

    public async Task Reopen()
    {
        await test.Reopen();
        Wire();
    }

    public ValueTask<Outcome<AuthorizeReply>> Pay(string id, string token = SimulatorToken.Succeeds, long amount = 1_000, bool capture = true, string currency = "USD") =>
        Payments.Authorize(new AuthorizeRequest { PaymentId = id, OrderId = id, AmountMinor = amount, Currency = currency, MethodToken = token, Capture = capture }, default);

    public ValueTask<Outcome<CaptureReply>> Capture(string id, long amount) => Payments.Capture(new CaptureRequest { PaymentId = id, AmountMinor = amount }, default);

    public ValueTask<Outcome<VoidReply>> Void(string id) => Payments.Void(new VoidRequest { PaymentId = id }, default);

    public ValueTask<Outcome<RefundReply>> Refund(string id, string refundId, long amount) =>
        Payments.Refund(new RefundRequest { PaymentId = id, RefundId = refundId, AmountMinor = amount, Reason = "test" }, default);

    /// <summary>Lets the reconciliation do its work until nothing is open.</summary>
    public async Task Settle()
    {
        for (var round = 0; round < 20; round++)
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            await Repair.Round(default);
        }
    }

    public ValueTask<Payment?> Find(string id) => Book.Find(id);

    public async Task<List<LedgerEntry>> Ours() => await Database.Read(sql => PaymentStore.Ledger(sql, 0, 100_000));

    public async Task<List<LedgerEntry>> Theirs() => await Database.Read(sql => SimulatorStore.Ledger(sql, 0, 100_000));

    /// <summary>What the simulated provider has taken and not given back.</summary>
    public async Task<long> Kept(string id) => (await Theirs()).Where(e => e.PaymentId == id)
        .Sum(e => e.Kind == LedgerKind.Captured ? e.AmountMinor : e.Kind == LedgerKind.Refunded ? -e.AmountMinor : 0);

    public async Task<IReadOnlyList<Difference>> Differences() => (await new CompareBooks(Database, Gateway.Inner).Run(LedgerPlace.Start, 1_000, default)).Differences;

    public ValueTask DisposeAsync() => test.DisposeAsync();

    private void Wire()
    {
        Gateway = new FaultyGateway(new SimulatedGateway(Database, Clock, test.Ids, TimeSpan.FromSeconds(3)));
        Book = new PaymentBook(Database, Clock);
        Authorizing = new AuthorizePayment(Book, Gateway);
        var refunds = new RefundPayment(Book, Gateway);
        Payments = new LocalPayments(Authorizing, new CapturePayment(Book, Gateway), new VoidPayment(Book, Gateway), refunds);
        Repair = new RepairPayments(Book, Gateway, refunds, Clock, TimeSpan.FromSeconds(5), NullLogger<RepairPayments>.Instance);
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

    public bool Knows(string methodToken) => inner.Knows(methodToken);

    public ValueTask<Outcome<GatewayPayment>> Authorize(Charge charge, CancellationToken cancel) => Pass(charge.PaymentId, async () =>
    {
        await Road;
        return await inner.Authorize(charge, cancel);
    });

    public ValueTask<Outcome<GatewayPayment>> Capture(string paymentId, long amountMinor, CancellationToken cancel) =>
        Pass(paymentId, () => inner.Capture(paymentId, amountMinor, cancel));

    public ValueTask<Outcome<GatewayPayment>> Void(string paymentId, CancellationToken cancel) => Pass(paymentId, () => inner.Void(paymentId, cancel));

    public ValueTask<Outcome<GatewayPayment>> Refund(string paymentId, string refundId, long amountMinor, CancellationToken cancel) =>
        Pass(paymentId, () => inner.Refund(paymentId, refundId, amountMinor, cancel));

    public ValueTask<Outcome<GatewayPayment>> LookUp(string paymentId, CancellationToken cancel) => Pass(paymentId, () => inner.LookUp(paymentId, cancel));

    public ValueTask<IReadOnlyList<LedgerEntry>> Entries(LedgerPlace after, int limit, CancellationToken cancel) => inner.Entries(after, limit, cancel);

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
