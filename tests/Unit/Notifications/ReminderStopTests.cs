// Reminders end by one press, in the mail program or on the page, for the address alone; nobody's word but the shop's own link is taken.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Notifications;
using Cartwright.Web;
using MimeKit;

namespace Cartwright.Unit.Notifications;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class ReminderStopTests
{
    private const string Shop = "https://shop.example";

    [Fact]
    public void A_token_is_the_addresss_own_and_tells_nothing_of_it()
    {
        var stops = Mailbox.Stops;
        var token = stops.TokenFor("Ada@Example.com ");
        Assert.Equal(stops.TokenFor("ada@example.com"), token);
        Assert.Equal(stops.NameOf("ada@example.com"), stops.NameIn(token));
        Assert.NotEqual(stops.NameOf("eve@example.com"), stops.NameIn(token));
        Assert.DoesNotContain("ada", token, StringComparison.OrdinalIgnoreCase);
        var name = token.Split('.')[0];
        foreach (
            var wrong in new[]
            {
                null,
                string.Empty,
                ".",
                name,
                name + ".",
                token + ".",
                token + "A",
                token[..^1],
                "x." + token.Split('.')[1],
                $"{token.Split('.')[1]}.{name}",
                new ReminderStop(new Pseudonyms([.. Enumerable.Repeat((byte)1, 32)]), Shop).TokenFor("ada@example.com"),
            }
        )
        {
            Assert.Null(stops.NameIn(wrong));
        }
    }

    [Fact]
    public async Task Who_has_pressed_is_not_reminded_any_more_and_all_other_mail_still_comes()
    {
        await using var box = await Mailbox.Open(Mails.Settings());
        await Hear(box, Cart("ada@example.com", 1), "e1");
        Assert.Equal(CartLetter.Template, Assert.Single(await box.List()).Template);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await box.Test.Database.Write(async tx =>
                await MailStore.StopReminders(tx, Mailbox.Stops.NameIn(Mailbox.Stops.TokenFor("ada@example.com"))!, 1)
            );
        }

