// The one page of the app with the shop's own face in it: the first thing that a browser gets has the right name, title and colours.
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Cartwright.Host;

/// <summary>One form of the page.</summary>
/// <param name="Coding">The content coding, or null for the page as it is.</param>
internal sealed record ShopPageForm(string? Coding, byte[] Bytes, EntityTagHeaderValue Tag);

/// <summary>The page as it is now; the last form is the page as it is.</summary>
internal sealed record ShopPageForms(string Type, IReadOnlyList<ShopPageForm> Forms)
{
    public bool IsCompressed => Forms.Count > 1;

    /// <summary>The form that the client likes best.</summary>
    public ShopPageForm Best(StringValues acceptEncoding) => PageFile.Best(Forms, form => form.Coding, acceptEncoding);
}

/// <summary>
/// Made once a change of the settings, not once a request. What the page's script needs stands in a block of JSON, which runs nothing: the
/// policy of the pages stays as it is.
/// </summary>
internal sealed class ShopPage(PageFiles files, IShopSettings settings)
{
    private const string HeadEnd = "</head>";

    private readonly Lazy<string?> template = new(() => files.Index is { } index ? File.ReadAllText(index.Forms[^1].PhysicalPath) : null);
    private volatile Made? made;

    /// <summary>The page as it is now; null where the app is not built.</summary>
    public ShopPageForms? Now
    {
        get
        {
            if (template.Value is not { } text)
            {
                return null;
            }

            var shop = settings.Current;
            if (made is { } before && ReferenceEquals(before.Of, shop))
            {
                return before.Forms;
            }

            var forms = FormsOf(Encoding.UTF8.GetBytes(Write(text, shop)));
            made = new(shop, forms);
            return forms;
        }
    }

    /// <summary>The page with the shop's words: what stands in HTML is encoded for it, and the JSON has no character that ends
    /// it.</summary>
    internal static string Write(string template, ShopSettings shop)
    {
        var name = WebUtility.HtmlEncode(shop.Name);
        var description = WebUtility.HtmlEncode(shop.Tagline ?? shop.Name);

        // Json.Options writes <, >, & and quotes as \u…: no text of the shop can end the block.
        var data = JsonSerializer.Serialize(shop with { Sender = null }, Json.Options);
        var named =
            shop.Name == ShopSettings.Unnamed && shop.Tagline is null
                ? template
                : template
                    .Replace("<title>Cartwright</title>", $"<title>{name}</title>", StringComparison.Ordinal)
                    .Replace(
                        "content=\"Cartwright: well-made things from independent makers, in one cart.\"",
                        $"content=\"{description}\"",
                        StringComparison.Ordinal
                    )
                    .Replace("The Cartwright shop needs", $"{name} needs", StringComparison.Ordinal);
        var end = named.IndexOf(HeadEnd, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? named : named.Insert(end, $"<script type=\"application/json\" id=\"shop\">{data}</script>\n  ");
    }

    private ShopPageForms FormsOf(byte[] page)
    {
        var index = files.Index!;
        var hash = Convert.ToHexStringLower(SHA256.HashData(page).AsSpan(0, 12));
        return new(
            index.Type,
            [
                .. index.Forms.Select(form => new ShopPageForm(
                    form.Coding,
                    form.Coding switch
                    {
                        "br" => Compressed(page, into => new BrotliStream(into, CompressionLevel.SmallestSize)),
                        "gzip" => Compressed(page, into => new GZipStream(into, CompressionLevel.SmallestSize)),
                        _ => page,
                    },
                    new EntityTagHeaderValue(form.Coding is null ? $"\"{hash}\"" : $"\"{hash}-{form.Coding}\"")
                )),
            ]
        );
    }

    private static byte[] Compressed(byte[] page, Func<Stream, Stream> with)
    {
        using var into = new MemoryStream();
        using (var compressing = with(into))
        {
            compressing.Write(page);
        }

        return into.ToArray();
    }

    private sealed record Made(ShopSettings Of, ShopPageForms Forms);
}
