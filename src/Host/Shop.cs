// The shop's pages: files of the built web app, and its one page for every address that is not an API's.
using Cartwright.Web;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Cartwright.Host;

internal static class Shop
{
    private const string OneYear = "public, max-age=31536000, immutable";

    public static void Map(WebApplication app)
    {
        var root = app.Configuration["WebRoot"] ?? Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (!File.Exists(Path.Combine(root, "index.html")))
        {
            app.MapGet("/", () => Results.Text("The web app is not built: run ./run.sh, or npm run build in web/. The API is at /api/doc.\n")).Anyone().ExcludeFromDescription();
            return;
        }

        var files = new PhysicalFileProvider(root);
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            ContentTypeProvider = new FileExtensionContentTypeProvider(),
            OnPrepareResponse = served =>

                // Vite names assets by their content; only the page itself must be asked for anew.
                served.Context.Response.Headers.CacheControl = served.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal) ? OneYear : "no-cache",
        });
        app.MapFallback("/{**path}", async context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers.CacheControl = "no-cache";
            await context.Response.SendFileAsync(files.GetFileInfo("index.html"));
        }).Anyone().ExcludeFromDescription();
    }
}
