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

    private static async Task<IResult> Ready(IEnumerable<ModuleDatabase> databases, IHostApplicationLifetime lifetime)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        var engine = databases.Select(database => database.Opened.Dialect.Name).FirstOrDefault();
        var ready = !lifetime.ApplicationStopping.IsCancellationRequested;
        foreach (var database in databases)
        {
            var answer = await Ask(database.Opened);
            entries["database:" + database.Module] = answer;
            ready &= answer == "ready";
        }

        return Results.Json(new { status = ready ? "ready" : "not ready", engine, dependencies = entries }, statusCode: ready ? 200 : 503);
    }

    private static async Task<string> Ask(Database database)
    {
        if (database.Broken.IsCompleted)
        {
            return "failed";
        }

        try
        {
            await database.Read(sql => sql.Number("SELECT 1"));
            return "ready";
        }
        catch (Exception e) when (e is StorageUnavailable or Overloaded)
        {
            return "unavailable: " + e.Message;
        }
    }
}
