// The promises of ICarrier. A carrier is right when a world of its own passes these.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;

namespace Cartwright.Conformance.Carriers;

public abstract class CarrierSuite : IAsyncLifetime
{
    private static readonly Address London = new()
    {
        Name = "Ada Lovelace",
        Line1 = "12 Analytical Way",
        City = "London",
        PostalCode = "N1 7AA",
        Country = "GB",
    };

    private CarrierWorld world = null!;

    private ICarrier Carrier => world.Carrier;

    public async ValueTask InitializeAsync() => world = await Open();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return world.DisposeAsync();
    }

    protected abstract Task<CarrierWorld> Open();

    [Fact]
    public void It_has_a_name_that_rows_can_hold_and_one_for_people()
    {
        Assert.Matches("^[a-z0-9_]+$", Carrier.Name);
        Assert.NotEmpty(Carrier.Label);
    }

    [Theory]
    [InlineData("USD")]
    [InlineData("JPY")]
    [InlineData("KWD")]
    public async Task Rates_are_whole_minor_units_a_service_once_and_need_no_street(string currency)
    {
        var place = new CarrierParcel(new() { Country = "GB", PostalCode = "N1 7AA" }, 1_200, 30_00, currency);
        var rates = (await Carrier.Rates(place, default)).Value;
        Assert.NotEmpty(rates);
        Assert.All(rates, rate => Assert.True(rate.PriceMinor > 0 && rate.DaysMin <= rate.DaysMax && rate.DaysMin >= 0));
        Assert.Equal(rates.Count, rates.Select(rate => rate.Service).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(rates, (await Carrier.Rates(place, default)).Value);
    }

    [Fact]
    public async Task What_it_does_not_take_has_no_rate_and_no_label()
    {
        var heavy = Parcel with { WeightG = world.TooHeavyG };
        Assert.Empty((await Carrier.Rates(heavy, default)).Value);
        Assert.Equal(
            ("parcel_refused", RefusalKind.Conflict),
            (
                (await Carrier.BuyLabel("heavy", heavy, default)).Refused!.Code,
                (await Carrier.BuyLabel("heavy", heavy, default)).Refused!.Kind
            )
        );
        Assert.Equal(
            "parcel_refused",
            (await Carrier.BuyLabel("street", Parcel with { To = new() { Country = "GB" } }, default)).Refused!.Code
        );
        Assert.Equal("parcel_refused", (await Carrier.BuyLabel("service", Parcel with { Service = "no such" }, default)).Refused!.Code);
    }

    [Fact]
    public async Task A_label_is_bought_once_a_request_by_whichever_service_has_a_rate()
    {
        var first = (await Carrier.BuyLabel("o1:3", Parcel, default)).Value;
        var again = (await Carrier.BuyLabel("o1:3", Parcel, default)).Value;
        Assert.Equal(first.TrackingNumber, again.TrackingNumber);
        Assert.Equal(first.Content.ToArray(), again.Content.ToArray());
        Assert.NotEmpty(first.MediaType);
        Assert.False(first.Content.IsEmpty);
        var other = (await Carrier.BuyLabel("o1:4", Parcel, default)).Value;
        Assert.NotEqual(first.TrackingNumber, other.TrackingNumber);
        foreach (var rate in (await Carrier.Rates(Parcel, default)).Value)
        {
            Assert.Null((await Carrier.BuyLabel("service " + rate.Service, Parcel with { Service = rate.Service }, default)).Refused);
        }
    }

    [Fact]
    public async Task A_label_that_is_not_used_goes_back_once_and_is_not_bought_again()
    {
        var label = (await Carrier.BuyLabel("o2:1", Parcel, default)).Value;
        Assert.True((await Carrier.CancelLabel("o2:1", default)).Value);
        Assert.True((await Carrier.CancelLabel("o2:1", default)).Value);
        Assert.Equal("parcel_refused", (await Carrier.BuyLabel("o2:1", Parcel, default)).Refused!.Code);
        Assert.Equal("tracking_unknown", (await Carrier.Track(label.TrackingNumber, default)).Refused!.Code);
    }

    [Fact]
    public async Task A_purchase_that_comes_after_its_cancellation_buys_nothing()
    {
        Assert.False((await Carrier.CancelLabel("o3:1", default)).Value);
        Assert.Equal("parcel_refused", (await Carrier.BuyLabel("o3:1", Parcel, default)).Refused!.Code);
        Assert.False((await Carrier.CancelLabel("o3:1", default)).Value);
    }

    [Fact]
    public async Task A_parcel_is_followed_in_order_and_one_that_travels_keeps_its_label()
    {
        Assert.Equal(
            ("tracking_unknown", RefusalKind.NotFound),
            ((await Carrier.Track("0000", default)).Refused!.Code, (await Carrier.Track("0000", default)).Refused!.Kind)
        );
        var label = (await Carrier.BuyLabel("o4:1", Parcel, default)).Value;
        Assert.Equal("announced", Assert.Single((await Carrier.Track(label.TrackingNumber, default)).Value).Status);
        await world.Travel();
        var events = (await Carrier.Track(label.TrackingNumber, default)).Value;
        Assert.Equal(events.Select(one => one.AtUnixMs).Order(), events.Select(one => one.AtUnixMs));
        Assert.Equal("delivered", events[^1].Status);
        Assert.All(
            events,
            one => Assert.Contains(one.Status, new[] { "announced", "in_transit", "out_for_delivery", "delivered", "returned" })
        );
        Assert.Equal("label_in_use", (await Carrier.CancelLabel("o4:1", default)).Refused!.Code);
        Assert.Equal(label.TrackingNumber, (await Carrier.BuyLabel("o4:1", Parcel, default)).Value.TrackingNumber);
    }

    private static CarrierParcel Parcel { get; } = new(London, 1_200, 30_00, "USD");
}
