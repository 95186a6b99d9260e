// One provider of payouts and the road to it, under a clock that stands still: what the suite plays in.
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Unit;

namespace Cartwright.Conformance.Payouts;

/// <summary>What befalls the next call that sends something.</summary>
public enum Road
{
    /// <summary>The provider never hears of it.</summary>
    LosesRequest,

    /// <summary>The provider does it, and nobody hears so.</summary>
    LosesAnswer,

    /// <summary>A page in HTML comes back, and nothing was done.</summary>
    SaysHtml,

    /// <summary>The same with a status that says that all is well.</summary>
    SaysHtmlAsOk,

    /// <summary>The provider fails before it does anything.</summary>
    Fails,

    /// <summary>The provider takes no more calls for now.</summary>
    IsBusy,

    /// <summary>The provider does it, and its answer comes when the world lets it.</summary>
    IsSlow,
}

/// <summary>A provider. Each kind says where it pays to, how people or a bank end a payout, and how its road fails.</summary>
public abstract class PayoutWorld(TestDatabase test) : IAsyncDisposable
{
    public TestClock Clock => (TestClock)test.Clock;

    public Database Database => test.Database;

    public TestDatabase Test => test;

    /// <summary>The provider, by the road that may fail.</summary>
    public abstract IPayouts Provider { get; }

    /// <summary>Where it pays to.</summary>
    public abstract string Destination { get; }

    /// <summary>Where it does not; null where it takes every account that people know.</summary>
    public virtual string? Nowhere => null;

    /// <summary>A currency of the shop's that it pays.</summary>
    public abstract string Currency { get; }

    /// <summary>The next call that sends something fails so.</summary>
    public abstract void Fail(Road road);

    /// <summary>Ends when the provider has done what the slow road was asked for.</summary>
    public abstract Task Held { get; }

    /// <summary>Lets the slow answer go.</summary>
    public abstract void Release();

    /// <summary>Takes the provider away, or brings it back.</summary>
    public abstract void Away(bool isAway);

    /// <summary>How often money left for a payout, and how much.</summary>
    public abstract Task<IReadOnlyList<long>> Left(string payoutId);

    /// <summary>Whoever carries it says that it was paid. Nothing where sending pays.</summary>
    public virtual Task Execute(string payoutId) => Task.CompletedTask;

    /// <summary>Some of it comes back, or all.</summary>
    public abstract Task Return(string payoutId, long? amount);

    /// <summary>The provider begins anew on what is on the disk.</summary>
    public virtual Task Restart() => test.Reopen();

    public PayoutOrder Order(string id, long amount = 1_000, string? currency = null, string? destination = null) =>
        new()
        {
            PayoutId = Id(id),
            VendorId = "v1",
            Destination = destination ?? Destination,
            Holder = Provider.Can.Destination == PayoutDestination.Iban ? "Ada Lovelace" : string.Empty,
            AmountMinor = amount,
            Currency = currency ?? Currency,
        };

    /// <summary>A UUID of a short name.</summary>
    public static string Id(string name) =>
        new Guid(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)).ToString();

    /// <summary>A payout that has been paid.</summary>
    public async Task<PayoutTruth> Paid(string id, long amount = 1_000)
    {
        Assert.Null((await Provider.Send(Order(id, amount), default)).Refused);
        await Execute(Id(id));
        var truth = await LookUp(id);
        Assert.Equal(PayoutState.Paid, truth.State);
        return truth;
    }

    public async Task<PayoutTruth> LookUp(string id) => (await Provider.LookUp(Id(id), default)).Value;

    public async Task<IReadOnlyList<PayoutTruth>> Listed(DateTimeOffset from, DateTimeOffset before)
    {
        var period = new PayoutPeriod { FromUnixMs = from.ToUnixTimeMilliseconds(), BeforeUnixMs = before.ToUnixTimeMilliseconds() };
        var all = new List<PayoutTruth>();
        do
        {
            var page = (await Provider.List(period, default)).Value;
            Assert.InRange(page.Payouts.Count, 0, 100);
            all.AddRange(page.Payouts);
            period.After = page.Next;
        } while (period.After.Length > 0);

        return all;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await test.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static Task<TestDatabase> Sqlite() =>
        TestDatabase.OnSqlite("ordering", Migration.From(typeof(OrderingModule).Assembly), new TestClock());

    protected static Task<TestDatabase> Postgres() =>
        TestDatabase.OnPostgres("ordering", Migration.From(typeof(OrderingModule).Assembly), new TestClock());
}
