// A product ready to be shown: its JSON as bytes around the one number that varies, and the message other modules get.
using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Catalog;

/// <summary>One version of a product. Never changes.</summary>
public sealed class ShownProduct
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = Json.Options.Encoder, SkipValidation = true };

    /// <summary>More than anybody is offered in one refusal.</summary>
    private const int VariantsNamedMax = 100;

    // What the head ends with; without stock all of it is null.
    private static ReadOnlySpan<byte> Opening => "{\"available\":"u8;

    private static ReadOnlySpan<byte> NoStock => "null}"u8;

    private readonly long? lowestMinor;
    private readonly ProductSafety? safety;
    private byte[]? head;
    private byte[]? tail;
    private byte[]? print;
    private Product? message;

    /// <param name="row">As stored.</param>
    /// <param name="variants">The ids of its live variants that are active.</param>
    /// <param name="lowestMinor">Where a reduction is said, the lowest price of the thirty days before; else null.</param>
    /// <param name="safety">Whom to turn to about its safety, its own or the shop's; null for nobody.</param>
    public ShownProduct(CatalogProduct row, string[] variants, long? lowestMinor = null, ProductSafety? safety = null)
    {
        this.lowestMinor = lowestMinor;
        this.safety = safety;
        Row = row;
        Variants = variants;
        StockIds = [row.ProductId, .. variants];
    }

    /// <summary>As it is until <see cref="UntilMs"/>.</summary>
    public CatalogProduct Row { get; }

    /// <summary>When its price changes next, Unix milliseconds: then it is not this product any more.</summary>
    public long UntilMs { get; init; } = long.MaxValue;

    /// <summary>Told apart in tags: the price has changed with the time, and no version with it.</summary>
    public string SaleState { get; init; } = string.Empty;

    public string[] Variants { get; }

    /// <summary>
    /// Whether it can be put into a cart, itself or through a variant. Of a product whose variants are all withheld there is nothing to
    /// buy, and not itself either.
    /// </summary>
    public bool ForSale => Row.ForSale && (Row.Variants == 0 || Variants.Length > 0);

    /// <summary>Whose units can be bought under this product: its own and its variants'.</summary>
    public string[] StockIds { get; }

    /// <summary>For other modules. Shared: messages are not changed after they are handed over.</summary>
    public Product Message => message ??= Made();

    private Product Made()
    {
        var made = new Product
        {
            ProductId = Row.ProductId,
            Name = Row.Name,
            PriceMinor = Row.PriceMinor,
            Currency = Row.Currency,
            Category = Row.Category,
            VendorId = Row.VendorId,
            Image = FirstImage(Row.Images),
            UpdatedUnixMs = Row.UpdatedMs,
            VariantIds = { Named(Variants) ?? [] },
            TaxClass = Row.TaxClass,
            NoShipping = !Row.RequiresShipping,
            WeightG = Row.WeightG,
            NoWithdrawal = MarkIn(Row.Attributes) ?? string.Empty,
            Withheld = !ForSale,
            Sku = Row.Listing.Sku ?? string.Empty,
            ParentId = Row.ParentId ?? string.Empty,
        };
        if (Row.PricesIncludeTax is { } includes)
        {
            made.PricesIncludeTax = includes;
        }

        return made;
    }

    /// <summary>The variants that others are told of; null for none.</summary>
    internal static IReadOnlyList<string>? Named(IEnumerable<string> variants) =>
        variants.Take(VariantsNamedMax).ToArray() is { Length: > 0 } named ? named : null;

    /// <summary>Strong, so it names the stock that the body shows; the part before the dot is the version that If-Match means.</summary>
    public string ETag(long? available) =>
        Conditional.ETag(
            available is { } units
                ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Row.Version}.{units}{SaleState}")
                : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Row.Version}.unknown{SaleState}")
        );

    /// <summary>What it keeps in memory, roughly.</summary>
    public long Bytes =>
        1_000
        + (
            4L
            * (
                Row.Name.Length
                + Row.Description.Length
                + Row.Attributes.Length
                + Row.Images.Length
                + (2 * Row.Pictures.Length)
                + (Row.Options?.Length ?? 0)
            )
        )
        + (100L * Variants.Length)
        + (2L * (Row.PriceHistory.Length + (Row.Safety?.Length ?? 0)))
        + (4L * (Row.Listing.Tags.Length + (Row.Listing.Seo?.Length ?? 0)));

    /// <summary>A hash of all that is written but the stock: what a version does not name, such as its seller's name, is in it.</summary>
    internal byte[] Print
    {
        get
        {
            Render();
            return print ??= SHA256.HashData([.. head!, .. tail!]);
        }
    }

    /// <summary>How many bytes <see cref="Write"/> will write.</summary>
    public int Length(long? available)
    {
        Render();
        return available is { } units ? head!.Length + Digits(units) + tail!.Length : head!.Length - Opening.Length + NoStock.Length;
    }

    /// <param name="available">Units; null while nobody can say, and then there is no stock.</param>
    public void Write(IBufferWriter<byte> to, long? available)
    {
        Render();
        if (available is not { } units)
        {
            to.Write(head.AsSpan(..^Opening.Length));
            to.Write(NoStock);
            return;
        }

        var span = to.GetSpan(head!.Length + 20 + tail!.Length);
        head.CopyTo(span);
        Utf8Formatter.TryFormat(units, span[head.Length..], out var digits);
        tail.CopyTo(span[(head.Length + digits)..]);
        to.Advance(head.Length + digits + tail.Length);
    }

    private static int Digits(long number)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out var length);
        return length;
    }

    // Two requests may render at once: both make the same bytes, and the tail is set first because the head is what is looked at.
    private void Render()
    {
        if (Volatile.Read(ref head) is not null)
        {
            return;
        }

        var buffer = new ArrayBufferWriter<byte>(1_024);
        using var writer = new Utf8JsonWriter(buffer, Writing);
        writer.WriteStartObject();
        writer.WriteString("product_id", Row.ProductId);
        writer.WriteString("name", Row.Name);
        writer.WriteString("description", Row.Description);
        writer.WriteNumber("price", Currencies.ToMajor(Row.PriceMinor, Row.Currency));
        if (Row.CompareAtMinor is { } compared && lowestMinor is { } lowest)
        {
            writer.WriteNumber("compare_at_price", Currencies.ToMajor(compared, Row.Currency));
            writer.WriteNumber("lowest_price_30d", Currencies.ToMajor(lowest, Row.Currency));
        }

        // One that has not begun is nobody's business but the seller's.
        if (Row.RegularMinor is not null && Row.Sale is { } sale)
        {
            writer.WritePropertyName("sale");
            sale.Shown(Row.Currency).WriteTo(writer);
        }

        writer.WriteString("currency", Row.Currency);
        writer.WriteString("category", Row.Category);
        writer.WriteString("vendor_id", Row.VendorId);
        if (Row.VendorName is { } vendor)
        {
            writer.WriteString("vendor_name", vendor);
        }

        Raw(writer, "attributes", Row.Attributes);
        if (Row.ParentId is { } parent)
        {
            writer.WriteString("parent_id", parent);
        }

        if (Row.Options is { } options)
        {
            Raw(writer, "options", options);
        }

        Raw(writer, "images", Row.Images);
        if (Row.Pictures.Length > 0)
        {
            writer.WritePropertyName("pictures");
            JsonSerializer.Serialize(writer, Photos.ProductPhotos.Read(Row.Pictures).Select(Photos.PhotoBody.Of), Json.Options);
        }
        else if (Photos.PhotoBody.Drawn(Row) is { Count: > 0 } drawn)
        {
            writer.WritePropertyName("pictures");
            JsonSerializer.Serialize(writer, drawn, Json.Options);
        }

        writer.WriteString("tax_class", Row.TaxClass);
        if (Row.PricesIncludeTax is { } includes)
        {
            writer.WriteBoolean("prices_include_tax", includes);
        }

        writer.WriteBoolean("requires_shipping", Row.RequiresShipping);
        writer.WriteNumber("weight_g", Row.WeightG);
        if (safety is not null)
        {
            writer.WritePropertyName("safety");
            JsonSerializer.Serialize(writer, safety, Json.Options);
        }

        if (Row.Variants > 0 || Variants.Length > 0)
        {
            writer.WriteBoolean("has_variants", true);
        }

        WriteListing(writer, Row.Listing);
        writer.WriteNumber("version", Row.Version);

        writer.WritePropertyName("updated_at");
        JsonSerializer.Serialize(writer, DateTimeOffset.FromUnixTimeMilliseconds(Row.UpdatedMs), Json.Options);
        writer.WriteStartObject("stock");
        writer.WritePropertyName("available");
        writer.Flush();
        var split = buffer.WrittenCount;
        var start = buffer.WrittenSpan.ToArray();
        writer.WriteNumberValue(0);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        var zero = buffer.WrittenSpan[split..].IndexOf((byte)'0');
        tail = buffer.WrittenSpan[(split + zero + 1)..].ToArray();
        Volatile.Write(ref head, [.. start, .. buffer.WrittenSpan.Slice(split, zero)]);
    }

    private static void WriteListing(Utf8JsonWriter writer, ProductListing listing)
    {
        writer.WriteString("status", listing.Status);
        Word(writer, "sku", listing.Sku);
        Word(writer, "barcode", listing.Barcode);
        Word(writer, "brand", listing.Brand);
        Word(writer, "slug", listing.Slug);
        Raw(writer, "tags", listing.Tags);
        if (listing.Seo is { } seo)
        {
            Raw(writer, "seo", seo);
        }
    }

    private static void Word(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static void Raw(Utf8JsonWriter writer, string name, string json)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(json, skipInputValidation: true);
    }

    /// <summary>Of a JSON object of attributes the mark that excludes a withdrawal, or null.</summary>
    internal static string? MarkIn(string attributes)
    {
        // Nearly no product has one: the text is only read where it may.
        if (!attributes.Contains(NoWithdrawal.Attribute, StringComparison.Ordinal))
        {
            return null;
        }

        using var read = JsonDocument.Parse(attributes);
        return read.RootElement.TryGetProperty(NoWithdrawal.Attribute, out var said) && said.ValueKind == JsonValueKind.String
            ? NoWithdrawal.Of(said.GetString())
            : null;
    }

    /// <summary>Of a JSON array of addresses the first, or nothing.</summary>
    internal static string FirstImage(string images)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(images));
        reader.Read();
        return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString()! : string.Empty;
    }
}
