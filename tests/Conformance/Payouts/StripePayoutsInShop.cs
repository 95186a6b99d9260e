// The shop around a provider of payouts: what it writes down before it asks, and what becomes of that whatever happens on the way.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Ordering;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance.Payouts;

public class StripePayoutsInShop
{
    [Fact]
    public async Task A_payout_is_taken_off_the_balance_when_it_is_paid_and_once_a_key()
    {
        await using var world = await World();
        await Owe(world, 1_000);
        await Save(world);
        var sent = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Send(world, "k1", 600)));
        var paid = (await Send(world, "k1", 600)).Value;
        Assert.Equal((PayoutTransfer.Paid, 600L), (paid.Status, paid.Amount));
        Assert.All(sent, one => Assert.Equal(paid.Id, one.Value.Id));
        Assert.Equal([600L], await world.Left(paid.Id));
        Assert.Equal((400L, 600L), (await Balance(world), (await new PayoutStore(world.Database).List("v1", null, 9)).Single().Amount));
        Assert.Equal("idempotency_key_reused", (await Send(world, "k1", 5)).Refused?.Code);
        Assert.Equal("payout_exceeds_balance", (await Send(world, "k2", 401)).Refused?.Code);
        Assert.Equal(400, (await Send(world, "k3")).Value.Amount);
        Assert.Equal("nothing_to_pay", (await Send(world, "k4")).Refused?.Code);
        Assert.Empty(await Compare(world));
    }

    [Theory]
    [InlineData(Road.LosesRequest)]
    [InlineData(Road.LosesAnswer)]
    [InlineData(Road.SaysHtml)]
    [InlineData(Road.Fails)]
    [InlineData(Road.IsBusy)]
    public async Task What_is_not_known_is_reserved_and_looked_up_until_it_is(Road road)
    {
        await using var world = await World();
        await Owe(world, 1_000);
        await Save(world);
        world.Fail(road);
        var open = (await Send(world, "k1")).Value;
        Assert.Equal(PayoutTransfer.Asked, open.Status);
        Assert.NotNull(open.Reason);
        Assert.Equal(1_000, await Balance(world));
        Assert.Equal("nothing_to_pay", (await Send(world, "k2")).Refused?.Code);
        Assert.Equal("nothing_to_pay", (await ByHand(world, 1)).Refused?.Code);

        Assert.Equal(PayoutTransfer.Paid, (await Settled(world, open.Id)).Status);
        Assert.Equal([1_000L], await world.Left(open.Id));
        Assert.Equal(0, await Balance(world));
        Assert.Equal(PayoutTransfer.Paid, (await Send(world, "k1")).Value.Status);
        Assert.Empty(await Compare(world));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_shop_that_is_killed_between_its_word_and_the_answer_pays_once(bool hasAsked)
    {
        await using var world = await World();
        await Owe(world, 1_000);
        await Save(world);
        string id;
        if (hasAsked)
        {
            // Whoever waits for this answer is dead: nothing comes of it.
            world.Fail(Road.IsSlow);
            var sending = Send(world, "k1");
            await await Task.WhenAny(world.Held, sending);
            Assert.True(world.Held.IsCompleted);
            id = (await Store(world).List(null, 1)).Single().Id;
        }
        else
        {
            id = (await Store(world).Open(New(world, "k1", null), world.Provider, world.Clock.GetUtcNow().ToUnixTimeMilliseconds() + 1))
                .Value
                .Transfer
                .Id;
        }

        Assert.Equal(1_000, await Balance(world));
        await world.Restart();
        Assert.Equal(PayoutTransfer.Asked, (await Store(world).Get(id))!.Status);
        Assert.Equal(PayoutTransfer.Paid, (await Settled(world, id)).Status);
        Assert.Equal([1_000L], await world.Left(id));
        Assert.Equal(0, await Balance(world));
        Assert.Single(await new PayoutStore(world.Database).List("v1", null, 9));
    }

    [Fact]
    public async Task What_is_refused_for_good_is_owed_as_before_and_paid_under_another_id()
    {
        await using var world = await World();
        await Owe(world, 1_000);
        await Save(world);
        world.Server.Fund("usd", 10);
        var refused = (await Send(world, "k1")).Value;
        Assert.Equal(PayoutTransfer.Refused, refused.Status);
        Assert.Contains("balance at Stripe", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(1_000, await Balance(world));
        world.Server.Fund("usd", 5_000);
        world.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(0, await Sending(world).Round());
        Assert.Empty(await world.Left(refused.Id));
        Assert.Equal(PayoutTransfer.Paid, (await Send(world, "k2")).Value.Status);
        Assert.Equal(0, await Balance(world));
        Assert.Empty(await Compare(world));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(250L)]
    public async Task What_comes_back_is_learned_by_the_comparison_and_owed_again(long? amount)
    {
        await using var world = await World();
        await Owe(world, 1_000);
        await Save(world);
        var paid = (await Send(world, "k1")).Value;
        await world.Return(paid.Id, amount);
        for (var i = 0; i < 3; i++)
        {
            Assert.Empty(await Compare(world));
        }

        Assert.Equal(amount ?? 1_000, await Balance(world));
        Assert.Equal(amount ?? 1_000, (await Store(world).Get(paid.Id))!.Returned);
        if (amount is not null)
        {
            await world.Return(paid.Id, null);
            Assert.Empty(await Compare(world));
            Assert.Equal(1_000, await Balance(world));
        }

        Assert.Equal([1_000L], (await Ledger(world)).Where(one => one.Kind == "payout").Select(one => -one.Amount));
        Assert.Equal(1_000, (await Ledger(world)).Where(one => one.Kind == "payout_returned").Sum(one => one.Amount));
        Assert.Equal("nothing_to_return", (await new PayoutStore(world.Database).Return(paid.Id, null, "x", "boss", 9)).Refused?.Code);
        Assert.Equal(1_000, (await Send(world, "k2")).Value.Amount);
    }

    [Fact]
    public async Task A_refund_after_a_payout_is_owed_by_the_vendor_and_lowers_its_next()
    {
        await using var world = await World();
        await Owe(world, 1_000);
        await Save(world);
        await Send(world, "k1");
        await Owe(world, -300);
        Assert.Equal(-300, await Balance(world));
        Assert.Equal("nothing_to_pay", (await Send(world, "k2")).Refused?.Code);
        await Owe(world, 800);
        Assert.Equal(500, (await Send(world, "k3")).Value.Amount);
        Assert.Empty(await Compare(world));
    }

    [Fact]
    public async Task What_only_one_of_both_books_has_is_told()
    {
        await using var world = await World();
        await Owe(world, 1_000);
        await Save(world);
        var paid = (await Send(world, "k1", 400)).Value;
        Assert.Null((await world.Provider.Send(world.Order("by somebody else", 70), default)).Refused);
        var unknown = Assert.Single(await Compare(world));
        Assert.Equal((null, PayoutWorld.Id("by somebody else")), (unknown.FileId, unknown.PayoutId));

        await world.Database.Write(async tx => await tx.Execute("UPDATE payout_orders SET amount = amount + 1"));
        Assert.Contains(await Compare(world), one => one.PayoutId == paid.Id);
        await world.Database.Write(async tx =>
            await tx.Execute("UPDATE payout_orders SET amount = amount - 1, destination = 'acct_another00001'")
        );
        Assert.Contains(await Compare(world), one => one.PayoutId == paid.Id);
        world.Away(true);
        Assert.Empty(await Compare(world));
    }

    [Fact]
    public async Task An_account_that_waits_or_is_missing_is_not_paid_to_until_staff_confirm_it()
    {
        await using var world = await World();
        await Owe(world, 1_000);
        Assert.Equal("account_missing", (await Send(world, "k1")).Refused?.Code);
        var accounts = new VendorAccountStore(world.Database);
        var now = world.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var account = await accounts.Save(
            new("v1", string.Empty, string.Empty, string.Empty, "ada", now, StripePayoutWorld.Account),
            "vendor",
            TimeSpan.FromDays(3)
        );
        Assert.Equal("account_held", (await Send(world, "k1")).Refused?.Code);
        Assert.Equal("account_changed", (await accounts.Confirm("v1", account.UpdatedMs - 1, "boss")).Refused?.Code);
        Assert.Null((await accounts.Confirm("v1", account.UpdatedMs, "boss")).Refused);
        Assert.Equal(PayoutTransfer.Paid, (await Send(world, "k1", 100)).Value.Status);
        Assert.Equal("boss", (await accounts.Changes("v1", long.MaxValue, 9)).Single().ConfirmedBy);

        // A change during the wait begins it anew; after it nobody needs to confirm.
        world.Clock.Advance(TimeSpan.FromHours(1));
        await accounts.Save(
            account with
            {
                StripeAccount = "acct_other00000001",
                UpdatedMs = world.Clock.GetUtcNow().ToUnixTimeMilliseconds(),
            },
            "vendor",
            TimeSpan.FromDays(3)
        );
        world.Server.Connect("acct_other00000001");
        Assert.Equal("account_held", (await Send(world, "k2", 100)).Refused?.Code);
        world.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal("acct_other00000001", (await Send(world, "k2", 100)).Value.Destination);
    }

    private protected virtual Task<StripePayoutWorld> World() => StripePayoutWorld.New();

    private static PayoutDesk Desk(StripePayoutWorld world) => new(new(PayoutSettings.Stripe, null), [world.Provider]);

    private static PayoutTransferStore Store(StripePayoutWorld world) => new(world.Database);

    private static SendPayout Sending(StripePayoutWorld world) =>
        new(Store(world), Desk(world), world.Clock, NullLogger<SendPayout>.Instance);

    private static ValueTask<IReadOnlyList<PayoutDifference>> Compare(StripePayoutWorld world) =>
        new CompareTransfers(Store(world), Desk(world), world.Clock, NullLogger<CompareTransfers>.Instance).Run(default);

    private static NewTransfer New(StripePayoutWorld world, string key, long? amount) =>
        new(
            world.Test.Ids.Next(),
            "v1",
            "USD",
            amount,
            null,
            "boss",
            key,
            $"hash of {amount}",
            world.Clock.GetUtcNow().ToUnixTimeMilliseconds()
        );

    private static Task<Outcome<PayoutTransfer>> Send(StripePayoutWorld world, string key, long? amount = null) =>
        Sending(world).Send(New(world, key, amount));

    // Rounds until nothing is open, while time passes.
    private static async Task<PayoutTransfer> Settled(StripePayoutWorld world, string id)
    {
        for (var round = 0; round < 20; round++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await Sending(world).Round();
        }

        return (await Store(world).Get(id))!;
    }

    private static Task<Outcome<Payout>> ByHand(StripePayoutWorld world, long amount) =>
        new PayoutStore(world.Database).Pay(new("by-hand", "v1", "USD", amount, null, "boss", "hand", "hash", 3));

    private static async Task<long> Balance(StripePayoutWorld world) =>
        (await new PayoutStore(world.Database).Balances("v1")).Single().Balance;

    private static async Task<List<(string Kind, long Amount)>> Ledger(StripePayoutWorld world) =>
        await world.Database.Read(sql =>
            sql.Query("SELECT kind, amount FROM vendor_ledger ORDER BY number", row => (row.GetString(0), row.GetInt64(1)))
        );

    private static Task<VendorAccount> Save(StripePayoutWorld world) =>
        new VendorAccountStore(world.Database).Save(
            new("v1", string.Empty, string.Empty, string.Empty, "boss", 1, StripePayoutWorld.Account),
            "admin",
            TimeSpan.Zero
        );

    private static Task Owe(StripePayoutWorld world, long amount) =>
        world.Database.Write(async tx =>
        {
            await tx.Execute(
                """
                INSERT INTO vendor_balances(vendor_id, currency, balance) VALUES ('v1', 'USD', $1)
                ON CONFLICT (vendor_id, currency) DO UPDATE SET balance = vendor_balances.balance + excluded.balance
                """,
                amount
            );
            return true;
        });
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class StripePayoutsInShopOnPostgres : StripePayoutsInShop
{
    private protected override Task<StripePayoutWorld> World() => StripePayoutWorld.OnPostgres();
}