        await Hear(box, Cart("ADA@example.com", 2), "e2");
        await Hear(box, Cart("eve@example.com", 1, "eve"), "e3");
        await box.Hear(Mails.Ask(Mails.Order()), "e4");
        Assert.Equal(
            [("ada@example.com", "cart_reminder"), ("ada@example.com", "confirmed"), ("eve@example.com", "cart_reminder")],
            (await box.List()).Select(mail => (mail.To, mail.Template)).Order()
        );
    }

    [Fact]
    public async Task A_reminder_carries_the_link_and_the_headers_of_one_click_and_no_other_mail_does()
    {
        await using var box = await Mailbox.Open(Mails.Settings());
        await Hear(box, Cart("ada@example.com", 1), "e1");
        var mail = await box.Only();
        var token = Mailbox.Stops.TokenFor("ada@example.com");
        var letter = Mailbox.Links.Sent(mail);
        Assert.Contains($"{Shop}/unsubscribe?token={token}", letter.Text, StringComparison.Ordinal);
        Assert.Contains($"/unsubscribe?token={token}\"", letter.Html, StringComparison.Ordinal);
        using var message = SmtpTransport.Compose(mail, letter, new MailboxAddress("Shop", "shop@shop.example"));
        Assert.Equal($"<{Shop}/api/mail/unsubscribe?token={token}>", message.Headers["List-Unsubscribe"]);
        Assert.Equal("List-Unsubscribe=One-Click", message.Headers["List-Unsubscribe-Post"]);

        // The mailbox of the shop shows it to nobody else, and the link is the same however often the mail is sent.
        Assert.DoesNotContain("unsubscribe", Mailbox.Links.Shown(mail).Text, StringComparison.Ordinal);
        Assert.Equal(letter, Mailbox.Links.Sent(mail));

        // One press may go over https alone.
        var plain = new MailLinks(Mailbox.Sealed, "http://localhost", false, new(new Pseudonyms(new byte[32]), "http://localhost"));
        Assert.Null(plain.Sent(mail).OneClick);
        Assert.Contains("http://localhost/unsubscribe", plain.Sent(mail).Text, StringComparison.Ordinal);

        var order = new FullMail(
            mail.Row with
            {
                Template = "confirmed",
            },
            Mails.About(Topics.OrderNotification, "o", Mails.Ask(Mails.Order()), "e2").Data
        );
        using var other = SmtpTransport.Compose(order, Mailbox.Links.Sent(order), new MailboxAddress("Shop", "shop@shop.example"));
        Assert.Null(other.Headers["List-Unsubscribe"]);
        Assert.DoesNotContain("unsubscribe", Mailbox.Links.Sent(order).Text, StringComparison.Ordinal);
    }

    /// <summary>A mail of each template as it is asked for; a template without one fails the rule below.</summary>
    private static readonly Dictionary<string, Func<Event>> Asked = new(StringComparer.Ordinal)
    {
        ["welcome"] = () => Mails.About(Topics.UserRegistered, "ada", new UserFacts("ada", "ada@example.com", "Ada", null, 1), "e"),
        [CartLetter.Template] = () => Mails.About(Topics.CartReminder, "ada", Cart("ada@example.com", 1), "e"),
        [AccountLetter.Reset] = () => Account(AccountLetter.Reset),
        [AccountLetter.Changed] = () => Account(AccountLetter.Changed),
        [AccountLetter.Erased] = () => Account(AccountLetter.Erased),
        [AccountLetter.PayoutAccount] = () => Account(AccountLetter.PayoutAccount),
        ["email_verify"] = () => Account("email_verify"),
        ["email_change"] = () => Account("email_change"),
        ["email_change_asked"] = () => Account("email_change_asked"),
        ["account_exists"] = () => Account("account_exists"),
        ["staff_invitation"] = () => Account("staff_invitation"),
        ["second_factor_on"] = () => Account("second_factor_on"),
        ["second_factor_off"] = () => Account("second_factor_off"),
        ["passkey_added"] = () => Account("passkey_added"),
        ["passkey_removed"] = () => Account("passkey_removed"),
        ["passkey_copied"] = () => Account("passkey_copied"),
        ["seller_sent"] = () => Account("seller_sent"),
        ["seller_asked"] = () => Account("seller_asked"),
        ["seller_accepted"] = () => Account("seller_accepted"),
        ["seller_refused"] = () => Account("seller_refused"),
        [StockLetter.Template] = () => Mails.About(Topics.StockLow, "1", new StockFacts("1", 3, 0, 3, 1, 9), "e"),
        [OrderNotification.Withdrawal] = () =>
            Mails.About(
                Topics.OrderNotification,
                "o",
                Mails.Ask(Mails.Order(), OrderNotification.Withdrawal) with
                {
                    Withdrawn = new(1, 1, "Ada", true, [], 0, 0, true),
                },
                "e"
            ),
    };

    [Fact]
    public async Task Every_mail_says_whether_it_reminds_and_those_that_do_end_by_one_press()
    {
        // What can be written is in the list, and the other way round.
        Assert.Equal(
            OrderLetter.Templates.Concat(Asked.Keys).Order(StringComparer.Ordinal),
            MailKinds.Templates.Order(StringComparer.Ordinal)
        );
        Assert.Throws<InvalidOperationException>(() => MailKinds.Of("newsletter"));
        foreach (var template in MailKinds.Templates)
        {
            await using var box = await Mailbox.Open(Mails.Settings(("Mail:LowStock", "stock@example.com")));
            var asked = Asked.TryGetValue(template, out var its)
                ? its()
                : Mails.About(Topics.OrderNotification, "o", Mails.Ask(Mails.Order(), template) with { Request = "r" }, "e");
            await box.Inbox.Accept([asked], default);
            var mail = await box.Only();
            Assert.Equal(template, mail.Row.Template);
            var letter = Mailbox.Links.Sent(mail);
            using var message = SmtpTransport.Compose(mail, letter, new MailboxAddress("Shop", "shop@shop.example"));
            var ends = MailKinds.Of(template) == MailKind.Reminder;
            Assert.Equal(ends, message.Headers["List-Unsubscribe"] is not null);
            Assert.Equal(ends, message.Headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click");
            Assert.Equal(ends, letter.Text.Contains("/unsubscribe?token=", StringComparison.Ordinal));
            Assert.Equal(ends, letter.Html.Contains("/unsubscribe?token=", StringComparison.Ordinal));
        }
    }

    private static Event Account(string template)
    {
        var bare = new AccountNotification("ada", "r1", template, "ada@example.com", "Ada", string.Empty, 1);
        return Mails.About(
            Topics.AccountNotification,
            "ada",
            bare with
            {
                SealedLink = Mailbox.Sealed.Seal(bare.Purpose, Shop + "/"),
            },
            "e"
        );
    }

    private static Task Hear(Mailbox box, CartReminder cart, string id) =>
        box.Inbox.Accept([Mails.About(Topics.CartReminder, cart.UserId, cart, id) with { Source = "carts" }], default);

    private static CartReminder Cart(string to, long version, string user = "ada") =>
        new(user, version, to, "Ada", Shop + "/cart/restore/t", "USD", 2_999, [new("Oak desk", 1, 2_999)], 1);
}
