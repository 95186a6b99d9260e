// The mailbox: one mail an occasion, whatever comes twice, late or at once.
using Cartwright.Contracts;
using Cartwright.Notifications;

namespace Cartwright.Unit.Notifications;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class MailboxTests
{
    [Fact]
    public async Task The_same_template_and_order_make_one_mail_however_often_and_under_whatever_event_it_is_asked()
    {
        await using var box = await Mailbox.Open(Mails.Settings());
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => box.Hear(Mails.Ask(Mails.Order()), $"e{i % 20}")));
        var mail = Assert.Single(await box.List());
        Assert.Equal(("sent", "ada@example.com", "user-1"), (mail.Status, mail.To, mail.UserId));
        Assert.NotNull(mail.SentMs);
    }

    [Fact]
    public async Task Another_template_or_order_is_another_mail_with_another_message_id()
    {
        await using var box = await Mailbox.Open(Mails.Settings());
        await box.Hear(Mails.Ask(Mails.Order()), "1");
        await box.Hear(Mails.Ask(Mails.Order(), "shipped"), "2");
        await box.Hear(Mails.Ask(Mails.Order("other")), "3");
        Assert.Equal(3, (await box.List()).Select(m => m.MessageId).Distinct().Count());
    }

    [Theory]
    [InlineData("user", "mail_user (user_id=? AND mail_id<?)")]
    [InlineData("order", "mail_order (order_id=? AND mail_id<?)")]
    [InlineData("to", "mail_recipient (recipient=? AND mail_id<?)")]
    [InlineData("user and template", "mail_user (user_id=? AND mail_id<?)")]
    [InlineData("failed", "mail_failed (mail_id<?)")]
    [InlineData("all", "(mail_id<?)")]
    public async Task A_list_of_mails_walks_only_those_it_shows(string by, string index)
    {
        if (TestDatabase.ByDefaultOnPostgres)
        {
            return;
        }

        await using var box = await Mailbox.Open(Mails.Settings());
        var filter = new MailFilter(
            by == "to" ? "a@example.com" : null,
            by == "order" ? "o" : null,
            by == "user and template" ? "shipped" : null,
            by == "failed" ? by : null,
            by.StartsWith("user", StringComparison.Ordinal) ? "u" : null
        );
        var (text, args) = MailStore.Question(filter, null, 50);
        var plan = Assert.Single(
            await box.Test.Database.Read(sql => sql.Query("EXPLAIN QUERY PLAN " + text, row => row.GetString(3), args))
        );
        Assert.EndsWith(index, plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_parcel_that_leaves_before_the_others_is_a_mail_of_its_own_and_once_all_have_left_one_mail_names_them_all()
    {
        await using var box = await Mailbox.Open(Mails.Settings());
        var (first, second) = (
            new ParcelFacts(1, "DHL", "0034", [new("Oak desk", 1)]),
            new ParcelFacts(2, null, null, [new("Oak desk", 1), new("<b>Lamp", 1)])
        );
        foreach (
            var (template, parcels, id) in new[]
            {
                ("partially_shipped", new[] { first }, "1"),
                ("partially_shipped", [first], "2"),
                ("partially_shipped", [second], "3"),
                ("shipped", [first, second], "4"),
            }
        )
        {
            await box.Hear(Mails.Ask(Mails.Order(), template) with { Parcels = parcels }, id);
        }

        Assert.Equal(["partially_shipped", "partially_shipped", "shipped"], (await box.List()).Select(mail => mail.Template).Order());
        var letter = OrderLetter.Write(Mails.Ask(Mails.Order(), "shipped", tracking: "0034") with { Parcels = [first, second] });
        Assert.Contains("Parcel 1: DHL 0034 (1 x Oak desk)\nParcel 2: 1 x Oak desk, 1 x <b>Lamp\n", letter.Text, StringComparison.Ordinal);
        Assert.Contains("<strong>Parcel 2:</strong> 1 x Oak desk, 1 x &lt;b&gt;Lamp", letter.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Tracking number", letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_message_id_depends_on_the_occasion_only()
    {
        Assert.Equal(
            Occasion.Order("o", "shipped", "a").MessageId("x.example"),
            Occasion.Order("o", "shipped", "b").MessageId("x.example")
        );
        Assert.Matches("^<[0-9a-f]{32}@x\\.example>$", Occasion.Order("o\r\n", "shipped", "a").MessageId("x.example"));
    }

    [Fact]
    public async Task A_new_account_is_welcomed_once()
    {
        await using var box = await Mailbox.Open(Mails.Settings());
        var user = new UserFacts("u9", "new@example.com", "Neo", null, 0);
        await box.Inbox.Accept(
            [Mails.About(Topics.UserRegistered, "u9", user, "1"), Mails.About(Topics.UserRegistered, "u9", user, "2")],
            default
        );
        var mail = await box.Only();
        Assert.Equal(("welcome", null, "u9"), (mail.Row.Template, mail.Row.OrderId, mail.Row.UserId));
        Assert.Contains("Hello Neo,", Mailbox.Links.Shown(mail).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mails_about_an_erased_order_are_forgotten_and_those_about_others_stay()
    {
        await using var box = await Mailbox.Open(Mails.Settings(("Mail:Smtp", "smtp://127.0.0.1:2525")));
        await box.Hear(Mails.Ask(Mails.Order("o1", name: "Quillfeather", reason: "jabberwock"), "confirmed", "quill@example.com"), "1");
        await box.Hear(Mails.Ask(Mails.Order("o1", name: "Quillfeather", reason: "jabberwock"), "delivered", "quill@example.com"), "2");
        await box.Hear(Mails.Ask(Mails.Order("o2")), "3");
        for (var i = 0; i < 2; i++)
        {
            await box.Inbox.Accept([Mails.About(Topics.OrderErased, "o1", new OrderErasure("o1", "user-1", 5, 9), "e" + i)], default);
        }

        Assert.Equal("o2", Assert.Single(await box.List()).OrderId);
        Assert.Equal([], await Residue.Of(box.Test.Database, "quill", "jabberwock"));
    }

    [Fact]
    public async Task Mails_to_an_erased_user_are_forgotten_whatever_they_are_about()
    {
        await using var box = await Mailbox.Open(Mails.Settings());
        var user = new UserFacts("user-1", "quill@example.com", "Quillfeather", null, 0);
        await box.Inbox.Accept(
            [
                Mails.About(Topics.UserRegistered, "user-1", user, "1"),
                Mails.About(Topics.UserRegistered, "u2", user with { UserId = "u2", Email = "neo@example.com", Name = "Neo" }, "2"),
            ],
            default
        );
        await box.Hear(Mails.Ask(Mails.Order(name: "Quillfeather"), to: "quill@example.com"), "3");
        await box.Inbox.Accept([Mails.About(Topics.UserErased, "user-1", new UserErasure("user-1", 5), "4")], default);
        Assert.Equal("u2", Assert.Single(await box.List()).UserId);
        Assert.Equal([], await Residue.Of(box.Test.Database, "quill"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("eve@example.com\r\nBcc: all@example.com")]
    public async Task A_recipient_that_is_no_address_is_kept_as_failed_and_cannot_be_resent(string to)
    {
        await using var box = await Mailbox.Open(Mails.Settings(("Mail:Smtp", "smtp://127.0.0.1:2525")));
        await box.Hear(Mails.Ask(Mails.Order(), to: to), "1");
        var mail = await box.Only();
        Assert.Equal("failed", mail.Row.Status);
        Assert.DoesNotContain(mail.Row.To, char.IsControl);
        Assert.Equal("recipient_invalid", (await box.Resend.Run(mail.Row.MailId, default)).Refused?.Code);
    }

    [Fact]
    public async Task Lists_filter_and_page_newest_first_without_gaps()
    {
        await using var box = await Mailbox.Open(Mails.Settings());
        for (var i = 0; i < 7; i++)
        {
            await box.Hear(Mails.Ask(Mails.Order($"order-{i}"), i % 2 == 0 ? "confirmed" : "shipped"), $"{i}");
        }

        Assert.Equal(3, (await box.List(new(Template: "shipped"))).Count);
        Assert.Equal("order-4", Assert.Single(await box.List(new(OrderId: "order-4"))).OrderId);
        Assert.Empty(await box.List(new(To: "someone@example.com")));
        Assert.Empty(await box.List(new(Status: "failed")));
        Assert.Equal(7, (await box.List(new(UserId: "user-1"))).Count);
        var seen = new List<string>();
        string? before = null;
        while (await box.List(before: before, rows: 3) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(m => m.OrderId!));
            before = page[^1].MailId;
        }

        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"order-{6 - i}"), seen);
    }

    [Fact]
    public async Task Resending_keeps_the_message_id_and_without_smtp_moves_the_time_of_sending()
    {
        await using var box = await Mailbox.Open(Mails.Settings());
        await box.Hear(Mails.Ask(Mails.Order()), "1");
        var first = await box.Only();
        box.Clock.Advance(TimeSpan.FromMinutes(5));
        var again = (await box.Resend.Run(first.Row.MailId, default)).Value;
        Assert.Equal((first.Row.MessageId, "sent", first.Row.SentMs + 300_000), (again.Row.MessageId, again.Row.Status, again.Row.SentMs));
        Assert.Equal("mail_not_found", (await box.Resend.Run("none", default)).Refused?.Code);
    }
}
