// What stands on a page before its script runs, or where none does: the same elements and classes as the script draws
// (web/src/features, web/src/routes/Layout.tsx), so that nothing moves when it takes over.
using System.Globalization;
using System.Text.Json;
using Cartwright.Contracts;

namespace Cartwright.Host;

internal static class PageBody
{
    private const int FewUnits = 5;
    private const int EagerCards = 4;
    private const string CardSizes = "(min-width: 1100px) 280px, (min-width: 640px) 33vw, 50vw";

    /// <summary>What stands in #root; nothing of pages that are a person's own.</summary>
    public static void Write(PageBuffer to, PageMatter page)
    {
        var found = page.Found;
        if (!found.IsThere || (found.Product is null && found.Category is null && found.List is null && !page.IsPublic))
        {
            return;
        }

        Header(to, page);
        to.Raw("<main id=\"main\" tabindex=\"-1\"><div class=\"page\">");
        if (found.Product is { } product)
        {
            Product(to, page, product);
        }
        else if (found.Category is { } category)
        {
            Category(to, page, category.GetProperty("category"));
        }
        else if (page.Path == "/")
        {
            Home(to, page);
        }
        else
        {
            to.Raw("<div class=\"page-head\"><h1>").Text(page.Title.Split(" · ")[0]).Raw("</h1></div>");
        }

        to.Raw("</div></main>");
        Footer(to, page);
    }

    private static void Header(PageBuffer to, PageMatter page)
    {
        var (shop, words) = (page.Shop, page.Words);
        to.Raw("<a class=\"skip\" href=\"#main\">").Text(words.Skip).Raw("</a>");
        if (shop.Announcement is { Length: > 0 } announcement)
        {
            to.Raw("<p class=\"announcement\" dir=\"auto\">").Text(announcement).Raw("</p>");
        }

        to.Raw("<header class=\"header\"><div class=\"page header__row\"><a class=\"header__brand\" href=\"/\">");
        Brand(to, shop);
        to.Raw(
                "</a><form class=\"search\" role=\"search\" action=\"/\"><input class=\"search__input\" type=\"search\" name=\"q\" aria-label=\""
            )
            .Text(words.Search)
            .Raw("\" placeholder=\"")
            .Text(words.Search)
            .Raw("\" /></form><nav class=\"header__nav\" aria-label=\"")
            .Text(words.AccountAndCart)
            .Raw("\">");
        HeaderLink(to, "/sign-in", words.SignIn);
        HeaderLink(to, "/cart", words.Cart);
        to.Raw("</nav></div></header>");
    }

    private static void HeaderLink(PageBuffer to, string path, string words) =>
        to.Raw($"<a class=\"header__link\" href=\"{path}\"><span class=\"header__words\">").Text(words).Raw("</span></a>");

    private static void Brand(PageBuffer to, ShopSettings shop)
    {
        if (shop.Logo is { } logo)
        {
            to.Raw("<img class=\"brand__logo\" src=\"")
                .Text(logo.Url)
                .Raw(string.Create(CultureInfo.InvariantCulture, $"\" width=\"{logo.Width}\" height=\"{logo.Height}\" alt=\""))
                .Text(string.IsNullOrEmpty(logo.Alt) ? shop.Name : logo.Alt)
                .Raw("\" />");
        }
        else
        {
            to.Raw("<bdi class=\"brand__name\">").Text(shop.Name).Raw("</bdi>");
        }
    }

    private static void Product(PageBuffer to, PageMatter page, JsonElement product)
    {
        var words = page.Words;
        var family = page.Family!.Value;
        Crumbs(to, page);
        to.Raw("<div class=\"product\"><div class=\"gallery\">");
        Picture(to, page.Picture, product.Text("name") ?? string.Empty, PageHead.GallerySizes, eager: true);
        to.Raw("</div><div class=\"product__buy\"><div class=\"stack stack--tight\">");
        if (family.Text("vendor_id") is { } vendorId)
        {
            to.Raw("<a class=\"product__vendor\" href=\"/?vendor_id=")
                .Text(PlainText.FormValue(vendorId))
                .Raw("\">")
                .Text(family.Text("vendor_name") ?? PageWords.Fill(words.Maker, vendorId))
                .Raw("</a>");
        }

        to.Raw("<h1>").Text(product.Text("name")).Raw("</h1><p class=\"product__price\">");
        Price(to, words, product);
        to.Raw("</p></div>");
        var text = product.Text("description") is { Length: > 0 } own ? own : family.Text("description");
        to.Raw("<p class=\"product__words\">").Text(text).Raw("</p>");
        if (page.Found.Variants?.Items("items").ToList() is { Count: > 0 } variants)
        {
            to.Raw("<ul class=\"stack stack--tight\">");
            foreach (var variant in variants)
            {
                to.Raw("<li><a href=\"/products/")
                    .Text(Uri.EscapeDataString(variant.Text("product_id") ?? string.Empty))
                    .Raw("\">")
                    .Text(Choice(variant))
                    .Raw("</a></li>");
            }

            to.Raw("</ul>");
        }

        Stock(to, words, product, "product__stock");
        to.Raw("</div></div>");
    }

