// Asks a real nginx, with the configuration that is shipped, for every route of the shop, and looks where the request arrives.
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Cartwright.Kernel;
using Cartwright.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Unit.Deploy;

/// <summary>nginx, and one process that stands for all ten modules behind it.</summary>
public sealed class Front : IAsyncLifetime
{
    private readonly ConcurrentDictionary<int, string> moduleOfPort = new();
    private WebApplication modules = null!;
    private NginxServer nginx = null!;

    public HttpClient Http { get; private set; } = null!;

    public int Port => nginx.Port;

    /// <summary>Streams go on once it is set.</summary>
    public TaskCompletionSource FirstEventSeen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The port of each module.</summary>
    public Dictionary<string, int> Ports => moduleOfPort.ToDictionary(entry => entry.Value, entry => entry.Key, StringComparer.Ordinal);

    public static HttpClient To(NginxServer server) =>
        new() { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}"), Timeout = TimeSpan.FromSeconds(30) };

    public async ValueTask InitializeAsync()
    {
        // One process stands for all ten: it tells which of its ports was asked.
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            for (var i = 0; i < ShopRoutes.Modules.Count; i++)
            {
                kestrel.Listen(IPAddress.Loopback, 0);
            }
        });
        modules = builder.Build();
        modules.Run(Answer);
        await modules.StartAsync();
        var ports = modules
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.Select(address => new Uri(address).Port)
            .ToList();
        foreach (var (module, port) in ShopRoutes.Modules.Zip(ports))
        {
            moduleOfPort[port] = module.Name;
        }

        nginx = await NginxServer.Start(Ports);
        Http = To(nginx);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await nginx.DisposeAsync();
        await modules.DisposeAsync();
    }

    private async Task Answer(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.Headers["X-Module"] = moduleOfPort[context.Connection.LocalPort];
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.ETag = "\"7\"";
        if (context.Request.Path.Value!.Contains("/stream", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: first\n");
            await context.Response.Body.FlushAsync();
            await FirstEventSeen.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("data: second\n");
            return;
        }

        var headers = context.Request.Headers;
        await context.Response.WriteAsJsonAsync(
            new JsonObject
            {
                ["for"] = headers["X-Forwarded-For"].ToString(),
                ["proto"] = headers["X-Forwarded-Proto"].ToString(),
                ["forwardedHost"] = headers["X-Forwarded-Host"].ToString(),
                ["host"] = headers.Host.ToString(),
            }
        );
    }
}

public sealed class NginxTests(Front front) : IClassFixture<Front>
{
    [Fact]
    public async Task Every_route_of_the_shop_arrives_at_its_module_however_it_is_written()
    {
        var astray = new List<string>();
        foreach (var route in ShopRoutes.All)
        {
            foreach (var path in new[] { route.Path, route.Path + "/", route.Path.ToUpperInvariant(), route.Path + "?limit=5" })
            {
                var arrived = await Where(path);
                if (arrived != route.Module)
                {
                    astray.Add($"{path} is {route.Module}'s and arrived at {arrived}");
                }
            }
        }

        Assert.True(ShopRoutes.All.Count > 60, $"Only {ShopRoutes.All.Count} routes were found in the code.");
        Assert.Empty(astray);
    }

    [Fact]
    public async Task Pages_assets_the_document_and_unknown_addresses_come_from_one_process()
    {
        foreach (
            var path in new[]
            {
                "/",
                "/assets/index-abc.js",
                "/cart",
                "/orders/x-1",
                "/api/doc/index.html",
                "/api/openapi.json",
                "/api/ordersx",
                "/api/nothing",
            }
        )
        {
            Assert.Equal("catalog", await Where(path));
        }
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/readyz")]
    [InlineData("/Metrics/")]
    [InlineData("//metrics")]
    [InlineData("/%6Detrics")]
    [InlineData("/metrics%2F")]
    [InlineData("/api/../metrics")]
    [InlineData("/assets/..%2fmetrics")]
    public async Task What_only_operators_may_see_is_nobodys_from_outside(string path)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri($"http://127.0.0.1:{front.Port}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })
        );
        using var reply = await front.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
        Assert.False(reply.Headers.Contains("X-Module"), "It reached a process.");
    }

    [Fact]
    public async Task Nginx_says_that_it_is_there_itself() =>
        Assert.Equal("alive\n", await front.Http.GetStringAsync(new Uri("/healthz", UriKind.Relative)));

