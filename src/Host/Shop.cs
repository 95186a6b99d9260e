// The shop's pages: files of the built web app, and its one page for every address that is not an API's.
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Cartwright.Host;

internal static class Shop
{
    private const string OneYear = "public, max-age=31536000, immutable";
    private static readonly FileExtensionContentTypeProvider Types = new();

    /// <summary>Answers what no route of the API answers. Below /api nothing is ours: there the edge says 404, 405 or 415.</summary>
    public static void Use(WebApplication app)
    {
        var root = app.Configuration["WebRoot"] ?? Path.Combine(AppContext.BaseDirectory, "wwwroot");
        var files = Directory.Exists(root) ? new PhysicalFileProvider(root) : (IFileProvider)new NullFileProvider();
        app.Use((context, next) => context.GetEndpoint() is null && !context.Request.Path.StartsWithSegments("/api")
            ? Answer(context, files).ExecuteAsync(context)
            : next(context));
    }

    private static IResult Answer(HttpContext context, IFileProvider files)
    {
        var path = context.Request.Path;
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            return TypedResults.StatusCode(StatusCodes.Status405MethodNotAllowed);
        }

        // Vite names assets by their content; only the page itself must be asked for anew.
        var asset = path.StartsWithSegments("/assets");
        var file = files.GetFileInfo(path.Value!);
        if (!file.Exists || file.IsDirectory)
        {
            if (asset)
            {
                return TypedResults.NotFound();
            }

            file = files.GetFileInfo("index.html");
        }

        if (file.PhysicalPath is not { } found || !file.Exists)
        {
            return TypedResults.Text("The web app is not built: run ./run.sh, or npm run build in web/. The API is at /api/doc.\n");
        }

        context.Response.Headers.CacheControl = asset ? OneYear : "no-cache";
        return TypedResults.PhysicalFile(
            found, Types.TryGetContentType(found, out var type) ? type : "application/octet-stream", lastModified: file.LastModified);
    }
}
