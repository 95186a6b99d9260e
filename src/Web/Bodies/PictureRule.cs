// Which pictures of products there can be: one rule, kept by the catalog when it takes an address and by the policy under which pages load
// it.
namespace Cartwright.Web;

/// <summary>The addresses of pictures.</summary>
public static class PictureRule
{
    /// <summary>Characters of a picture's address; what common browsers and proxies carry.</summary>
    public const int CharsMax = 2_000;

    /// <summary>The same rule as sources of <c>img-src</c>: this shop's own pictures, and any that come encrypted.</summary>
    public const string Sources = "'self' https:";

    /// <summary>What an address must be, for whoever gave another.</summary>
    public const string Sentence = "must be an https address, or the picture that this shop draws: /api/products/{product_id}/image.svg";

    private const string OwnBegin = "/api/products/";
    private const string OwnEnd = "/image.svg";

    /// <summary>
    /// An https address, or a picture that this shop serves. Anything else would run in the page, be fetched in the clear, or be no picture
    /// at all:
    /// other paths of the shop are pages.
    /// </summary>
    public static bool Takes(string? address)
    {
        if (
            address is null
            || address.Length is 0 or > CharsMax
            || address.Any(c => c <= ' ' || c is '\\' or '"' or '\'' or '<' or '>' or '`' or '\u007f')
        )
        {
            return false;
        }

        return address[0] == '/'
            ? address.StartsWith(OwnBegin, StringComparison.Ordinal)
                && address.EndsWith(OwnEnd, StringComparison.Ordinal)
                && address.Length > OwnBegin.Length + OwnEnd.Length
                && address.AsSpan()[OwnBegin.Length..^OwnEnd.Length].IndexOfAnyExcept(Safe) < 0
            : address.StartsWith("https://", StringComparison.Ordinal)
                && Uri.TryCreate(address, UriKind.Absolute, out var uri)
                && uri.Scheme == Uri.UriSchemeHttps
                && uri.Host.Length > 0
                && uri.UserInfo.Length == 0;
    }

    // What a product's id is made of.
    private static readonly System.Buffers.SearchValues<char> Safe = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    );
}
