// The floor: a Kestrel server that does nothing but read and write small JSON, in a process of its own.
using System.Text.Json.Serialization;

namespace Cartwright.Bench;

internal sealed record Nothing(string Message);

[JsonSerializable(typeof(Nothing))]
internal sealed partial class FloorJson : JsonSerializerContext;

internal static class Floor
{
    public static async Task Serve(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port));
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, FloorJson.Default));
        var app = builder.Build();
        app.MapGet("/empty", () => new Nothing("ok"));
        app.MapPost("/empty", (Nothing body) => body);
        await app.RunAsync();
    }
}
