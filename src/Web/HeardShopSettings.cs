// The shop's settings in a process without Ordering: as Ordering told them last.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Web;

/// <summary>
/// Ordering holds the question until something changes, so that a change is here at once. While it is away the last known ones hold, and
/// before its first answer the configuration's: nobody who asks for them waits.
/// </summary>
/// <param name="services">Where Ordering's contract is; without it the configuration's hold for ever.</param>
/// <param name="configured">What the configuration says.</param>
/// <param name="hold">How long Ordering may hold the question: shorter than a call between processes may take.</param>
public sealed class HeardShopSettings(
    IServiceProvider services,
    ShopSettings configured,
    TimeSpan hold,
    TimeProvider clock,
    ILogger<HeardShopSettings> log
) : BackgroundService, IShopSettings
{
    private static readonly TimeSpan PauseAfterAnswer = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PauseAfterSilence = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private volatile ShopSettings current = configured;
    private bool heard;
    private bool silent;

    /// <inheritdoc/>
    public ShopSettings Current => current;

    /// <summary>Asks once; false where nobody answers. What is the same as before stays the same object.</summary>
    public async Task<bool> Ask(TimeSpan wait, CancellationToken cancel)
    {
        try
        {
            using var late = new CancellationTokenSource(wait + Deadline, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
            var question = new GetShopSettingsRequest
            {
                Known = heard ? current.Version : -1,
                WaitMilliseconds = heard ? (int)wait.TotalMilliseconds : 0,
            };
            var answer = await services.GetRequiredService<IOrdering>().GetShopSettings(question, either.Token);
            if (!answer.Is(out var told, out var refused))
            {
                throw new InvalidOperationException($"{refused.Code}: {refused.Detail}");
            }

            Take(told.Settings);
            silent = false;
            return true;
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            if (!silent)
            {
                log.LogWarning("Ordering does not tell the shop's settings, and those that were known last hold: {Reason}", fault.Message);
                silent = true;
            }

            return false;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (services.GetService<IOrdering>() is null)
        {
            return;
        }

        // The start does not wait for it.
        await Task.Yield();
        while (true)
        {
            await Task.Delay(await Ask(hold, stoppingToken) ? PauseAfterAnswer : PauseAfterSilence, clock, stoppingToken);
        }
    }

    private void Take(string told)
    {
        if (heard && told == JsonSerializer.Serialize(current, Event.Json))
        {
            return;
        }

        current = JsonSerializer.Deserialize<ShopSettings>(told, Event.Json) ?? throw new JsonException("The settings are null.");
        heard = true;
    }
}
