// What a page is about in the words of schema.org, as search engines read it for prices, crumbs and the search of a shop.
using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Cartwright.Host;

internal static class LinkedData
{
    private const string Vocabulary = "https://schema.org";
    private const int PicturesMax = 10;

    private static readonly JsonWriterOptions Writing = new() { Encoder = PlainText.JsonEncoder };

    /// <summary>A block of what is known of the page.</summary>
    public static void Write(PageBuffer to, PageMatter page)
    {
        var bytes = new ArrayBufferWriter<byte>(2_048);
        using (var json = new Utf8JsonWriter(bytes, Writing))
        {
            json.WriteStartObject();
            json.WriteString("@context", Vocabulary);
            json.WriteStartArray("@graph");
            Organization(json, page);
            if (page.Path == "/")
            {
                WebSite(json, page);
            }

            if (page.Found.Product is { } product)
            {
                Product(json, page, product);
            }

            if (page.Way.Count > 0)
            {
                Crumbs(json, page);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        to.Raw("<script type=\"application/ld+json\">");
        to.Bytes(bytes.WrittenSpan);
        to.Raw("</script>\n");
    }

    /// <summary>Whether it can be bought now; null while nobody can say.</summary>
    public static bool? IsAvailable(JsonElement product) => product.Part("stock")?.Amount("available") is { } units ? units > 0 : null;

    private static void Organization(Utf8JsonWriter json, PageMatter page)
    {
        var shop = page.Shop;
        json.WriteStartObject();
        json.WriteString("@type", "Organization");
        json.WriteString("@id", page.Whole("/#organization"));
        json.WriteString("name", shop.Name);
        json.WriteString("url", page.Whole("/"));
        Word(json, "legalName", shop.Contact.Company);
        Word(json, "email", shop.Contact.Email);
        Word(json, "telephone", shop.Contact.Phone);
        Word(json, "address", shop.Contact.Address);
        if (shop.Logo is { } logo)
        {
            json.WriteString("logo", page.Whole(logo.Url));
        }

        json.WriteEndObject();
    }

    private static void WebSite(Utf8JsonWriter json, PageMatter page)
    {
        json.WriteStartObject();
        json.WriteString("@type", "WebSite");
        json.WriteString("@id", page.Whole("/#website"));
        json.WriteString("name", page.Shop.Name);
        json.WriteString("url", page.Whole("/"));
        json.WriteString("inLanguage", page.Words.Language);
        json.WriteStartObject("potentialAction");
        json.WriteString("@type", "SearchAction");
        json.WriteStartObject("target");
        json.WriteString("@type", "EntryPoint");
        json.WriteString("urlTemplate", page.Whole("/?q={search_term_string}"));
        json.WriteEndObject();
        json.WriteString("query-input", "required name=search_term_string");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Crumbs(Utf8JsonWriter json, PageMatter page)
    {
        var own = page.Found.Product?.Text("name") ?? page.Found.Category?.Part("category")?.Text("name") ?? page.Title;
        json.WriteStartObject();
        json.WriteString("@type", "BreadcrumbList");
        json.WriteStartArray("itemListElement");
        var position = 0;
        foreach (var step in page.Way.Append(new(own, page.Path)))
        {
            json.WriteStartObject();
            json.WriteString("@type", "ListItem");
            json.WriteNumber("position", ++position);
            json.WriteString("name", step.Name);
            json.WriteString("item", page.Whole(step.Path));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Product(Utf8JsonWriter json, PageMatter page, JsonElement product)
    {
        var family = page.Family!.Value;
        json.WriteStartObject();
        json.WriteString("@type", "Product");
        json.WriteString("@id", page.Whole(page.Path) + "#product");
        json.WriteString("name", product.Text("name"));
        Word(json, "description", PlainText.Line(product.Text("description") ?? family.Text("description"), 5_000, markup: true));
        json.WriteString("url", page.Whole(page.Path));
        json.WriteString("productID", product.Text("product_id"));
        Word(json, "sku", product.Text("sku"));
        Word(json, "gtin", product.Text("barcode"));
        Word(json, "category", family.Text("category"));
        Thing(json, "brand", "Brand", product.Text("brand") ?? family.Text("brand"));
        var pictures = Pictures(product).ToList();
        if (pictures.Count == 0)
        {
            pictures = [.. Pictures(family)];
        }

        if (pictures.Count > 0)
        {
            json.WriteStartArray("image");
            foreach (var picture in pictures.Take(PicturesMax))
            {
                json.WriteStringValue(page.Whole(picture));
            }

            json.WriteEndArray();
        }

        json.WritePropertyName("offers");
        if (page.Found.Variants?.Items("items").ToList() is { Count: > 0 } variants && page.Found.Parent is null)
        {
            Offers(json, page, product, variants);
        }
        else
        {
            Offer(json, page, product, product.Text("vendor_name") ?? family.Text("vendor_name"));
        }

        json.WriteEndObject();
    }

    // Of a product that is bought through variants: from the cheapest to the dearest of those that there are.
    private static void Offers(Utf8JsonWriter json, PageMatter page, JsonElement product, List<JsonElement> variants)
    {
        var prices = variants.Select(variant => variant.Amount("price")).OfType<decimal>().ToList();
        json.WriteStartObject();
        json.WriteString("@type", "AggregateOffer");
        json.WriteString("url", page.Whole(page.Path));
        json.WriteString("priceCurrency", product.Text("currency"));
        json.WriteString("lowPrice", Exact(prices.Count > 0 ? prices.Min() : product.Amount("price") ?? 0));
        json.WriteString("highPrice", Exact(prices.Count > 0 ? prices.Max() : product.Amount("price") ?? 0));
        json.WriteNumber("offerCount", variants.Count);
        Availability(json, product);
        Thing(json, "seller", "Organization", product.Text("vendor_name"));
        json.WriteEndObject();
    }

    private static void Offer(Utf8JsonWriter json, PageMatter page, JsonElement product, string? seller)
    {
        var currency = product.Text("currency");
        json.WriteStartObject();
        json.WriteString("@type", "Offer");
        json.WriteString("url", page.Whole(page.Path));
        json.WriteString("price", Exact(product.Amount("price") ?? 0));
        json.WriteString("priceCurrency", currency);
        if (product.Part("sale")?.Text("ends_at") is { Length: >= 10 } ends)
        {
            json.WriteString("priceValidUntil", ends[..10]);
        }

        if (product.Amount("compare_at_price") is { } compared)
        {
            // What the price is reduced from, as it stands struck through beside it.
            json.WriteStartObject("priceSpecification");
            json.WriteString("@type", "UnitPriceSpecification");
            json.WriteString("priceType", Vocabulary + "/StrikethroughPrice");
            json.WriteString("price", Exact(compared));
            json.WriteString("priceCurrency", currency);
            json.WriteEndObject();
        }

        Availability(json, product);
        Thing(json, "seller", "Organization", seller);
        json.WriteEndObject();
    }

    private static void Availability(Utf8JsonWriter json, JsonElement product)
    {
        if (IsAvailable(product) is { } available)
        {
            json.WriteString("availability", Vocabulary + (available ? "/InStock" : "/OutOfStock"));
        }
    }

    private static IEnumerable<string> Pictures(JsonElement product) =>
        product.Items("pictures").Select(picture => picture.Text("url")).OfType<string>();

    // With the digits of the currency, as the API has it.
    private static string Exact(decimal amount) => amount.ToString(CultureInfo.InvariantCulture);

    private static void Thing(Utf8JsonWriter json, string member, string type, string? name)
    {
        if (!string.IsNullOrEmpty(name))
        {
            json.WriteStartObject(member);
            json.WriteString("@type", type);
            json.WriteString("name", name);
            json.WriteEndObject();
        }
    }

    private static void Word(Utf8JsonWriter json, string member, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            json.WriteString(member, text);
        }
    }
}
