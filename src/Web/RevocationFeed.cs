// Keeps the revocation list of this process up to date, and the public keys where Identity is elsewhere: it asks Identity twice a second.
using Cartwright.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Web;

internal sealed class RevocationFeed(IServiceProvider services, RevocationList list, TimeProvider clock, ILogger<RevocationFeed> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    // Every ten minutes all is asked anew, and what Identity no longer tells is forgotten.
    private const int RoundsUntilAnew = 1_200;

    // With several writers a lower number may become visible after a higher one: the last few are asked again.
    private const long Overlap = 64;

    private long after;
    private bool silent;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // The first list is fetched before the server listens; if that fails, tokens are answered with 503 until it succeeds.
        await Ask(anew: true, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        for (var round = 1; await timer.WaitForNextTickAsync(stoppingToken); round++)
        {
            await Ask(anew: round % RoundsUntilAnew == 0 || after == 0, stoppingToken);
        }
    }

    private async Task Ask(bool anew, CancellationToken cancel)
    {
        try
        {
            using var deadline = new CancellationTokenSource(Deadline, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
            var identity = services.GetRequiredService<IIdentity>();
            if (services.GetService<HeardSigningKeys>() is { } keys)
            {
                keys.Replace(Told(await identity.GetSigningKeys(new GetSigningKeysRequest(), either.Token)).Keys);
            }

            if (anew)
            {
                list.BeginAnew();
            }

            var heard = new List<Revocation>();
            var last = anew ? 0 : Math.Max(0, after - Overlap);
            while (true)
            {
                var page = Told(await identity.GetRevocations(new GetRevocationsRequest { After = last }, either.Token));
                if (page.Revocations_.Count == 0)
                {
                    break;
                }

                heard.AddRange(page.Revocations_);
                last = page.Revocations_[^1].Number;
            }

            if (anew)
            {
                list.Replace(heard);
            }
            else
            {
                list.Add(heard);
            }

            after = Math.Max(after, last);
            list.Heard();
            silent = false;
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            // The next round asks again; the list itself notices when the silence lasts.
            if (!silent)
            {
                log.LogWarning("Identity does not tell its revocations: {Reason}", fault.Message);
                silent = true;
            }
        }
    }

    private static T Told<T>(Outcome<T> answer) =>
        answer.Is(out var told, out var refused) ? told : throw new InvalidOperationException($"{refused.Code}: {refused.Detail}");
}
