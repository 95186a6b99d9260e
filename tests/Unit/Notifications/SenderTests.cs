// Sending by SMTP: sent once, tried again after a failure, given up at last, and the same Message-ID whatever happens between.
using System.Text;
using Cartwright.Notifications;

namespace Cartwright.Unit.Notifications;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class SenderTests
{
    [Fact]
    public async Task A_mail_reaches_the_server_once_with_both_bodies_and_its_message_id()
    {
        await using var sink = new SmtpSink();
        var (box, sender) = await Open(sink);
        await using var closing = box;
        await box.Hear(Mails.Ask(Mails.Order(name: "Zoë")), "1");
        Assert.Equal(1, await sender.SendDue(default));
        Assert.Equal(0, await sender.SendDue(default));
        var mail = Assert.Single(sink.Mails);
        var stored = await box.Only();
        Assert.Equal("sent", stored.Row.Status);
        Assert.Contains($"Message-ID: {stored.Row.MessageId}", mail.Data, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Subject: Order 2F1B5E77 is confirmed", mail.Data, StringComparison.Ordinal);
        Assert.Contains("<shop@example.org>", mail.From, StringComparison.Ordinal);
        Assert.Contains("<ada@example.com>", Assert.Single(mail.To), StringComparison.Ordinal);
        Assert.Equal(
            [Mailbox.Links.Shown(stored).Text.ReplaceLineEndings("\n"), Mailbox.Links.Shown(stored).Html],
            Bodies(mail.Data).Select(b => b.ReplaceLineEndings("\n"))
        );
    }

    [Fact]
    public async Task A_server_that_is_away_is_tried_again_later_and_then_gets_the_mail()
    {
        await using var sink = new SmtpSink();
        var (box, sender) = await Open(sink);
        await using var closing = box;
        sink.Refusals.Enqueue("451 try later");
        sink.Refusals.Enqueue("451 try later");
        await box.Hear(Mails.Ask(Mails.Order()), "1");
        await sender.SendDue(default);
        Assert.Equal(("queued", 1), await State(box));
        Assert.Equal(0, await sender.SendDue(default));
        box.Clock.Advance(MailSender.Pause(1));
        await sender.SendDue(default);
        Assert.Equal(("queued", 2), await State(box));
        box.Clock.Advance(MailSender.Pause(2));
        await sender.SendDue(default);
        Assert.Equal(("sent", 3), await State(box));
        Assert.Single(sink.Mails);
    }

    [Fact]
    public async Task A_mailbox_that_does_not_exist_is_given_up_at_once_and_can_be_resent_by_hand()
    {
        await using var sink = new SmtpSink();
        var (box, sender) = await Open(sink);
        await using var closing = box;
        sink.Refusals.Enqueue("550 no such user");
        await box.Hear(Mails.Ask(Mails.Order()), "1");
        await sender.SendDue(default);
        Assert.Equal(("failed", 1), await State(box));
        var again = (await box.Resend.Run((await box.Only()).Row.MailId, default)).Value;
        Assert.Equal("queued", again.Row.Status);
        await sender.SendDue(default);
        Assert.Equal(("sent", 1), await State(box));
    }

    [Fact]
    public async Task Tries_are_bounded()
    {
        await using var box = await Mailbox.Open(Mails.Settings(("Mail:Smtp", "smtp://127.0.0.1:2525")));
        var transport = new Scripted(_ => throw new IOException("down"));
        var sender = box.Sender(transport);
        await box.Hear(Mails.Ask(Mails.Order()), "1");
        for (var i = 0; i < MailSender.TriesMax + 3; i++)
        {
            await sender.SendDue(default);
            box.Clock.Advance(TimeSpan.FromHours(3));
        }

        Assert.Equal(("failed", MailSender.TriesMax), await State(box));
        Assert.Equal(MailSender.TriesMax, transport.Sent.Count);
    }

    [Fact]
    public async Task A_crash_between_sending_and_recording_sends_again_with_the_same_message_id()
    {
        await using var sink = new SmtpSink();
        var (box, sender) = await Open(sink);
        await using var closing = box;
        sink.Answers = () => sink.Mails.Count > 1;
        await box.Hear(Mails.Ask(Mails.Order()), "1");
        await sender.SendDue(default);
        box.Clock.Advance(MailSender.Pause(1));
        await sender.SendDue(default);
        Assert.Equal(("sent", 2), await State(box));
        Assert.Equal(2, sink.Mails.Count);
        Assert.Single(sink.Mails.Select(MessageId).Distinct());
    }

    [Fact]
    public async Task What_a_killed_process_was_sending_is_taken_over_after_the_restart()
    {
        await using var box = await Mailbox.Open(Mails.Settings(("Mail:Smtp", "smtp://127.0.0.1:2525")));
        await box.Hear(Mails.Ask(Mails.Order()), "1");
        await box.Test.Database.Write(tx => MailStore.Claim(tx, box.Clock.GetUtcNow().ToUnixTimeMilliseconds(), long.MaxValue, 10));
        Assert.Equal("mail_being_sent", (await box.Resend.Run((await box.Only()).Row.MailId, default)).Refused?.Code);
        var transport = new Scripted(_ => { });
        var sender = box.Sender(transport);
        Assert.Equal(0, await sender.SendDue(default));
        Assert.Equal(1, await sender.TakeOver());
        Assert.Equal(1, await sender.SendDue(default));
        Assert.Equal(("sent", 2), await State(box));
    }

    [Fact]
    public async Task A_stopping_sender_gives_back_what_it_did_not_send()
    {
        await using var box = await Mailbox.Open(Mails.Settings(("Mail:Smtp", "smtp://127.0.0.1:2525")));
        await box.Hear(Mails.Ask(Mails.Order("a")), "1");
        await box.Hear(Mails.Ask(Mails.Order("b")), "2");
        using var stop = new CancellationTokenSource();
        var first = box.Sender(
            new Scripted(_ =>
            {
                stop.Cancel();
                throw new OperationCanceledException(stop.Token);
            })
        );
        await first.SendDue(stop.Token);
        Assert.All(await box.List(), mail => Assert.Equal("queued", mail.Status));
        var second = new Scripted(_ => { });
        Assert.Equal(2, await box.Sender(second).SendDue(default));
        Assert.Equal(2, second.Sent.Count);
    }

    [Fact]
    public async Task Two_senders_at_once_send_every_mail_once()
    {
        await using var box = await Mailbox.Open(Mails.Settings(("Mail:Smtp", "smtp://127.0.0.1:2525")));
        for (var i = 0; i < 60; i++)
        {
            await box.Hear(Mails.Ask(Mails.Order($"o{i}")), $"{i}");
        }

        var transport = new Scripted(_ => { });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => box.Sender(transport).SendDue(default)));
        Assert.Equal(60, transport.Sent.Count);
        Assert.Equal(60, transport.Sent.Distinct().Count());
    }

    [Fact]
    public async Task The_loop_sends_what_is_written_while_it_runs_and_stops_at_once()
    {
        await using var sink = new SmtpSink();
        var (box, sender) = await Open(sink);
        await using var closing = box;
        var arrived = new TaskCompletionSource();
        sink.Answers = () =>
        {
            arrived.TrySetResult();
            return true;
        };
        await sender.StartAsync(default);
        await box.Hear(Mails.Ask(Mails.Order()), "1");
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await sender.StopAsync(default).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Single(sink.Mails);
    }

    [Fact]
    public void Pauses_grow_to_two_hours()
    {
        Assert.Equal([5, 20, 80, 320, 1_280, 5_120, 7_200, 7_200], Enumerable.Range(1, 8).Select(i => MailSender.Pause(i).TotalSeconds));
    }

    private static async Task<(Mailbox Box, MailSender Sender)> Open(SmtpSink sink)
    {
        var settings = Mails.Settings(("Mail:Smtp", $"smtp://127.0.0.1:{sink.Port}"), ("Mail:From", "The Shop <shop@example.org>"));
        var box = await Mailbox.Open(settings);
        return (box, box.Sender(new SmtpTransport(settings.Smtp!, () => settings.From, Mailbox.Links)));
    }

    private static async Task<(string Status, int Tries)> State(Mailbox box)
    {
        var row = (await box.Only()).Row;
        return (row.Status, row.Tries);
    }

    private static string MessageId(Received mail) =>
        mail.Data.Split('\n').Single(line => line.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase));

    private static List<string> Bodies(string data) =>
        [
            .. data.Split("base64\n\n")
                .Skip(1)
                .Select(part => Encoding.UTF8.GetString(Convert.FromBase64String(part.Split("\n--")[0].Trim()))),
        ];

    private sealed class Scripted(Action<FullMail> act) : IMailTransport
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Sent { get; } = new();

        public Task Send(FullMail mail, CancellationToken cancel)
        {
            Sent.Enqueue(mail.Row.MailId);
            act(mail);
            return Task.CompletedTask;
        }

        public Task Rest(CancellationToken cancel) => Task.CompletedTask;
    }
}
