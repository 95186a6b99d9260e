// The edge as a whole: what the host registers, and the rings of a request in their order.
using System.Net;
using System.Text.Json.Serialization.Metadata;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace Cartwright.Web;

/// <summary>Two calls for the host.</summary>
public static class WebSetup
{
    /// <summary>What the edge reads. <c>DataFolder</c> is where the keys lie when <c>Keys</c> is not said.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        .. RateLimits.Keys,
        "Cors:Origins:{n}",
        "Proxies:Trusted:{n}",
        "Tokens:Issuer",
        "Tokens:Audience",
        "Keys",
        "DataFolder",
        "Service:Token",
        "Shop:Url",
        .. ShopDefaults.Keys,
    ];

    /// <summary>
    /// Registers the edge. Keys: <c>RateLimits:*</c>, <c>Cors:Origins</c>, <c>Proxies:Trusted</c> (addresses or networks whose
    /// X-Forwarded-* headers count), <c>Tokens:Issuer</c>, <c>Tokens:Audience</c>, <c>Keys</c> (folder of the keys this process makes for
    /// itself), <c>Shop:Url</c>.
    /// </summary>
    public static IServiceCollection AddCartwrightWeb(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.ConfigureHttpJsonOptions(options =>
        {
            Json.Apply(options.SerializerOptions);
            options.SerializerOptions.TypeInfoResolver = options.SerializerOptions.TypeInfoResolver!.WithAddedModifier(
                Json.DescribeElements
            );
        });
        services.Configure<KestrelServerOptions>(Bound);
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);

        // The framework's own lines of every request, and the scope it makes for them, cost more than a cart does.
        services.AddLogging(log =>
            log.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
        );

        services.AddSingleton(
            new TokenRules(configuration["Tokens:Issuer"] ?? "cartwright", configuration["Tokens:Audience"] ?? "cartwright")
        );
        services.AddSingleton<RevocationList>();
        services.AddSingleton<TokenVerifier>();
        services.AddHostedService<RevocationFeed>();
        services.AddSingleton(new Cursors(KeyFolder.Of(configuration).Secret("cursors.key", 32)));
        services.AddSingleton(_ => new Pseudonyms(KeyFolder.Of(configuration).Secret(Pseudonyms.KeyFile, 32)));
        services.AddSingleton(_ => new SealedText(KeyFolder.Of(configuration).Secret(SealedText.KeyFile, 32)));
        services.AddSingleton<PersonExport>();
        services.AddSingleton(all => ShopZone.Of(all.GetRequiredService<IShopSettings>()));
        services.TryAddSingleton<ServedRequests>();
        services.AddSingleton<StartLines>();
        services.AddSingleton<EndpointAudit>();
        services.AddHostedService(provider => provider.GetRequiredService<EndpointAudit>());
        services.AddRateLimits(configuration);
        services.AddOpenApiDocument();
        if (Origins(configuration) is { Length: > 0 } origins)
        {
            services.AddCors(cors =>
                cors.AddDefaultPolicy(policy =>
                    policy
                        .WithOrigins(origins)
                        .AllowAnyMethod()
                        .WithHeaders("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Order-Key")
                        .WithExposedHeaders(
                            "ETag",
                            "Location",
                            "Retry-After",
                            "RateLimit-Limit",
                            "RateLimit-Remaining",
                            "RateLimit-Reset",
                            RequestLog.IdHeader
                        )
                )
            );
        }

        services.TrustProxies(configuration);
        return services;
    }

    /// <summary>Puts the rings around the routes, and maps the documentation. Call it before the modules map theirs.</summary>
    /// <param name="app">The application.</param>
    /// <param name="document">
    /// What answers for the API document where only some of its routes are; null: the routes of this process are all of it.
    /// </param>
    public static WebApplication UseCartwrightWeb(this WebApplication app, RequestDelegate? document = null)
    {
        app.Services.GetRequiredService<EndpointAudit>().Watch(app);
        var verifier = app.Services.GetRequiredService<TokenVerifier>();
        var log = app.Services.GetRequiredService<ILogger<Errors>>();
        if (app.Configuration.GetSection("Proxies:Trusted").Exists())
        {
            app.UseForwardedHeaders();
        }

        var requests = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(RequestLog.Category);
        var served = app.Services.GetRequiredService<ServedRequests>();
        app.Use(next => new RequestLog(next, requests, served).Invoke);
        var headers = new SecurityHeaders(app.Services.GetService<PageSources>());
        app.Use(next => new Errors(next, log, headers).Invoke);
        app.Use(next => new CardGate(next, app.Services.GetRequiredService<Cursors>()).Invoke);
        app.Use(next => new HeadGate(next).Invoke);
        app.UseSwaggerUI(Show);
        app.UseRouting();
        if (Origins(app.Configuration).Length > 0)
        {
            app.UseCors();
        }

        app.Use(next => new AdmissionGate(next).Invoke);
        app.Use(next => new AccessGate(next, verifier).Invoke);
        app.UseRateLimits();
        app.Use(next => new QueryGate(next).Invoke);
        (document is null ? app.MapOpenApi(Docs.DocumentPath) : app.MapGet(Docs.DocumentPath, document).ExcludeFromDescription()).Anyone();
        return app;
    }

    internal static void Bound(KestrelServerOptions server)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = Limits.BodyDrainedBytesMax;
    }

    internal static void Show(SwaggerUIOptions page)
    {
        page.RoutePrefix = Docs.PagePath[1..];
        page.DocumentTitle = "Cartwright API";
        page.SwaggerEndpoint(Docs.DocumentPath, "Cartwright");
        page.EnablePersistAuthorization();
        page.EnableDeepLinking();
        page.EnableFilter();
        page.DisplayRequestDuration();

        // Colouring long answers and listing every model take a slow machine seconds that reading does not need.
        page.DefaultModelsExpandDepth(-1);
        page.ConfigObject.AdditionalItems["syntaxHighlight"] = false;
    }

    private static string[] Origins(IConfiguration configuration)
    {
        var origins = configuration.GetSection("Cors:Origins").GetChildren().ToList();
        foreach (var origin in origins)
        {
            if (
                !Uri.TryCreate(origin.Value, UriKind.Absolute, out var address)
                || address.Scheme is not ("http" or "https")
                || !string.Equals(origin.Value!.TrimEnd('/'), address.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase)
            )
            {
                throw new ConfigurationRefused(
                    $"{origin.Path}={origin.Value} is no origin: scheme, host and port, nothing else. Use, for example, {origin.Path}=https://shop.example.com"
                );
            }
        }

        return [.. origins.Select(origin => origin.Value!.TrimEnd('/'))];
    }

    /// <summary>
    /// Reads <c>Proxies:Trusted</c>. Throws <see cref="ConfigurationRefused"/> for what is neither an address nor a network.
    /// </summary>
    internal static void TrustProxies(this IServiceCollection services, IConfiguration configuration)
    {
        var (addresses, networks) = (new List<IPAddress>(), new List<System.Net.IPNetwork>());
        foreach (var trusted in configuration.GetSection("Proxies:Trusted").GetChildren())
        {
            if (IPAddress.TryParse(trusted.Value, out var address))
            {
                addresses.Add(address);
            }
            else if (System.Net.IPNetwork.TryParse(trusted.Value, out var network))
            {
                networks.Add(network);
            }
            else
            {
                throw new ConfigurationRefused(
                    $"{trusted.Path}={trusted.Value} is neither an address nor a network. Use, for example, {trusted.Path}=127.0.0.1 or {trusted.Path}=10.42.0.0/16"
                );
            }
        }

        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            addresses.ForEach(options.KnownProxies.Add);
            networks.ForEach(options.KnownIPNetworks.Add);
        });
    }
}
