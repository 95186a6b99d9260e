// Title, descriptions and links of a page: what search engines list and chats preview.
using System.Globalization;
using System.Text.Json;
using Cartwright.Catalog.Feeds;
using Cartwright.Web;

namespace Cartwright.Host;

internal static class PageHead
{
    /// <summary>How wide the first picture of a product is shown (web/src/features/product/Gallery.tsx).</summary>
    public const string GallerySizes = "(min-width: 860px) 50vw, 100vw";

    /// <summary>Writes them.</summary>
    public static void Write(PageBuffer to, PageMatter page)
    {
        to.Raw("<title>").Text(page.Title).Raw("</title>\n");
        Meta(to, "name", "description", page.Description);
        if (!page.IsPublic)
        {
            if (page.Found.IsKnown)
            {
                Meta(to, "name", "robots", "noindex");
            }
        }
        else if (page.Root is null)
        {
            // Whoever reads it goes on from the address that they used: nothing that a client says stands here.
            Link(to, "canonical", LanguageAddresses.In(page.Path, page.Words.Language, page.Shop));
        }
        else
        {
            var address = page.Whole(page.Path);
            Link(to, "canonical", LanguageAddresses.In(address, page.Words.Language, page.Shop));
            foreach (var (language, there) in LanguageAddresses.Of(address, page.Shop))
            {
                to.Raw($"<link rel=\"alternate\" hreflang=\"{language}\" href=\"").Text(there).Raw("\" />\n");
            }
        }

        Preview(to, page);
        if (page.IsProduct && page.Picture is { } first && first.Set("avif") is { } set)
        {
            to.Raw("<link rel=\"preload\" as=\"image\" type=\"image/avif\" fetchpriority=\"high\" imagesrcset=\"")
                .Text(set)
                .Raw($"\" imagesizes=\"{GallerySizes}\" />\n");
        }

        to.Raw(page.Pieces);
        if (page.IsPublic)
        {
            LinkedData.Write(to, page);
        }

        // Json.Options writes <, >, & and quotes as \u…: no text of the shop can end the block.
        to.Raw("<script type=\"application/json\" id=\"shop\">");
        to.Bytes(JsonSerializer.SerializeToUtf8Bytes(page.Shop with { Sender = null }, Json.Options));
        to.Raw("</script>\n");
    }

    private static void Preview(PageBuffer to, PageMatter page)
    {
        if (!page.IsPublic)
        {
            return;
        }

        Meta(to, "property", "og:site_name", page.Shop.Name);
        Meta(to, "property", "og:type", page.IsProduct ? "product" : "website");
        Meta(to, "property", "og:title", page.Title);
        Meta(to, "property", "og:description", page.Description);
        Meta(to, "property", "og:locale", page.Words.Language == "de" ? "de_DE" : "en_US");
        var picture = page.Root is not null && page.Picture is { IsPhoto: true } photo ? photo : null;
        if (page.Root is not null)
        {
            Meta(to, "property", "og:url", LanguageAddresses.In(page.Whole(page.Path), page.Words.Language, page.Shop));
        }

        if (picture is not null)
        {
            Meta(to, "property", "og:image", page.Whole(picture.Url));
            if (picture is { Width: { } width, Height: { } height } && Shown(picture, width, height) is var (shownWidth, shownHeight))
            {
                Meta(to, "property", "og:image:width", shownWidth.ToString(CultureInfo.InvariantCulture));
                Meta(to, "property", "og:image:height", shownHeight.ToString(CultureInfo.InvariantCulture));
            }

            Meta(to, "property", "og:image:alt", picture.Alt.Length > 0 ? picture.Alt : page.Title);
        }

        if (page.Found.Product is { } product && product.Amount("price") is { } price)
        {
            Meta(to, "property", "product:price:amount", price.ToString(CultureInfo.InvariantCulture));
            Meta(to, "property", "product:price:currency", product.Text("currency") ?? string.Empty);
            if (LinkedData.IsAvailable(product) is { } available)
            {
                Meta(to, "property", "product:availability", available ? "in stock" : "out of stock");
            }
        }

        Meta(to, "name", "twitter:card", picture is null ? "summary" : "summary_large_image");
        Meta(to, "name", "twitter:title", page.Title);
        Meta(to, "name", "twitter:description", page.Description);
        if (picture is not null)
        {
            Meta(to, "name", "twitter:image", page.Whole(picture.Url));
        }
    }

    // The JPEG may be smaller than the original.
    private static (int Width, int Height) Shown(PagePicture picture, int width, int height)
    {
        var shown = Contracts.Ports.PictureSizes.Fallback(width);
        return picture.Widths.Count == 0 ? (width, height) : (shown, Math.Max(1, (int)((long)height * shown / Math.Max(1, width))));
    }

    private static void Meta(PageBuffer to, string kind, string name, string text) =>
        to.Raw($"<meta {kind}=\"{name}\" content=\"").Text(text).Raw("\" />\n");

    private static void Link(PageBuffer to, string relation, string address) =>
        to.Raw($"<link rel=\"{relation}\" href=\"").Text(address).Raw("\" />\n");
}
