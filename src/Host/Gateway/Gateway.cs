// Run=gateway: the front door of a shop whose modules run elsewhere. It gives the pages and the API's document itself, and sends each
// path to its module.
using System.Security.Cryptography;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Transforms;

namespace Cartwright.Host;

internal static class Gateway
{
    /// <summary>A module on the same network answers a connection at once, or not at all.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    /// <summary>How often a module is asked whether it is there, and how long it may take to say so.</summary>
    private static readonly TimeSpan HealthInterval = TimeSpan.FromSeconds(2);

    /// <summary>Headers in which a client could claim to be someone else, beside those that are written anew.</summary>
    private static readonly string[] Claims = ["Forwarded", "X-Original-For", "X-Original-Proto", "X-Original-Host"];

    private const string Catalog = "catalog";

    /// <summary>Bytes of what the catalog says of a product or category with all below it.</summary>
    private const int PageBytesMax = 4 * 1024 * 1024;

    /// <summary>Bytes of what a module says of its readiness.</summary>
    private const int ReadinessBytesMax = 64 * 1024;

    /// <summary>Bytes of what the shop says of itself: more than a body that is written may have.</summary>
    private const int SettingsBytesMax = 4 * (int)Limits.BodyBytesMax;

    /// <param name="operators">Where operators ask the gateway itself.</param>
    public static async Task<BuiltShop> Build(WebApplicationBuilder builder, OperatorsPort operators)
    {
        var settings = GatewaySettings.Read(builder.Configuration);
        ClusterConfig[] clusters = [.. settings.Modules.Select(module => ClusterOf(module.Key, module.Value, settings.Timeout))];
        Logs.Add(builder);
        Observability.Add(builder, GatewaySettings.Name);

        // What fails on the way is answered and counted by status; a line with a stack each would bury the rest.
        builder.Logging.AddFilter("Yarp", LogLevel.None);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Limits.DrainTime);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IIds>(services => new Ids(services.GetRequiredService<TimeProvider>(), RandomNumberGenerator.Fill));
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddCartwrightDoor(builder.Configuration);
        Registrations.PagesOf(builder.Services, builder.Configuration);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(services => new WholeReadiness(
            settings,
            new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
            {
                Timeout = HealthInterval,
                MaxResponseContentBufferSize = ReadinessBytesMax,
            },
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<IHostApplicationLifetime>()
        ));
        var configured = ShopDefaults.Of(builder.Configuration);
        builder.Services.AddSingleton(services => new GatewayShopSettings(
            settings.Modules["ordering"],
            new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
            {
                Timeout = HealthInterval,
                MaxResponseContentBufferSize = SettingsBytesMax,
            },
            configured,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<GatewayShopSettings>>()
        ));
        builder.Services.AddSingleton<IShopSettings>(services => services.GetRequiredService<GatewayShopSettings>());
        builder.Services.AddHostedService(services => services.GetRequiredService<GatewayShopSettings>());
        builder
            .Services.AddReverseProxy()
            .LoadFromMemory([], clusters)
            .ConfigureHttpClient((_, http) => http.ConnectTimeout = ConnectTimeout)
            .AddTransforms(transforms =>
            {
                // The address that the shopper typed: links in replies and mails begin with it.
                // What clients claim about themselves is overwritten (X-Forwarded-*, by YARP) or taken away.
                transforms.AddOriginalHost();
                foreach (var claim in Claims)
                {
                    transforms.AddRequestHeaderRemove(claim);
                }

                transforms.AddRequestTransform(SendOnce);
            });

        var app = builder.Build();
        var routes = await GatewayRoutes.Read(app.Services);
        app.Services.GetRequiredService<InMemoryConfigProvider>().Update([.. routes.Select(GatewayRoutes.Of)], clusters);
        Observability.Begin(app);
        var whole = app.Services.GetRequiredService<WholeReadiness>();
        var operations = Operations.Of(app, async context => await (await whole.Answer()).ExecuteAsync(context));
        OperatorsPort.Use(app, operations);
        app.UseCartwrightDoor(WholeDocument.Of(app));
        Shop.Use(
            app,
            new PagesElsewhere(
                CatalogClient(app.Services.GetRequiredService<IHttpContextAccessor>()),
                settings.Modules[Catalog],
                settings.Modules["ordering"],
                TimeProvider.System
            )
        );
        operations.Map(app, operators.Public);
        app.MapReverseProxy(proxy =>
            {
                proxy.Use(Passage.Send);
                proxy.UseLoadBalancing();
                proxy.UsePassiveHealthChecks();
            })
            .Anyone();
        return new BuiltShop(app, "shop   ", [.. Print(settings), .. Observability.Print(app.Configuration)], operators, null);
    }

    // Asked for what pages are about, and for feeds, which are passed on as they come.
    private static HttpClient CatalogClient(IHttpContextAccessor asked) =>
        new(
            new OnBehalf(asked)
            {
                InnerHandler = new SocketsHttpHandler
                {
                    UseProxy = false,
                    AllowAutoRedirect = false,
                    ConnectTimeout = ConnectTimeout,
                },
            }
        )
        {
            MaxResponseContentBufferSize = PageBytesMax,
        };

    private static IEnumerable<string> Print(GatewaySettings settings)
    {
        yield return "gateway   pages and API; every module is elsewhere";
        foreach (var (module, addresses) in settings.Modules)
        {
            var at = addresses.Select(address => address.GetLeftPart(UriPartial.Authority));
            yield return $"sends     {module} to {string.Join(", ", at)}";
        }
    }

    private static ClusterConfig ClusterOf(string module, IReadOnlyList<Uri> addresses, TimeSpan timeout) =>
        new()
        {
            ClusterId = module,
            Destinations = addresses.ToDictionary(
                address => address.Authority,
                address => new DestinationConfig { Address = address.GetLeftPart(UriPartial.Authority) },
                StringComparer.Ordinal
            ),
            LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices,
            HttpRequest = new ForwarderRequestConfig
            {
                Version = new Version(1, 1),
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                ActivityTimeout = timeout,
            },
            HealthCheck = new HealthCheckConfig
            {
                Active = new ActiveHealthCheckConfig
                {
                    Enabled = true,
                    Interval = HealthInterval,
                    Timeout = HealthInterval,
                    Path = "/healthz",
                    Policy = "ConsecutiveFailures",
                },
                Passive = new PassiveHealthCheckConfig
                {
                    Enabled = true,
                    Policy = "TransportFailureRate",
                    ReactivationPeriod = HealthInterval,
                },

                // Health chooses among several. The only one is asked whatever was heard of it, so that it is back with its first answer.
                AvailableDestinationsPolicy = "HealthyOrPanic",
            },
        };

    /// <summary>
    /// A client of .NET sends a request again by itself when a connection that was kept open turns out to be closed and no body was begun.
    /// A command without a body could then be done twice; one that has a body, be it of no bytes, is never sent again.
    /// </summary>
    private static ValueTask SendOnce(RequestTransformContext context)
    {
        if (
            context.ProxyRequest.Content is null
            && context.ProxyRequest.Method is { } method
            && method != HttpMethod.Get
            && method != HttpMethod.Head
            && method != HttpMethod.Options
        )
        {
            RequestTransform.RemoveHeader(context, "Content-Length");
            RequestTransform.AddHeader(context, "Content-Length", "0");
        }

        return ValueTask.CompletedTask;
    }
}
