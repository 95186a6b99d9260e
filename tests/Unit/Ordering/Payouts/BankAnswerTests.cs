// What the bank answers is read in all its forms, taken whole or not at all, and once.
using System.Text;
using Cartwright.Contracts;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class BankAnswerTests
{
    private const string File = "0199a1b2-0000-7000-8000-000000000001";
    private const string First = "0199a1b2-0000-7000-8000-000000000002";
    private const string Second = "0199a1b2-0000-7000-8000-000000000003";

    private static readonly PayoutAccount Shop = new("DE89370400440532013000", "Shop GmbH", string.Empty);
    private int ids;

    [Theory]
    [InlineData("pain.002.001.03")]
    [InlineData("pain.002.001.10")]
    public async Task The_states_of_a_file_are_taken_transfer_by_transfer(string version)
    {
        await using var test = await WithFile();
        var states = Pain(version, "PART", State(First, "ACSC", string.Empty), State(Second, "RJCT", "AC04", "1000.00"));
        var taken = (await Take(test, states)).Value;
        Assert.Equal([First], taken.Executed);
        Assert.Equal([Second], taken.Refused);
        Assert.Equal(0, taken.AsBefore);
        Assert.Equal((0L, 100_000L), (await Balance(test, "v1"), await Balance(test, "v2")));
        var second = await Payout(test, Second);
        Assert.Equal((FiledPayout.Refused, "AC04: the account is closed (so it says)"), (second.Status, second.Reason));
        Assert.Equal(PayoutFile.Executed, (await new PayoutFileStore(test.Database).Get(File))!.Value.File.Status);

        var again = (await Take(test, states)).Value;
        Assert.Equal((0, 0, 0, 2), (again.Executed.Count, again.Refused.Count, again.Returned.Count, again.AsBefore));
        Assert.Equal((0L, 100_000L), (await Balance(test, "v1"), await Balance(test, "v2")));
        Assert.Empty(await new PayoutFileStore(test.Database).Compare(File));
    }

    [Theory]
    [InlineData("RJCT", PayoutFile.Discarded, 100_000)]
    [InlineData("ACSC", PayoutFile.Executed, 0)]
    [InlineData("ACCP", PayoutFile.Made, 100_000)]
    public async Task What_is_said_of_the_whole_file_is_said_of_each_transfer(string state, string status, long owed)
    {
        await using var test = await WithFile();
        Assert.Null((await Take(test, Pain("pain.002.001.10", state))).Refused);
        Assert.Equal((owed, owed), (await Balance(test, "v1"), await Balance(test, "v2")));
        Assert.Equal(status, (await new PayoutFileStore(test.Database).Get(File))!.Value.File.Status);
        Assert.Empty(await new PayoutFileStore(test.Database).Compare(File));
    }

    [Theory]
    [InlineData("camt.053.001.02")]
    [InlineData("camt.053.001.08")]
    [InlineData("camt.054.001.02")]
    [InlineData("camt.054.001.08")]
    public async Task What_was_booked_is_paid_and_what_came_back_is_owed_again_once(string version)
    {
        await using var test = await WithFile();
        var booked = Camt(version, Entry(version, "DBIT", First, "1000.00"), Entry(version, "DBIT", Second, "1000.00"));
        Assert.Equal([First, Second], (await Take(test, booked)).Value.Executed);
        Assert.Equal((0L, 0L), (await Balance(test, "v1"), await Balance(test, "v2")));

        var back = Camt(version, Entry(version, "CRDT", First, "1000.00", "AC06"));
        Assert.Equal([First], (await Take(test, back)).Value.Returned);
        for (var i = 0; i < 2; i++)
        {
            var again = (await Take(test, back)).Value;
            Assert.Equal((0, 1), (again.Returned.Count, again.AsBefore));
        }

        Assert.Equal((100_000L, 0L), (await Balance(test, "v1"), await Balance(test, "v2")));
        var first = await Payout(test, First);
        Assert.Equal((FiledPayout.Sent, 100_000L, "AC06: the account is blocked"), (first.Status, first.Returned, first.Reason));
        Assert.Equal(
            [("payout", -100_000L), ("payout_returned", 100_000L)],
            await test.Database.Read(sql =>
                sql.Query(
                    "SELECT kind, amount FROM vendor_ledger WHERE payout_id = $1 ORDER BY number",
                    row => (row.GetString(0), row.GetInt64(1)),
                    First
                )
            )
        );
        Assert.Empty(await new PayoutFileStore(test.Database).Compare(File));

        // The next file pays it again.
        var store = new PayoutFileStore(test.Database);
        Assert.Equal(100_000, (await Make(store, "k2")).Value.File.Sum);
    }

    [Fact]
    public async Task A_transfer_and_its_return_in_one_statement_end_as_both()
    {
        await using var test = await WithFile();
        const string Version = "camt.053.001.08";
        var both = Camt(Version, Entry(Version, "CRDT", First, "1000.00", "AC04"), Entry(Version, "DBIT", First, "1000.00"));
        var taken = (await Take(test, both)).Value;
        Assert.Equal([First], taken.Executed);
        Assert.Equal([First], taken.Returned);
        Assert.Equal(100_000, await Balance(test, "v1"));
    }

    [Fact]
    public async Task A_file_that_is_booked_as_one_sum_is_paid_when_the_sum_is_its_own()
    {
        await using var test = await WithFile();
        const string Version = "camt.053.001.08";
        Assert.Equal("answer_differs", (await Take(test, Camt(Version, Batch("1999.99")))).Refused?.Code);
        Assert.Equal(100_000, await Balance(test, "v1"));
        Assert.Equal(2, (await Take(test, Camt(Version, Batch("2000.00")))).Value.Executed.Count);
        Assert.Equal(0, await Balance(test, "v1"));
        Assert.Equal(2, (await Take(test, Camt(Version, Batch("2000.00")))).Value.AsBefore);
    }

    [Fact]
    public async Task An_amount_that_differs_is_told_and_nothing_of_the_answer_is_done()
    {
        await using var test = await WithFile();
        const string Version = "camt.053.001.08";
        var differs = await Take(test, Camt(Version, Entry(Version, "DBIT", First, "1000.00"), Entry(Version, "DBIT", Second, "1000.01")));
        Assert.Equal("answer_differs", differs.Refused?.Code);
        Assert.Contains("1000.01 EUR", differs.Refused!.Detail, StringComparison.Ordinal);
        Assert.Single(differs.Refused.Facts!["differences"]!.AsArray());
        Assert.Equal((100_000L, 100_000L), (await Balance(test, "v1"), await Balance(test, "v2")));
        Assert.Equal(FiledPayout.InFile, (await Payout(test, First)).Status);
        Assert.Equal(
            "answer_differs",
            (await Take(test, Camt(Version, Entry(Version, "DBIT", First, "1000.00", currency: "USD")))).Refused?.Code
        );

        // The bank has made what the shop had given up.
        await new PayoutFileStore(test.Database).End(File, PayoutFile.Discarded, "boss", 9);
        Assert.Equal("answer_differs", (await Take(test, Camt(Version, Entry(Version, "DBIT", First, "1000.00")))).Refused?.Code);
    }

    [Fact]
    public async Task What_the_bank_refuses_after_staff_said_that_it_was_paid_is_owed_again()
    {
        await using var test = await WithFile();
        await new PayoutFileStore(test.Database).End(File, PayoutFile.Executed, "boss", 9);
        var taken = (await Take(test, Pain("pain.002.001.03", "PART", State(First, "RJCT", "MD07")))).Value;
        Assert.Equal([First], taken.Returned);
        Assert.Equal((100_000L, 0L), (await Balance(test, "v1"), await Balance(test, "v2")));
    }

    [Fact]
    public async Task Other_transfers_are_shown_and_what_is_only_expected_counts_for_nothing()
    {
        await using var test = await WithFile();
        const string Version = "camt.053.001.08";
        var answer = Camt(
            Version,
            Entry(Version, "DBIT", First, "1000.00").Replace("BOOK", "PDNG", StringComparison.Ordinal),
            Entry(Version, "DBIT", "0199a1b2-0000-7000-8000-0000000000ff", "5.00"),
            Entry(Version, "CRDT", "RENT", "17.30"),
            Entry(Version, "CRDT", "NOTPROVIDED", "17.30")
        );
        var taken = (await Take(test, answer)).Value;
        Assert.Equal(["0199a1b20000700080000000000000ff", "RENT"], taken.Unknown.Order());
        Assert.Equal((0, 0, 0), (taken.Executed.Count, taken.Returned.Count, taken.AsBefore));
        Assert.Equal(100_000, await Balance(test, "v1"));
    }

    [Theory]
    [InlineData("", "no XML")]
    [InlineData("IBAN;Betrag\n1;2", "no XML")]
    [InlineData("<a><b></a>", "no XML")]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>", "no XML")]
    [InlineData("<Document/>", "It is 'Document'")]
    [InlineData("<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.001.001.09'/>", "pain.001.001.09")]
    [InlineData("<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.99'/>", "camt.053.001.99")]
    public void What_is_no_answer_is_refused_in_words(string text, string says)
    {
        var refused = BankAnswer.Read(Encoding.UTF8.GetBytes(text)).Refused!;
        Assert.Equal("answer_not_read", refused.Code);
        Assert.Contains(says, refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_amount_that_is_none_is_refused()
    {
        const string Version = "camt.053.001.08";
        var answer = Camt(Version, Entry(Version, "DBIT", First, "1.000,00"));
        Assert.Contains(
            "'1.000,00 EUR' is no amount",
            BankAnswer.Read(Encoding.UTF8.GetBytes(answer)).Refused!.Detail,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Staff_say_that_a_payout_came_back_in_pieces_and_never_more_than_it_was()
    {
        await using var test = await WithFile();
        await new PayoutFileStore(test.Database).End(File, PayoutFile.Executed, "boss", 9);
        var store = new PayoutStore(test.Database);
        Assert.Equal(30_000, (await store.Return(First, 30_000, "less the bank's fee", "boss", 10)).Value.Returned);
        Assert.Equal("return_exceeds_payout", (await store.Return(First, 70_001, "x", "boss", 11)).Refused?.Code);
        Assert.Equal(100_000, (await store.Return(First, null, "the rest", "boss", 12)).Value.Returned);
        Assert.Equal("nothing_to_return", (await store.Return(First, null, "x", "boss", 13)).Refused?.Code);
        Assert.Equal("payout_not_found", (await store.Return("nobody", null, "x", "boss", 13)).Refused?.Code);
        Assert.Equal(100_000, await Balance(test, "v1"));
        Assert.Empty(await new PayoutFileStore(test.Database).Compare(File));
    }

    private static Task<Outcome<TakenAnswer>> Take(TestDatabase test, string answer) =>
        new TakeBankAnswer(test.Database).Take(BankAnswer.Read(Encoding.UTF8.GetBytes(answer)).Value, "boss", 20);

    private static string Pain(string version, string group, params string[] states) =>
        $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:{version}"><CstmrPmtStsRpt>
              <GrpHdr><MsgId>BANK-1</MsgId><CreDtTm>2026-01-16T08:00:00Z</CreDtTm></GrpHdr>
              <OrgnlGrpInfAndSts><OrgnlMsgId>{SepaFile.Id(
                File
            )}</OrgnlMsgId><OrgnlMsgNmId>pain.001</OrgnlMsgNmId><GrpSts>{group}</GrpSts></OrgnlGrpInfAndSts>
              {(
                states.Length == 0
                    ? string.Empty
                    : $"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{SepaFile.Id(File)}</OrgnlPmtInfId>{string.Concat(states)}</OrgnlPmtInfAndSts>"
            )}
            </CstmrPmtStsRpt></Document>
            """;

    private static string State(string payoutId, string state, string reason, string? amount = null) =>
        $"<TxInfAndSts><OrgnlEndToEndId>{SepaFile.Id(payoutId)}</OrgnlEndToEndId><TxSts>{state}</TxSts>"
        + (reason.Length == 0 ? string.Empty : $"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn><AddtlInf>so it says</AddtlInf></StsRsnInf>")
        + (amount is null ? string.Empty : $"<OrgnlTxRef><Amt><InstdAmt Ccy=\"EUR\">{amount}</InstdAmt></Amt></OrgnlTxRef>")
        + "</TxInfAndSts>";

    private static string Camt(string version, params string[] entries)
    {
        var (message, report) = version.StartsWith("camt.053", StringComparison.Ordinal)
            ? ("BkToCstmrStmt", "Stmt")
            : ("BkToCstmrDbtCdtNtfctn", "Ntfctn");
        return $"""
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:{version}"><{message}>
              <GrpHdr><MsgId>BANK-2</MsgId><CreDtTm>2026-01-16T08:00:00Z</CreDtTm></GrpHdr>
              <{report}><Id>1</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>{string.Concat(entries)}</{report}>
            </{message}></Document>
            """;
    }

    // Until version 02 a state is text, and a transfer has its amount in details; later a state has a code, and the amount stands there.
    private static string Entry(string version, string direction, string id, string amount, string? reason = null, string currency = "EUR")
    {
        var isOld = version.EndsWith("02", StringComparison.Ordinal);
        var money = $"<Amt Ccy=\"{currency}\">{amount}</Amt>";
        return $"<Ntry>{money}<CdtDbtInd>{direction}</CdtDbtInd>{(isOld ? "<Sts>BOOK</Sts>" : "<Sts><Cd>BOOK</Cd></Sts>")}"
            + $"<BookgDt><Dt>2026-01-16</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>{SepaFile.Id(id)}</EndToEndId></Refs>"
            + (isOld ? $"<AmtDtls><TxAmt>{money}</TxAmt></AmtDtls>" : $"{money}<CdtDbtInd>{direction}</CdtDbtInd>")
            + (reason is null ? string.Empty : $"<RtrInf><Rsn><Cd>{reason}</Cd></Rsn></RtrInf>")
            + "</TxDtls></NtryDtls></Ntry>";
    }

    private static string Batch(string amount) =>
        $"<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><NtryDtls><Btch><PmtInfId>{SepaFile.Id(File)}</PmtInfId>"
        + "<NbOfTxs>2</NbOfTxs></Btch></NtryDtls></Ntry>";

    private static async Task<long> Balance(TestDatabase test, string vendorId) =>
        (await new PayoutStore(test.Database).Balances(vendorId)).Single().Balance;

    private static async Task<FiledPayout> Payout(TestDatabase test, string payoutId) =>
        (await new PayoutFileStore(test.Database).Get(File))!.Value.Payouts.Single(one => one.Instruction.PayoutId == payoutId);

    // Two vendors are owed a thousand euros each, and are in one file.
    private async Task<TestDatabase> WithFile()
    {
        var test = await TestDatabase.Open("ordering", typeof(OrderingModule).Assembly, new TestClock());
        foreach (var vendor in new[] { "v1", "v2" })
        {
            await test.Database.Write(async tx =>
                await tx.Execute("INSERT INTO vendor_balances(vendor_id, currency, balance) VALUES ($1, 'EUR', 100000)", vendor)
            );
            await new VendorAccountStore(test.Database).Save(
                new(vendor, "Holder", "DE89370400440532013000", string.Empty, "boss", 1),
                "admin",
                TimeSpan.Zero
            );
        }

        Assert.Equal(File, (await Make(new(test.Database), "k1")).Value.File.Id);
        return test;
    }

    private Task<Outcome<MadeFile>> Make(PayoutFileStore store, string key) =>
        store.Make(
            Shop,
            key,
            "boss",
            new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero),
            new(2026, 1, 16),
            () =>
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"0199a1b2-0000-7000-8000-{Interlocked.Increment(ref ids):000000000000}"
                )
        );
}
