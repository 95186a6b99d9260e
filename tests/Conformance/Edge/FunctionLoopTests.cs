// The program as a function: events become requests, replies become events, and whatever goes wrong is told to the runtime.
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Host;
using Cartwright.Kernel;
using Cartwright.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Conformance.Edge;

public sealed class FunctionLoopTests : IAsyncLifetime
{
    private readonly TaskCompletionSource slowBegan = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource slowMayEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LambdaRuntime runtime = null!;
    private WebApplication program = null!;

    public async ValueTask InitializeAsync()
    {
        runtime = await LambdaRuntime.Start();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(_ => new RuntimeApi(runtime.Address));
        builder.Services.AddHostedService<FunctionLoop>();
        program = builder.Build();
        program.MapGet(
            "/slow",
            async () =>
            {
                slowBegan.SetResult();
                await slowMayEnd.Task;
                return "done";
            }
        );
        program.MapGet(
            "/cookies",
            (HttpResponse reply) =>
            {
                reply.Headers.SetCookie = new(["a=1; Path=/", "b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT"]);
                reply.Headers.Append("X-Two", "1");
                reply.Headers.Append("X-Two", "2");
                reply.Headers.ETag = "\"7\"";
                return Results.Text("é", "text/plain", Encoding.UTF8, 203);
            }
        );
        program.MapGet("/picture", () => Results.Bytes([0, 255, 1, 13, 10], "image/png"));
        program.MapGet("/broken-text", () => Results.Bytes([0xC3, 0x28], "text/plain"));
        program.MapGet("/large", () => Results.Bytes(new byte[Limits.FunctionEventBytesMax + 1]));
        program.MapGet("/die", (HttpContext context) => context.Abort());
        program.MapFallback(Echo);
        await program.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        slowMayEnd.TrySetResult();
        await program.DisposeAsync();
        await runtime.DisposeAsync();
    }

