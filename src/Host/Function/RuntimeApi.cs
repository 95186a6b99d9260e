// The Lambda Runtime API, by which a function takes its invocations and hands in what became of them.
using System.Globalization;
using System.Net;
using System.Text.Json;
using Cartwright.Kernel;

namespace Cartwright.Host;

/// <summary>One invocation.</summary>
/// <param name="Id">Names it to the runtime.</param>
/// <param name="Deadline">When the function is killed, if the runtime says so.</param>
/// <param name="Trace">AWS's trace header, if any.</param>
/// <param name="Event">What was sent, or null when it is larger than any event can be.</param>
internal sealed record Invocation(string Id, DateTimeOffset? Deadline, string? Trace, byte[]? Event);

/// <summary>The runtime cannot go on with this process, which must end.</summary>
internal sealed class RuntimeGone(string message, Exception? inner = null) : Exception(message, inner);

/// <param name="address">Host and port.</param>
internal sealed class RuntimeApi(string address) : IDisposable
{
    /// <summary>Set where a function runs, and nowhere else.</summary>
    public const string Variable = "AWS_LAMBDA_RUNTIME_API";

    // The next invocation may be hours away.
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        BaseAddress = new Uri($"http://{address}/2018-06-01/runtime/"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Why the process ends, when it does for the runtime's sake.</summary>
    public RuntimeGone? Gone { get; set; }

    public async Task<Invocation> Next(CancellationToken stop)
    {
        try
        {
            using var reply = await http.GetAsync("invocation/next", HttpCompletionOption.ResponseHeadersRead, stop);
            if (reply.StatusCode != HttpStatusCode.OK || One(reply, "Lambda-Runtime-Aws-Request-Id") is not { Length: > 0 } id)
            {
                throw new RuntimeGone($"The function's runtime answered {(int)reply.StatusCode} where the next invocation was expected.");
            }

            var until = One(reply, "Lambda-Runtime-Deadline-Ms");
            var deadline = long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var ms)
                ? DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(ms, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()))
                : (DateTimeOffset?)null;
            return new Invocation(id, deadline, One(reply, "Lambda-Runtime-Trace-Id"), await Bounded(reply, stop));
        }
        catch (HttpRequestException e)
        {
            throw new RuntimeGone($"The function's runtime at {address} does not answer: {e.Message}", e);
        }
    }

    public Task Reply(string id, byte[] reply, CancellationToken stop) =>
        Post($"invocation/{Uri.EscapeDataString(id)}/response", reply, null, stop);

    public Task Error(string id, string type, string message, CancellationToken stop) =>
        Post($"invocation/{Uri.EscapeDataString(id)}/error", Described(type, message), type, stop);

    /// <summary>The program cannot start; without this the runtime would wait for its time to pass.</summary>
    public async Task InitError(string type, string message)
    {
        using var late = new CancellationTokenSource(Limits.DrainTime);
        try
        {
            await Post("init/error", Described(type, message), type, late.Token);
        }
        catch (Exception e) when (e is RuntimeGone or OperationCanceledException)
        {
            // What went wrong first is what its reader must see.
            await Console.Error.WriteLineAsync("The function's runtime could not be told: " + e.Message);
        }
    }

    public void Dispose() => http.Dispose();

    private static byte[] Described(string type, string message)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("errorType", type);
            writer.WriteString("errorMessage", message);
            writer.WriteStartArray("stackTrace");
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return body.ToArray();
    }

    private static string? One(HttpResponseMessage reply, string name) =>
        reply.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static async Task<byte[]?> Bounded(HttpResponseMessage reply, CancellationToken stop)
    {
        if (reply.Content.Headers.ContentLength > Limits.FunctionEventBytesMax)
        {
            return null;
        }

        await using var sent = await reply.Content.ReadAsStreamAsync(stop);
        using var kept = new MemoryStream();
        var part = new byte[64 * 1024];
        for (int read; (read = await sent.ReadAsync(part, stop)) > 0; )
        {
            kept.Write(part, 0, read);
            if (kept.Length > Limits.FunctionEventBytesMax)
            {
                return null;
            }
        }

        return kept.ToArray();
    }

    private async Task Post(string path, byte[] body, string? errorType, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        if (errorType is not null)
        {
            request.Headers.Add("Lambda-Runtime-Function-Error-Type", errorType);
        }

        try
        {
            using var reply = await http.SendAsync(request, stop);
            if (reply.StatusCode == HttpStatusCode.RequestEntityTooLarge && errorType is null)
            {
                await Post(
                    path.Replace("/response", "/error", StringComparison.Ordinal),
                    Described("Function.ReplyTooLarge", "The reply is larger than the runtime takes."),
                    "Function.ReplyTooLarge",
                    stop
                );
            }
            else if ((int)reply.StatusCode >= 500)
            {
                throw new RuntimeGone($"The function's runtime answered {(int)reply.StatusCode} to {path}.");
            }
        }
        catch (HttpRequestException e)
        {
            throw new RuntimeGone($"The function's runtime at {address} does not answer: {e.Message}", e);
        }
    }
}
