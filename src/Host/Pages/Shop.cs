// The shop's pages: files of the built web app, its one page for every address that it knows, and 404 for the others.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Net.Http.Headers;

namespace Cartwright.Host;

internal static class Shop
{
    private const string OneYear = "public, max-age=31536000, immutable";

    /// <summary>Answers what no route of the API answers. Below /api nothing is ours: there the edge says 404, 405 or 415.</summary>
    /// <param name="app">The application.</param>
    /// <param name="pages">Says what pages are about; null where nobody can be asked.</param>
    public static void Use(WebApplication app, IPages? pages = null)
    {
        ShopManifest.Use(app);
        var files = PageFiles.Read(app.Configuration["WebRoot"] ?? Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        var settings = app.Services.GetRequiredService<IShopSettings>();
        var root = ShopUrl.Given(app.Configuration);
        var shop = new Parts(
            files,
            new ShopPage(files, settings, root),
            new ShopPages(pages),
            new Machines(pages, settings, root, demo: app.Configuration.Switch("Demo"))
        );
        app.Use(
            (context, next) =>
                context.GetEndpoint() is null && !context.Request.Path.StartsWithSegments("/api") ? Answer(context, shop) : next(context)
        );
    }

    private sealed record Parts(PageFiles Files, ShopPage Page, ShopPages Pages, Machines Machines);

    private static async Task Answer(HttpContext context, Parts shop)
    {
        var path = context.Request.Path.Value!;
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "GET, HEAD";
            return;
        }

        if (Machines.Has(path) && await shop.Machines.Answer(context, path))
        {
            return;
        }

        // Vite names assets by their content; only the page itself must be asked for anew.
        var asset = context.Request.Path.StartsWithSegments("/assets");
        if (path != PageFiles.IndexPath && shop.Files.Find(path) is { } file)
        {
            await Send(context, file, asset ? OneYear : "no-cache");
        }
        else if (asset)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        else if (!shop.Page.IsBuilt)
        {
            await TypedResults
                .Text("The web app is not built: run ./run.sh, or npm run build in web/. The API is at /api/doc.\n")
                .ExecuteAsync(context);
        }
        else if (path != PageFiles.IndexPath && !shop.Files.IsPage(path))
        {
            await SendPage(context, shop.Page, path, PageFound.Nowhere);
        }
        else
        {
            var asked = path == PageFiles.IndexPath ? "/" : path;
            var found = await shop.Pages.Find(asked, PageMatter.IsPlain(context.Request.Query), context.RequestAborted);
            if (found.Moved is not { } moved)
            {
                await SendPage(context, shop.Page, asked, found);
                return;
            }

            // For good, and yet asked for anew: the address may become another's.
            context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
            context.Response.Headers.CacheControl = "no-cache";
            context.Response.Headers.Location = moved + context.Request.QueryString;
        }
    }

    private static Task Send(HttpContext context, PageFile file, string caching)
    {
        var form = Headers(context, file, caching);
        return TypedResults
            .PhysicalFile(form.PhysicalPath, file.Type, lastModified: file.Modified, entityTag: form.Tag, enableRangeProcessing: true)
            .ExecuteAsync(context);
    }

    private static Task SendPage(HttpContext context, ShopPage page, string path, PageFound found)
    {
        var language = page.LanguageOf(context.Request);
        var bytes = page.Write(found, path, PageMatter.IsPlain(context.Request.Query), language);
        var form = page.Form(bytes, context.Request.Headers.AcceptEncoding);
        Headers(context, form.Coding, page.IsCompressed, "no-cache");
        context.Response.Headers.ContentLanguage = language;
        if (page.HasLanguages)
        {
            context.Response.Headers.Append(HeaderNames.Vary, "Accept-Language, Cookie");
        }

        return found.IsThere
            ? TypedResults.Bytes(form.Bytes, page.Type, entityTag: form.Tag, enableRangeProcessing: true).ExecuteAsync(context)
            : SendNotFound(context, page.Type, form);
    }

    /// <summary>
    /// The app's page, which says in words that there is none. It is no representation of the address: it has no tag, and no part of it can
    /// be asked for.
    /// </summary>
    private static async Task SendNotFound(HttpContext context, string type, ShopPageForm form)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = type;
        context.Response.ContentLength = form.Bytes.Length;
        context.Response.Headers["X-Robots-Tag"] = "noindex";
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(form.Bytes, context.RequestAborted);
        }
    }

    private static FileForm Headers(HttpContext context, PageFile file, string caching)
    {
        var form = file.Best(context.Request.Headers.AcceptEncoding);
        Headers(context, form.Coding, file.IsCompressed, caching);
        return form;
    }

    private static void Headers(HttpContext context, string? coding, bool isCompressed, string caching)
    {
        context.Response.Headers.CacheControl = caching;
        if (isCompressed)
        {
            context.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        }

        if (coding is not null)
        {
            context.Response.Headers.ContentEncoding = coding;
        }
    }
}
