// Which pictures of products there can be: one rule, kept by the catalog when it takes an address and by the policy under which pages load
// it.
using Cartwright.Contracts.Ports;

namespace Cartwright.Web;

/// <summary>The addresses of pictures.</summary>
public static class PictureRule
{
    /// <summary>Where uploaded pictures are.</summary>
    public const string Media = "/media/";

    /// <summary>
    /// The same rule as sources of <c>img-src</c>: pages load pictures of this shop alone. What is named elsewhere is fetched and kept
    /// here.
    /// </summary>
    public const string Sources = "'self'";

    /// <summary>What an address must be, for whoever gave another.</summary>
    public const string Sentence =
        "must be an http or https address to fetch it from, a picture that the product has, or the one that this shop draws: "
        + "/api/products/{product_id}/image.svg, and beside it image/detail.svg and image/use.svg";

    private const string OwnBegin = "/api/products/";

    // The whole thing, and the other views of it.
    private static readonly string[] OwnEnds = ["/image.svg", "/image/detail.svg", "/image/use.svg"];

    // What a product's id is made of.
    private static readonly System.Buffers.SearchValues<char> Safe = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    );

    /// <summary>
    /// An address to fetch from, or a picture that this shop serves. Anything else would run in the page or be no picture at all: other
    /// paths of the shop are pages.
    /// </summary>
    public static bool Takes(string? address) =>
        address is not null && (IsDrawn(address) || HashOf(address) is not null || OutsideFetch.Takes(address));

    /// <summary>Whether it is the picture that this shop draws of a product.</summary>
    public static bool IsDrawn(string address) =>
        address.StartsWith(OwnBegin, StringComparison.Ordinal)
        && Array.Find(OwnEnds, end => address.EndsWith(end, StringComparison.Ordinal)) is { } own
        && address.Length > OwnBegin.Length + own.Length
        && address.AsSpan()[OwnBegin.Length..^own.Length].IndexOfAnyExcept(Safe) < 0;

    /// <summary>Of an uploaded picture's address its hash; null of any other.</summary>
    public static string? HashOf(string address) =>
        address.StartsWith(Media, StringComparison.Ordinal) && PictureNames.IsName(address[Media.Length..])
            ? address.Substring(Media.Length, PictureNames.HashChars)
            : null;
}
