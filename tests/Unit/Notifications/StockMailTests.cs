// The mail that tells staff that a product runs low.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Notifications;

namespace Cartwright.Unit.Notifications;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class StockMailTests
{
    private const long Day = 86_400_000;

    [Fact]
    public async Task Staff_are_told_once_a_product_and_day_by_its_name()
    {
        await using var box = await Mailbox.Open(Mails.Settings(("Mail:LowStock", " stock@example.com ")));
        box.Names["p/1"] = ("Oak <desk>", "OD-1");
        await Hear(box, new("p/1", 4, 1, 3, Day, 9), "one");
        await Hear(box, new("p/1", 4, 1, 3, Day, 9), "one");
        await Hear(box, new("p/1", 4, 2, 2, Day + 1, 7), "two");
        await Hear(box, new("unnamed", 0, 0, 0, Day, 7), "three");
        await Hear(box, new("p/1", 4, 2, 2, 2 * Day, 7), "four");

        var mails = await box.List();
        Assert.Equal(3, mails.Count);
        Assert.All(mails, mail => Assert.Equal(("stock@example.com", StockLetter.Template), (mail.To, mail.Template)));
        Assert.Equal(
            ["Runs low: Oak <desk> (2 left)", "Runs low: Oak <desk> (3 left)", "Sold out: unnamed"],
            mails.Select(mail => mail.Subject).Order(StringComparer.Ordinal)
        );
        var first = mails.Single(mail => mail.Subject.Contains("(3", StringComparison.Ordinal));
        var full = (await box.Test.Database.Read(sql => MailStore.Find(sql, first.MailId)))!;
        var letter = Mailbox.Links.Sent(full);
        Assert.Contains("SKU: OD-1", letter.Text, StringComparison.Ordinal);
        Assert.Contains("Oak &lt;desk&gt;", letter.Html, StringComparison.Ordinal);
        Assert.Contains("https://shop.example/admin/stock?q=p%2F1", letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_wants_to_be_told_there_is_no_mail()
    {
        await using var box = await Mailbox.Open(Mails.Settings());
        await Hear(box, new("a", 3, 0, 3, Day, 9), "one");
        Assert.Empty(await box.List());
    }

    [Fact]
    public void It_is_written_in_both_languages_and_a_wrong_address_stops_the_start()
    {
        var notice = new LowStockNotice("1", "Tisch", null, 3, "https://shop.example/admin/stock?q=1", "stock@example.com");
        Assert.Equal(
            "Wird knapp: Tisch (noch 3)",
            StockLetter.Write(notice, MailPen.Plain with { Language = MailLanguage.Of("de") }).Subject
        );
        Assert.DoesNotContain("SKU", StockLetter.Write(notice).Text, StringComparison.Ordinal);
        var refused = Assert.Throws<ConfigurationRefused>(() => Mails.Settings(("Mail:LowStock", "nobody")));
        Assert.Contains("Mail:LowStock=stock@example.com", refused.Message, StringComparison.Ordinal);
    }

    private static Task Hear(Mailbox box, StockFacts stock, string id) =>
        box.Inbox.Accept([Mails.About(Topics.StockLow, stock.ProductId, stock, id) with { Source = "inventory" }], default);
}
