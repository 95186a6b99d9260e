// The providers that are built in pass the suite of the port of payouts: files for the bank, and people.
using Cartwright.Contracts.Ports;
using Cartwright.Ordering;
using Cartwright.Unit;

namespace Cartwright.Conformance.Payouts;

public sealed class OnSepaFile : PayoutSuite
{
    private protected override async Task<PayoutWorld> World() => await FileWorld.New();
}

public sealed class OnManual : PayoutSuite
{
    private protected override async Task<PayoutWorld> World() => await HandWorld.New();
}

internal abstract class BuiltInWorld : PayoutWorld
{
    private readonly TroubledPayouts road;

    protected BuiltInWorld(TestDatabase test)
        : base(test) => road = new(Open);

    public override IPayouts Provider => road;

    public override Task Held => road.Held;

    public override void Fail(Road trouble) => road.Fail(trouble);

    public override void Release() => road.Release();

    public override void Away(bool isAway) => road.IsAway = isAway;

    public override async Task<IReadOnlyList<long>> Left(string payoutId) =>
        await Database.Read(sql =>
            sql.Query(
                "SELECT -amount FROM vendor_ledger WHERE payout_id = $1 AND kind = 'payout' ORDER BY number",
                row => row.GetInt64(0),
                payoutId
            )
        );

    public override async Task Return(string payoutId, long? amount) =>
        Assert.Null((await new PayoutStore(Database).Return(payoutId, amount, "closed", "boss", 9)).Refused);

    // Anew for each call: what it knows is on the disk.
    protected abstract IPayouts Open();
}

internal sealed class FileWorld(TestDatabase test) : BuiltInWorld(test)
{
    private static readonly PayoutAccount Shop = new("DE89370400440532013000", "Shop GmbH", string.Empty);

    public override string Destination => "GB82WEST12345698765432";

    public override string Nowhere => "GB83WEST12345698765432";

    public override string Currency => "EUR";

    public static async Task<FileWorld> New() => new(await Sqlite());

    // The bank books it.
    public override async Task Execute(string payoutId)
    {
        var line = new BankLine(SepaFile.Id(payoutId), string.Empty, BankLine.Executed, null, string.Empty, string.Empty);
        Assert.Null((await new TakeBankAnswer(Database).Take(new("camt.053.001.08", [line]), "boss", 5)).Refused);
    }

    protected override IPayouts Open() => new SepaPayouts(Database, Shop, TimeZoneInfo.Utc, Test.Ids, Clock);
}

internal sealed class HandWorld(TestDatabase test) : BuiltInWorld(test)
{
    public override string Destination => string.Empty;

    public override string Currency => "USD";

    public static async Task<HandWorld> New() => new(await Sqlite());

    protected override IPayouts Open() => new ManualPayouts(Database, Clock);
}
