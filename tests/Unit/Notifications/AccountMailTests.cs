// Mails about an account's password: the link reaches its recipient and nobody else, and nobody but the shop can ask for one.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Notifications;

namespace Cartwright.Unit.Notifications;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class AccountMailTests
{
    private const string Link = "https://shop.example.com/reset-password?token=kT3-secret";

    [Fact]
    public async Task A_link_is_in_the_mail_as_it_goes_out_and_nowhere_else()
    {
        await using var box = await Mailbox.Open(Mails.Settings(("Mail:Smtp", "smtp://127.0.0.1:2525")));
        var asked = Asked();
        await box.Inbox.Accept(
            [Mails.About(Topics.AccountNotification, "u9", asked, "1"), Mails.About(Topics.AccountNotification, "u9", asked, "2")],
            default
        );
        var mail = await box.Only();
        Assert.Equal(
            ("password_reset", "queued", "casey@example.com", "u9"),
            (mail.Row.Template, mail.Row.Status, mail.Row.To, mail.Row.UserId)
        );

        Assert.DoesNotContain("kT3-secret", mail.Data, StringComparison.Ordinal);
        var shown = Mailbox.Links.Shown(mail);
        Assert.DoesNotContain("kT3-secret", shown.Text + shown.Html, StringComparison.Ordinal);
        Assert.Contains("shown to nobody else", shown.Text, StringComparison.Ordinal);
        foreach (
            var letter in new[] { Mailbox.Links.Sent(mail), new MailLinks(Mailbox.Sealed, "https://shop.example", shown: true).Shown(mail) }
        )
        {
            Assert.Contains(Link, letter.Text, StringComparison.Ordinal);
            Assert.Contains($"href=\"{Link}\"", letter.Html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_request_that_is_not_the_shops_is_parked_and_writes_no_mail()
    {
        await using var box = await Mailbox.Open(Mails.Settings());
        var asked = Asked();
        foreach (
            var (number, forged) in new[]
            {
                asked with
                {
                    Recipient = "eve@example.com",
                },
                asked with
                {
                    UserId = "u8",
                },
                asked with
                {
                    Template = "password_changed",
                },
                asked with
                {
                    SealedLink = "",
                },
                asked with
                {
                    Template = "confirmed",
                },
                asked with
                {
                    RequestId = "another",
                },
            }.Index()
        )
        {
            await box.Inbox.Accept([Mails.About(Topics.AccountNotification, "s" + number, forged, "f" + number)], default);
        }

        Assert.Empty(await box.List());
        Assert.Equal(6, await box.Test.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM inbox_waiting")));
    }

    [Fact]
    public void A_mail_whose_link_was_sealed_with_another_key_is_given_up_rather_than_sent_without_it()
    {
        var row = new MailRow("m", "<m>", "password_reset", null, "u9", "casey@example.com", "s", "sending", 1, null, 0, null);
        var links = new MailLinks(new([.. Enumerable.Repeat((byte)1, 32)]), "https://shop.example", shown: false);
        Assert.Throws<MailRefused>(() => links.Sent(new FullMail(row, JsonSerializer.Serialize(Asked(), Event.Json))));
    }

    [Fact]
    public void Who_did_not_change_the_password_is_told_what_to_do()
    {
        var letter = AccountLetter.Write(
            Asked() with
            {
                Template = AccountLetter.Changed,
                AtUnixMs = 1_768_473_000_000,
            },
            "https://shop.example.com/forgot-password"
        );
        Assert.Equal("Your password was changed", letter.Subject);
        Assert.Contains("15 January 2026 at 10:30 UTC", letter.Text, StringComparison.Ordinal);
        Assert.Contains("https://shop.example.com/forgot-password", letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_and_links_never_become_markup()
    {
        var letter = AccountLetter.Write(Asked() with { Name = "<script>alert(1)</script>" }, "https://shop.example.com/\"><script>");
        Assert.DoesNotContain("<script", letter.Html, StringComparison.Ordinal);
    }

    private static AccountNotification Asked()
    {
        var bare = new AccountNotification("u9", "request-1", AccountLetter.Reset, "casey@example.com", "Casey", string.Empty, 0);
        return bare with { SealedLink = Mailbox.Sealed.Seal(bare.Purpose, Link) };
    }
}
