// The second provider: instructions now, money later, and a rule for every transfer that does not fit.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Payments;

namespace Cartwright.Unit.Payments;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class TransferTests
{
    [Fact]
    public async Task A_transfer_is_asked_for_with_account_reference_amount_and_deadline_and_the_same_again()
    {
        await using var till = await Till.Open();
        var reply = (await till.Pay("o1", SimulatedBank.Token)).Value;
        Assert.Equal(
            ("awaiting", false, till.Clock.GetUtcNow().AddDays(7).ToUnixTimeMilliseconds()),
            (reply.State, reply.Captured, reply.ExpiresUnixMs)
        );
        Assert.Equal(
            ("bank_transfer", "DE89370400440532013000", "Cartwright", 1_000L, 0L, "USD"),
            (
                reply.Action.Kind,
                reply.Action.Account,
                reply.Action.AccountHolder,
                reply.Action.AmountMinor,
                reply.Action.ReceivedMinor,
                reply.Action.Currency
            )
        );
        Assert.NotNull(CreditorReference.Read(reply.Action.Reference));
        Assert.Equal(reply, (await till.Pay("o1", SimulatedBank.Token)).Value);
        Assert.NotEqual(reply.Action.Reference, (await till.Pay("o2", SimulatedBank.Token)).Value.Action.Reference);
        Assert.Empty(await till.Theirs());
        Assert.Equal("payment_waits", (await till.Capture("o1", 1_000)).Refused?.Code);
        Assert.Equal("refund_exceeds_captured", (await till.Refund("o1", "r1", 1)).Refused?.Code);
        Assert.Equal("payment_differs", (await till.Pay("o1")).Refused?.Code);
    }

    [Fact]
    public async Task Money_that_arrives_is_told_by_webhook_and_pays()
    {
        await using var till = await Till.Open();
        await Arrive(till, "o1", "t1", 1_000);
        Assert.Equal(PaymentState.Awaiting, (await till.Find("o1"))!.State);
        await till.Tell();
        Assert.True(
            (await till.Pay("o1", SimulatedBank.Token)).Value is { Captured: true, State: "captured", Action: null, ExpiresUnixMs: 0 }
        );
        Assert.Equal([("o1", "captured", 1_000L)], (await till.Told()).Select(e => (e.OrderId, e.Status, e.Captured)));
        Assert.Equal(["authorized:t1:1000", "captured::1000"], await Book(till));
        Assert.Empty(await till.Differences());
    }

    [Fact]
    public async Task Too_little_stays_and_what_is_missing_is_shown_until_it_comes()
    {
        await using var till = await Till.Open();
        await Arrive(till, "o1", "t1", 400);
        await till.Tell();
        var reply = (await till.Pay("o1", SimulatedBank.Token)).Value;
        Assert.Equal(("awaiting", 600L, 400L), (reply.State, reply.Action.AmountMinor, reply.Action.ReceivedMinor));
        Assert.Contains("6.00 USD", reply.Action.Instructions, StringComparison.Ordinal);
        await Arrive(till, "o1", "t2", 600);
        await till.Tell();
        Assert.Equal(["awaiting", "captured"], (await till.Told()).Select(e => e.Status));
        Assert.Equal(["authorized:t1:400", "authorized:t2:600", "captured::1000"], await Book(till));
        Assert.Empty(await till.Differences());
    }

    [Fact]
    public async Task The_surplus_is_sent_back_and_so_is_all_that_comes_after()
    {
        await using var till = await Till.Open();
        await Arrive(till, "o1", "t1", 1_250);
        await till.Tell();
        await Arrive(till, "o1", "t2", 70);
        await till.Tell();
        Assert.Equal(["authorized:t1:1250", "released:t1:250", "captured::1000", "authorized:t2:70", "released:t2:70"], await Book(till));
        Assert.Equal(1_000, await till.Kept("o1"));
        Assert.Empty(await till.Differences());
    }

    [Fact]
    public async Task Another_currency_is_sent_back_and_pays_nothing()
    {
        await using var till = await Till.Open();
        await Arrive(till, "o1", "t1", 1_000, "EUR");
        await till.Tell();
        Assert.Equal(1_000, (await till.Pay("o1", SimulatedBank.Token)).Value.Action.AmountMinor);
        Assert.Equal(["authorized:t1:1000", "released:t1:1000"], await Book(till));
        Assert.All(await till.Ours(), e => Assert.Equal("EUR", e.Currency));
        Assert.Empty(await till.Differences());
    }