    [Fact]
    public async Task An_event_becomes_the_request_it_stands_for()
    {
        var invocation = LambdaRuntime.Event(
            "PUT",
            "/api/x y/ä/%2F/..",
            Convert.ToBase64String([0, 255, 1]),
            base64: true,
            "q=a%20b&q=c d",
            ("authorization", "Bearer t"),
            ("x-many", "a,b"),
            ("content-type", "application/octet-stream"),
            ("connection", "close"),
            ("transfer-encoding", "chunked"),
            ("content-length", "999"),
            ("expect", "100-continue")
        );
        invocation["cookies"] = new JsonArray("a=1", "b=2");
        var heard = (
            await runtime.Invoke(invocation, trace: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1")
        ).Json;
        Assert.Equal(
            (
                "PUT",
                "/api/x%20y/%C3%A4/%2F/..?q=a%20b&q=c%20d",
                "AP8B",
                "shop.example.com",
                "Bearer t",
                "a,b",
                "a=1; b=2",
                "application/octet-stream",
                "3"
            ),
            (
                Text("method"),
                Text("target"),
                Text("body"),
                Text("host"),
                Text("authorization"),
                Text("x-many"),
                Text("cookie"),
                Text("content-type"),
                Text("content-length")
            )
        );

        // Who called is the gateway's word, not the caller's.
        Assert.Equal(
            ("198.51.100.7", "https", "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01", null),
            (Text("x-forwarded-for"), Text("x-forwarded-proto"), Text("traceparent"), Text("expect"))
        );

        string? Text(string name) => (string?)heard[name];
    }

    [Fact]
    public async Task A_trace_that_the_caller_began_goes_on_and_a_stage_that_has_a_name_is_left_out()
    {
        var invocation = LambdaRuntime.Event(
            "GET",
            "/test/api/cart/me",
            headers: ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00")
        );
        invocation["requestContext"]!["stage"] = "test";
        var heard = (
            await runtime.Invoke(invocation, trace: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1")
        ).Json;
        Assert.Equal(
            ("/api/cart/me", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"),
            ((string)heard["target"]!, (string)heard["traceparent"]!)
        );
        Assert.Null((await runtime.Invoke(LambdaRuntime.Event("GET", "/"), trace: "Self=1;Root=nonsense")).Json["traceparent"]);
    }

    [Fact]
    public async Task A_reply_keeps_its_status_its_headers_all_its_cookies_and_every_byte()
    {
        var cookies = await runtime.Invoke(LambdaRuntime.Event("GET", "/cookies"));
        Assert.Equal(
            (203, "é", false, "1, 2", "\"7\""),
            (
                cookies.Status,
                Encoding.UTF8.GetString(cookies.Body),
                (bool)cookies.Said["isBase64Encoded"]!,
                (string)cookies.Said["headers"]!["x-two"]!,
                (string)cookies.Said["headers"]!["etag"]!
            )
        );
        Assert.Equal(
            ["a=1; Path=/", "b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT"],
            cookies.Said["cookies"]!.AsArray().Select(cookie => (string)cookie!)
        );
        Assert.Null(cookies.Said["headers"]!["set-cookie"]);

        var picture = await runtime.Invoke(LambdaRuntime.Event("GET", "/picture"));
        Assert.Equal(
            (200, "image/png", true),
            (picture.Status, (string)picture.Said["headers"]!["content-type"]!, (bool)picture.Said["isBase64Encoded"]!)
        );
        Assert.Equal([0, 255, 1, 13, 10], picture.Body);
        Assert.Equal([0xC3, 0x28], (await runtime.Invoke(LambdaRuntime.Event("GET", "/broken-text"))).Body);
        Assert.Empty((await runtime.Invoke(LambdaRuntime.Event("HEAD", "/picture"))).Body);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"version":"1.0","httpMethod":"GET","path":"/"}""")]
    [InlineData("""{"version":"2.0","rawPath":"/"}""")]
    [InlineData("""{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"CONNECT"}}}""")]
    [InlineData("""{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"GET / HTTP/1.1\r\nX: y"}}}""")]
    [InlineData("""{"version":"2.0","rawPath":"x","requestContext":{"http":{"method":"GET"}}}""")]
    [InlineData("""{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"POST"}},"body":"%%","isBase64Encoded":true}""")]
    [InlineData("""{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"POST"}},"body":{"a":1}}""")]
    [InlineData("""{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"GET"}},"headers":{"x":"a\r\nY: b"}}""")]
    [InlineData("""{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"GET"}},"headers":{"x y":"a"}}""")]
    [InlineData("""{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"GET"}},"headers":["x"]}""")]
    [InlineData("""{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"GET"}},"cookies":["a\r\nX: y"]}""")]
    public async Task What_is_no_event_is_told_as_an_error_and_the_next_is_answered(string invocation)
    {
        var bad = await runtime.Invoke(Encoding.UTF8.GetBytes(invocation));
        Assert.Equal(("error", "Function.BadEvent", "Function.BadEvent"), (bad.End, bad.ErrorType, (string)bad.Said["errorType"]!));
        Assert.NotEmpty((string)bad.Said["errorMessage"]!);
        Assert.Equal(200, (await runtime.Invoke(LambdaRuntime.Event("GET", "/"))).Status);
    }

    [Fact]
    public async Task Events_and_replies_without_measure_are_errors_and_the_next_is_answered()
    {
        var large = await runtime.Invoke(new byte[Limits.FunctionEventBytesMax + 1]);
        Assert.Equal(("error", "Function.EventTooLarge"), (large.End, large.ErrorType));
        Assert.Equal("error", (await runtime.Invoke(LambdaRuntime.Event("GET", "/large"))).End);
        Assert.Equal(
            ("error", "Function.NoReply"),
            (await runtime.Invoke(LambdaRuntime.Event("GET", "/die")) is var died ? (died.End, died.ErrorType) : default)
        );
        Assert.Equal(200, (await runtime.Invoke(LambdaRuntime.Event("GET", "/"))).Status);
    }

    [Fact]
    public async Task What_is_not_done_by_the_deadline_is_answered_before_the_runtime_kills_the_process()
    {
        var late = await runtime.Invoke(LambdaRuntime.Event("GET", "/slow"), TimeSpan.FromMilliseconds(600));
        Assert.Equal((504, "function_late"), (late.Status, (string)late.Json["code"]!));
        Assert.Equal("application/problem+json", (string)late.Said["headers"]!["content-type"]!);
        Assert.Equal(200, (await runtime.Invoke(LambdaRuntime.Event("GET", "/"))).Status);
    }

    [Fact]
    public async Task A_process_that_stops_finishes_what_it_has_taken_and_takes_nothing_more()
    {
        var taken = runtime.Invoke(LambdaRuntime.Event("GET", "/slow"));
        await slowBegan.Task.WaitAsync(TimeSpan.FromSeconds(60));
        var more = runtime.Invoke(LambdaRuntime.Event("GET", "/"));
        var stopped = program.StopAsync();
        slowMayEnd.SetResult();
        Assert.Equal("done", Encoding.UTF8.GetString((await taken).Body));
        await stopped;
        Assert.Equal((1, false), (runtime.Taken, more.IsCompleted));
    }

    [Fact]
    public async Task A_runtime_that_is_gone_ends_the_process()
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        program.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
        var api = program.Services.GetRequiredService<RuntimeApi>();
        await runtime.DisposeAsync();
        await stopping.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.NotNull(api.Gone);
    }

    private static async Task Echo(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var heard = new JsonObject();
        foreach (var header in context.Request.Headers)
        {
            heard[header.Key.ToLowerInvariant()] = header.Value.ToString();
        }

        heard["method"] = context.Request.Method;
        heard["target"] = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        heard["body"] = Convert.ToBase64String(body.ToArray());
        await context.Response.WriteAsJsonAsync(heard);
    }
}