    [Fact]
    public async Task What_a_client_claims_about_itself_is_overwritten()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/orders");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        request.Headers.Host = "shop.example.com";
        using var reply = await front.Http.SendAsync(request);
        var heard = JsonNode.Parse(await reply.Content.ReadAsStringAsync())!;

        Assert.Equal(
            ("127.0.0.1", "http", "shop.example.com", "shop.example.com"),
            ((string?)heard["for"], (string?)heard["proto"], (string?)heard["forwardedHost"], (string?)heard["host"])
        );
    }

    [Fact]
    public async Task Each_event_of_an_orders_stream_arrives_before_the_next_is_written()
    {
        using var reply = await front.Http.GetAsync(
            new Uri("/api/orders/o-1/stream", UriKind.Relative),
            HttpCompletionOption.ResponseHeadersRead
        );
        using var lines = new StreamReader(await reply.Content.ReadAsStreamAsync());

        Assert.Equal("data: first", await lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)));
        front.FirstEventSeen.SetResult();

        // nginx lets so little through with buffering too; a client that reads slowly would feel it.
        Assert.Matches(@"/stream/\?\$ \{\s+proxy_buffering off;\s+gzip off;", DeployFolder.Text("deploy/nginx/cartwright.conf.template"));
        Assert.Equal("data: second", await lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task Bodies_are_bounded_as_in_the_shop_and_imports_may_be_large()
    {
        using var large = new ByteArrayContent(new byte[Limits.BodyDrainedBytesMax + 1]);
        using var refused = await front.Http.PostAsync(new Uri("/api/orders", UriKind.Relative), large);
        using var import = new ByteArrayContent(new byte[Limits.BodyDrainedBytesMax + 1]);
        using var taken = await front.Http.PostAsync(new Uri("/api/products/import", UriKind.Relative), import);
        using var exact = new ByteArrayContent(new byte[Limits.BodyDrainedBytesMax]);
        using var passed = await front.Http.PostAsync(new Uri("/api/orders", UriKind.Relative), exact);

        Assert.Equal(
            (HttpStatusCode.RequestEntityTooLarge, "application/problem+json"),
            (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType)
        );
        Assert.Equal("body_too_large", (string?)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["code"]);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (taken.StatusCode, passed.StatusCode));
        Assert.Contains(
            $"client_max_body_size {(Limits.ImportBytesMax / 1024 / 1024).ToString(CultureInfo.InvariantCulture)}m;",
            DeployFolder.Text("deploy/nginx/cartwright.conf.template"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Caching_and_versions_pass_untouched()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/cart/u-1");
        request.Headers.Add("Accept-Encoding", "gzip");
        using var reply = await front.Http.SendAsync(request);

        Assert.Equal("public, max-age=31536000, immutable", reply.Headers.NonValidated["Cache-Control"].ToString());
        Assert.Equal("\"7\"", reply.Headers.ETag?.ToString());
    }

    [Fact]
    public async Task A_module_that_is_away_takes_only_its_own_paths_with_it()
    {
        var ports = front.Ports;
        ports["ordering"] = ServerProcess.FreePort();
        ports["catalog"] = ServerProcess.FreePort();
        await using var without = await NginxServer.Start(ports);
        using var client = Front.To(without);

        using var away = await client.PostAsync(new Uri("/api/orders", UriKind.Relative), null);
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "application/problem+json", "2"),
            (away.StatusCode, away.Content.Headers.ContentType?.MediaType, away.Headers.RetryAfter?.ToString())
        );
        Assert.Equal("module_unavailable", (string?)JsonNode.Parse(await away.Content.ReadAsStringAsync())!["code"]);
        Assert.Equal("carts", await Where(client, "/api/cart/u-1"));

        // The pages, which Catalog's process gives as long as it answers, come from another one.
        Assert.Equal("carts", await Where(client, "/"));
    }

    [Fact]
    public void The_inner_port_stands_in_no_line() =>
        Assert.DoesNotContain(
            DeployFolder.Text("deploy/nginx/cartwright.conf.template").Split('\n'),
            line =>
                !line.TrimStart().StartsWith('#')
                && (line.Contains("8081", StringComparison.Ordinal) || line.Contains("grpc", StringComparison.Ordinal))
        );

    private static async Task<string> Where(HttpClient client, string path)
    {
        using var reply = await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        return reply.Headers.TryGetValues("X-Module", out var module) ? module.Single() : $"nobody ({(int)reply.StatusCode})";
    }

    private Task<string> Where(string path) => Where(front.Http, path);
}
