// A carrier in another language, asked over gRPC; and what the shop makes of one that is away, late or wrong.
using Cartwright.Conformance.Ports;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Wire;

namespace Cartwright.Conformance.Carriers;

public sealed class NodeCarrier : IAsyncLifetime
{
    public CarrierServer Server { get; private set; } = null!;

    public CarriersByOthers Asked { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await CarrierServer.Start();
        Asked = To(Server.Address, TimeSpan.FromMinutes(1));
    }

    public async ValueTask DisposeAsync()
    {
        Asked.Dispose();
        await Server.DisposeAsync();
    }

    public static CarriersByOthers To(Uri address, TimeSpan within) =>
        new(new("Ports:Carriers:node", "node", address, string.Empty, within), "Node Parcels", TimeProvider.System, ServedPort.Log);
}

public sealed class OnNode(NodeCarrier node) : CarrierSuite, IClassFixture<NodeCarrier>
{
    [Theory]
    [InlineData("Other Money")]
    [InlineData("For Nothing")]
    [InlineData("Below Nothing")]
    [InlineData("Same Service Twice")]
    [InlineData("Days Back")]
    [InlineData("Throws")]
    public async Task Rates_that_are_none_are_no_price(string city) => Away((await node.Asked.Rates(To(city), default)).Refused);

    [Theory]
    [InlineData("No Number")]
    [InlineData("Two Lines")]
    [InlineData("No Content")]
    [InlineData("No Type")]
    [InlineData("Too Large")]
    [InlineData("Strange Refusal")]
    [InlineData("Other Refusal")]
    [InlineData("Throws")]
    public async Task A_label_that_is_none_is_not_taken(string city) =>
        Away((await node.Asked.BuyLabel("trouble " + city, To(city), default)).Refused);

    [Fact]
    public async Task A_late_answer_is_not_waited_for_and_a_label_is_found_by_the_same_request()
    {
        using var impatient = NodeCarrier.To(node.Server.Address, TimeSpan.FromMilliseconds(300));
        Away((await impatient.BuyLabel("late", To("Late"), default)).Refused);
        var label = (await node.Asked.BuyLabel("late", To("London"), default)).Value;
        Assert.Equal(label.TrackingNumber, (await node.Asked.BuyLabel("late", To("London"), default)).Value.TrackingNumber);
    }

    [Fact]
    public async Task One_that_is_away_is_told_of()
    {
        using var away = NodeCarrier.To(new("http://127.0.0.1:9"), TimeSpan.FromSeconds(30));
        Away((await away.Rates(To("London"), default)).Refused);
        Away((await away.CancelLabel("x", default)).Refused);
        Away((await away.Track("x", default)).Refused);
        await Assert.ThrowsAsync<StorageUnavailable>(async () => await away.Ask(default));
    }

    protected override async Task<CarrierWorld> Open() => new World(node.Asked, await Prefix());

    private static int worlds;

    // Its labels outlive a test, so each has request ids of its own.
    private static Task<string> Prefix() =>
        Task.FromResult($"w{Interlocked.Increment(ref worlds).ToString(System.Globalization.CultureInfo.InvariantCulture)}:");

    private static void Away(Refusal? refused) => Assert.Equal((RefusalKind.Unavailable, "carrier_away"), (refused!.Kind, refused.Code));

    private static CarrierParcel To(string city) =>
        new(
            new()
            {
                Name = "Ada Lovelace",
                Line1 = "12 Analytical Way",
                City = city,
                PostalCode = "N1 7AA",
                Country = "GB",
            },
            1_200,
            30_00,
            "USD"
        );

    private sealed class World(CarriersByOthers asked, string prefix) : CarrierWorld
    {
        public override ICarrier Carrier { get; } = new Apart(asked, prefix);

        public override long TooHeavyG => 20_001;

        public override async Task Travel() => Assert.Null((await asked.Rates(To("Travel"), default)).Refused);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Apart(ICarrier inner, string prefix) : ICarrier
    {
        public string Name => inner.Name;

        public string Label => inner.Label;

        public ValueTask<Outcome<IReadOnlyList<CarrierRate>>> Rates(CarrierParcel parcel, CancellationToken cancel) =>
            inner.Rates(parcel, cancel);

        public ValueTask<Outcome<CarrierLabel>> BuyLabel(string requestId, CarrierParcel parcel, CancellationToken cancel) =>
            inner.BuyLabel(prefix + requestId, parcel, cancel);

        public ValueTask<Outcome<bool>> CancelLabel(string requestId, CancellationToken cancel) =>
            inner.CancelLabel(prefix + requestId, cancel);

        public ValueTask<Outcome<IReadOnlyList<CarrierEvent>>> Track(string trackingNumber, CancellationToken cancel) =>
            inner.Track(trackingNumber, cancel);
    }
}