    [Fact]
    public async Task Money_that_arrives_after_the_void_is_sent_back_and_both_books_show_it()
    {
        await using var till = await Till.Open();
        await Arrive(till, "o1", "t1", 300);
        await till.Tell();
        Assert.Null((await till.Void("o1")).Refused);
        Assert.Equal("payment_voided", (await till.Pay("o1", SimulatedBank.Token)).Refused?.Code);
        await Arrive(till, "o1", "t2", 1_000);
        await till.Tell();
        Assert.Equal(["authorized:t1:300", "released:t1:300", "authorized:t2:1000", "released:t2:1000"], await Book(till));
        Assert.Equal(PaymentState.Voided, (await till.Find("o1"))!.State);
        Assert.Empty(await till.Differences());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task At_the_deadline_the_payment_ends_whether_or_not_somebody_asks(bool asked)
    {
        await using var till = await Till.Open();
        await Arrive(till, "o1", "t1", 999);
        await till.Tell();
        till.Clock.Advance(TimeSpan.FromDays(7));
        if (!asked)
        {
            await till.Repair.Round(default);
            Assert.Equal(PaymentState.Voided, (await till.Find("o1"))!.State);
        }

        Assert.Equal("payment_expired", (await till.Pay("o1", SimulatedBank.Token)).Refused?.Code);
        Assert.Equal("payment_expired", (await till.Pay("o1", SimulatedBank.Token)).Refused?.Code);
        Assert.Null((await till.Void("o1")).Refused);
        Assert.Equal(("voided", "payment_expired"), ((await till.Told())[^1].Status, (await till.Told())[^1].Reason));
        Assert.Equal(["authorized:t1:999", "released:t1:999"], await Book(till));
        Assert.Empty(await till.Differences());
    }

    [Fact]
    public async Task A_transfer_after_the_deadline_counts_while_the_payment_stands()
    {
        await using var till = await Till.Open();
        await till.Pay("o1", SimulatedBank.Token);
        till.Clock.Advance(TimeSpan.FromDays(8));
        await Arrive(till, "o1", "t1", 1_000);
        Assert.True((await till.Pay("o1", SimulatedBank.Token)).Value.Captured);
    }

    [Fact]
    public async Task A_transfer_received_twice_counts_once_and_never_for_another_amount()
    {
        await using var till = await Till.Open();
        await Arrive(till, "o1", "t1", 400);
        await Arrive(till, "o1", "t1", 400);
        var reference = (await till.Bank.ReferenceOf("o1"))!;
        Assert.Equal("transfer_differs", (await till.Bank.Receive(new("t1", reference, 500, "USD"), default)).Refused?.Code);
        Assert.Equal(
            "unknown_reference",
            (await till.Bank.Receive(new("t2", CreditorReference.Of("nobody's"), 500, "USD"), default)).Refused?.Code
        );
        Assert.Single(await till.Theirs());
    }

    [Fact]
    public async Task Staff_mark_a_transfer_once_and_only_with_its_own_reference()
    {
        await using var till = await Till.Open();
        await till.Pay("o1", SimulatedBank.Token);
        await till.Pay("o2", SimulatedBank.Token);
        await till.Pay("card");
        ValueTask<Outcome<Payment>> Received(string id, string key, long amount, string reference = "") =>
            till.Receiving.Run(id, new(key, reference, amount, string.Empty), default);
        var other = (await till.Bank.ReferenceOf("o2"))!;
        Assert.Equal("reference_differs", (await Received("o1", "k", 1_000, other)).Refused?.Code);
        Assert.Equal("not_a_transfer", (await Received("card", "k", 1_000)).Refused?.Code);
        Assert.Equal("payment_not_found", (await Received("nothing", "k", 1_000)).Refused?.Code);
        Assert.Equal(600, (await Received("o1", "k1", 400)).Value.Wait!.MissingMinor);
        Assert.Equal(600, (await Received("o1", "k1", 400)).Value.Wait!.MissingMinor);
        Assert.Equal(PaymentState.Captured, (await Received("o1", "k2", 600, (await till.Bank.ReferenceOf("o1"))!)).Value.State);
        Assert.Empty(await till.Differences());
    }

    [Fact]
    public async Task A_transfer_can_be_held_first_and_taken_in_part_later()
    {
        await using var till = await Till.Open();
        await till.Pay("o1", SimulatedBank.Token, capture: false);
        await Arrive(till, "o1", "t1", 1_000);
        await till.Tell();
        Assert.Equal("authorized", (await till.Pay("o1", SimulatedBank.Token, capture: false)).Value.State);
        Assert.Null((await till.Capture("o1", 900)).Refused);
        Assert.Null((await till.Refund("o1", "r1", 200)).Refused);
        Assert.Equal("refund_exceeds_captured", (await till.Refund("o1", "r2", 701)).Refused?.Code);
        Assert.Equal(["authorized:t1:1000", "captured::900", "released::100", "refunded:r1:200"], await Book(till));
        Assert.Null((await till.Void("o1")).Refused);
        Assert.Equal(0, await till.Kept("o1"));
        Assert.Empty(await till.Differences());
    }

    [Fact]
    public async Task A_void_that_comes_first_leaves_nothing_to_pay_to()
    {
        await using var till = await Till.Open();
        await till.Bank.Void("o1", default);
        Assert.Equal("payment_voided", (await till.Pay("o1", SimulatedBank.Token)).Refused?.Code);
        Assert.Null(await till.Bank.ReferenceOf("o1"));
    }

    [Fact]
    public async Task Whatever_arrives_whenever_what_came_in_is_kept_or_sent_back_to_the_cent()
    {
        var random = new Random(7);
        await using var till = await Till.Open();
        for (var step = 0; step < 300; step++)
        {
            var id = $"o{random.Next(12)}";
            switch (random.Next(10))
            {
                case 0:
                    await till.Void(id);
                    break;
                case 1:
                    await till.Refund(id, $"r{step}", random.Next(1, 700));
                    break;
                case 2:
                    await till.Tell();
                    break;
                case 3:
                    till.Clock.Advance(TimeSpan.FromHours(random.Next(20)));
                    await till.Repair.Round(default);
                    break;
                default:
                    if ((await till.Pay(id, SimulatedBank.Token)).Refused is null || await till.Bank.ReferenceOf(id) is not null)
                    {
                        await Arrive(till, id, $"t{step}", random.Next(1, 900), random.Next(8) == 0 ? "EUR" : "USD");
                    }

                    break;
            }
        }

        await till.Tell();
        Assert.Empty(await till.Differences());
        foreach (var group in (await till.Ours()).GroupBy(e => (e.PaymentId, e.Currency)))
        {
            long Sum(string kind) => group.Where(e => e.Kind == kind).Sum(e => e.AmountMinor);
            var payment = (await till.Find(group.Key.PaymentId))!;
            var held = Sum(LedgerKind.Authorized) - Sum(LedgerKind.Captured) - Sum(LedgerKind.Released);
            Assert.InRange(Sum(LedgerKind.Refunded), 0, Sum(LedgerKind.Captured));
            Assert.Equal(group.Key.Currency == "USD" ? payment.Wait?.ReceivedMinor ?? 0 : 0, held);
        }
    }

    [Fact]
    public void A_reference_with_a_slip_in_it_is_no_reference()
    {
        var reference = CreditorReference.Of("a secret");
        Assert.Equal(
            reference,
            CreditorReference.Read(string.Join(' ', reference.Chunk(4).Select(four => new string(four))).ToLowerInvariant())
        );
        for (var i = 2; i < reference.Length; i++)
        {
            var slip = reference[i] == '7' ? '8' : '7';
            Assert.Null(CreditorReference.Read(reference[..i] + slip + reference[(i + 1)..]));
            if (i + 1 < reference.Length && reference[i] != reference[i + 1])
            {
                Assert.Null(CreditorReference.Read(reference[..i] + reference[i + 1] + reference[i] + reference[(i + 2)..]));
            }
        }

        Assert.Equal(1_000, Enumerable.Range(0, 1_000).Select(i => CreditorReference.Of($"{i}")).Distinct().Count());

        // Three check digits have a twin with the same remainder, which nobody has given out.
        var twins = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["97"] = "00",
            ["98"] = "01",
            ["02"] = "99",
        };
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        foreach (
            var given in Enumerable
                .Range(0, 1_000)
                .Select(i => CreditorReference.Of($"{i}"))
                .Where(given => twins.ContainsKey(given[2..4]))
                .ToList()
        )
        {
            Assert.Equal(given, CreditorReference.Read(given));
            Assert.Null(CreditorReference.Read("RF" + twins[given[2..4]] + given[4..]));
            seen.Add(given[2..4]);
        }

        Assert.Equal(twins.Keys.Order(), seen);
        Assert.True(CreditorReference.IsAccount("DE89 3704 0044 0532 0130 00"));
        Assert.False(CreditorReference.IsAccount("1089 3704 0044 0532 0130 00"));
        Assert.False(CreditorReference.IsAccount("DE88 3704 0044 0532 0130 00"));
    }

    private static async Task Arrive(Till till, string id, string transferId, long amount, string currency = "USD")
    {
        if (await till.Bank.ReferenceOf(id) is null)
        {
            await till.Pay(id, SimulatedBank.Token);
        }

        Assert.Null((await till.Bank.Receive(new(transferId, (await till.Bank.ReferenceOf(id))!, amount, currency), default)).Refused);
    }

    private static async Task<IEnumerable<string>> Book(Till till) =>
        (await till.Ours()).Select(e => $"{e.Kind}:{e.Reference}:{e.AmountMinor}");
}
