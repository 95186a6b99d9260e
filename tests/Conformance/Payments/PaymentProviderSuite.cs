// The suite of the payment port, first half: the calls. What a provider cannot do is an override that says why.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;

namespace Cartwright.Conformance.Payments;

public abstract class PaymentProviderSuite
{
    public static TheoryData<string, Road> Lost()
    {
        var all = new TheoryData<string, Road>();
        foreach (var call in new[] { "authorize", "capture", "capture a part", "void held", "void taken", "refund" })
        {
            all.Add(call, Road.LosesRequest);
            all.Add(call, Road.LosesAnswer);
        }

        return all;
    }

    [Fact]
    public async Task Money_is_taken_once_however_often_it_is_asked_for()
    {
        await using var world = await World();
        var first = await world.Paid("p1");
        Assert.Equal([(LedgerKind.Captured, 1_000L, "USD")], Captured(first));
        for (var i = 0; i < 3; i++)
        {
            Same(first, (await world.Gateway.Authorize(world.Charge("p1"), default)).Value);
        }

        Assert.NotEmpty(first.TransactionId);
        Assert.All(first.Entries, entry => Assert.Equal("order-p1", entry.OrderId));
    }

    [Fact]
    public async Task Two_who_ask_at_once_take_the_money_once()
    {
        await using var world = await World();
        var both = await Task.WhenAll(
            world.Gateway.Authorize(world.Charge("p1"), default).AsTask(),
            world.Gateway.Authorize(world.Charge("p1"), default).AsTask()
        );
        Assert.Contains(both, one => one.Refused is null);
        await world.Bring("p1");
        Assert.Equal(1_000, ProviderWorld.Kept((await world.Gateway.LookUp("p1", default)).Value));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(400)]
    public async Task What_is_held_is_taken_later_in_whole_or_in_part_and_the_rest_is_let_go(long taken)
    {
        await using var world = await World();
        var held = await world.Paid("p1", atOnce: false);
        Assert.Equal(1_000, Sum(held, LedgerKind.Authorized));
        Assert.Equal(0, ProviderWorld.Kept(held));
        Assert.Null(held.Wait);
        var after = (await world.Gateway.Capture("p1", taken, more: false, default)).Value;
        Assert.Equal((taken, 1_000 - taken), (ProviderWorld.Kept(after), Sum(after, LedgerKind.Released)));
        Same(after, (await world.Gateway.Capture("p1", taken, more: false, default)).Value);
        Same(after, (await world.Gateway.Capture("p1", taken - 1, more: false, default)).Value);
        Same(after, (await world.Gateway.LookUp("p1", default)).Value);
    }

    [Fact]
    public virtual async Task What_is_held_is_taken_in_parts_each_once_until_nothing_is_left()
    {
        await using var world = await World();
        var held = await world.Paid("p1", atOnce: false);
        Assert.Equal((1_000L, true), (held.Hold!.LeftMinor, held.Hold.InParts));
        var first = (await world.Gateway.Capture("p1", 300, more: true, default)).Value;
        Assert.Equal([(string.Empty, 300L)], Parts(first));
        Assert.Equal(700, first.Hold!.LeftMinor);
        Same(first, (await world.Gateway.Capture("p1", 300, more: true, default)).Value);
        await world.Gateway.Refund("p1", "r1", 100, default);
        await world.Restart();
        var second = (await world.Gateway.Capture("p1", 750, more: true, default)).Value;
        Assert.Equal([(string.Empty, 300L), ("300", 450L)], Parts(second));
        Same(second, (await world.Gateway.Capture("p1", 300, more: true, default)).Value);
        var last = (await world.Gateway.Capture("p1", 1_000, more: true, default)).Value;
        Assert.Equal([(string.Empty, 300L), ("300", 450L), ("750", 250L)], Parts(last));
        Assert.Equal((0L, 900L), (Sum(last, LedgerKind.Released), ProviderWorld.Kept(last)));
        Assert.Null(last.Hold);
        Same(last, (await world.Gateway.LookUp("p1", default)).Value);
    }

