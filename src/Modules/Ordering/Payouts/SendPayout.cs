// Pays a vendor through the provider: written down, asked for with nothing held, and booked when the provider says that it was paid.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Ordering;

/// <summary>
/// What was written down and not answered is looked up, and asked for again under its id only when the provider has never taken it. Every
/// process that runs Ordering looks; a provider pays an id once, and a row is settled once.
/// </summary>
public sealed partial class SendPayout(PayoutTransferStore store, PayoutDesk desk, [Steady] TimeProvider clock, ILogger<SendPayout> log)
    : BackgroundService
{
    // Longer than any provider may take for its calls; whoever waits for an answer has it by then, or never.
    private static readonly TimeSpan AnswerTimeMax = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WaitMax = TimeSpan.FromHours(1);

    private const int RoundMax = 50;
    private const int DoublingsMax = 7;

    /// <summary>
    /// Sends one payout. Answers it as it is then: paid, refused with the provider's reason, or asked, of which the outcome comes later.
    /// Refused as <see cref="PayoutTransferStore.Open"/> refuses, and with <c>payouts_by_hand</c> or <c>payouts_by_file</c> where nobody
    /// can be asked.
    /// </summary>
    public async Task<Outcome<PayoutTransfer>> Send(NewTransfer asked)
    {
        var provider = desk.Chosen;
        if (!provider.Can.IsOnline)
        {
            return provider.Name == PayoutSettings.SepaFiles
                ? Refusal.Conflict("payouts_by_file", "This shop pays its vendors by files for the bank. Make a file of all who are due.")
                : Refusal.Conflict("payouts_by_hand", "This shop pays its vendors by hand. Send the money outside, then record it.");
        }

        var opened = await store.Open(asked, provider, asked.AtMs + (long)AnswerTimeMax.TotalMilliseconds);
        return !opened.Is(out var open, out var refused) ? refused
            : open.IsNew ? await Ask(open.Transfer, provider, isFirst: true)
            : open.Transfer;
    }

    /// <summary>Asks about what is not known; answers how many there were.</summary>
    public async Task<int> Round()
    {
        var due = await store.Due(clock.GetUtcNow().ToUnixTimeMilliseconds(), RoundMax);
        foreach (var transfer in due)
        {
            if (desk.Named(transfer.Provider) is { } provider)
            {
                await Ask(transfer, provider, isFirst: false);
            }
            else
            {
                await store.Settle(
                    transfer.Id,
                    null,
                    Refusal.Unavailable("payouts_away", $"{transfer.Provider} is not configured any more, and was asked for this payout."),
                    Later(DoublingsMax),
                    clock.GetUtcNow().ToUnixTimeMilliseconds()
                );
            }
        }

        return due.Count;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!desk.Chosen.Can.IsOnline && (await store.Due(long.MaxValue, 1)).Count == 0)
        {
            return;
        }

        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await Round();
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, failure);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<PayoutTransfer> Ask(PayoutTransfer transfer, IPayouts provider, bool isFirst)
    {
        using var late = new CancellationTokenSource(AnswerTimeMax, clock);
        var answer = isFirst ? await provider.Send(transfer.Order, late.Token) : await provider.LookUp(transfer.Id, late.Token);
        if (!isFirst && answer is { Refused: null, Value.State: PayoutState.None })
        {
            answer = await provider.Send(transfer.Order, late.Token);
        }
        else if (!isFirst && answer.Refused is { } unsaid && PayoutRefusals.IsFinal(unsaid))
        {
            // It is the look-up that was refused: what was sent before may have moved money all the same.
            answer = PayoutRefusals.Unknown(transfer.Id);
        }

        var settled = await store.Settle(
            transfer.Id,
            answer.Refused is null ? answer.Value : null,
            answer.Refused,
            Later(transfer.Tries),
            clock.GetUtcNow().ToUnixTimeMilliseconds()
        );
        if (settled.Status == PayoutTransfer.Asked)
        {
            LogOpen(log, settled.Id, settled.Provider, settled.Reason ?? "it waits there");
        }

        return settled;
    }

    private long Later(int tries)
    {
        var wait = Every * Math.Pow(2, Math.Min(tries, DoublingsMax));
        return (clock.GetUtcNow() + (wait < WaitMax ? wait : WaitMax)).ToUnixTimeMilliseconds();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What became of the payout {PayoutId} at {Provider} is not known yet: {Why}")]
    private static partial void LogOpen(ILogger log, string payoutId, string provider, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of asking about payouts failed; the next one follows.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
