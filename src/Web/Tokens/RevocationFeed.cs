// Keeps the revocation list of this process up to date, and the public keys where Identity is elsewhere: Identity holds the question until
// there is news.
using Cartwright.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Web;

/// <summary>How long Identity may hold a question for revocations; registered where Identity is elsewhere.</summary>
/// <param name="AtMost">Shorter than a call between processes may take.</param>
public sealed record RevocationWait(TimeSpan AtMost);

internal sealed class RevocationFeed(
    IServiceProvider services,
    RevocationList list,
    IHostApplicationLifetime life,
    TimeProvider clock,
    ILogger<RevocationFeed> log
) : BackgroundService
{
    // Identity's own process asks its tables so often, for what another of its processes has written. The others pause so long after an
    // answer, so that no answer that comes at once, for whatever reason, makes them ask without end.
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PauseAfterNews = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    // Every ten minutes all is asked anew, and what Identity no longer tells is forgotten.
    private static readonly TimeSpan AnewEvery = TimeSpan.FromMinutes(10);

    // With several writers a lower number may become visible after a higher one: the last few are asked again.
    private const long Overlap = 64;

    // Null where Identity is here: its tables are asked, and those who wait are woken by what is found there.
    private readonly RevocationWait? wait = services.GetService<RevocationWait>();

    private long after;
    private long state;
    private long readAnew;
    private bool silent;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // The first list is fetched before the server listens; if that fails, tokens are answered with 503 until it succeeds.
        life.ApplicationStopping.Register(list.Close);
        await Ask(anew: true, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(wait is null || silent ? Every : PauseAfterNews, clock, stoppingToken);
            await Ask(anew: readAnew == 0 || clock.GetElapsedTime(readAnew) > AnewEvery, stoppingToken);
        }
    }

    private async Task Ask(bool anew, CancellationToken cancel)
    {
        try
        {
            var patience = wait is null || anew || silent ? TimeSpan.Zero : wait.AtMost;
            using var deadline = new CancellationTokenSource(Deadline + patience, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
            var identity = services.GetRequiredService<IIdentity>();
            if (anew)
            {
                list.BeginAnew();
            }

            var read = new List<Revocation>();
            var last = anew ? 0 : Math.Max(0, after - Overlap);
            var question = new GetRevocationsRequest
            {
                After = last,
                Heard = state,
                WaitMilliseconds = (int)patience.TotalMilliseconds,
            };
            var page = Told(await identity.GetRevocations(question, either.Token));
            state = page.State;
            while (page.Revocations_.Count > 0)
            {
                read.AddRange(page.Revocations_);
                last = page.Revocations_[^1].Number;
                page = Told(await identity.GetRevocations(new GetRevocationsRequest { After = last }, either.Token));
            }

            if (anew)
            {
                list.Replace(read);
                readAnew = clock.GetTimestamp();
            }
            else
            {
                list.Add(read);
            }

            if (services.GetService<HeardSigningKeys>() is { } keys)
            {
                keys.Replace(Told(await identity.GetSigningKeys(new GetSigningKeysRequest(), either.Token)).Keys);
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