    // A variant is known by what it is chosen by.
    private static string Choice(JsonElement variant)
    {
        var chosen = variant.Part("options") is { ValueKind: JsonValueKind.Object } options
            ? string.Join(
                ", ",
                options.EnumerateObject().Where(one => one.Value.ValueKind == JsonValueKind.String).Select(one => one.Value.GetString())
            )
            : string.Empty;
        return chosen.Length > 0 ? chosen : variant.Text("name") ?? string.Empty;
    }

    private static void Home(PageBuffer to, PageMatter page)
    {
        if (page.Found.Tree is { } tree)
        {
            Shelves(to, page.Words.Categories, tree.Items("items"));
        }

        List(to, page, "h2", "h3", page.Words.Everything, null);
    }

    private static void Category(PageBuffer to, PageMatter page, JsonElement category)
    {
        Crumbs(to, page, category.Text("name"));
        Shelves(to, page.Words.CategoriesBelow, category.Items("children"));
        List(to, page, "h1", "h2", category.Text("name") ?? string.Empty, category.Text("description"));
    }

    private static void Crumbs(PageBuffer to, PageMatter page, string? here = null)
    {
        to.Raw("<nav class=\"crumbs\" aria-label=\"").Text(page.Words.YouAreHere).Raw("\">");
        foreach (var step in page.Way)
        {
            to.Raw("<a href=\"").Text(step.Path).Raw("\">").Text(step.Name).Raw("</a>");
        }

        if (here is not null)
        {
            to.Raw("<span aria-current=\"page\">").Text(here).Raw("</span>");
        }

        to.Raw("</nav>");
    }

    private static void Shelves(PageBuffer to, string label, IEnumerable<JsonElement> categories)
    {
        var all = categories.ToList();
        if (all.Count == 0)
        {
            return;
        }

        to.Raw("<nav class=\"shelves\" aria-label=\"").Text(label).Raw("\">");
        foreach (var category in all)
        {
            to.Raw("<a class=\"shelf\" href=\"").Text(PageMatter.CategoryPath(category)).Raw("\">").Text(category.Text("name")).Raw("</a>");
        }

        to.Raw("</nav>");
    }

    private static void List(PageBuffer to, PageMatter page, string heading, string cardHeading, string title, string? about)
    {
        to.Raw(
            "<div class=\"catalog\"><aside class=\"catalog__side\"></aside><section class=\"catalog__main\"><div class=\"catalog__head\"><div>"
        );
        to.Raw($"<{heading}>").Text(title).Raw($"</{heading}>");
        if (!string.IsNullOrEmpty(about))
        {
            to.Raw("<p class=\"catalog__about\">").Text(about).Raw("</p>");
        }

        to.Raw("</div></div><ul class=\"grid\">");
        var place = 0;
        foreach (var product in page.Found.List?.Items("items") ?? [])
        {
            to.Raw("<li><article class=\"card\">");
            Picture(to, PagePicture.Of(product), string.Empty, CardSizes, eager: place++ < EagerCards);
            to.Raw("<div class=\"card__text\"><p class=\"card__vendor\">")
                .Text(product.Text("vendor_name") ?? product.Text("category"))
                .Raw($"</p><{cardHeading} class=\"card__name\"><a href=\"/products/")
                .Text(Uri.EscapeDataString(product.Text("slug") ?? product.Text("product_id") ?? string.Empty))
                .Raw("\">")
                .Text(product.Text("name"))
                .Raw($"</a></{cardHeading}><p class=\"card__price\">");
            Price(to, page.Words, product);
            to.Raw("</p>");
            Stock(to, page.Words, product, string.Empty);
            to.Raw("</div></article></li>");
        }

        to.Raw("</ul></section></div>");
    }

