// What operators ask: is it alive, is it ready, how is it doing.
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Host;

internal static class Operations
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Results.Text("alive\n")).Anyone().ExcludeFromDescription();
        routes.MapGet("/readyz", Ready).Anyone().ExcludeFromDescription();
        routes.MapGet("/metrics", (Metrics metrics) => Results.Text(metrics.Write(), "text/plain; version=0.0.4")).Anyone().ExcludeFromDescription();
    }

    private static async Task<IResult> Ready(IEnumerable<ModuleDatabase> databases, IEnumerable<IDependency> others, IHostApplicationLifetime lifetime, CancellationToken cancel)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        var engine = databases.Select(database => database.Opened.Dialect.Name).FirstOrDefault();
        var ready = !lifetime.ApplicationStopping.IsCancellationRequested;
        foreach (var database in databases)
        {
            var answer = database.Opened.Broken.IsCompleted ? "failed" : await Ask(async () => await database.Opened.Read(sql => sql.Number("SELECT 1")));
            entries["database:" + database.Module] = answer;
            ready &= answer == "ready";
        }

        // Without one of these a part of the shop says 503 and the rest goes on: no reason to send nobody here.
        var whole = true;
        foreach (var other in others)
        {
            entries[other.Name] = await Ask(async () => await other.Ask(cancel));
            whole &= entries[other.Name] == "ready";
        }

        return Results.Json(new { status = !ready ? "not ready" : whole ? "ready" : "degraded", engine, dependencies = entries }, statusCode: ready ? 200 : 503);
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
