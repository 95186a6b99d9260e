// How the columns of a CSV file are understood: one class a layout.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Catalog.Imports;

/// <summary>The names of layouts.</summary>
internal static class ImportLayouts
{
    public const string Cartwright = "cartwright";
    public const string Shopify = "shopify";
    public const string WooCommerce = "woocommerce";

    public static readonly string[] All = [Cartwright, Shopify, WooCommerce];

    /// <summary>Whose header it is.</summary>
    public static string Tell(IReadOnlyList<string> header)
    {
        bool Has(string name) => header.Contains(name, StringComparer.OrdinalIgnoreCase);
        return (Has("Handle") || Has("URL handle")) && (Has("Title") || Has("Variant SKU") || Has("Variant Price") || Has("Price"))
                ? Shopify
            : Has("Type") && (Has("SKU") || Has("ID")) && (Has("Regular price") || Has("Name")) && !Has("product_id") ? WooCommerce
            : Cartwright;
    }

    /// <summary>How many of the names the layout that they are told to be of understands.</summary>
    public static int Known(IReadOnlyList<string> header) =>
        Tell(header) switch
        {
            Shopify => header.Count(ShopifyLayout.Knows),
            WooCommerce => header.Count(WooLayout.Knows),
            _ => header.Count(CartwrightLayout.Knows),
        };
}

/// <summary>What a reading of a file goes by, and what it notes for whoever sent it.</summary>
/// <param name="Mark">How amounts are written.</param>
/// <param name="IdPrefix">Before ids that follow from another shop's: those of vendors must not meet. Empty for the shop itself.</param>
internal sealed record ImportWords(DecimalMark Mark, string IdPrefix = "")
{
    private const int NotesMax = 40;
    private readonly List<string> order = [];
    private readonly Dictionary<string, long> notes = new(StringComparer.Ordinal);

    /// <summary>Each once, with how often it was met.</summary>
    public IReadOnlyList<string> Notes => [.. order.Select(note => notes[note] > 1 ? $"{note} ({notes[note]} times)" : note)];

    /// <summary>Says something once, however many lines it is true of.</summary>
    public void Note(string sentence)
    {
        if (notes.TryAdd(sentence, 1))
        {
            if (order.Count < NotesMax)
            {
                order.Add(sentence);
            }
        }
        else
        {
            notes[sentence]++;
        }
    }
}

/// <summary>Understands records under their header.</summary>
internal abstract class ImportLayout(IReadOnlyList<string> header, ImportWords words)
{
    private readonly Dictionary<string, int> places = Places(header);

    protected IReadOnlyList<string> Header { get; } = header;

    protected ImportWords Words { get; } = words;

    /// <summary>Columns with amounts, which tell how amounts are written.</summary>
    public abstract IReadOnlyList<string> AmountColumns { get; }

    /// <summary>What a record says of how amounts are written.</summary>
    public DecimalMark Hint(string[] fields) =>
        AmountColumns.Select(column => ImportNumbers.Hint(Field(fields, column))).FirstOrDefault(hint => hint != DecimalMark.Unknown);

    /// <summary>The lines that a record makes whole; some wait for the next one.</summary>
    public abstract IEnumerable<StagedLine> Take(long line, string record, string[] fields);

    /// <summary>What waited.</summary>
    public virtual IEnumerable<StagedLine> End() => [];

    /// <summary>A first walk over the file, for layouts that name what comes later.</summary>
    public virtual bool LooksFirst => false;

    /// <summary>A record of the first walk.</summary>
    public virtual void Look(string[] fields) { }

    /// <summary>The field of a column, trimmed; empty where there is none.</summary>
    protected string Field(string[] fields, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (places.TryGetValue(name, out var place) && place < fields.Length && fields[place].Trim() is { Length: > 0 } field)
            {
                return field;
            }
        }

        return string.Empty;
    }

    /// <summary>Why the record cannot be taken at all; null where it can.</summary>
    protected Refusal? Unfit(string[] fields)
    {
        if (fields.Length != Header.Count)
        {
            return Refusal.Invalid("wrong_field_count", $"The record has {fields.Length} fields and the header {Header.Count}.");
        }

        for (var i = 0; i < fields.Length; i++)
        {
            if (CardNumber.IsIn(Header[i], fields[i]))
            {
                return ImportLine.HasCardNumber;
            }
        }

        return null;
    }

    /// <summary>An amount into a member; a refusal where it is none. Empty says nothing.</summary>
    protected Refusal? Amount(JsonObject product, string member, string field, string column)
    {
        if (field.Length == 0)
        {
            return null;
        }

        if (ImportNumbers.Read(field, Words.Mark, out var wrong) is not { } amount)
        {
            return Refusal.Invalid("validation_failed", $"{column} {wrong}.");
        }

        product[member] = amount;
        return null;
    }

    /// <summary>A text into a member; empty says nothing.</summary>
    protected static void Say(JsonObject product, string member, string text)
    {
        if (text.Length > 0)
        {
            product[member] = text;
        }
    }

    protected static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);

    /// <summary>Yes or no into a member, as other shops write them.</summary>
    protected static void Flag(JsonObject product, string member, string field)
    {
        if (field.Length > 0)
        {
            product[member] = field.ToLowerInvariant() is "true" or "1" or "yes";
        }
    }

    /// <summary>A barcode that is one; other shops take any text there.</summary>
    protected void Barcode(JsonObject product, string field)
    {
        var digits = field
            .TrimStart('\'')
            .Replace(" ", string.Empty, StringComparison.Ordinal)
            .Replace("-", string.Empty, StringComparison.Ordinal);
        if (ProductListing.IsGtin(digits))
        {
            product["barcode"] = digits;
        }
        else if (field.Length > 0)
        {
            Words.Note("Barcodes that are no GTIN (8, 12, 13 or 14 digits with a right check digit) are left out.");
        }
    }

    /// <summary>What search engines are to show, cut to what is kept.</summary>
    protected static void Seo(JsonObject product, string title, string description)
    {
        var seo = new JsonObject();
        Say(seo, "title", Shortened(title, ProductListing.SeoTitleCharsMax));
        Say(seo, "description", Shortened(description, ProductListing.SeoDescriptionCharsMax));
        if (seo.Count > 0)
        {
            product["seo"] = seo;
        }
    }

    protected static string Shortened(string text, int max = Limits.NameCharsMax) =>
        text.Length <= max ? text
        : char.IsHighSurrogate(text[max - 1]) ? text[..(max - 1)]
        : text[..max];

    protected static StagedLine Staged(long line, string record, JsonObject product) =>
        new(line, product.ToJsonString(Json.Options), record, null)
        {
            ProductId = product["product_id"]?.GetValue<string>(),
            ParentId = product["parent_id"]?.GetValue<string>(),
        };

    protected static StagedLine Refuse(long line, string record, Refusal refused) =>
        new(line, null, refused == ImportLine.HasCardNumber ? null : record, refused);

    private static Dictionary<string, int> Places(IReadOnlyList<string> header)
    {
        var places = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < header.Count; i++)
        {
            places.TryAdd(header[i], i);
        }

        return places;
    }
}
