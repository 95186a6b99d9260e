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

    private static Task Hear(Mailbox box, CartReminder cart, string id) =>
        box.Inbox.Accept([Mails.About(Topics.CartReminder, cart.UserId, cart, id) with { Source = "carts" }], default);

    private static CartReminder Cart(string to, long version, string user = "ada") =>
        new(user, version, to, "Ada", Shop + "/cart/restore/t", "USD", 2_999, [new("Oak desk", 1, 2_999)], 1);
}
