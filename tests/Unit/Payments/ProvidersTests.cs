// Which providers take money, what each needs, and what becomes of payments whose provider is switched off.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Payments;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Unit.Payments;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class ProvidersTests
{
    private const string Iban = "GB82 WEST 1234 5698 7654 32";

    private static readonly BankAccount Account = new("GB82WEST12345698765432", "Acme Ltd", "WESTGB2L", TimeSpan.FromDays(7));

    public static TheoryData<string> EveryToken() =>
        [.. SimulatorToken.Method.Tokens.Select(one => one.Token), "bank_transfer", "tok_of_nobody", "pm_card_visa"];

    [Theory]
    [InlineData("", "")]
    [InlineData("Payments:Providers=", "")]
    [InlineData("Demo=true", "simulator,bank_transfer")]
    [InlineData("Demo=true;Payments:Providers=none", "")]
    [InlineData("Demo=true;Payments:Providers=bank_transfer", "bank_transfer")]
    [InlineData("Payments:Providers=simulator", "simulator")]
    [InlineData(
        "Payments:Providers= Bank_Transfer , simulator,bank_transfer;Payments:BankTransfer:Iban="
            + Iban
            + ";Payments:BankTransfer:Name=Acme Ltd",
        "bank_transfer,simulator"
    )]
    public void Only_a_demo_takes_payments_unasked(string settings, string providers) =>
        Assert.Equal(providers, string.Join(',', PaymentSettings.Read(Configured(settings)).Providers));

    [Theory]
    [InlineData("Payments:Providers=simulater", "simulater is no payment provider", "Did you mean simulator?")]
    [InlineData("Payments:Providers=bank transfer", "Did you mean bank_transfer?", "There are: simulator, bank_transfer")]
    [InlineData(
        "Payments:Providers=bank_transfer",
        "there is no account to pay to",
        "Set Payments:BankTransfer:Iban and Payments:BankTransfer:Name"
    )]
    [InlineData("Payments:Providers=bank_transfer;Payments:BankTransfer:Iban=" + Iban, "Payments:BankTransfer:Name is missing", "Set both")]
    [InlineData("Payments:BankTransfer:Name=Acme Ltd", "Payments:BankTransfer:Iban is missing", "Set both")]
    [InlineData("Payments:BankTransfer:Iban=GB82WEST12345698765433;Payments:BankTransfer:Name=Acme Ltd", "is not an IBAN", "check digits")]
    [InlineData(
        "Payments:Providers=bank_transfer;Payments:BankTransfer:Iban=DE89370400440532013000;Payments:BankTransfer:Name=Acme",
        "example of the register",
        "own account"
    )]
    [InlineData(
        "Payments:BankTransfer:Iban=" + Iban + ";Payments:BankTransfer:Name=Acme;Payments:BankTransfer:Bic=WEST1",
        "is not a BIC",
        "leave it out"
    )]
    public void A_provider_without_what_it_needs_is_refused_in_one_sentence(string settings, string what, string cure)
    {
        var refused = Assert.Throws<ConfigurationRefused>(() => PaymentSettings.Read(Configured(settings))).Message;
        Assert.Contains(what, refused, StringComparison.Ordinal);
        Assert.Contains(cure, refused, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused);
    }

    [Fact]
    public void A_simulator_outside_a_demo_is_said_out_loud()
    {
        Assert.Contains(
            "THE SIMULATOR IS ON",
            PaymentSettings.Read(Configured("Payments:Providers=simulator")).Line,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("SIMULATOR", PaymentSettings.Read(Configured("Demo=true")).Line, StringComparison.Ordinal);
        Assert.Contains("Set Payments:Providers", PaymentSettings.Read(Configured("")).Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_taken_is_told_in_the_order_in_which_it_is_named()
    {
        await using var till = await Till.Open();
        await till.Reopen(["bank_transfer", "simulator"], Account);
        var methods = (await till.Payments.ListMethods(new(), default)).Value.Methods;
        Assert.Equal(
            [("bank_transfer", "bank_transfer", false), ("card", "simulator", true)],
            methods.Select(one => (one.Method, one.Provider, one.Test))
        );
        Assert.Equal(["bank_transfer"], methods[0].Tokens.Select(one => one.Token));
        Assert.All(methods[1].Tokens, one => Assert.True(till.Cards.Knows(one.Token)));
        Assert.All(methods.SelectMany(method => method.Tokens), one => Assert.Null(AcceptedMethods.Refused(methods, one.Token)));
        await till.Reopen([], null);
        Assert.Empty((await till.Payments.ListMethods(new(), default)).Value.Methods);
    }

    [Theory]
    [MemberData(nameof(EveryToken))]
    public async Task A_shop_that_takes_nothing_begins_no_payment(string token)
    {
        await using var till = await Till.Open();
        await till.Reopen([], null);
        Assert.Equal(("no_payment_methods", RefusalKind.Conflict), Refused((await till.Pay("o1", token)).Refused));
        Assert.Equal(("no_payment_methods", RefusalKind.Conflict), Refused((await till.Pay("o1", token)).Refused));
        Assert.Null(await till.Find("o1"));
        Assert.Equal((0, 0), (till.Gateway.Calls, till.BankRoad.Calls));
    }

    [Theory]
    [MemberData(nameof(EveryToken))]
    public async Task A_shop_that_takes_transfers_takes_nothing_else(string token)
    {
        await using var till = await Till.Open();
        await till.Reopen(["bank_transfer"], Account);
        var outcome = await till.Pay("o1", token);
        if (token == "bank_transfer")
        {
            Assert.Equal(("GB82WEST12345698765432", "Acme Ltd"), (outcome.Value.Action.Account, outcome.Value.Action.AccountHolder));
            Assert.Contains("BIC WESTGB2L", outcome.Value.Action.Instructions, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(("payment_method_not_accepted", RefusalKind.Conflict), Refused(outcome.Refused));
        Assert.Contains("bank_transfer", outcome.Refused!.Detail, StringComparison.Ordinal);
        Assert.Null(await till.Find("o1"));
    }

    [Fact]
    public async Task Money_that_a_provider_took_before_it_was_switched_off_can_be_returned_and_is_compared()
    {
        await using var till = await Till.Open();
        Assert.True((await till.Pay("paid")).Value.Captured);
        Assert.True((await till.Pay("also paid")).Value.Captured);
        Assert.Equal("payment_unknown", (await till.Pay("lost", SimulatorToken.LosesReply)).Refused!.Code);
        await till.Reopen([], null);

        // Whoever asks again hears what is true.
        Assert.True((await till.Pay("paid")).Value.Captured);
        Assert.True((await till.Pay("lost", SimulatorToken.LosesReply)).Value.Captured);
        Assert.Null((await till.Refund("paid", "r1", 400)).Refused);
        Assert.Null((await till.Refund("lost", "r2", 1_000)).Refused);
        Assert.Null((await till.Void("also paid")).Refused);
        Assert.Equal((600L, 0L, 0L), (await till.Kept("paid"), await till.Kept("lost"), await till.Kept("also paid")));
        Assert.Empty(await till.Differences());
    }

    [Fact]
    public async Task A_payment_that_waits_when_its_provider_is_switched_off_comes_to_its_end()
    {
        await using var till = await Till.Open();
        await till.Reopen(["simulator", "bank_transfer"], Account);
        Assert.Equal("awaiting", (await till.Pay("late", SimulatorToken.Late)).Value.State);
        var told = (await till.Pay("transfer", SimulatedBank.Token)).Value.Action;
        await till.Reopen([], null);

        // The account is not configured any more: who was told where to pay is told the same.
        Assert.Equal(
            (told.Account, told.AccountHolder, told.Reference, told.Instructions),
            To((await till.Pay("transfer", SimulatedBank.Token)).Value.Action)
        );
        till.Clock.Advance(TimeSpan.FromMinutes(1));
        await till.Tell();
        Assert.Null((await till.Bank.Receive(new("t1", told.Reference, 1_000, "USD"), default)).Refused);
        await till.Tell();
        Assert.True((await till.Pay("late", SimulatorToken.Late)).Value.Captured);
        Assert.True((await till.Pay("transfer", SimulatedBank.Token)).Value.Captured);
        Assert.Null((await till.Refund("transfer", "r1", 1_000)).Refused);
        Assert.Empty(await till.Differences());
        static (string, string, string, string) To(PaymentAction action) =>
            (action.Account, action.AccountHolder, action.Reference, action.Instructions);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_payment_that_a_provider_never_heard_of_is_not_begun_after_it_is_switched_off(bool bySettling)
    {
        await using var till = await Till.Open();
        till.Gateway.Next = () => Fault.LostOnTheWayThere;
        Assert.Equal("payment_unknown", (await till.Pay("o1")).Refused!.Code);
        await till.Reopen([], null);
        if (bySettling)
        {
            await till.Settle();
        }

        Assert.Equal("payment_method_not_accepted", (await till.Pay("o1")).Refused!.Code);
        Assert.Equal(PaymentState.Voided, (await till.Find("o1"))!.State);
        Assert.Equal(0, await till.Kept("o1"));

        // Switched on again it stays ended: the order that it was for has heard so.
        await till.Reopen(["simulator"], null);
        Assert.Equal("payment_method_not_accepted", (await till.Pay("o1")).Refused!.Code);
        Assert.Equal(0, await till.Kept("o1"));
        Assert.Empty(await till.Differences());
    }

    private static (string, RefusalKind) Refused(Refusal? refused) => (refused!.Code, refused.Kind);

    private static IConfiguration Configured(string settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings
                    .Split(';', StringSplitOptions.RemoveEmptyEntries)
                    .Select(one => one.Split('=', 2))
                    .Select(pair => new KeyValuePair<string, string?>(pair[0], pair[1]))
            )
            .Build();
}
