// Who a vendor is: what is taken and what is refused, every version kept, and of two who write at once one is told.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class TraderTests
{
    [Theory]
    [InlineData("DE", "DE129273398", "DE129273398", null)]
    [InlineData("DE", " de 129.273.398 ", "DE129273398", null)]
    [InlineData("DE", "DE129273399", null, "vat_number_invalid")] // a check digit
    [InlineData("FR", "DE129273398", null, "vat_number_invalid")] // another country's
    [InlineData("GR", "EL094259216", "EL094259216", null)]
    [InlineData("US", "12-3456789", "12-3456789", null)] // no form is known
    [InlineData("DE", "12/345/67890", null, "vat_number_invalid")] // the tax office's number is no VAT number
    [InlineData("DE", "  ", null, null)]
    public void A_vat_number_is_one_of_the_vendors_country(string country, string said, string? kept, string? refused)
    {
        var read = Trader.Of(StatementWords.Asked with { Country = country, VatNumber = said });
        Assert.Equal(refused, read.Refused?.Code);
        Assert.Equal(kept, refused is null ? read.Value.VatNumber : null);
    }

    [Fact]
    public void What_is_wrong_is_named_member_by_member()
    {
        var refused = Trader
            .Of(new(string.Empty, "XX", "both", new string('x', 3_000), Email: "nobody", Phone: "call me", PostalCode: "a\nb"))
            .Refused!;
        Assert.Equal("validation_failed", refused.Code);
        Assert.Equal(
            ["country", "email", "legal_name", "phone", "postal_code", "street", "vat_status"],
            refused.Facts!["errors"]!.AsObject().Select(one => one.Key).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Every_version_is_kept_with_who_wrote_it_and_nobody_overwrites_what_they_have_not_seen()
    {
        await using var world = await OrderingWorld.Open();
        var desk = new StatementDesk(world);
        var admin = new Actor("admin", "root");
        var both = await Task.WhenAll(
            desk.Desk.Save("v1", StatementWords.Asked, null, StatementWords.Vendor, 1, default).AsTask(),
            desk.Desk.Save("v1", StatementWords.Asked with { City = "Bonn" }, null, admin, 1, default).AsTask()
        );
        Assert.Equal("version_mismatch", Assert.Single(both, one => one.Refused is not null).Refused!.Code);
        Assert.Equal(1, Assert.Single(both, one => one.Refused is null).Value.Version);

        var second = (await desk.Desk.Save("v1", StatementWords.Asked with { City = "Köln" }, 1, admin, 2, default)).Value;
        Assert.Equal((2L, "Köln", "root"), (second.Version, second.Trader.City, second.ActorId));
        var late = (
            await desk.Desk.Save("v1", StatementWords.Asked with { City = "Trier" }, 1, StatementWords.Vendor, 3, default)
        ).Refused!;
        Assert.Equal(("version_mismatch", 2L), (late.Code, (long)late.Facts!["version"]!));

        // The same again is no version.
        Assert.Equal(2, (await desk.Desk.Save("v1", StatementWords.Asked with { City = "Köln" }, 2, admin, 4, default)).Value.Version);

        // The agreement stays through other changes, and ends when it is ended.
        Assert.Equal("1", (await desk.Desk.Agree("v1", true, 2, StatementWords.Vendor, 5)).Value.Trader.SelfBilling!.Text);
        var moved = (await desk.Desk.Save("v1", StatementWords.Asked with { City = "Mainz" }, 3, admin, 6, default)).Value;
        Assert.Equal(new SelfBillingAgreement("1", 5, "vendor", "user-7"), moved.Trader.SelfBilling);
        Assert.Null((await desk.Desk.Agree("v1", false, 4, StatementWords.Vendor, 7)).Value.Trader.SelfBilling);
        var changes = await desk.Traders.Changes("v1");
        Assert.Equal([5L, 4L, 3L, 2L, 1L], changes.Select(one => one.Version));
        Assert.Equal(["vendor", "admin", "vendor", "admin"], changes.Take(4).Select(one => one.Role));
        Assert.Equal("trader_not_found", (await desk.Desk.Agree("v2", true, null, admin, 8)).Refused!.Code);

        // What a person wrote is in the person's file; all of it goes when the vendor has left.
        var records = new PersonOrders(world.Database, world.Store);
        var asked = new PersonRecordsRequest();
        asked.UserIds.Add("user-7");
        var told = (await records.GetRecords(asked, default)).Value.Records.Where(one => one.Kind == PersonOrders.TraderKind).ToList();
        Assert.Equal(changes.Count(one => one.ActorId == "user-7"), told.Count);
        Assert.All(told, one => Assert.Contains("Ada Lovelace OHG", one.Json, StringComparison.Ordinal));
        Assert.True(await desk.Traders.Delete("v1"));
        Assert.False(await desk.Traders.Delete("v1"));
        Assert.Empty(await desk.Traders.Changes("v1"));
        Assert.Equal(1, (await desk.Desk.Save("v1", StatementWords.Asked, null, admin, 9, default)).Value.Version);
    }

    [Fact]
    public async Task A_number_is_looked_up_once_and_again_while_nobody_answers()
    {
        await using var world = await OrderingWorld.Open();
        var register = new RegisterByHand();
        world.Register = register;
        var desk = new StatementDesk(world);
        var first = (await desk.Desk.Save("v1", StatementWords.Asked, null, StatementWords.Vendor, 1, default)).Value;
        Assert.Equal(VatCheck.Unchecked, first.Trader.VatCheck!.State);
        register.Answers = true;
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await desk.Closing.Round(default);
        var kept = (await desk.Traders.Get("v1"))!;
        Assert.Equal((2L, VatCheck.InForce, "C-1"), (kept.Version, kept.Trader.VatCheck!.State, kept.Trader.VatCheck.Consultation));
        Assert.Equal("system", (await desk.Traders.Changes("v1"))[0].Role);
        var asked = register.Asked;
        var moved = (await desk.Desk.Save("v1", StatementWords.Asked with { City = "Bonn" }, 2, StatementWords.Vendor, 2, default)).Value;
        await desk.Closing.Round(default);
        Assert.Equal((kept.Trader.VatCheck, asked), (moved.Trader.VatCheck, register.Asked));
    }

    private sealed class RegisterByHand : IVatRegister
    {
        public bool Answers { get; set; }

        public int Asked { get; private set; }

        public string Name => "vies";

        public bool Has(string prefix) => prefix == "DE";

        public ValueTask<Outcome<VatProof>> LookUp(string prefix, string body, CancellationToken cancel)
        {
            Asked++;
            return ValueTask.FromResult<Outcome<VatProof>>(
                Answers ? new VatProof(true, 5, "C-1") : Refusal.Unavailable("vat_register_unavailable", "away")
            );
        }
    }
}
