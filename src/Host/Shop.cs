// The shop's pages: files of the built web app, its one page for every address that it knows, and 404 for the others.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Net.Http.Headers;

namespace Cartwright.Host;

internal static class Shop
{
    private const string OneYear = "public, max-age=31536000, immutable";

    /// <summary>
    /// A product that is not found by then has its page with status 200, and the page says the rest: nobody waits for a status.
    /// </summary>
    private static readonly TimeSpan CatalogWithin = TimeSpan.FromSeconds(1);

    /// <summary>Answers what no route of the API answers. Below /api nothing is ours: there the edge says 404, 405 or 415.</summary>
    /// <param name="app">The application.</param>
    /// <param name="catalog">Says whether a product's page is about a product; null where it does not run in this process.</param>
    public static void Use(WebApplication app, ICatalog? catalog = null)
    {
        var files = PageFiles.Read(app.Configuration["WebRoot"] ?? Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        var page = new ShopPage(files, app.Services.GetRequiredService<IShopSettings>());
        var robots = Robots(demo: app.Configuration.Switch("Demo"));
        app.Use(
            (context, next) =>
                context.GetEndpoint() is null && !context.Request.Path.StartsWithSegments("/api")
                    ? Answer(context, files, page, robots, catalog)
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

    private static async Task Answer(HttpContext context, PageFiles files, ShopPage page, string robots, ICatalog? catalog)
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
        else if (path == PageFiles.IndexPath || (files.IsPage(path) && await IsThere(path, catalog, context.RequestAborted)))
        {
            await SendPage(context, index);
        }
        else
        {
            await SendNotFound(context, index);
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

    private static async ValueTask<bool> IsThere(string path, ICatalog? catalog, CancellationToken cancel)
    {
        if (
            catalog is null
            || path.Split('/', StringSplitOptions.RemoveEmptyEntries) is not [var room, var id]
            || !room.Equals("products", StringComparison.OrdinalIgnoreCase)
        )
        {
            return true;
        }

        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        soon.CancelAfter(CatalogWithin);
        try
        {
            return !(await catalog.GetProducts(new() { ProductIds = { id } }, soon.Token)).Is(out var found, out _)
                || found.Products.Count > 0;
        }
        catch (Exception)
        {
            // The page asks the catalog itself and says what is wrong with it.
            return true;
        }
    }
}
