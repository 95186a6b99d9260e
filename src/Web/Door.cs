// The edge of a process that answers for modules elsewhere: the shop's own rings and words, while who calls and what a body says is for
// the module to judge.
using Cartwright.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Web;

/// <summary>What the gateway stands on, in place of <see cref="WebSetup"/>.</summary>
public static class Door
{
    /// <summary>What the gateway answers itself; a HEAD of anything else is the module's to answer.</summary>
    private static readonly string[] OwnPaths = [Docs.DocumentPath, "/healthz", "/readyz", "/metrics"];

    /// <summary>Registers the edge without callers, bodies and rate limits, which are the modules'. Keys: <c>Proxies:Trusted</c>.</summary>
    public static IServiceCollection AddCartwrightDoor(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<KestrelServerOptions>(WebSetup.Bound);
        services.AddLogging(log =>
            log.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
        );
        services.AddSingleton<EndpointAudit>();
        services.AddHostedService(provider => provider.GetRequiredService<EndpointAudit>());
        services.TrustProxies(configuration);
        return services;
    }

    /// <summary>Puts the rings around the routes, and maps the documentation.</summary>
    /// <param name="app">The application.</param>
    /// <param name="document">What answers with the API document of the whole shop.</param>
    public static WebApplication UseCartwrightDoor(this WebApplication app, RequestDelegate document)
    {
        app.Services.GetRequiredService<EndpointAudit>().Watch(app);
        var log = app.Services.GetRequiredService<ILogger<Errors>>();
        if (app.Configuration.GetSection("Proxies:Trusted").Exists())
        {
            app.UseForwardedHeaders();
        }

        var headers = new SecurityHeaders(app.Services.GetService<PageSources>());
        app.Use(next => new Errors(next, log, headers).Invoke);
        app.Use(next => new HeadGate(next, OwnPaths).Invoke);
        app.UseSwaggerUI(WebSetup.Show);
        app.UseRouting();
        app.MapGet(Docs.DocumentPath, document).ExcludeFromDescription().Anyone();
        return app;
    }

    /// <summary>Before a reply of a module is passed on: it brings its own security headers, and each must be said once.</summary>
    public static void LeaveHeadersToTheModule(HttpContext context)
    {
        SecurityHeaders.Remove(context);
        context.Response.Headers.Remove(RequestLog.IdHeader);
    }

    /// <summary>Answers in place of a module, with what every reply of the shop carries.</summary>
    public static Task Answer(HttpContext context, int status, string code, string detail, int? retryAfterSeconds = null)
    {
        SecurityHeaders.Own.Apply(context);
        context.Response.Headers.CacheControl = "no-store";
        var later = retryAfterSeconds is null ? null : Refusal.Unavailable(code, detail, retryAfterSeconds.Value);
        return ProblemResult.Write(context, status, code, detail, later);
    }
}
