// What was asked of an import, and what was told from its file: both are kept with the job.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Catalog.Imports;

/// <summary>The words of an upload.</summary>
/// <param name="Layout">cartwright, shopify or woocommerce; null: told from the header.</param>
/// <param name="Decimal">comma or point; null: told from the amounts.</param>
/// <param name="Currency">Of prices that name none; null: that of the shop's products, for new ones.</param>
/// <param name="Charset">As declared; null: told from the bytes.</param>
/// <param name="Preview">Whether to stop before anything changes.</param>
/// <param name="OnError">good: the good lines are carried out; none: nothing is, where a line is wrong.</param>
/// <param name="Stock">set: counts are set as said; ignore: they are left alone.</param>
/// <param name="Utf8Good">As counted while it was received; so are those that are in no UTF-8.</param>
internal sealed record ImportAsked(
    string? Layout = null,
    string? Decimal = null,
    string? Currency = null,
    string? Charset = null,
    bool Preview = false,
    string OnError = ImportAsked.Good,
    string Stock = ImportAsked.Set,
    long Utf8Good = 0,
    long Utf8Bad = 0
)
{
    public const string Good = "good";
    public const string None = "none";
    public const string Set = "set";
    public const string Ignore = "ignore";

    /// <summary>Whether every line is looked through before the first is carried out.</summary>
    public bool ChecksFirst => Preview || OnError == None;

    /// <summary>Checks the parameters of an upload. Refused with <c>validation_failed</c> or <c>charset_unknown</c>.</summary>
    public static Outcome<ImportAsked> Of(
        string? layout,
        string? decimalMark,
        string? currency,
        string? charset,
        string? preview,
        string? onError,
        string? stock
    )
    {
        var check = new Check()
            .OneOf("layout", Given(layout), ImportLayouts.All)
            .OneOf("decimal", Given(decimalMark), "comma", "point")
            .That(
                Given(currency) is not { } code || Currencies.IsKnown(code),
                "currency",
                "must be an ISO 4217 code that the shop knows, such as USD"
            )
            .OneOf("preview", Given(preview), "true", "false")
            .OneOf("on_error", Given(onError), Good, None)
            .OneOf("stock", Given(stock), Set, Ignore);
        if (check.Refused is { } refused)
        {
            return refused;
        }

        var known = Given(charset) is { } declared ? ImportEncoding.Known(declared) : null;
        return Given(charset) is not null && known is null
            ? new Refusal(
                RefusalKind.UnsupportedMedia,
                "charset_unknown",
                $"The charset '{charset}' is not known here. Save the file as CSV UTF-8, or send windows-1252 or utf-16."
            )
            : new ImportAsked(
                Given(layout),
                Given(decimalMark),
                Given(currency),
                known,
                Given(preview) == "true",
                Given(onError) ?? Good,
                Given(stock) ?? Set
            );
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>What was told from the file of an import.</summary>
/// <param name="Layout">cartwright, shopify or woocommerce; of JSON Lines always cartwright.</param>
/// <param name="Encoding">As charsets name it.</param>
/// <param name="Delimiter">Between fields; absent of JSON Lines.</param>
/// <param name="Decimal">What stands before fractions: comma, point, or unknown where no amount has one.</param>
/// <param name="Currency">What prices without one are taken as; absent where there was no need.</param>
/// <param name="Notes">What was left out or changed, each said once.</param>
public sealed record ImportToldBody(
    [property: OneOf(ImportLayouts.Cartwright, ImportLayouts.Shopify, ImportLayouts.WooCommerce)] string Layout,
    string Encoding,
    string? Delimiter,
    [property: OneOf("comma", "point", "unknown")] string Decimal,
    string? Currency,
    IReadOnlyList<string> Notes
);
