// The shop's pages: files of the built web app, its one page for every address that it knows, and 404 for the others.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Net.Http.Headers;

namespace Cartwright.Host;

internal static class Shop
{
    private const string OneYear = "public, max-age=31536000, immutable";

    /// <summary>Answers what no route of the API answers. Below /api nothing is ours: there the edge says 404, 405 or 415.</summary>
    /// <param name="app">The application.</param>
    /// <param name="pages">Says what the page of a product or category is about; null where nobody can be asked.</param>
    public static void Use(WebApplication app, IPages? pages = null)
    {
        ShopManifest.Use(app);
        var files = PageFiles.Read(app.Configuration["WebRoot"] ?? Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        var page = new ShopPage(files, app.Services.GetRequiredService<IShopSettings>());
        var robots = Robots(demo: app.Configuration.Switch("Demo"));
        app.Use(
            (context, next) =>
                context.GetEndpoint() is null && !context.Request.Path.StartsWithSegments("/api")
                    ? Answer(context, files, page, robots, pages)
                    : next(context)
        );
    }

    /// <summary>
    /// What crawlers may read (RFC 9309). A demo is nobody's shop and in no index. Of a shop, what is a person's own is left out, and lists
    /// that differ only in order or price; product data stays open, since pages are drawn from it.
    /// </summary>
    private static string Robots(bool demo) =>
        demo
            ? "User-agent: *\nDisallow: /\n"
            : """
                User-agent: *
                Allow: /api/products
                Allow: /api/categories
                Disallow: /api/
                Disallow: /account
                Disallow: /admin
                Disallow: /cart
                Disallow: /checkout
                Disallow: /first-administrator
                Disallow: /forgot-password
                Disallow: /orders
                Disallow: /register
                Disallow: /reset-password
                Disallow: /shared/
                Disallow: /sign-in
                Disallow: /stop-email-change
                Disallow: /unsubscribe
                Disallow: /verify-email
                Disallow: /*sort=
                Disallow: /*_price=

                """.ReplaceLineEndings("\n");

    private static async Task Answer(HttpContext context, PageFiles files, ShopPage page, string robots, IPages? pages)
    {
        var path = context.Request.Path.Value!;
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "GET, HEAD";
            return;
        }

        if (path == "/robots.txt")
        {
            context.Response.Headers.CacheControl = "public, max-age=3600";
            await TypedResults.Text(robots, "text/plain; charset=utf-8").ExecuteAsync(context);
            return;
        }

        // Vite names assets by their content; only the page itself must be asked for anew.
        var asset = context.Request.Path.StartsWithSegments("/assets");
        if (path != PageFiles.IndexPath && files.Find(path) is { } file)
        {
            await Send(context, file, asset ? OneYear : "no-cache");
        }
        else if (asset)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        else if (page.Now is not { } index)
        {
            await TypedResults
                .Text("The web app is not built: run ./run.sh, or npm run build in web/. The API is at /api/doc.\n")
                .ExecuteAsync(context);
        }
        else if (path == PageFiles.IndexPath)
        {
            await SendPage(context, index);
        }
        else if (!files.IsPage(path) || await ShopPages.Find(path, pages, context.RequestAborted) is not { IsThere: true } found)
        {
            await SendNotFound(context, index);
        }
        else if (found.Moved is { } moved)
        {
            // For good, and yet asked for anew: the address may become another's.
            context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
            context.Response.Headers.CacheControl = "no-cache";
            context.Response.Headers.Location = moved + context.Request.QueryString;
        }
        else
        {
            await SendPage(context, index);
        }
    }

    private static Task Send(HttpContext context, PageFile file, string caching)
    {
        var form = Headers(context, file, caching);
        return TypedResults
            .PhysicalFile(form.PhysicalPath, file.Type, lastModified: file.Modified, entityTag: form.Tag, enableRangeProcessing: true)
            .ExecuteAsync(context);
    }

    private static Task SendPage(HttpContext context, ShopPageForms page)
    {
        var form = page.Best(context.Request.Headers.AcceptEncoding);
        Headers(context, form.Coding, page.IsCompressed, "no-cache");
        return TypedResults.Bytes(form.Bytes, page.Type, entityTag: form.Tag, enableRangeProcessing: true).ExecuteAsync(context);
    }

    /// <summary>
    /// The app's page, which says in words that there is none. It is no representation of the address: it has no tag, and no part of it can
    /// be asked for.
    /// </summary>
    private static async Task SendNotFound(HttpContext context, ShopPageForms page)
    {
        var form = page.Best(context.Request.Headers.AcceptEncoding);
        Headers(context, form.Coding, page.IsCompressed, "no-cache");
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = page.Type;
        context.Response.ContentLength = form.Bytes.Length;
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
