// Sending to a real mail server: when TLS begins and whom it trusts, many mails over one connection, servers that hang up,
// and letters beyond ASCII.
using Cartwright.Notifications;
using Cartwright.Servers;
using MimeKit;

namespace Cartwright.Unit.Notifications;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class SmtpTests
{
    [Theory]
    [InlineData("implicit", "smtps://shop:secret@localhost:{0}")]
    [InlineData("implicit", "smtp://shop:secret@localhost:{0}?tls=implicit")]
    [InlineData("starttls", "smtps://shop:secret@localhost:{0}?tls=starttls")]
    [InlineData("starttls", "smtp://shop:secret@localhost:{0}?tls=starttls")]
    public async Task A_mail_goes_over_TLS_to_a_server_of_a_trusted_authority_after_signing_in(string tls, string smtp)
    {
        await using var server = await MailServer.Start(tls, "shop:secret");
        await using var box = await Box(server, smtp);
        await box.Sender.SendDue(default);
        var mail = Assert.Single(server.Taken());
        Assert.Equal((true, "shop", "shop@example.org"), (mail.Secure, mail.User, mail.From));
        Assert.Equal(["ada@example.com"], mail.To);
        Assert.Equal(["sent"], await box.States());
    }

    [Theory]
    [InlineData("implicit", "smtps://localhost:{0}")]
    [InlineData("starttls", "smtps://localhost:{0}?tls=starttls")]
    public async Task A_certificate_of_an_unknown_authority_is_refused_before_a_word_is_said(string tls, string smtp)
    {
        await using var server = await MailServer.Start(tls);
        await using var box = await Box(server, smtp, trusted: false);
        await box.Sender.SendDue(default);
        Assert.Empty(server.Taken());
        Assert.Equal(["queued"], await box.States());
        Assert.Contains("is not trusted", (await box.Mails.Only()).Row.Error, StringComparison.Ordinal);
        Assert.Contains("Mail:Authority", (await box.Mails.Only()).Row.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("implicit")]
    [InlineData("starttls")]
    public async Task A_certificate_for_another_name_is_refused_although_its_authority_is_trusted(string tls)
    {
        await using var server = await MailServer.Start(tls, certificateFor: "mail.example.com");
        await using var box = await Box(server, "smtps://localhost:{0}?tls=" + tls);
        await box.Sender.SendDue(default);
        Assert.Empty(server.Taken());
        Assert.Equal(["queued"], await box.States());
    }

    [Fact]
    public async Task A_certificate_of_another_authority_than_the_given_one_is_refused()
    {
        await using var server = await MailServer.Start("implicit");
        await using var other = await MailServer.Start("implicit");
        await using var box = await Box(server, "smtps://localhost:{0}", authority: other.Authority);
        await box.Sender.SendDue(default);
        Assert.Empty(server.Taken());
        Assert.Equal(["queued"], await box.States());
    }

    [Fact]
    public async Task A_server_without_STARTTLS_gets_neither_mail_nor_password_where_TLS_is_demanded()
    {
        await using var server = await MailServer.Start("none", "shop:secret");
        await using var box = await Box(server, "smtps://shop:secret@localhost:{0}?tls=starttls");
        await box.Sender.SendDue(default);
        Assert.Empty(server.Taken());
        Assert.Contains("?tls=none", (await box.Mails.Only()).Row.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_leaves_the_mail_waiting()
    {
        await using var server = await MailServer.Start("implicit", "shop:secret");
        await using var box = await Box(server, "smtps://shop:wrong@localhost:{0}");
        await box.Sender.SendDue(default);
        Assert.Empty(server.Taken());
        Assert.Equal(["queued"], await box.States());
        Assert.DoesNotContain("wrong@", (await box.Mails.Only()).Row.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifty_mails_go_over_one_connection_that_closes_when_none_is_due()
    {
        await using var server = await MailServer.Start("implicit", "shop:secret");
        await using var box = await Box(server, "smtps://shop:secret@localhost:{0}", mails: 50);
        await box.Sender.Round(default);
        var taken = server.Taken();
        Assert.Equal(50, taken.Count);
        Assert.Single(taken.Select(mail => mail.Session).Distinct());
        Assert.Equal(50, taken.Select(MessageId).Distinct().Count());

        // Soon after, the same connection; once a look has found nothing, a new one.
        await box.Hear("soon");
        await box.Sender.Round(default);
        Assert.Single(server.Taken().Select(mail => mail.Session).Distinct());
        await box.Sender.Round(default);
        await box.Hear("later");
        await box.Sender.Round(default);
        Assert.Equal(2, server.Taken().Select(mail => mail.Session).Distinct().Count());
        Assert.Equal(52, server.Taken().Count);
    }

    [Theory]
    [InlineData("hang-up-after=3")]
    [InlineData("goodbye-after=3")]
    public async Task A_server_that_ends_connections_early_gets_every_mail_once_and_at_the_first_try(string option)
    {
        await using var server = await MailServer.Start("implicit", options: option);
        await using var box = await Box(server, "smtps://localhost:{0}", mails: 10);
        await box.Sender.Round(default);
        var taken = server.Taken();
        Assert.Equal(10, taken.Count);
        Assert.Equal(10, taken.Select(MessageId).Distinct().Count());
        Assert.Equal(4, taken.Select(mail => mail.Session).Distinct().Count());
        Assert.All(await box.Mails.List(), mail => Assert.Equal(("sent", 1), (mail.Status, mail.Tries)));
    }

    [Fact]
    public async Task A_mail_whose_answer_was_lost_is_sent_again_as_the_same_mail_and_the_others_of_its_batch_go_on()
    {
        await using var server = await MailServer.Start("implicit", options: "lose=2");
        await using var box = await Box(server, "smtps://localhost:{0}", mails: 4);
        await box.Sender.SendDue(default);
        Assert.Equal(["queued", "sent", "sent", "sent"], await box.States());
        box.Mails.Clock.Advance(MailSender.Pause(1));
        await box.Sender.SendDue(default);
        Assert.Equal(["sent", "sent", "sent", "sent"], await box.States());
        var taken = server.Taken();
        Assert.Equal(5, taken.Count);
        var twice = Assert.Single(taken.GroupBy(MessageId), mails => mails.Count() == 2).ToList();

        // All but the line between its parts, which is drawn anew.
        Assert.Equal(Headers(twice[0]), Headers(twice[1]));
    }

    [Fact]
    public async Task Mail_waits_for_a_server_that_is_absent_and_goes_out_when_it_is_back()
    {
        await using var server = await MailServer.Start("implicit");
        await using var box = await Box(server, "smtps://localhost:{0}", mails: 3);
        server.Process.Kill();
        await box.Sender.Round(default);
        Assert.Equal(["queued", "queued", "queued"], await box.States());
        await server.Process.Restart();
        box.Mails.Clock.Advance(MailSender.Pause(1));
        await box.Sender.Round(default);
        Assert.Equal(["sent", "sent", "sent"], await box.States());
        Assert.Equal(3, server.Taken().Count);
        server.Process.Kill();
        await box.Hear("while it is away");
        await box.Sender.Round(default);
        await server.Process.Restart();
        box.Mails.Clock.Advance(MailSender.Pause(1));
        await box.Sender.Round(default);
        Assert.Equal(4, server.Taken().Count);
    }

    [Theory]
    [InlineData("zoë@example.com")]
    [InlineData("用户@例子.example")]
    public async Task An_address_beyond_ASCII_goes_out_as_it_is_where_the_server_offers_SMTPUTF8(string address)
    {
        await using var server = await MailServer.Start("implicit");
        await using var box = await Box(server, "smtps://localhost:{0}", to: address);
        await box.Sender.SendDue(default);
        var mail = Assert.Single(server.Taken());
        Assert.Equal((address, true), (Assert.Single(mail.To), mail.Utf8));
        Assert.Contains($"To: {address}", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_SMTPUTF8_only_an_address_that_needs_it_is_refused_in_words()
    {
        await using var server = await MailServer.Start("implicit", options: "no-utf8");
        await using var box = await Box(server, "smtps://localhost:{0}", to: "zoë@example.com");
        await box.Hear("other", "ada@bücher.example");
        await box.Sender.SendDue(default);
        var taken = Assert.Single(server.Taken());
        Assert.False(taken.Utf8);
        Assert.Contains("To: ada@xn--bcher-kva.example", taken.Text, StringComparison.Ordinal);
        Assert.Equal(["failed", "sent"], await box.States());
        Assert.Contains("SMTPUTF8", (await box.Mails.List(new(Status: "failed"))).Single().Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sender_and_body_beyond_ASCII_arrive_as_they_were()
    {
        await using var server = await MailServer.Start("none");
        await using var box = await Box(server, "smtp://localhost:{0}", from: "Bücher & Käse <shop@example.org>", name: "Zoë 🧀");
        await box.Sender.SendDue(default);
        var taken = Assert.Single(server.Taken());
        Assert.All(taken.Text, c => Assert.True(char.IsAscii(c)));
        var message = await MimeMessage.LoadAsync(new MemoryStream(System.Text.Encoding.ASCII.GetBytes(taken.Text)));
        Assert.Equal("Bücher & Käse", message.From.Mailboxes.Single().Name);
        Assert.Contains("Zoë 🧀", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("auto-generated", message.Headers["Auto-Submitted"], StringComparison.Ordinal);
        var row = (await box.Mails.Only()).Row;
        Assert.Equal((row.MessageId, row.CreatedMs / 1000), ("<" + message.MessageId + ">", message.Date.ToUnixTimeSeconds()));
    }

    [Fact]
    public async Task The_owners_words_arrive_in_the_customers_language_and_a_name_adds_no_header()
    {
        await using var server = await MailServer.Start("none");
        await using var box = await Box(server, "smtp://localhost:{0}", mails: 0, own: true);
        var words = new TemplateText(
            "{{ customer.name }}: {{ order.number }}",
            "# Grüß Gott\n\n{{ greeting }}\n\n{{ order_table }}\n\n{{ order_link }}\n"
        );
        await box.Mails.Test.Database.Write(tx => TemplateStore.Add(tx, new("confirmed", "de", 1, words, "staff", 1)));
        var order = Mails.Order(name: "Eve <b>\r\nBcc: all@example.com");
        await box.Mails.Hear(Mails.Ask(order) with { Language = "de" }, "e1");
        await box.Sender.SendDue(default);
        var taken = Assert.Single(server.Taken());
        var message = await MimeMessage.LoadAsync(new MemoryStream(System.Text.Encoding.ASCII.GetBytes(taken.Text)));
        Assert.Equal(["ada@example.com"], taken.To);
        Assert.Null(message.Headers["Bcc"]);
        Assert.Equal(("Eve <b> Bcc: all@example.com: 2F1B5E77", "de"), (message.Subject, message.Body!.Headers["Content-Language"]));
        Assert.StartsWith("Grüß Gott", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("1.494,98\u00A0$", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"de\" dir=\"ltr\">", message.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("Eve &lt;b&gt;", message.HtmlBody, StringComparison.Ordinal);
        Assert.Equal((await box.Mails.Only()).Row.Subject, message.Subject);
    }

    private static async Task<Post> Box(
        MailServer server,
        string smtp,
        bool trusted = true,
        string? authority = null,
        int mails = 1,
        string to = "ada@example.com",
        string from = "The Shop <shop@example.org>",
        string name = "Ada",
        bool own = false
    )
    {
        var address = string.Format(System.Globalization.CultureInfo.InvariantCulture, smtp, server.Port);
        var trust =
            trusted && !address.StartsWith("smtp://localhost", StringComparison.Ordinal) ? authority ?? server.Authority : string.Empty;
        var settings = Mails.Settings(("Mail:Smtp", address), ("Mail:From", from), ("Mail:Authority", trust));
        var box = await Mailbox.Open(settings);
        var post = new Post(box, box.Sender(new SmtpTransport(settings.Smtp!, () => settings.From, own ? box.Own : Mailbox.Links)), name);
        for (var i = 0; i < mails; i++)
        {
            await post.Hear($"order-{i}", to);
        }

        return post;
    }

    private static string MessageId(TakenMail mail) =>
        Headers(mail).Single(line => line.StartsWith("Message-I", StringComparison.OrdinalIgnoreCase));

    private static List<string> Headers(TakenMail mail) =>
        [
            .. mail
                .Text.ReplaceLineEndings("\n")
                .Split("\n\n")[0]
                .Split('\n')
                .Where(line => !line.Contains("boundary=", StringComparison.Ordinal)),
        ];

    /// <summary>A mailbox whose mail goes to a real server.</summary>
    private sealed class Post(Mailbox mails, MailSender sender, string name) : IAsyncDisposable
    {
        public Mailbox Mails => mails;

        public MailSender Sender => sender;

        public Task Hear(string order, string to = "ada@example.com") =>
            mails.Hear(Notifications.Mails.Ask(Notifications.Mails.Order(order, name), to: to), order);

        public async Task<List<string>> States() => [.. (await mails.List()).Select(mail => mail.Status).Order(StringComparer.Ordinal)];

        public async ValueTask DisposeAsync()
        {
            await sender.StopAsync(default);
            sender.Dispose();
            await mails.DisposeAsync();
        }
    }
}
