// VAT numbers that are looked up: kept with the order, asked once a day, and without proof the tax is charged and said.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class VatCheckTests
{
    private const string Number = "ATU13585627";

    [Fact]
    public async Task A_number_in_force_pays_no_tax_and_the_order_keeps_the_proof()
    {
        await using var world = await Open(new(inForce: true));
        world.Shop.Fill("ada", ("p1", 1));
        var quote = await Quote(world);
        Assert.Equal(("in_force", "WAPI1"), (quote.VatCheck!.State, quote.VatCheck.Consultation));
        Assert.Equal("reverse_charge", Assert.Single(quote.Taxes!).Reason);
        var order = await world.Place(Wish(quote.TotalPrice));
        Assert.Equal(new VatCheck("by hand", "in_force", 1_768_473_000_000, "WAPI1"), order.Terms.VatCheck);
        Assert.Equal(Number, order.Terms.VatNumber);
        Assert.Equal("in_force", OrderBody.Of(order, admin: false).VatCheck!.State);
        Assert.Equal(1, ((Register)world.Register!).Asked);
        await world.AssertTimelineHolds(await world.Settled(order.Id));

        // The proof of the sale stays whatever the register says later: an edit asks nobody.
        world.Clock.Advance(TimeSpan.FromDays(3));
        ((Register)world.Register!).InForce = false;
        EditAsk more = new([new("p1", 1), new("p2", 1)]);
        var edited = (await world.Editing.Edit(order.Id, more, new("admin", "boss"), default)).Value;
        Assert.Equal(("reverse_charge", 1), (edited.Terms.Taxes!.Single().Reason, ((Register)world.Register!).Asked));
    }

    [Theory]
    [InlineData(false, "not_in_force")]
    [InlineData(null, "unchecked")]
    public async Task Without_proof_the_tax_is_charged_and_said(bool? inForce, string state)
    {
        await using var world = await Open(new(inForce));
        world.Shop.Fill("ada", ("p1", 1));
        var quote = await Quote(world);
        Assert.Equal((state, "one_stop_shop"), (quote.VatCheck!.State, quote.Taxes!.Single().Reason));
        Assert.True(quote.TaxIncluded > 0);
        var order = await world.Place(Wish(quote.TotalPrice));
        Assert.Equal((Number, state), (order.Terms.VatNumber, order.Terms.VatCheck!.State));
        Assert.True(order.Terms.TaxIncluded > 0);
    }

    [Fact]
    public async Task A_shop_may_rather_sell_nothing_while_the_register_is_away()
    {
        await using var world = await Open(new(inForce: null), ("Tax:VatRegister:WhileAway", "refuse"));
        world.Shop.Fill("ada", ("p1", 1));
        Assert.Equal("vat_register_unavailable", (await world.Placing.Place(Wish(null), default)).Refused!.Code);
        Assert.Empty(await world.AllSettled());

        // Who gives no number, or one that makes no difference, is sold to.
        Assert.NotNull((await world.Place(OrderingWorld.Wish())).Terms.Taxes);
    }

    [Fact]
    public async Task An_answer_holds_for_a_day_and_an_outage_for_ten_seconds()
    {
        var register = new Register(inForce: null);
        await using var world = await Open(register);
        world.Shop.Fill("ada", ("p1", 1));
        Assert.Equal("unchecked", (await Quote(world)).VatCheck!.State);
        register.InForce = true;
        Assert.Equal(("unchecked", 1), ((await Quote(world)).VatCheck!.State, register.Asked));
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("in_force", (await Quote(world)).VatCheck!.State);
        register.InForce = false;
        world.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(("in_force", 2), ((await Quote(world)).VatCheck!.State, register.Asked));
        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(("not_in_force", 3), ((await Quote(world)).VatCheck!.State, register.Asked));
    }

    [Fact]
    public async Task With_nothing_in_the_cart_nobody_is_asked()
    {
        var register = new Register(inForce: true);
        await using var world = await Open(register);
        await Quote(world);
        Assert.Equal(0, register.Asked);
    }

    [Fact]
    public async Task One_network_has_twenty_numbers_a_minute_looked_up()
    {
        var register = new Register(inForce: false);
        var clock = new TestClock();
        var checks = VatChecks.Of(TestTaxes.Configuration(), register, clock)!;
        for (var n = 0; n < 30; n++)
        {
            await checks.Of(VatNumber.Read("ATU13585627").Value with { Body = $"U{n:D8}" }, "192.0.2.1", default);
        }

        Assert.Equal(20, register.Asked);
        await checks.Of(VatNumber.Read("ATU13585627").Value, "198.51.100.7", default);
        Assert.Equal(21, register.Asked);
    }

    [Theory]
    [InlineData("DE", "ATU13585627")]
    [InlineData("GB", "GB980780684")]
    [InlineData("CH", "CHE123456788MWST")]
    public async Task A_number_that_changes_nothing_is_not_looked_up(string country, string number)
    {
        var register = new Register(inForce: false);
        await using var world = await Open(register);
        world.Shop.Fill("ada", ("p1", 1));
        var quote = await world.Quote.For("ada", TestTaxes.Address(country), "standard", null, default, vatNumber: number);
        Assert.True(quote.Refused is null, quote.Refused?.Detail);
        Assert.Equal((null, 0), (quote.Value.VatCheck, register.Asked));
    }

    [Fact]
    public void A_word_that_is_none_is_refused() =>
        Assert.Contains(
            "neither tax",
            Assert
                .Throws<ConfigurationRefused>(() =>
                    VatChecks.Of(TestTaxes.Configuration(("Tax:VatRegister:WhileAway", "believe")), null, TimeProvider.System)
                )
                .Message,
            StringComparison.Ordinal
        );

    private static async Task<QuoteReply> Quote(OrderingWorld world) =>
        (await world.Quote.For("ada", TestTaxes.Address("AT", null, "1010"), "standard", null, default, vatNumber: Number)).Value;

    private static Placement Wish(decimal? expected) =>
        OrderingWorld.Wish(expected: expected) with
        {
            Address = TestTaxes.Address("AT", null, "1010"),
            VatNumber = Number,
        };

    private static async Task<OrderingWorld> Open(Register register, params (string Key, string Value)[] said)
    {
        var world = await OrderingWorld.Open();
        (world.Register, world.Said) = (register, [("Tax:Home", "DE"), .. said]);
        await world.CrashAndRestart();
        return world;
    }

    private sealed class Register(bool? inForce) : IVatRegister
    {
        public string Name => "by hand";

        public bool? InForce { get; set; } = inForce;

        public int Asked { get; private set; }

        public bool Has(string prefix) => prefix == "AT";

        public ValueTask<Outcome<VatProof>> LookUp(string prefix, string body, CancellationToken cancel)
        {
            Asked++;
            return ValueTask.FromResult<Outcome<VatProof>>(
                InForce is { } says
                    ? new VatProof(says, 1_768_473_000_000, "WAPI1")
                    : Refusal.Unavailable("vat_register_unavailable", "Away.")
            );
        }
    }
}
