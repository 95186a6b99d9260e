// What operators ask: is it alive, is it ready, how is it doing.
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Host;

/// <summary>The three answers.</summary>
/// <param name="ready">Answers /readyz.</param>
/// <param name="scrape">Answers /metrics.</param>
internal sealed class Operations(RequestDelegate ready, RequestDelegate scrape)
{
    /// <summary>Of a process that runs modules: it is ready when their databases are.</summary>
    public static Operations Of(IApplicationBuilder app) => Of(app, Ready);

    /// <summary>Of a process that is ready when <paramref name="ready"/> says so.</summary>
    public static Operations Of(IApplicationBuilder app, RequestDelegate ready)
    {
        var figures = app.New();
        figures.UseOpenTelemetryPrometheusScrapingEndpoint(_ => true);
        return new Operations(ready, figures.Build());
    }

    /// <summary>On the operators' port.</summary>
    public Task Answer(HttpContext context) =>
        (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method), context.Request.Path.Value) switch
        {
            (true, "/healthz") => Alive().ExecuteAsync(context),
            (true, "/readyz") => ready(context),
            (true, "/metrics") => Metrics(context),
            (true, _) => Results
                .Text("Here are /healthz, /readyz and /metrics.\n", statusCode: StatusCodes.Status404NotFound)
                .ExecuteAsync(context),
            _ => Results.StatusCode(StatusCodes.Status405MethodNotAllowed).ExecuteAsync(context),
        };

    /// <summary>On the public port: whether it is alive may be asked anywhere; the rest only where that was wished.</summary>
    public void Map(IEndpointRouteBuilder routes, bool all)
    {
        routes.MapGet("/healthz", Alive).Anyone().ExcludeFromDescription();
        routes.MapGet("/readyz", all ? ready : Elsewhere).Anyone().ExcludeFromDescription();
        routes.MapGet("/metrics", all ? Metrics : Elsewhere).Anyone().ExcludeFromDescription();
    }

    private static IResult Alive() => Results.Text("alive\n");

    // The shop's page would answer 200 here, which a monitor would take for health.
    private static Task Elsewhere(HttpContext context) =>
        Results.Text("This is on the operators' port.\n", statusCode: StatusCodes.Status404NotFound).ExecuteAsync(context);

    private async Task Metrics(HttpContext context)
    {
        await context.RequestServices.GetRequiredService<Backlogs>().Refresh(context.RequestAborted);
        await scrape(context);
    }

    private static async Task Ready(HttpContext context)
    {
        var services = context.RequestServices;
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        var databases = services.GetServices<ModuleDatabase>().ToList();
        var engine = databases.Select(database => database.Opened.Dialect.Name).FirstOrDefault();
        var ready = !services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;
        foreach (var database in databases)
        {
            var answer = database.Opened.Broken.IsCompleted
                ? "failed"
                : await Ask(async () =>
                {
                    await database.Opened.Read(sql => sql.Number("SELECT 1"));
                    await database.Opened.DemandWritable(context.RequestAborted);
                });
            entries["database:" + database.Module] = answer;
            ready &= answer == "ready";
        }

        // Without one of these a part of the shop says 503 and the rest goes on: no reason to send nobody here.
        var whole = true;
        foreach (var other in services.GetServices<IDependency>())
        {
            entries[other.Name] = await Ask(async () => await other.Ask(context.RequestAborted));
            whole &= entries[other.Name] == "ready";
        }

        var body = new
        {
            status = !ready ? "not ready"
            : whole ? "ready"
            : "degraded",
            engine,
            dependencies = entries,
        };
        await Results.Json(body, statusCode: ready ? 200 : 503).ExecuteAsync(context);
    }

    private static async Task<string> Ask(Func<Task> question)
    {
        try
        {
            await question();
            return "ready";
        }
        catch (Exception e) when (e is StorageUnavailable or Overloaded)
        {
            return "unavailable: " + e.Message;
        }
    }
}
