// The shop's settings in the gateway, which gives the pages and has no module: as Ordering's public port told them last.
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Host;

/// <summary>
/// Asks GET /api/shop every other second, by the tag of what it has. Until the first answer what the configuration says holds, and while
/// Ordering is away what was known last.
/// </summary>
/// <param name="addresses">Ordering's; of several any may answer.</param>
/// <param name="http">With a deadline and a bound on what is read.</param>
internal sealed class GatewayShopSettings(
    IReadOnlyList<Uri> addresses,
    HttpClient http,
    ShopSettings configured,
    TimeProvider clock,
    ILogger<GatewayShopSettings> log
) : BackgroundService, IShopSettings
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private volatile ShopSettings current = configured;
    private EntityTagHeaderValue? tag;
    private bool silent;

    /// <inheritdoc/>
    public ShopSettings Current => current;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (true)
        {
            await Ask(stoppingToken);
            await Task.Delay(Every, clock, stoppingToken);
        }
    }

    private async Task Ask(CancellationToken cancel)
    {
        var why = string.Empty;
        foreach (var address in addresses)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/api/shop"));
                if (tag is not null)
                {
                    request.Headers.IfNoneMatch.Add(tag);
                }

                using var reply = await http.SendAsync(request, cancel);
                if (reply.StatusCode != HttpStatusCode.NotModified)
                {
                    reply.EnsureSuccessStatusCode();
                    var told = JsonSerializer.Deserialize<ShopSettings>(await reply.Content.ReadAsStringAsync(cancel), Event.Json);
                    current = told is { Name: not null, Colours: not null, Contact: not null, TimeZone: not null, Languages: not null }
                        ? told
                        : throw new JsonException("What was answered is no shop.");
                    tag = reply.Headers.ETag;
                }

                silent = false;
                return;
            }
            catch (Exception away) when (!cancel.IsCancellationRequested)
            {
                why = away.Message;
            }
        }

        if (!silent)
        {
            log.LogWarning("Ordering does not tell the shop's settings, and those that were known last hold: {Reason}", why);
            silent = true;
        }
    }
}
