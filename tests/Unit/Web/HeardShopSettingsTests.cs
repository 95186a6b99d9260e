// The settings in a process without Ordering: the last known hold, and nobody waits.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Web;

public sealed class HeardShopSettingsTests
{
    private static readonly ShopSettings Configured = ShopDefaults.Of(new ConfigurationBuilder().Build());

    private readonly TestClock clock = new();
    private readonly OrderingByHand ordering = new();

    [Fact]
    public async Task Before_the_first_answer_the_configurations_hold_and_while_ordering_is_away_the_last_known()
    {
        using var heard = Of();
        Assert.Same(Configured, heard.Current);
        Assert.False(await heard.Ask(TimeSpan.Zero, default));
        Assert.Same(Configured, heard.Current);

        ordering.Told = Configured with { Version = 3, Name = "Müller", Sender = new("Müller", "post@mueller.example") };
        Assert.True(await heard.Ask(TimeSpan.FromSeconds(1), default));
        Assert.Equal(("Müller", 3L, "post@mueller.example"), (heard.Current.Name, heard.Current.Version, heard.Current.Sender!.Address));
        Assert.Equal((-1L, 0), ordering.Asked);

        // From now on the question is held; the same answer leaves the same object.
        var known = heard.Current;
        Assert.True(await heard.Ask(TimeSpan.FromSeconds(1), default));
        Assert.Equal((3L, 1_000), ordering.Asked);
        Assert.Same(known, heard.Current);

        ordering.Told = null;
        Assert.False(await heard.Ask(TimeSpan.FromSeconds(1), default));
        Assert.Same(known, heard.Current);

        // Ordering started anew under another configuration, with the version that it had.
        ordering.Told = known with
        {
            Currency = "EUR",
        };
        Assert.True(await heard.Ask(TimeSpan.FromSeconds(1), default));
        Assert.Equal("EUR", heard.Current.Currency);
    }

    [Fact]
    public async Task The_shops_time_zone_follows_and_one_that_is_not_known_here_leaves_the_last()
    {
        using var heard = Of();
        var zone = ShopZone.Of(heard);
        Assert.Equal(TimeZoneInfo.Utc, zone.Now);
        ordering.Told = Configured with { Version = 1, TimeZone = "Europe/Berlin" };
        await heard.Ask(TimeSpan.Zero, default);
        Assert.Equal("Europe/Berlin", zone.Now.Id);
        ordering.Told = Configured with { Version = 2, TimeZone = "Mars/Olympus" };
        await heard.Ask(TimeSpan.Zero, default);
        Assert.Equal("Europe/Berlin", zone.Now.Id);
    }

    private HeardShopSettings Of() =>
        new(
            new ServiceCollection().AddSingleton<IOrdering>(ordering).BuildServiceProvider(),
            Configured,
            TimeSpan.FromSeconds(1),
            clock,
            NullLogger<HeardShopSettings>.Instance
        );

    private sealed class OrderingByHand : IOrdering
    {
        public ShopSettings? Told { get; set; }

        public (long Known, int Wait) Asked { get; private set; }

        public ValueTask<Outcome<ShopSettingsReply>> GetShopSettings(GetShopSettingsRequest request, CancellationToken cancel)
        {
            Asked = (request.Known, request.WaitMilliseconds);
            Outcome<ShopSettingsReply> answer = Told is null
                ? Refusal.Unavailable("module_unavailable", "'ordering' cannot be reached now.")
                : new ShopSettingsReply { Version = Told.Version, Settings = JsonSerializer.Serialize(Told, Event.Json) };
            return ValueTask.FromResult(answer);
        }

        public ValueTask<Outcome<PaperFile>> GetPaper(GetPaperRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<Order>> PlaceOrder(PlaceOrderRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<Order>> GetOrder(GetOrderRequest request, CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask<Outcome<ListOrderEventsReply>> ListOrderEvents(ListOrderEventsRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<ErasePersonReply>> ErasePerson(ErasePersonRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();
    }
}
