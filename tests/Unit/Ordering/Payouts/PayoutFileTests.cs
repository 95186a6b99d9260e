// Vendors are paid by files for the bank: what a file asks for, that nobody is in two, and that books and files agree.
using System.Text;
using System.Xml.Linq;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class PayoutFileTests
{
    private static readonly PayoutAccount Shop = new("DE89370400440532013000", "Müller & Söhne GmbH", "COBADEFFXXX");
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);
    private static readonly XNamespace Pain = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
    private int ids;

    [Theory]
    [InlineData("de89 3704 0044 0532 0130 00", "DE89370400440532013000")]
    [InlineData("GB82WEST12345698765432", "GB82WEST12345698765432")]
    [InlineData("DE88370400440532013000", null)]
    [InlineData("DE89", null)]
    [InlineData("", null)]
    [InlineData("<script>alert(1)</script>", null)]
    public void An_account_number_holds_by_its_check_digits(string text, string? read) => Assert.Equal(read, Iban.Read(text));

    [Theory]
    [InlineData("Jürgen Großmann", "Juergen Grossmann")]
    [InlineData("Łukasz Żółć", "Lukasz Zolc")]
    [InlineData("Société d'Été & Cie", "Societe d'Ete + Cie")]
    [InlineData("Αθήνα", "Athina")]
    [InlineData("Юлия", "Yuliya")]
    [InlineData("  /東京\n", "..")]
    public void Names_are_written_in_the_letters_that_banks_take(string name, string written) =>
        Assert.Equal(written, SepaText.Of(name, 70));

    [Fact]
    public void A_file_says_what_the_bank_needs_and_reads_back()
    {
        var payouts = new[]
        {
            new PayoutInstruction(
                "0199a1b2-0000-7000-8000-000000000001",
                "v1",
                61_040,
                "Ada Ölund",
                "SE4550000000058398257466",
                string.Empty
            ),
            new PayoutInstruction("0199a1b2-0000-7000-8000-000000000002", "v2", 5, "B", "DE89370400440532013000", "COBADEFFXXX"),
        };
        var file = SepaFile.Write("0199a1b2-0000-7000-8000-000000000009", Shop, payouts, Now, new(2026, 1, 16));
        var read = XDocument.Parse(Encoding.UTF8.GetString(file));
        string[] Of(string name) => [.. read.Descendants(Pain + name).Select(one => one.Value)];
        Assert.Equal(["0199a1b2000070008000000000000009"], Of("MsgId"));
        Assert.Equal(["610.45", "610.45"], Of("CtrlSum"));
        Assert.Equal(["2", "2"], Of("NbOfTxs"));
        Assert.Equal(["610.40", "0.05"], Of("InstdAmt"));
        Assert.All(read.Descendants(Pain + "InstdAmt"), one => Assert.Equal("EUR", (string?)one.Attribute("Ccy")));
        Assert.Equal(["Mueller + Soehne GmbH", "Mueller + Soehne GmbH", "Ada Oelund", "B"], Of("Nm"));
        Assert.Equal(["COBADEFFXXX", "COBADEFFXXX"], Of("BICFI"));
        Assert.Equal(["2026-01-16"], Of("Dt"));
        Assert.All(Of("EndToEndId").Concat(Of("MsgId")).Concat(Of("PmtInfId")), id => Assert.InRange(id.Length, 1, 35));
        Assert.Equal(payouts.Select(one => (one.EndToEndId, one.Iban, one.Amount)), SepaFile.Read(file));
    }

    [Fact]
    public async Task A_file_takes_all_who_are_due_once_and_its_amounts_are_in_no_other_nor_paid_by_hand()
    {
        await using var test = await Open();
        var store = new PayoutFileStore(test.Database);
        await Owe(test, ("v1", "EUR", 1_000), ("v2", "EUR", -300), ("v3", "EUR", 700), ("v4", "USD", 900), ("v5", "EUR", 400));
        foreach (var vendor in new[] { "v1", "v2", "v4", "v5" })
        {
            await Save(test, new(vendor, "Holder " + vendor, "DE89370400440532013000", string.Empty, "boss", 1));
        }

        var made = await Task.WhenAll(Make(store, "k1"), Make(store, "k1"), Make(store, "k2"));
        var file = made.Single(one => one.Refused is null && one.Value.LeftOut.Count > 0).Value;
        Assert.Equal((2, 1_400L), (file.File.Count, file.File.Sum));
        Assert.Equal([("v3", "no_account"), ("v4", "no_euro")], file.LeftOut.Select(one => (one.VendorId, one.Why)));
        Assert.All(made, one => Assert.Contains(one.Refused?.Code ?? one.Value.File.Id, new[] { file.File.Id, "nothing_to_pay" }));
        Assert.Equal("nothing_to_pay", (await Pay(test, "v1", 1)).Refused!.Code);
        Assert.Equal(1_000, (await new PayoutStore(test.Database).Balances("v1")).Single().Balance);

        // A sale meanwhile is paid by the next file, and by nothing twice.
        await Owe(test, ("v1", "EUR", 50));
        Assert.Equal("payout_exceeds_balance", (await Pay(test, "v1", 51)).Refused!.Code);
        Assert.Equal(50, (await Make(store, "k3")).Value.File.Sum);
        Assert.Empty(await Compare(test));
    }

    [Fact]
    public async Task What_the_bank_executed_is_taken_off_the_balance_once_and_what_it_refused_is_owed_as_before()
    {
        await using var test = await Open();
        var store = new PayoutFileStore(test.Database);
        await Owe(test, ("v1", "EUR", 1_000), ("v5", "EUR", 400));
        await Save(test, new("v1", "One", "DE89370400440532013000", string.Empty, "boss", 1));
        await Save(test, new("v5", "Five", "GB82WEST12345698765432", string.Empty, "boss", 1));
        var file = (await Make(store, "k1")).Value.File;
        var fifth = (await store.Get(file.Id))!.Value.Payouts.Single(one => one.Instruction.VendorId == "v5").Instruction;
        Assert.Equal(FiledPayout.Refused, (await store.Refuse(file.Id, fifth.PayoutId, "closed", 5)).Value.Status);
        Assert.Equal(FiledPayout.Refused, (await store.Refuse(file.Id, fifth.PayoutId, "closed", 5)).Value.Status);

        // A refund between file and bank: the vendor owes, and its next payouts are that much lower.
        await Owe(test, ("v1", "EUR", -1_500));
        var ended = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => store.End(file.Id, PayoutFile.Executed, "boss", 9)));
        Assert.All(ended, one => Assert.Equal(PayoutFile.Executed, one.Value.Status));
        Assert.Equal("payout_file_ended", (await store.End(file.Id, PayoutFile.Discarded, "boss", 9)).Refused!.Code);
        var first = (await store.Get(file.Id))!.Value.Payouts.Single(one => one.Instruction.VendorId == "v1").Instruction;
        Assert.Equal("payout_file_ended", (await store.Refuse(file.Id, first.PayoutId, "x", 9)).Refused!.Code);
        var books = new PayoutStore(test.Database);
        Assert.Equal((-1_500L, 400L), ((await books.Balances("v1")).Single().Balance, (await books.Balances("v5")).Single().Balance));
        Assert.Equal([(1_000L, "v1")], (await books.List(null, null, 9)).Select(one => (one.Amount, one.VendorId)));
        Assert.Equal("nothing_to_pay", (await Pay(test, "v1", 1)).Refused!.Code);
        Assert.Empty(await Compare(test));

        await Owe(test, ("v1", "EUR", 1_600));
        var next = (await Make(store, "k2")).Value.File;
        Assert.Equal((2, 500L), (next.Count, next.Sum));
        Assert.Equal(PayoutFile.Discarded, (await store.End(next.Id, PayoutFile.Discarded, "boss", 10)).Value.Status);
        Assert.Equal(500, (await Make(store, "k3")).Value.File.Sum);
        Assert.Equal("payout_file_not_found", (await store.End("nobody", PayoutFile.Executed, "boss", 9)).Refused!.Code);
        Assert.Equal("payout_not_found", (await store.Refuse(next.Id, "nobody", "x", 9)).Refused!.Code);
        Assert.Empty(await Compare(test));
    }

    [Theory]
    [InlineData("UPDATE payout_instructions SET amount = amount + 1", 3)]
    [InlineData("UPDATE payout_instructions SET iban = 'GB82WEST12345698765432'", 1)]
    [InlineData("UPDATE payouts SET amount = amount + 1", 1)]
    [InlineData("DELETE FROM payouts", 1)]
    public async Task What_somebody_changes_in_the_books_shows_as_a_difference(string change, int least)
    {
        await using var test = await Open();
        var store = new PayoutFileStore(test.Database);
        await Owe(test, ("v1", "EUR", 1_000));
        await Save(test, new("v1", "One", "DE89370400440532013000", string.Empty, "boss", 1));
        var file = (await Make(store, "k1")).Value.File;
        await store.End(file.Id, PayoutFile.Executed, "boss", 9);
        Assert.Empty(await Compare(test));
        await test.Database.Write(async tx => await tx.Execute(change));
        Assert.InRange((await Compare(test)).Count, 1, least);
    }

    [Fact]
    public async Task An_account_that_a_vendor_changed_itself_is_left_out_until_its_time_and_every_change_is_told_once()
    {
        await using var test = await Open();
        var (store, accounts) = (new PayoutFileStore(test.Database), new VendorAccountStore(test.Database));
        await Owe(test, ("v1", "EUR", 1_000));
        var changed = Now.AddDays(-1).ToUnixTimeMilliseconds();
        var mine = new VendorAccount("v1", "Ada", "DE89370400440532013000", string.Empty, "ada", changed);
        await accounts.Save(mine, "vendor", TimeSpan.FromDays(3));
        await accounts.Save(mine with { UpdatedMs = changed + 5 }, "vendor", TimeSpan.FromDays(3));
        Assert.Contains("has a new account that waits", (await Make(store, "k1")).Refused!.Detail, StringComparison.Ordinal);

        var byStaff = mine with { Iban = "GB82WEST12345698765432", ActorId = "boss", UpdatedMs = changed + 9 };
        await accounts.Save(byStaff, "admin", TimeSpan.Zero);
        Assert.Equal(1_000, (await Make(store, "k2")).Value.File.Sum);
        Assert.Equal(
            [
                ("Ada, DE** **** 3000", "Ada, GB** **** 5432", "admin", 0L),
                (string.Empty, "Ada, DE** **** 3000", "vendor", changed + (3L * 86_400_000)),
            ],
            (await accounts.Changes(null, long.MaxValue, 9)).Select(one => (one.Before, one.After, one.Role, one.PayableMs))
        );
        var told = await test.Database.Read(sql =>
            sql.Query("SELECT data FROM outbox WHERE topic = $1 ORDER BY number", row => row.GetString(0), Topics.VendorAccountChanged)
        );
        Assert.Equal(2, told.Count);
        Assert.All(told, data => Assert.DoesNotContain("440532013000", data, StringComparison.Ordinal));
    }

    [Fact]
    public void The_day_of_a_file_is_the_shops()
    {
        var late = new DateTimeOffset(2026, 1, 15, 23, 30, 0, TimeSpan.Zero);
        Assert.Equal(new DateOnly(2026, 1, 15), SepaPayouts.DayOf(late, TimeZoneInfo.Utc));
        Assert.Equal(new DateOnly(2026, 1, 16), SepaPayouts.DayOf(late, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")));
    }

    [Theory]
    [InlineData("acct_1032D82eZvKYlo2C", "acct_1032D82eZvKYlo2C")]
    [InlineData(" acct_1032D82eZvKYlo2C ", "acct_1032D82eZvKYlo2C")]
    [InlineData("acct_1", null)]
    [InlineData("cus_1032D82eZvKYlo2C", null)]
    [InlineData("acct_1032D82eZvKYlo2C/../x", null)]
    public void An_account_at_Stripe_is_known_by_its_form(string text, string? read) =>
        Assert.Equal(read, VendorAccount.ReadStripe(text) is { Refused: null, Value: var account } ? account : null);

    [Theory]
    [InlineData("stripe", "DE89370400440532013000", "", "Payouts:Sepa:Iban is said with Payouts:Provider=stripe")]
    [InlineData("manual", "DE89370400440532013000", "", "Payouts:Sepa:Iban is said with Payouts:Provider=manual")]
    [InlineData("sepa_file", "DE88370400440532013000", "Shop", "check digits")]
    [InlineData("sepa_file", "DE89370400440532013000", "", "Payouts:Sepa:Name")]
    [InlineData("paypal", "", "", "Payouts:Provider")]
    public void A_wrong_account_of_the_shop_is_refused_at_the_start(string provider, string iban, string name, string says) =>
        Assert.Contains(
            says,
            Assert
                .Throws<ConfigurationRefused>(() =>
                    PayoutSettings.Of(
                        new ConfigurationBuilder()
                            .AddInMemoryCollection([
                                new("Payouts:Provider", provider),
                                new("Payouts:Sepa:Iban", iban),
                                new("Payouts:Sepa:Name", name),
                            ])
                            .Build()
                    )
                )
                .Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("Ada", "DE88370400440532013000", null, "invalid_iban")]
    [InlineData("Ada", "DE89370400440532013000", "COBA", "invalid_bic")]
    [InlineData(" ", "DE89370400440532013000", null, "invalid_holder")]
    [InlineData("東京", "DE89370400440532013000", null, "invalid_holder")]
    [InlineData("Ada", "DE89370400440532013000", "cobadeff", null)]
    public void An_account_that_no_bank_could_use_is_refused(string holder, string iban, string? bic, string? code) =>
        Assert.Equal(code, VendorAccount.Read("v1", holder, iban, bic, "boss", 1).Refused?.Code);

    [Fact]
    public void Of_a_number_enough_is_shown_to_know_it_again() => Assert.Equal("DE** **** 3000", Iban.Shown("DE89370400440532013000"));

    private static async Task<TestDatabase> Open() => await TestDatabase.Open("ordering", typeof(OrderingModule).Assembly, new TestClock());

    private static ValueTask<IReadOnlyList<PayoutDifference>> Compare(TestDatabase test)
    {
        var desk = new PayoutDesk(new(PayoutSettings.Manual, null), [new ManualPayouts(test.Database, new TestClock())]);
        var transfers = new CompareTransfers(
            new(test.Database),
            desk,
            new TestClock(),
            Microsoft.Extensions.Logging.Abstractions.NullLogger<CompareTransfers>.Instance
        );
        return new ComparePayouts(
            new(test.Database),
            transfers,
            new TestClock(),
            Microsoft.Extensions.Logging.Abstractions.NullLogger<ComparePayouts>.Instance
        ).Run(default);
    }

    private static Task<VendorAccount> Save(TestDatabase test, VendorAccount account) =>
        new VendorAccountStore(test.Database).Save(account, "admin", TimeSpan.Zero);

    private static Task Owe(TestDatabase test, params (string VendorId, string Currency, long Amount)[] amounts) =>
        test.Database.Write(async tx =>
        {
            foreach (var (vendorId, currency, amount) in amounts)
            {
                await tx.Execute(
                    """
                    INSERT INTO vendor_balances(vendor_id, currency, balance) VALUES ($1, $2, $3)
                    ON CONFLICT (vendor_id, currency) DO UPDATE SET balance = vendor_balances.balance + excluded.balance
                    """,
                    vendorId,
                    currency,
                    amount
                );
            }

            return true;
        });

    private static Task<Outcome<Payout>> Pay(TestDatabase test, string vendorId, long amount) =>
        new PayoutStore(test.Database).Pay(new("by-hand", vendorId, "EUR", amount, null, "boss", "hand-" + vendorId + amount, "hash", 3));

    private Task<Outcome<MadeFile>> Make(PayoutFileStore store, string key) =>
        store.Make(
            Shop,
            key,
            "boss",
            Now,
            new(2026, 1, 16),
            () =>
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"0199a1b2-0000-7000-8000-{Interlocked.Increment(ref ids):000000000000}"
                )
        );
}
