// The papers of orders whose money is taken when they ship: they say what was taken and what is only reserved, and go along with the mails
// about the parcels.
using Cartwright.Contracts;
using Cartwright.Notifications;
using Cartwright.Ordering;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class HeldPaperTests
{
    private static readonly Actor Admin = new("admin", "root");

    [Fact]
    public async Task The_invoice_says_what_was_taken_with_the_first_parcel_and_what_is_only_reserved()
    {
        await using var world = await OrderingWorld.Open(whenShipped: true);
        var order = await Processing(world, ("p1", 2), ("p3", 1));
        order = (await world.Parts.Send(order.Id, [new("p1", 1)], null, null, order.Version, Admin)).Value;
        var taken = order.Captured();
        var invoice = Assert.Single(await world.Papers.Of(order.Id));
        var content = invoice.Content;
        Assert.Equal((order.Terms.Total, taken, order.Terms.Total - taken), (content.Total, content.Prepaid, content.Due));
        Assert.InRange(content.Due, 1, content.Total - 1);
        PaperDraftTests.HoldsTheRules(Euros(invoice));
        Assert.Equal((Major(taken), Major(content.Due)), Amounts(invoice));
        var sheet = PaperSheets.Of(invoice);
        Assert.Equal(
            [("Paid", PaperSheets.Amount(taken, "USD")), ("Reserved, not taken yet", PaperSheets.Amount(content.Due, "USD"))],
            sheet.Totals.TakeLast(2).Select(word => (word.Label, word.Value))
        );
        Assert.DoesNotContain(sheet.Notes, note => note.Contains("Nothing is to be paid any more", StringComparison.Ordinal));
        Assert.Contains(sheet.Notes, note => note.Contains("need not pay it yourself", StringComparison.Ordinal));

        // What is kept is never counted anew, whatever is taken since.
        Assert.Null((await world.Parts.Send(order.Id, [new("p1", 1), new("p3", 1)], null, null, null, Admin)).Refused);
        await world.Settled(order.Id);
        Assert.Equal(content.Stored(), Assert.Single(await world.Papers.Of(order.Id)).Content.Stored());
    }

    [Fact]
    public async Task An_order_that_leaves_at_once_and_one_that_is_paid_at_once_have_an_invoice_that_is_paid()
    {
        foreach (var whenShipped in new[] { true, false })
        {
            await using var world = await OrderingWorld.Open(whenShipped: whenShipped);
            var order = await Processing(world, ("p1", 2));
            Assert.Null((await world.Parts.Send(order.Id, [new("p1", 2)], null, null, null, Admin)).Refused);
            order = await world.Settled(order.Id);
            var invoice = Assert.Single(await world.Papers.Of(order.Id));
            Assert.Equal((null, order.Terms.Total, 0L), (invoice.Content.Moved, invoice.Content.Prepaid, invoice.Content.Due));
            Assert.DoesNotContain("moved", invoice.Content.Stored(), StringComparison.Ordinal);
            Assert.Equal((Major(order.Terms.Total), 0m), Amounts(invoice));
            Assert.Contains(
                PaperSheets.Of(invoice).Notes,
                note => note.Contains("Nothing is to be paid any more", StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public async Task What_an_edit_takes_away_before_it_was_taken_is_credited_and_goes_back_as_far_as_it_was_paid()
    {
        await using var world = await OrderingWorld.Open(whenShipped: true);
        var order = await Processing(world, ("p1", 2), ("p2", 3));
        order = (await world.Parts.Send(order.Id, [new("p1", 1)], null, null, null, Admin)).Value;
        var taken = order.Captured();
        Assert.Null((await world.Editing.Edit(order.Id, new([new("p1", 2), new("p2", 1)]), Admin, default)).Refused);
        order = await world.Settled(order.Id);
        var papers = await world.Papers.Of(order.Id);
        Assert.Equal([PaperKind.Invoice, PaperKind.CreditNote], papers.Select(paper => paper.Kind));
        Assert.Equal((taken, order.Terms.Total), (order.Captured() - order.Refunded(), papers.Invoiced()));
        var credit = papers[1];
        Assert.Equal((0L, credit.Content.Total), (credit.Content.Due, credit.Content.Prepaid));
        Assert.Equal((Major(credit.Content.Total), 0m), Amounts(credit));
        Assert.All(papers, paper => PaperDraftTests.HoldsTheRules(Euros(paper)));
        Assert.Contains(PaperSheets.Of(credit).Notes, note => note.Contains("nothing goes back", StringComparison.Ordinal));

        // What is more stands on a further invoice, of which nothing is taken yet.
        Assert.Null((await world.Editing.Edit(order.Id, new([new("p1", 2), new("p2", 2)]), Admin, default)).Refused);
        order = await world.Settled(order.Id);
        papers = await world.Papers.Of(order.Id);
        Assert.Equal((3, 0L), (papers.Count, papers[2].Content.Prepaid));
        Assert.Equal(order.Terms.Total, papers.Invoiced());
        PaperDraftTests.HoldsTheRules(Euros(papers[2]));
    }

    [Fact]
    public async Task An_order_that_is_cancelled_after_a_part_was_taken_by_hand_owes_nothing_on_its_papers()
    {
        await using var world = await OrderingWorld.Open(whenShipped: true);
        world.Shop.Fill("ada", ("p1", 2));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        Assert.Null((await world.Sending.Take(order.Id, now => now.StartCapture(1_000, "k", Admin, 9), default)).Refused);
        Assert.Null((await world.Returning.Refund(order.Id, new(1_000, [], null, "sorry", null), Admin, default)).Refused);
        await world.Settled(order.Id);
        Assert.Null((await world.Moving.Cancel(order.Id, "no more", Admin, default)).Refused);
        order = await world.Settled(order.Id);
        var papers = await world.Papers.Of(order.Id);
        Assert.Equal([PaperKind.Invoice, PaperKind.CreditNote, PaperKind.CreditNote], papers.Select(paper => paper.Kind));
        Assert.Equal((0L, order.Refunded()), (papers.Invoiced(), order.Captured()));
        Assert.Equal(
            [1_000L, 1_000L, 0L],
            papers.Select(paper => paper.Kind == PaperKind.Invoice ? paper.Content.Prepaid : paper.Content.Due)
        );
        Assert.All(papers, paper => PaperDraftTests.HoldsTheRules(Euros(paper)));
    }

    [Fact]
    public async Task The_mail_of_the_first_parcel_has_the_invoice_and_each_later_one_what_was_written_since()
    {
        await using var world = await OrderingWorld.Open(whenShipped: true);
        var order = await Processing(world, ("p1", 2), ("p2", 2));
        var fetch = new FetchPaper(world.Contract);
        Assert.Empty(await Along(world, fetch, order, Status.Confirmed));
        order = (await world.Parts.Send(order.Id, [new("p1", 1)], null, null, null, Admin)).Value;
        Assert.Equal(["INV-2026-000001.pdf"], await Along(world, fetch, order, Status.PartiallyShipped));

        // Two edits that make it dearer, and a parcel: both invoices go along, the first does not go again.
        Assert.Null((await world.Editing.Edit(order.Id, new([new("p1", 2), new("p2", 3)]), Admin, default)).Refused);
        await world.Settled(order.Id);
        Assert.Null((await world.Editing.Edit(order.Id, new([new("p1", 2), new("p2", 4)]), Admin, default)).Refused);
        order = await world.Settled(order.Id);
        order = (await world.Parts.Send(order.Id, [new("p1", 1)], null, null, null, Admin)).Value;
        Assert.Equal(["INV-2026-000002.pdf", "INV-2026-000003.pdf"], await Along(world, fetch, order, Status.PartiallyShipped));
        Assert.Null((await world.Parts.Send(order.Id, [new("p2", 4)], null, null, null, Admin)).Refused);
        order = await world.Settled(order.Id);
        Assert.Equal(Status.Shipped, order.Status);
        Assert.Empty(await Along(world, fetch, order, Status.Shipped));
    }

    [Fact]
    public async Task An_order_that_is_paid_at_once_has_its_invoice_with_the_confirmation_and_not_with_a_parcel()
    {
        await using var world = await OrderingWorld.Open();
        var order = await Processing(world, ("p1", 2));
        var fetch = new FetchPaper(world.Contract);
        Assert.Equal(["INV-2026-000001.pdf"], await Along(world, fetch, order, Status.Confirmed));
        Assert.Null((await world.Parts.Send(order.Id, [new("p1", 2)], null, null, null, Admin)).Refused);
        order = await world.Settled(order.Id);
        Assert.Empty(await Along(world, fetch, order, Status.Shipped));
    }

    // The files of the last mail about a state, as it was asked for.
    private static async Task<List<string>> Along(OrderingWorld world, FetchPaper fetch, Order order, string template)
    {
        var asked = (await world.Outbox()).Last(one =>
            one.Topic == Topics.OrderNotification && one.Data.Contains($"\"template\":\"{template}\"", StringComparison.Ordinal)
        );
        var mail = new FullMail(
            new("m1", "<m1@example.org>", template, order.Id, order.UserId, "ada@example.com", "Subject", "sending", 1, null, 0, null),
            asked.Data
        );
        return [.. (await fetch.Along(mail, default)).Attached?.Select(file => file.Name) ?? []];
    }

    private static async Task<Order> Processing(OrderingWorld world, params (string, long)[] lines)
    {
        world.Shop.Fill("ada", lines);
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        return (await world.Moving.Move(order.Id, Status.Processing, null, null, Admin, default)).Value;
    }

    private static decimal Major(long minor) => Currencies.ToMajor(minor, "USD");

    // The rules are held in euros; two digits as dollars have.
    private static Paper Euros(Paper paper) => paper with { Content = paper.Content with { Currency = "EUR" } };

    private static (decimal Prepaid, decimal Payable) Amounts(Paper paper)
    {
        using var read = new MemoryStream(PaperXml.Of(paper));
        var all = System.Xml.Linq.XDocument.Load(read).Root!.Descendants().ToList();
        decimal Of(string name) =>
            decimal.Parse(
                all.FirstOrDefault(one => one.Name.LocalName == name)?.Value ?? "0",
                System.Globalization.CultureInfo.InvariantCulture
            );
        return (Of("PrepaidAmount"), Of("PayableAmount"));
    }
}
