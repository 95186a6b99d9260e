// AWS's side of a function: the Lambda Runtime API for one process, with invocations that a test makes.
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cartwright.Servers;

/// <summary>What became of an invocation.</summary>
/// <param name="End">response or error.</param>
/// <param name="Said">What the function handed in.</param>
/// <param name="ErrorType">The header beside an error.</param>
public sealed record FunctionEnd(string End, JsonNode Said, string? ErrorType)
{
    public int Status => (int)Said["statusCode"]!;

    /// <summary>The reply's body, decoded.</summary>
    public byte[] Body =>
        (bool)Said["isBase64Encoded"]!
            ? Convert.FromBase64String((string)Said["body"]!)
            : System.Text.Encoding.UTF8.GetBytes((string)Said["body"]!);

    public JsonNode Json => JsonNode.Parse(Body)!;
}

/// <summary>One runtime, on a port of its own.</summary>
public sealed class LambdaRuntime : IAsyncDisposable
{
    private readonly Channel<(string Id, byte[] Event, TimeSpan Time, string? Trace)> queue = Channel.CreateUnbounded<(
        string,
        byte[],
        TimeSpan,
        string?
    )>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<FunctionEnd>> waiting = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<FunctionEnd> initError = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication app;
    private int last;

    private LambdaRuntime(WebApplication app) => this.app = app;

    /// <summary>For AWS_LAMBDA_RUNTIME_API.</summary>
    public string Address => new Uri(app.Urls.First()).Authority;

    /// <summary>Ends when the function says that it could not start.</summary>
    public Task<FunctionEnd> InitError => initError.Task;

    /// <summary>How many invocations were taken.</summary>
    public int Taken { get; private set; }

    public static async Task<LambdaRuntime> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var runtime = new LambdaRuntime(builder.Build());
        runtime.app.MapGet("/2018-06-01/runtime/invocation/next", runtime.Next);
        runtime.app.MapPost("/2018-06-01/runtime/init/error", async context => runtime.initError.SetResult(await Read("error", context)));
        runtime.app.MapPost(
            "/2018-06-01/runtime/invocation/{id}/{end}",
            async (string id, string end, HttpContext context) =>
            {
                runtime.waiting[id].SetResult(await Read(end, context));
                context.Response.StatusCode = StatusCodes.Status202Accepted;
            }
        );
        await runtime.app.StartAsync();
        return runtime;
    }

    /// <summary>An event of an HTTP API, as API Gateway writes it.</summary>
    public static JsonObject Event(
        string method,
        string path,
        string? body = null,
        bool base64 = false,
        string query = "",
        params (string Name, string Value)[] headers
    )
    {
        var named = new JsonObject
        {
            ["host"] = "shop.example.com",
            ["x-forwarded-for"] = "203.0.113.66, 198.51.100.7",
            ["x-forwarded-proto"] = "https",
            ["x-forwarded-port"] = "443",
        };
        foreach (var (name, value) in headers)
        {
            named[name] = value;
        }

        var made = new JsonObject
        {
            ["version"] = "2.0",
            ["routeKey"] = "ANY /{rest+}",
            ["rawPath"] = path,
            ["rawQueryString"] = query,
            ["headers"] = named,
            ["requestContext"] = new JsonObject
            {
                ["stage"] = "$default",
                ["http"] = new JsonObject
                {
                    ["method"] = method,
                    ["path"] = path,
                    ["protocol"] = "HTTP/1.1",
                    ["sourceIp"] = "198.51.100.7",
                },
            },
            ["isBase64Encoded"] = base64,
        };
        if (body is not null)
        {
            made["body"] = body;
        }

        return made;
    }

    /// <summary>Hands an event over and waits for what becomes of it.</summary>
    public Task<FunctionEnd> Invoke(JsonNode invocation, TimeSpan? time = null, string? trace = null) =>
        Invoke(System.Text.Encoding.UTF8.GetBytes(invocation.ToJsonString()), time, trace);

    public async Task<FunctionEnd> Invoke(byte[] invocation, TimeSpan? time = null, string? trace = null)
    {
        var id = "invocation-" + Interlocked.Increment(ref last).ToString(CultureInfo.InvariantCulture);
        var end = waiting[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await queue.Writer.WriteAsync((id, invocation, time ?? TimeSpan.FromSeconds(29), trace));
        return await end.Task.WaitAsync(TimeSpan.FromSeconds(90));
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private static async Task<FunctionEnd> Read(string end, HttpContext context)
    {
        var errorType = context.Request.Headers["Lambda-Runtime-Function-Error-Type"];
        return new FunctionEnd(end, (await JsonNode.ParseAsync(context.Request.Body))!, errorType.Count == 0 ? null : errorType.ToString());
    }

    private async Task Next(HttpContext context)
    {
        var (id, invocation, time, trace) = await queue.Reader.ReadAsync(context.RequestAborted);
        Taken++;
        context.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = id;
        context.Response.Headers["Lambda-Runtime-Deadline-Ms"] = DateTimeOffset
            .UtcNow.Add(time)
            .ToUnixTimeMilliseconds()
            .ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:eu-central-1:123456789012:function:carts";
        if (trace is not null)
        {
            context.Response.Headers["Lambda-Runtime-Trace-Id"] = trace;
        }

        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(invocation, context.RequestAborted);
    }
}
