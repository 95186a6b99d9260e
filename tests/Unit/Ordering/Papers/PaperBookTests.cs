// The numbers of papers: in the commit of what they follow from, without a gap and without a repetition, whoever pays at the same time and
// whatever is taken back.
using Cartwright.Ordering;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class PaperBookTests
{
    private static readonly Actor Admin = new("admin", "root");

    [Fact]
    public async Task Thirty_two_orders_that_are_paid_together_have_the_numbers_one_to_thirty_two()
    {
        await using var world = await OrderingWorld.Open();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(n => Placed(world, "user" + n)));
        var orders = await world.AllSettled();
        var papers = await world.Papers.Of([.. orders.Select(order => order.Id)]);
        Assert.Equal(
            Enumerable.Range(1, 32).Select(n => $"INV-2026-{n:D6}"),
            papers.Select(paper => paper.Number).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            orders.ToDictionary(order => order.Id, order => order.Terms.Total),
            papers.ToDictionary(paper => paper.OrderId, paper => paper.Content.Total)
        );
    }

    [Fact]
    public async Task A_transaction_that_is_taken_back_leaves_no_gap()
    {
        await using var world = await OrderingWorld.Open();
        var first = await world.Settled((await Placed(world, "ada")).Id);
        var kept = (await world.Papers.Of(first.Id)).Single();
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            world.Database.Write<bool>(async tx =>
            {
                await PaperSql.Write(tx, [new("INV-2026-", 99, 1, kept.Content), new("INV-2026-", 98, 1, kept.Content)]);
                throw new InvalidOperationException("taken back");
            })
        );
        await world.CrashAndRestart();
        var second = await world.Settled((await Placed(world, "grace")).Id);
        Assert.Equal(["INV-2026-000001", "INV-2026-000002"], [kept.Number, (await world.Papers.Of(second.Id)).Single().Number]);
    }

    [Fact]
    public async Task Refunds_an_edit_and_the_end_are_told_by_papers_whose_sum_is_what_was_kept()
    {
        await using var world = await OrderingWorld.Open();
        var order = await world.Settled((await Placed(world, "ada")).Id);
        await world.Returning.Refund(order.Id, new(250, [], null, "late", null), Admin, default);
        order = await world.Settled(order.Id);
        Assert.Null((await world.Editing.Edit(order.Id, new([new("p1", 3), new("p3", 2)]), Admin, default)).Refused);
        order = await world.Settled(order.Id);
        Assert.Equal(order.Captured() - order.Refunded(), (await world.Papers.Of(order.Id)).Invoiced());
        Assert.Null((await world.Moving.Cancel(order.Id, "no more", Admin, default)).Refused);
        order = await world.Settled(order.Id);
        var papers = await world.Papers.Of(order.Id);
        Assert.Equal(0, papers.Invoiced());
        foreach (var kind in papers.GroupBy(paper => paper.Kind))
        {
            Assert.Equal(
                Enumerable.Range(1, kind.Count()),
                kind.Select(paper => int.Parse(paper.Number[^6..], System.Globalization.CultureInfo.InvariantCulture)).Order()
            );
        }

        var credit = papers.First(paper => paper.Kind == PaperKind.CreditNote);
        Assert.NotNull(await world.Papers.Find(order.Id, PaperKind.CreditNote, credit.Number));
        Assert.Null(await world.Papers.Find(order.Id, PaperKind.Invoice, credit.Number));
        Assert.Null(await world.Papers.Find("another", PaperKind.CreditNote, credit.Number));
    }

    [Fact]
    public async Task Before_the_payment_there_is_no_invoice_and_it_is_said_why()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.WaitsUntilMs = world.Clock.GetUtcNow().ToUnixTimeMilliseconds() + 1_000_000;
        world.Shop.Fill("ada", ("p1", 1));
        var order = await world.Place(OrderingWorld.Wish(token: "tok_waits"));
        Assert.Equal("invoice_not_yet", (await world.Papers.Invoice(order)).Refused!.Code);
        Assert.Equal(
            "invoice_not_yet",
            (await world.Papers.WriteMissing(order, await world.Store.Timeline(order.Id, 0, 100), 1)).Refused!.Code
        );
    }

    [Fact]
    public async Task A_shop_that_has_not_said_who_sells_writes_none_and_catches_up_once_it_has()
    {
        await using var world = await OrderingWorld.Open();
        world.Seller = [];
        await world.CrashAndRestart();
        var order = await world.Settled((await Placed(world, "ada")).Id);
        await world.Returning.Refund(order.Id, new(250, [], null, "late", null), Admin, default);
        order = await world.Settled(order.Id);
        Assert.Equal((0, "seller_unknown"), ((await world.Papers.Of(order.Id)).Count, (await world.Papers.Invoice(order)).Refused!.Code));

        world.Seller = PaperWords.Seller;
        await world.CrashAndRestart();
        Assert.Equal("no_invoice", (await world.Papers.Invoice(order)).Refused!.Code);
        var timeline = await world.Store.Timeline(order.Id, 0, 100);
        var now = world.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var written = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.Papers.WriteMissing(order, timeline, now)));
        Assert.All(written, one => Assert.Equal(["INV-2026-000001", "CN-2026-000001"], one.Value.Select(paper => paper.Number)));
        Assert.Equal("INV-2026-000001", written[0].Value[1].Content.Corrects);
        Assert.Equal(order.Captured() - order.Refunded(), written[0].Value.Invoiced());
    }

    [Theory]
    [InlineData(null, "de", "en", "de")]
    [InlineData(null, "en", "de", null)]
    [InlineData("en", "de", "de", "en")]
    [InlineData("de", "en", "en", "de")]
    public async Task Papers_are_in_the_language_of_the_order_else_of_the_shop_and_a_correction_in_that_of_its_invoice(
        string? asked,
        string shops,
        string later,
        string? wanted
    )
    {
        await using var world = await OrderingWorld.Open();
        var settings = new ToldShop();
        settings.Current = settings.Current with { Language = shops };
        world.Settings = settings;
        await world.CrashAndRestart();
        world.Shop.Fill("ada", ("p1", 1));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish() with { Language = asked })).Id);
        settings.Current = settings.Current with { Language = later };
        await world.Returning.Refund(order.Id, new(250, [], null, "late", null), Admin, default);
        order = await world.Settled(order.Id);
        Assert.Equal([wanted, wanted], (await world.Papers.Of(order.Id)).Select(paper => paper.Content.Language));
    }

    [Fact]
    public async Task A_paper_is_never_changed_and_a_series_never_goes_back()
    {
        await using var world = await OrderingWorld.Open();
        var order = await world.Settled((await Placed(world, "ada")).Id);
        foreach (
            var sql in new[]
            {
                "UPDATE papers SET total = 1",
                "UPDATE paper_series SET last = 0",
                "UPDATE paper_series SET last = last - 1",
                "DELETE FROM paper_series",
            }
        )
        {
            await Assert.ThrowsAnyAsync<Exception>(() => world.Database.Write(tx => tx.Execute(sql)));
        }

        Assert.Equal("INV-2026-000001", (await world.Papers.Of(order.Id)).Single().Number);
    }

    [Fact]
    public async Task The_book_lists_papers_by_time_a_page_after_the_other_and_as_a_journal()
    {
        await using var world = await OrderingWorld.Open();
        foreach (var user in new[] { "ada", "grace", "linus" })
        {
            await world.Settled((await Placed(world, user)).Id);
        }

        var first = await world.Papers.List(null, 0, long.MaxValue, null, 2);
        var rest = await world.Papers.List(PaperKind.Invoice, 0, long.MaxValue, (first[1].AtMs, "INV-2026-", 2), 10);
        Assert.Equal(["INV-2026-000003", "INV-2026-000002", "INV-2026-000001"], first.Concat(rest).Select(paper => paper.Number));
        Assert.Empty(await world.Papers.List(PaperKind.CreditNote, 0, long.MaxValue, null, 10));
        var evil = rest[0] with { Content = rest[0].Content with { Buyer = rest[0].Content.Buyer with { Name = "=HYPERLINK(\"x\")" } } };
        var journal = System.Text.Encoding.UTF8.GetString(PaperJournal.Csv([first[0], evil]));
        Assert.Contains("\"'=HYPERLINK(\"\"x\"\")\"", journal, StringComparison.Ordinal);
        Assert.Equal(2 + (2 * first[0].Content.Taxes.Count), journal.Split("\r\n").Length);
    }

    [Fact]
    public async Task Papers_outlive_the_erasure_of_a_person_and_open_to_staff_alone()
    {
        await using var world = await OrderingWorld.Open();
        var order = await world.Settled((await Placed(world, "ada")).Id);
        await world.Moving.Cancel(order.Id, "no more", Admin, default);
        await world.Settled(order.Id);
        Assert.Single((await world.Erasing.Erase("ada", null, Admin, dry: false, default)).Value.Erased);
        var papers = await world.Papers.Of(order.Id);
        Assert.Equal([PaperKind.Invoice, PaperKind.CreditNote], papers.OrderBy(paper => paper.Sequence).Select(paper => paper.Kind));
        Assert.All(papers, paper => Assert.Equal(OrderingWorld.Home, paper.Content.Buyer));
        Assert.All(papers, paper => Assert.DoesNotContain("ada@example.com", paper.Content.Stored(), StringComparison.Ordinal));

        // Its key opened it until then.
        var keys = new OrderKeys([new byte[32]], new Cartwright.Web.SealedText(new byte[32]));
        Assert.Null(await world.Store.Own(order.Id, null, keys.KeyOf(order.Id), keys));
    }

    private static async Task<Order> Placed(OrderingWorld world, string user)
    {
        world.Shop.Fill(user, ("p1", 2), ("p3", 1));
        return await world.Place(OrderingWorld.Wish(user));
    }
}
