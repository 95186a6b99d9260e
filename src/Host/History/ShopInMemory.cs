// A server without a port: whoever has it in hand asks the shop's own routes, and nobody else can.
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Cartwright.Host;

/// <summary>What a route answered.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Text">The body.</param>
internal sealed record ShopReply(int Status, string Text)
{
    /// <summary>Whether it was done.</summary>
    public bool IsDone => Status is >= 200 and < 300;

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body as JSON; an empty object where there is none.</summary>
    public JsonNode Json => Text.Length == 0 ? new JsonObject() : JsonNode.Parse(Text)!;

    /// <summary>Why it was not done.</summary>
    public string Code =>
        IsDone ? string.Empty : (string?)Json["code"] ?? Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Carries requests to the application as a server does: all gates and rules of the routes are in between.</summary>
internal sealed class ShopInMemory : IServer
{
    private Func<IFeatureCollection, Task>? application;

    /// <inheritdoc/>
    public IFeatureCollection Features { get; } = new FeatureCollection();

    /// <inheritdoc/>
    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        this.application = async features =>
        {
            var context = application.CreateContext(features);
            try
            {
                await application.ProcessRequestAsync(context);
                application.DisposeContext(context, null);
            }
            catch (Exception failure)
            {
                application.DisposeContext(context, failure);
                throw;
            }
        };
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() { }

    /// <summary>Asks a route.</summary>
    /// <param name="method">Of HTTP.</param>
    /// <param name="path">Below the root, with the query.</param>
    /// <param name="token">Of whoever asks; null for nobody.</param>
    /// <param name="body">Null for none.</param>
    /// <param name="key">An Idempotency-Key; null for none.</param>
    /// <param name="from">The address that the request comes from.</param>
    /// <param name="headers">Others; null for none.</param>
    public async Task<ShopReply> Ask(
        string method,
        string path,
        string? token,
        JsonNode? body = null,
        string? key = null,
        IPAddress? from = null,
        IReadOnlyDictionary<string, string>? headers = null
    )
    {
        var query = path.IndexOf('?', StringComparison.Ordinal);
        var request = new HttpRequestFeature
        {
            Method = method,
            Protocol = "HTTP/1.1",
            Scheme = "http",
            Path = Uri.UnescapeDataString(query < 0 ? path : path[..query]),
            QueryString = query < 0 ? string.Empty : path[query..],
            RawTarget = path,
        };
        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
        {
            request.Headers[name] = value;
        }

        request.Headers.Host = "localhost";
        if (token is not null)
        {
            request.Headers.Authorization = "Bearer " + token;
        }

        if (key is not null)
        {
            request.Headers["Idempotency-Key"] = key;
        }

        if (body is not null)
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(body);
            request.Body = new MemoryStream(bytes);
            request.Headers.ContentType = "application/json";
            request.Headers.ContentLength = bytes.Length;
        }

        using var answer = new MemoryStream();
        var response = new HttpResponseFeature();
        var written = new StreamResponseBodyFeature(answer);
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpRequestBodyDetectionFeature>(new HasBody(body is not null));
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(written);
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature { RemoteIpAddress = from });
        await (application ?? throw new InvalidOperationException("The shop has not started.")).Invoke(features);
        await written.CompleteAsync();
        return new(response.StatusCode, System.Text.Encoding.UTF8.GetString(answer.GetBuffer().AsSpan(0, (int)answer.Length)))
        {
            Headers = response.Headers.ToDictionary(
                header => header.Key,
                header => header.Value.ToString(),
                StringComparer.OrdinalIgnoreCase
            ),
        };
    }

    private sealed record HasBody(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;
}
