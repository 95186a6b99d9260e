// An HTTP/2 server on a port of its own, with whatever delegate a test wants behind it; and a client that sends what no proper client
// would.
using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Wire;
using Google.Protobuf;
using Grpc.Core;
using Grpc.HealthCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Unit.Wire;

/// <summary>What a raw call got: status and message wherever they stood, and the body.</summary>
internal sealed record RawAnswer(
    HttpStatusCode Http,
    string? Status,
    string? Message,
    Refusal? Refused,
    byte[] Body,
    HttpResponseHeaders Headers
);

internal sealed class InnerServer : IAsyncDisposable
{
    public const string Token = "the-token-of-these-tests-0123456789abcdef";

    /// <summary>Its deadlines are for a machine that is busy with other tests.</summary>
    public static readonly WireSettings Settings = new(Token)
    {
        Backoff = TimeSpan.Zero,
        Timeout = TimeSpan.FromMinutes(1),
        ConnectTimeout = TimeSpan.FromMinutes(1),
    };

    private readonly WebApplication app;
    private readonly HttpMessageInvoker raw = new(new SocketsHttpHandler { ActivityHeadersPropagator = null });

    private InnerServer(WebApplication app) => this.app = app;

    public Uri Address => new(Addresses.First());

    /// <summary>Where the public port listens, when there is one beside the inner port.</summary>
    public Uri PublicAddress => new(Addresses.Last());

    /// <summary>What the process says of its health.</summary>
    public HealthServiceImpl Health => app.Services.GetRequiredService<HealthServiceImpl>();

    public IHostApplicationLifetime Lifetime => app.Lifetime;

    private ICollection<string> Addresses => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;

    /// <summary>A server that answers as the delegate says.</summary>
    public static Task<InnerServer> Of(RequestDelegate answer, HttpProtocols protocols = HttpProtocols.Http2) =>
        Open(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols), app => app.Run(answer));

    /// <summary>The inner port with an inventory behind it; <paramref name="beside"/> is what the public port has.</summary>
    public static Task<InnerServer> Of(
        IInventory inventory,
        WireSettings? settings = null,
        KeptLogs? log = null,
        Action<WebApplication>? beside = null,
        int port = 0
    ) =>
        Open(
            kestrel =>
            {
                // As the host bounds public bodies.
                kestrel.Limits.MaxRequestBodySize = Limits.BodyBytesMax;
                InnerPort.Listen(kestrel, IPAddress.Loopback, port, settings ?? Settings);
                if (beside is not null)
                {
                    kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
                }
            },
            app =>
            {
                InnerPort.Use(app);
                beside?.Invoke(app);
            },
            builder =>
            {
                if (log is not null)
                {
                    builder.Logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log);
                }

                builder.Services.AddSingleton(settings ?? Settings).AddSingleton(AnsweredContract.Of(InventoryOverWire.Service, inventory));
                InnerPort.Add(builder.Services);
            }
        );

    /// <summary>Asks until it serves: the second that a dependency is asked for is short for a first call on a busy machine.</summary>
    public static async Task Serves(IDependency dependency)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (await Record.ExceptionAsync(() => dependency.Ask(default).AsTask()) is { } failure)
        {
            Assert.IsType<StorageUnavailable>(failure);
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(1), failure.Message);
            await Task.Yield();
        }
    }

    /// <summary>A frame: flag, length, message.</summary>
    public static byte[] Frame(byte[] message, byte flag = 0, uint? length = null)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), length ?? (uint)message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    public static byte[] Frame(IMessage message) => Frame(message.ToByteArray());

    /// <summary>Sends bytes as they are.</summary>
    public Task<RawAnswer> Send(string path, byte[] body, Action<HttpRequestMessage>? change = null, string? token = Token) =>
        Send(path, new ByteArrayContent(body), change, token);

    public async Task<RawAnswer> Send(
        string path,
        HttpContent body,
        Action<HttpRequestMessage>? change = null,
        string? token = Token,
        CancellationToken cancel = default
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        body.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("authorization", "Bearer " + token);
        }

        change?.Invoke(request);
        using var response = await raw.SendAsync(request, cancel);
        var bytes = await response.Content.ReadAsByteArrayAsync(cancel);
        string? Value(string name) =>
            response.Headers.TryGetValues(name, out var values) || response.TrailingHeaders.TryGetValues(name, out values)
                ? values.Single()
                : null;
        return new RawAnswer(
            response.StatusCode,
            Value("grpc-status"),
            Value("grpc-message"),
            Value("cartwright-refusal-bin") is { } refusal
                ? RefusalText.Read(Encoding.UTF8.GetString(Convert.FromBase64String(refusal)))
                : null,
            bytes,
            response.Headers
        );
    }

    /// <summary>Sends bytes and expects this status and nothing else.</summary>
    public Task<RawAnswer> Refuses(
        StatusCode status,
        string path,
        byte[] body,
        Action<HttpRequestMessage>? change = null,
        string? token = Token
    ) => Refuses(status, path, new ByteArrayContent(body), change, token);

    public async Task<RawAnswer> Refuses(
        StatusCode status,
        string path,
        HttpContent body,
        Action<HttpRequestMessage>? change = null,
        string? token = Token
    )
    {
        var answer = await Send(path, body, change, token);
        Assert.Equal(
            (HttpStatusCode.OK, ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture)),
            (answer.Http, answer.Status)
        );
        Assert.Empty(answer.Body);
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        raw.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static async Task<InnerServer> Open(
        Action<KestrelServerOptions> listen,
        Action<WebApplication> use,
        Action<WebApplicationBuilder>? register = null
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(listen);
        register?.Invoke(builder);
        var app = builder.Build();
        use(app);
        await app.StartAsync();
        return new InnerServer(app);
    }
}