    [Fact]
    public virtual async Task The_rest_of_what_is_held_is_let_go_when_no_more_will_be_taken()
    {
        await using var world = await World();
        await world.Paid("p1", atOnce: false);
        await world.Gateway.Capture("p1", 300, more: true, default);
        var over = (await world.Gateway.Capture("p1", 300, more: false, default)).Value;
        Assert.Equal((700L, 300L), (Sum(over, LedgerKind.Released), ProviderWorld.Kept(over)));
        Assert.Null(over.Hold);
        Same(over, (await world.Gateway.Capture("p1", 400, more: false, default)).Value);
    }

    [Fact]
    public virtual async Task A_void_of_a_hold_that_is_taken_in_part_pays_the_part_back_and_lets_go_of_the_rest()
    {
        await using var world = await World();
        await world.Paid("p1", atOnce: false);
        await world.Gateway.Capture("p1", 300, more: true, default);
        var gone = (await world.Gateway.Void("p1", default)).Value;
        Assert.True(gone.Voided);
        Assert.Equal((700L, 0L), (Sum(gone, LedgerKind.Released), ProviderWorld.Kept(gone)));
        Same(gone, (await world.Gateway.Void("p1", default)).Value);
        Same(gone, (await world.Gateway.Capture("p1", 1_000, more: false, default)).Value);
    }

    [Theory]
    [InlineData(1_001)]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task More_than_is_held_or_nothing_is_not_taken(long amount)
    {
        await using var world = await World();
        var held = await world.Paid("p1", atOnce: false);
        Same(held, (await world.Gateway.Capture("p1", amount, more: false, default)).Value);
        Assert.False((await world.Gateway.Capture("nobody", 100, more: false, default)).Value.Seen);
    }

    [Fact]
    public async Task A_void_lets_go_of_what_is_held_and_nothing_can_be_taken_after_it()
    {
        await using var world = await World();
        await world.Paid("p1", atOnce: false);
        var gone = (await world.Gateway.Void("p1", default)).Value;
        Assert.True(gone.Voided);
        Assert.Equal((1_000, 0), (Sum(gone, LedgerKind.Released), ProviderWorld.Kept(gone)));
        Same(gone, (await world.Gateway.Void("p1", default)).Value);
        Same(gone, (await world.Gateway.Capture("p1", 1_000, more: false, default)).Value);
        Same(gone, (await world.Gateway.Authorize(world.Charge("p1", atOnce: false), default)).Value);
    }

    [Fact]
    public async Task A_void_pays_back_what_is_taken_and_not_paid_back_before()
    {
        await using var world = await World();
        await world.Paid("p1");
        await world.Gateway.Refund("p1", "r1", 300, default);
        var gone = (await world.Gateway.Void("p1", default)).Value;
        Assert.True(gone.Voided);
        Assert.Equal([("r1", 300L), (LedgerKind.VoidReference, 700L)], Refunds(gone));
        Same(gone, (await world.Gateway.Void("p1", default)).Value);
        Same(gone, (await world.Gateway.Refund("p1", "r2", 1, default)).Value);
    }

    [Fact]
    public async Task A_void_that_comes_before_its_payment_stops_it()
    {
        await using var world = await World();
        Assert.True((await world.Gateway.Void("p1", default)).Value.Voided);
        await world.Restart();
        var late = (await world.Gateway.Authorize(world.Charge("p1"), default)).Value;
        Assert.True(late.Voided);
        await world.Bring("p1");
        Assert.Empty((await world.Gateway.LookUp("p1", default)).Value.Entries);
    }

    [Fact]
    public async Task A_void_and_a_payment_at_the_same_moment_leave_nothing_taken()
    {
        await using var world = await World();
        for (var i = 0; i < 8; i++)
        {
            var id = "p" + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            await Task.WhenAll(world.Gateway.Authorize(world.Charge(id), default).AsTask(), world.Gateway.Void(id, default).AsTask());
            await world.Bring(id);
            var end = (await world.Gateway.Void(id, default)).Value;
            Assert.True(end.Voided);
            Assert.Equal(0, ProviderWorld.Kept((await world.Gateway.LookUp(id, default)).Value));
            Assert.Equal(0, ProviderWorld.Kept((await world.Gateway.Authorize(world.Charge(id), default)).Value));
        }
    }

