// What a browser needs to install the shop like a program (W3C, Web Application Manifest): its name as its owner has it.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Host;

internal static class ShopManifest
{
    public const string Path = "/manifest.webmanifest";

    /// <summary>Answers at <see cref="Path"/>; every other address is the next one's.</summary>
    public static void Use(WebApplication app)
    {
        var settings = app.Services.GetRequiredService<IShopSettings>();
        app.Use(
            (context, next) =>
            {
                if (
                    context.Request.Path != Path
                    || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
                )
                {
                    return next(context);
                }

                context.Response.Headers.CacheControl = "no-cache";
                return TypedResults
                    .Text(Write(settings.Current), "application/manifest+json", System.Text.Encoding.UTF8)
                    .ExecuteAsync(context);
            }
        );
    }

    /// <summary>The manifest of a shop. The icons are the program's: a shop's logo is as wide as it likes, and an icon is square.</summary>
    internal static string Write(ShopSettings shop) =>
        new JsonObject
        {
            ["id"] = "/",
            ["name"] = shop.Name,
            ["short_name"] = shop.Name,
            ["description"] = shop.Tagline ?? shop.Name,
            ["lang"] = shop.Language,
            ["start_url"] = "/",
            ["scope"] = "/",
            ["display"] = "standalone",
            ["background_color"] = "#ffffff",
            ["theme_color"] = shop.Colours.Accent,
            ["icons"] = new JsonArray(Icon(192, "any"), Icon(512, "any"), Icon(192, "maskable"), Icon(512, "maskable")),
        }.ToJsonString(Json.Options);

    private static JsonObject Icon(int size, string purpose) =>
        new()
        {
            ["src"] = $"/icons/{(purpose == "maskable" ? "maskable" : "icon")}-{size}.png",
            ["sizes"] = $"{size}x{size}",
            ["type"] = "image/png",
            ["purpose"] = purpose,
        };
}
