// Whether the whole shop is ready: one word a module, asked where each module answers for itself.
using System.Text.Json;
using Cartwright.Kernel;

namespace Cartwright.Host;

/// <param name="settings">Where the modules are.</param>
/// <param name="http">Asks them, with a deadline and a bound on what they say.</param>
/// <param name="clock">Of the process.</param>
/// <param name="lifetime">Whoever stops is not ready.</param>
internal sealed class WholeReadiness(GatewaySettings settings, HttpClient http, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    /// <summary>Anyone may ask, and each question is ten: within this time all askers share one.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<Dictionary<string, string>> last = Task.FromResult(new Dictionary<string, string>());
    private long? asked;

    public async Task<IResult> Answer()
    {
        var modules = await Modules();
        var none = modules.Values.All(word => word == "unreachable") || lifetime.ApplicationStopping.IsCancellationRequested;

        // A module that is away takes its own paths with it, and nobody else's: no reason to send nobody here.
        var whole = modules.Values.All(word => word == "ready");
        return Results.Json(
            new
            {
                status = none ? "not ready"
                : whole ? "ready"
                : "degraded",
                modules,
            },
            statusCode: none ? 503 : 200
        );
    }

    private Task<Dictionary<string, string>> Modules()
    {
        lock (gate)
        {
            if (asked is null || (last.IsCompleted && clock.GetElapsedTime(asked.Value) > Kept))
            {
                asked = clock.GetTimestamp();
                last = AskAll();
            }

            return last;
        }
    }

    private async Task<Dictionary<string, string>> AskAll()
    {
        var words = await Task.WhenAll(settings.Modules.Select(async module => (module.Key, Word: await OneOf(module.Key, module.Value))));
        return words.ToDictionary(entry => entry.Key, entry => entry.Word, StringComparer.Ordinal);
    }

    /// <summary>Of several processes of a module one that is ready is enough.</summary>
    private async Task<string> OneOf(string module, IReadOnlyList<Uri> addresses)
    {
        var asked = await Task.WhenAll(addresses.Concat(Operations(module)).Select(Ready));
        if (asked.OfType<string>().ToList() is { Count: > 0 } said)
        {
            return said.Contains("ready") ? "ready" : said[0];
        }

        // Readiness is told on a port that is not known here: whether it is alive is told on the public one.
        return (await Task.WhenAll(addresses.Select(Alive))).Contains(true) ? "ready" : "unreachable";
    }

    private IReadOnlyList<Uri> Operations(string module) => settings.Operations.TryGetValue(module, out var addresses) ? addresses : [];

    /// <summary>The module's own word, or null when the address has none: a page of the shop is no answer.</summary>
    private async Task<string?> Ready(Uri address)
    {
        try
        {
            using var reply = await http.GetAsync(new Uri(address, "/readyz"));
            if (reply.Content.Headers.ContentType?.MediaType != "application/json")
            {
                return null;
            }

            using var said = JsonDocument.Parse(await reply.Content.ReadAsStreamAsync());
            return said.RootElement.TryGetProperty("status", out var status) && status.GetString() is "ready" or "degraded" or "not ready"
                ? status.GetString()
                : null;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException or InvalidOperationException)
        {
            // Not there, too late, or not what a module says.
            return null;
        }
    }

    private async Task<bool> Alive(Uri address)
    {
        try
        {
            using var reply = await http.GetAsync(new Uri(address, "/healthz"));
            return reply.IsSuccessStatusCode && (await reply.Content.ReadAsStringAsync()).StartsWith("alive", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // Not there, or too late.
            return false;
        }
    }
}
