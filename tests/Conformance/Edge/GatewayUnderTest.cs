// The front door as the host builds it, before one process that stands for all ten modules and tells which of them was asked.
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Host;
using Cartwright.Unit.Deploy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cartwright.Conformance.Edge;

/// <summary>Ten ports that answer with what they were asked.</summary>
public sealed class ModulesInOne : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, string> moduleOfPort = new();
    private WebApplication app = null!;

    /// <summary>Streams go on once it is set.</summary>
    public TaskCompletionSource FirstEventSeen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Every request that arrived, as method and path.</summary>
    public ConcurrentQueue<string> Arrived { get; } = new();

    public Dictionary<string, int> Ports => moduleOfPort.ToDictionary(entry => entry.Value, entry => entry.Key, StringComparer.Ordinal);

    public async Task Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            foreach (var _ in ShopRoutes.Modules)
            {
                kestrel.Listen(IPAddress.Loopback, 0);
            }
        });
        app = builder.Build();
        app.Run(Answer);
        await app.StartAsync();
        foreach (var (module, address) in ShopRoutes.Modules.Zip(app.Urls))
        {
            moduleOfPort[new Uri(address).Port] = module.Name;
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        if (context.Request.Path == "/healthz")
        {
            await context.Response.WriteAsync("alive\n");
            return;
        }

        // The gateway's own question for the shop's name comes whenever it comes, and from nobody.
        if (context.Request.Path == "/api/shop" && !context.Request.Headers.ContainsKey("X-Forwarded-For"))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        Arrived.Enqueue(context.Request.Method + " " + context.Request.Path);
        if (context.Request.Path.Value!.Contains("/never", StringComparison.Ordinal))
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        context.Response.Headers["X-Module"] = moduleOfPort[context.Connection.LocalPort];
        context.Response.Headers["X-Request-Id"] = "r-7";
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

        var heard = new JsonObject { ["target"] = context.Request.Path + context.Request.QueryString, ["bytes"] = body.Length };
        foreach (var header in context.Request.Headers)
        {
            heard[header.Key.ToLowerInvariant()] = header.Value.ToString();
        }

        await context.Response.WriteAsJsonAsync(heard);
    }
}

/// <summary>A gateway before modules that the test gives.</summary>
public sealed class GatewayUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly BuiltShop built;

    private GatewayUnderTest(BuiltShop built) => this.built = built;

    public int Port => new Uri(built.App.Urls.First()).Port;

    public HttpClient Http { get; private set; } = null!;

    public static async Task<GatewayUnderTest> Start(
        IReadOnlyDictionary<string, string> addresses,
        params (string Key, string Value)[] more
    )
    {
        var settings = new Dictionary<string, string?>
        {
            ["Run"] = "gateway",
            ["Operations:Public"] = "true",
            ["Port"] = "0",
            ["WebRoot"] = Path.Combine(Root(), "web", "dist"),
        };
        foreach (var (module, address) in addresses)
        {
            settings["Gateway:Modules:" + module] = address;
        }

        foreach (var (key, value) in more)
        {
            settings[key] = value;
        }

        var gateway = new GatewayUnderTest(await Serve.Build(settings));
        await gateway.built.App.StartAsync();

        // A client that asks before it sends a body waits for the word to go on, however slow the machine: one that sends unasked meets a
        // connection that was closed.
        gateway.Http = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = Patience })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{gateway.Port}"),
            Timeout = Patience,
        };
        return gateway;
    }

    /// <summary>Where each module is, when each has one port on this machine.</summary>
    public static Dictionary<string, string> At(IEnumerable<KeyValuePair<string, int>> ports) =>
        ports.ToDictionary(
            port => port.Key,
            port => "http://127.0.0.1:" + port.Value.ToString(CultureInfo.InvariantCulture),
            StringComparer.Ordinal
        );

    /// <summary>Bytes in, bytes out, as no client of HTTP would send them. Ends when the connection does.</summary>
    public Task<string> Raw(string text) => Raw(Port, text);

    /// <summary>The same to another port.</summary>
    public static async Task<string> Raw(int port, string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(text));
        }
        catch (IOException)
        {
            // Refused before all of it was sent: what is said counts.
        }

        using var late = new CancellationTokenSource(Patience);
        var said = new StringBuilder();
        var part = new byte[8192];
        try
        {
            for (int read; (read = await stream.ReadAsync(part, late.Token)) > 0; )
            {
                said.Append(Encoding.Latin1.GetString(part, 0, read));
            }
        }
        catch (IOException)
        {
            // Cut: what it said first counts.
        }

        return said.ToString();
    }

    /// <summary>The folder of the whole project.</summary>
    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "deploy", "nginx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("deploy/nginx is missing above the tests.");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await built.App.StopAsync();
        await built.DisposeAsync();
    }
}
