// Works off the requests for a new password beside the answers: looks the account up, counts, and asks for the mail.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Identity;

/// <summary>
/// The loop. What it does for an account must not be seen in the time of any answer, so it begins a moment after the request.
/// </summary>
internal sealed class SendResetLinks(
    [FromKeyedServices("identity")] Database database,
    [FromKeyedServices(IdentityModule.ResetsAsked)] Signal asked,
    PasswordLinks links,
    AnswerRegistrations registrations,
    TimeProvider clock,
    ILogger<SendResetLinks> log
) : BackgroundService
{
    /// <summary>
    /// Mails that a mailbox gets within an hour: enough for somebody who looks in the wrong folder, too few to bury a mailbox.
    /// </summary>
    public const int MailboxRequestsMax = 3;

    /// <summary>Requests of one network within an hour: an office that forgets on a Monday, not a list of addresses.</summary>
    public const int NetworkRequestsMax = 30;

    /// <summary>The wording of the mail.</summary>
    public const string Template = "password_reset";

    private const int BatchRequestsMax = 100;

    // Also the longest pause after a request of another process.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);

    /// <summary>Works off what has been asked; answers how many requests.</summary>
    public async Task<int> Round(CancellationToken stop)
    {
        var requests = await database.Read(sql => RecoveryStore.Asked(sql, BatchRequestsMax));
        foreach (var request in requests)
        {
            await database.Write(transaction => Answer(transaction, request), stop);
        }

        return requests.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    while (await Round(stoppingToken) == BatchRequestsMax) { }

                    while (await registrations.Round(stoppingToken)) { }
                }
                catch (Exception fault) when (fault is StorageUnavailable or Overloaded)
                {
                    log.LogWarning("Links for new passwords wait for the next round: {Reason}", fault.Message);
                }

                await asked.Wait(LookEvery, clock, stoppingToken);
                await Task.Delay(Moment, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left waits in its table for the next start.
        }
    }

    private async ValueTask<bool> Answer(Transaction transaction, ResetRequest request)
    {
        if (!await RecoveryStore.Take(transaction, request.RequestId))
        {
            return false;
        }

        // Beyond the bounds nothing happens and nobody is told: an answer would be a way to learn who asked before.
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var account = await UserStore.ByEmail(transaction, request.Email);
        var within =
            await EmailLinks.Counts(transaction, "forgot:network:" + request.Network, NetworkRequestsMax, now)
            & await EmailLinks.Counts(
                transaction,
                "forgot:mailbox:" + (account?.UserId ?? Account.Normalise(request.Email)),
                MailboxRequestsMax,
                now
            );
        if (!within || account is not { Disabled: false })
        {
            return false;
        }

        await links.Mail(transaction, account, Template, await links.Make(transaction, account.UserId, now), now);
        return true;
    }
}
