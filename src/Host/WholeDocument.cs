// The API document of the whole shop, in a process that runs only some of its modules: made when it is first asked for.
using Cartwright.Web;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Cartwright.Host;

internal static class WholeDocument
{
    private const string DocumentName = "v1";

    /// <summary>What answers with the document.</summary>
    public static RequestDelegate Of(WebApplication app)
    {
        var text = new Lazy<Task<string>>(() => Make(app.Services));
        return async context =>
        {
            context.Response.ContentType = "application/json;charset=utf-8";
            await context.Response.WriteAsync(await text.Value, context.RequestAborted);
        };
    }

    /// <summary>Describes all modules' routes in an application that is never started: nothing is opened, and nobody is asked.</summary>
    private static async Task<string> Make(IServiceProvider own)
    {
        await using var described = DescribedShop.Build(own);
        described.UseCartwrightWeb();
        foreach (var row in Modules.All)
        {
            // A group a module, as the shop has it: the document lists the routes in the same order.
            row.Module.Map(described.MapGroup(string.Empty));
        }

        // Hands the routes over to those who describe them.
        described.UseEndpoints(_ => { });
        var document = await described.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>(DocumentName).GetOpenApiDocumentAsync();
        return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1);
    }
}
