// Sends what waits in the mailbox, again and again until it is sent, refused for good, or out of tries.
using System.Diagnostics;
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Notifications;

/// <summary>The loop beside the requests. Several processes may run it: a mail is taken by one of them at a time.</summary>
public sealed partial class MailSender(
    Database database,
    IMailTransport transport,
    Signal waiting,
    TimeProvider clock,
    ILogger<MailSender> log,
    FetchPaper? papers = null
) : BackgroundService
{
    /// <summary>Mails taken at once: few, so that those of a stopped process wait for few minutes only.</summary>
    public const int BatchMailsMax = 16;

    /// <summary>Tries before a mail is given up: with the pauses between them about eight hours, longer than a server's restart.</summary>
    public const int TriesMax = 10;

    /// <summary>A server that has not taken a mail after this time is as good as gone.</summary>
    public static readonly TimeSpan SendTimeMax = TimeSpan.FromSeconds(30);

    // Longer than a whole batch can take, so that no other sender takes a mail that is being sent.
    private static readonly TimeSpan ClaimLife = SendTimeMax * (BatchMailsMax + 1);

    // Also the longest pause after a mail was queued by another process.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan PauseMax = TimeSpan.FromHours(2);

    // How long a connection stays open after a mail: long enough for the next order, shorter than any server's patience.
    private static readonly TimeSpan KeepOpen = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan RestTimeMax = TimeSpan.FromSeconds(2);

    /// <summary>The pause after a failed try: 5 s, 20 s, 80 s and so on, at most two hours.</summary>
    public static TimeSpan Pause(int tries)
    {
        var seconds = 5 * Math.Pow(4, Math.Clamp(tries, 1, 10) - 1);
        return seconds < PauseMax.TotalSeconds ? TimeSpan.FromSeconds(seconds) : PauseMax;
    }

    /// <summary>Sends what is due now; answers how many mails were tried.</summary>
    public async Task<int> SendDue(CancellationToken stop)
    {
        var due = await database.Write(
            tx =>
            {
                var now = clock.GetUtcNow();
                return MailStore.Claim(tx, now.ToUnixTimeMilliseconds(), (now + ClaimLife).ToUnixTimeMilliseconds(), BatchMailsMax);
            },
            stop
        );
        for (var i = 0; i < due.Count; i++)
        {
            if (stop.IsCancellationRequested || !await SendOne(due[i], stop))
            {
                await GiveBack(due[i..]);
                break;
            }
        }

        return due.Count;
    }

    /// <summary>Makes what a killed process left half sent due at once; only right where no other process can be sending.</summary>
    public Task<int> TakeOver() => database.Write(async tx => await MailStore.Orphaned(tx, clock.GetUtcNow().ToUnixTimeMilliseconds()));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (database.Dialect.OneProcess)
        {
            await TakeOver();
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = LookEvery;
            try
            {
                pause = await Round(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LogLoopFailed(log, failure);
            }

            try
            {
                await waiting.Wait(pause, clock, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Rest(cancellationToken);
    }

    /// <summary>Sends all that is due; a look that finds nothing lets the transport rest. Answers the pause until the next look.</summary>
    public async Task<TimeSpan> Round(CancellationToken stop)
    {
        var tried = 0;
        for (var more = true; more; )
        {
            var batch = await SendDue(stop);
            (tried, more) = (tried + batch, batch == BatchMailsMax);
        }

        var pause = await UntilNext();
        if (tried > 0)
        {
            return pause < KeepOpen ? pause : KeepOpen;
        }

        await Rest(stop);
        return pause;
    }

    private async Task Rest(CancellationToken stop)
    {
        using var late = new CancellationTokenSource(RestTimeMax, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        await transport.Rest(either.Token);
    }

    private async Task<TimeSpan> UntilNext()
    {
        var next = await database.Read(MailStore.NextDue);
        var pause = next == 0 ? LookEvery : DateTimeOffset.FromUnixTimeMilliseconds(next) - clock.GetUtcNow();
        return pause > LookEvery ? LookEvery
            : pause < TimeSpan.FromMilliseconds(10) ? TimeSpan.FromMilliseconds(10)
            : pause;
    }

    private Task<bool> GiveBack(IReadOnlyList<FullMail> mails) =>
        database.Write(async tx =>
        {
            foreach (var mail in mails)
            {
                await MailStore.NotSent(
                    tx,
                    mail.Row.MailId,
                    mail.Row.Tries,
                    "queued",
                    "The shop stopped before this try was over.",
                    clock.GetUtcNow().ToUnixTimeMilliseconds()
                );
            }

            return true;
        });

    /// <summary>Answers false when the process is stopping and the mail's fate is not recorded.</summary>
    private async Task<bool> SendOne(FullMail mail, CancellationToken stop)
    {
        var row = mail.Row;
        using var span = Cause.Continue("mail", ActivityKind.Client, mail.TraceParent);
        span?.SetTag("cartwright.mail.template", row.Template).SetTag("cartwright.mail.try", row.Tries);
        try
        {
            using var late = new CancellationTokenSource(SendTimeMax, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
            await transport.Send(papers is null ? mail : await papers.Along(mail, either.Token), either.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception failure)
        {
            var final = failure is MailRefused || row.Tries >= TriesMax;
            var error = failure is OperationCanceledException ? "The server did not answer in time." : MailText.OneLine(failure.Message);
            span?.SetStatus(ActivityStatusCode.Error, failure.GetType().Name);

            // One line without a trace: an absent server is no bug. What it says may name the recipient,
            // and logs are no place for addresses.
            LogNotSent(log, row.MailId, row.Tries, final, error.Replace(row.To, "(the recipient)", StringComparison.OrdinalIgnoreCase));
            if (final && row.Template == AccountLetter.Erased)
            {
                await Forget(row.MailId);
                return true;
            }

            await database.Write(
                tx =>
                    MailStore.NotSent(
                        tx,
                        row.MailId,
                        row.Tries,
                        final ? "failed" : "queued",
                        error,
                        (clock.GetUtcNow() + Pause(row.Tries)).ToUnixTimeMilliseconds()
                    ),
                CancellationToken.None
            );
            return true;
        }

        // The last mail to somebody leaves no address behind.
        if (row.Template == AccountLetter.Erased)
        {
            await Forget(row.MailId);
            return true;
        }

        // The mail is out: that is recorded even while the process stops, because forgetting it would send it again.
        await database.Write(tx => MailStore.Sent(tx, row.MailId, clock.GetUtcNow().ToUnixTimeMilliseconds()), CancellationToken.None);
        return true;
    }

    private async Task Forget(string mailId) =>
        await database.Write(async tx => await MailStore.Forget(tx, mailId), CancellationToken.None);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {MailId} was not sent at try {Tries}; given up: {Final}. {Reason}")]
    private static partial void LogNotSent(ILogger log, string mailId, int tries, bool final, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Sending mail failed and goes on.")]
    private static partial void LogLoopFailed(ILogger log, Exception failure);
}