    [Fact]
    public async Task Money_is_paid_back_in_parts_once_an_id_and_never_more_than_was_taken()
    {
        await using var world = await World();
        await world.Paid("p1");
        var part = (await world.Gateway.Refund("p1", "r1", 300, default)).Value;
        Assert.Equal([("r1", 300L)], Refunds(part));
        Same(part, (await world.Gateway.Refund("p1", "r1", 300, default)).Value);
        Same(part, (await world.Gateway.Refund("p1", "r2", 701, default)).Value);
        Same(part, (await world.Gateway.Refund("p1", "r2", 0, default)).Value);
        var both = await Task.WhenAll(
            world.Gateway.Refund("p1", "r3", 200, default).AsTask(),
            world.Gateway.Refund("p1", "r3", 200, default).AsTask()
        );
        Assert.Contains(both, one => one.Refused is null);
        var whole = (await world.Gateway.Refund("p1", "r2", 500, default)).Value;
        Assert.Equal([("r1", 300L), ("r2", 500L), ("r3", 200L)], Refunds(whole).Order());
        Assert.All(whole.Entries, entry => Assert.NotEmpty(entry.TransactionId));
        Assert.False((await world.Gateway.Refund("nobody", "r1", 1, default)).Value.Seen);
    }

    [Fact]
    public virtual async Task A_decline_is_final_and_moves_nothing()
    {
        await using var world = await World();
        var declined = (await world.Gateway.Authorize(world.Charge("p1", token: world.Declining), default)).Value;
        Assert.Equal(("card_declined", 0), (declined.DeclineCode, declined.Entries.Count));
        Assert.Equal(
            "card_declined",
            (await world.Gateway.Authorize(world.Charge("p1", token: world.Declining), default)).Value.DeclineCode
        );
        Assert.Equal("card_declined", (await world.Gateway.LookUp("p1", default)).Value.DeclineCode);
        Assert.Equal("card_declined", (await world.Pay("o1", world.Declining)).Refused?.Code);
        Assert.Empty(await world.Differences());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public virtual async Task A_challenge_waits_for_the_shopper_and_ends_as_he_says(bool approved)
    {
        await using var world = await World();
        var asked = (await world.Pay("o1", world.Asking)).Value;
        Assert.Equal(("action_required", PaymentWait.Challenge, 1_000L), (asked.State, asked.Action.Kind, asked.Action.AmountMinor));
        Assert.NotEmpty(asked.Action.Url);
        Assert.True(asked.ExpiresUnixMs > world.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        Assert.Equal("action_required", (await world.Pay("o1", world.Asking)).Value.State);
        await world.Answer("o1", approved);
        var end = await world.Pay("o1", world.Asking);
        Assert.Equal(approved ? null : "challenge_refused", end.Refused?.Code);
        Assert.Equal(approved ? 1_000 : 0, ProviderWorld.Kept((await world.Gateway.LookUp("o1", default)).Value));
        Assert.Empty(await world.Differences());
    }

    [Theory]
    [MemberData(nameof(Lost))]
    public async Task What_is_lost_is_asked_again_and_done_once(string call, Road road)
    {
        await using var world = await World();
        var (held, kept) = call switch
        {
            "authorize" => (true, 1_000L),
            "capture" or "capture a part" => (false, 600L),
            "refund" => (true, 700L),
            _ => (call == "void taken", 0L),
        };
        if (call != "authorize")
        {
            await world.Paid("p1", atOnce: held);
        }

        var ask = () =>
            call switch
            {
                "authorize" => world.Gateway.Authorize(world.Charge("p1"), default),
                "capture" => world.Gateway.Capture("p1", 600, more: false, default),
                "capture a part" => world.Gateway.Capture("p1", 600, more: true, default),
                "refund" => world.Gateway.Refund("p1", "r1", 300, default),
                _ => world.Gateway.Void("p1", default),
            };
        world.Fail(road);
        Assert.Equal(("payment_unknown", RefusalKind.Unavailable), Said((await ask()).Refused));
        await world.Restart();
        Assert.Null((await ask()).Refused);
        Assert.Null((await ask()).Refused);
        await world.Bring("p1");
        var end = (await world.Gateway.LookUp("p1", default)).Value;
        Assert.Equal(kept, ProviderWorld.Kept(end));
        Assert.Equal(call.StartsWith("void", StringComparison.Ordinal), end.Voided);
        Assert.Equal(end.Entries.Count, end.Entries.Select(entry => entry.Place).Distinct().Count());
    }

    [Fact]
    public async Task A_payment_that_nobody_began_is_not_seen()
    {
        await using var world = await World();
        var nobody = (await world.Gateway.LookUp("nobody", default)).Value;
        Assert.Equal((false, false, 0), (nobody.Seen, nobody.Voided, nobody.Entries.Count));
    }

    [Fact]
    public async Task Its_entries_are_read_by_payment_a_page_at_a_time_and_are_those_that_it_answers()
    {
        await using var world = await World();
        foreach (var id in new[] { "p3", "p1", "p2" })
        {
            await world.Paid(id, atOnce: id != "p2");
        }

        await world.Gateway.Refund("p1", "r1", 100, default);
        await world.Gateway.Capture("p2", 250, more: false, default);
        var expected = new List<LedgerEntry>();
        foreach (var id in new[] { "p1", "p2", "p3" })
        {
            expected.AddRange((await world.Gateway.LookUp(id, default)).Value.Entries.OrderBy(e => e.Kind, StringComparer.Ordinal));
        }

        var read = new List<LedgerEntry>();
        var place = LedgerPlace.Start;
        while (await world.Gateway.Entries(place, 2, default) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 2);
            read.AddRange(page);
            place = page[^1].Place;
        }

        Assert.Equal(expected.Select(Facts), read.Select(Facts));
    }

    [Theory]
    [InlineData("JPY", 5_000)]
    [InlineData("KWD", 12_340)]
    [InlineData("ISK", 700)]
    [InlineData("EUR", 1_999)]
    public async Task Amounts_are_the_same_in_every_currency(string currency, long amount)
    {
        await using var world = await World();
        var paid = await world.Paid("p1", amount, currency: currency);
        Assert.Equal([(LedgerKind.Captured, amount, currency)], Captured(paid));
        var back = (await world.Gateway.Refund("p1", "r1", amount / 10 * 10, default)).Value;
        Assert.Equal(amount - (amount / 10 * 10), ProviderWorld.Kept(back));
    }

    private protected abstract Task<ProviderWorld> World();

    private protected static (string?, RefusalKind?) Said(Refusal? refused) => (refused?.Code, refused?.Kind);

    private static long Sum(GatewayPayment said, string kind) => said.Entries.Where(e => e.Kind == kind).Sum(e => e.AmountMinor);

    private static IEnumerable<(string, long)> Parts(GatewayPayment said) =>
        said.Entries.Where(e => e.Kind == LedgerKind.Captured).Select(e => (e.Reference, e.AmountMinor));

    private static IEnumerable<(string, long, string)> Captured(GatewayPayment said) =>
        said.Entries.Where(e => e.Kind == LedgerKind.Captured).Select(e => (e.Kind, e.AmountMinor, e.Currency));

    private static IEnumerable<(string, long)> Refunds(GatewayPayment said) =>
        said.Entries.Where(e => e.Kind == LedgerKind.Refunded).Select(e => (e.Reference, e.AmountMinor));

    private static object Facts(LedgerEntry e) => (e.PaymentId, e.OrderId, e.Kind, e.Reference, e.AmountMinor, e.Currency, e.TransactionId);

    private static void Same(GatewayPayment one, GatewayPayment other) =>
        Assert.Equal(
            (one.Seen, one.TransactionId, one.DeclineCode, one.Voided, string.Join('|', one.Entries.Select(Facts))),
            (other.Seen, other.TransactionId, other.DeclineCode, other.Voided, string.Join('|', other.Entries.Select(Facts)))
        );
}