    private static void Price(PageBuffer to, PageWords words, JsonElement product)
    {
        var currency = product.Text("currency") ?? string.Empty;
        if (product.Amount("price") is not { } price)
        {
            return;
        }

        if (product.Is("has_variants"))
        {
            to.Raw("<span class=\"soft\">").Text(words.From).Raw(" </span>");
        }

        // Where a reduction is shown the law asks for the lowest price beside it.
        if (product.Amount("compare_at_price") is { } compared && product.Amount("lowest_price_30d") is { } lowest)
        {
            to.Raw("<span><span class=\"visually-hidden\">").Text(words.Now).Raw(" </span>").Text(words.Money(price, currency));
            to.Raw(" <span class=\"was\"><span class=\"visually-hidden\">")
                .Text(words.InsteadOf)
                .Raw(" </span><s>")
                .Text(words.Money(compared, currency))
                .Raw("</s></span><span class=\"lowest\">")
                .Text(PageWords.Fill(words.Lowest, words.Money(lowest, currency)))
                .Raw("</span></span>");
        }
        else
        {
            to.Text(words.Money(price, currency));
        }
    }

    private static void Stock(PageBuffer to, PageWords words, JsonElement product, string more)
    {
        var units = product.Part("stock")?.Amount("available");
        var (tone, text) = units switch
        {
            null => ("unknown", words.CheckedLater),
            <= 0 => ("out", words.SoldOut),
            <= FewUnits => ("few", PageWords.Fill(words.OnlyLeft, units.Value.ToString(CultureInfo.InvariantCulture))),
            _ => ("in", words.InStock),
        };
        to.Raw($"<p class=\"stock stock--{tone} {more}\">").Text(text).Raw("</p>");
    }

    private static void Picture(PageBuffer to, PagePicture? picture, string alt, string sizes, bool eager)
    {
        to.Raw("<span class=\"picture\">");
        if (picture is not null)
        {
            to.Raw("<picture>");
            foreach (var format in Contracts.Ports.PictureSizes.Formats)
            {
                if (picture.Set(format) is { } set)
                {
                    to.Raw($"<source type=\"image/{format}\" srcset=\"").Text(set).Raw($"\" sizes=\"{sizes}\" />");
                }
            }

            to.Raw("<img src=\"")
                .Text(picture.Url)
                .Raw("\" alt=\"")
                .Text(alt.Length > 0 && picture.Alt.Length > 0 ? picture.Alt : alt)
                .Raw($"\" width=\"400\" height=\"400\" decoding=\"async\" loading=\"{(eager ? "eager" : "lazy")}\" /></picture>");
        }

        to.Raw("</span>");
    }

    private static void Footer(PageBuffer to, PageMatter page)
    {
        var (shop, words) = (page.Shop, page.Words);
        to.Raw("<footer class=\"footer\"><div class=\"page footer__row\">");
        foreach (var column in shop.Footer?.Columns ?? [])
        {
            to.Raw("<div class=\"stack stack--tight\" dir=\"auto\">");
            if (!string.IsNullOrEmpty(column.Title))
            {
                to.Raw("<p class=\"strong\">").Text(column.Title).Raw("</p>");
            }

            to.Raw("<ul>");
            foreach (var link in column.Links)
            {
                to.Raw("<li><a href=\"").Text(link.To).Raw("\">").Text(link.Label).Raw("</a></li>");
            }

            to.Raw("</ul></div>");
        }

        if (shop.Footer is null)
        {
            to.Raw("<nav class=\"footer__links\" aria-label=\"").Text(words.Footer).Raw("\">");
            foreach (
                var (path, label) in new[]
                {
                    ("/", words.Shop),
                    ("/cart", words.Cart),
                    ("/orders", words.Orders),
                    ("/sign-in", words.SignIn),
                }
            )
            {
                to.Raw($"<a href=\"{path}\">").Text(label).Raw("</a>");
            }

            to.Raw("</nav>");
        }

        if (page.Found.Policies?.Items("items").ToList() is { Count: > 0 } policies)
        {
            to.Raw("<nav class=\"footer__links footer__policies\" aria-label=\"").Text(words.Policies).Raw("\">");
            foreach (var policy in policies)
            {
                to.Raw("<a href=\"/policies/")
                    .Text(Uri.EscapeDataString(policy.Text("name") ?? string.Empty))
                    .Raw("\">")
                    .Text(policy.Text("title"))
                    .Raw("</a>");
            }

            to.Raw("</nav>");
        }

        to.Raw("</div></footer>");
    }
}
