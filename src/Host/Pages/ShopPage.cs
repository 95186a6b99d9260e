// The one page of the app as it is at an address: the build's index.html with what the shop, the catalog and the reader's language make of
// it. The first thing that a browser gets has the right name, title, text and colours, and what it would ask for next.
using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Cartwright.Contracts;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Cartwright.Host;

/// <summary>A page in the form that is sent.</summary>
/// <param name="Coding">The content coding, or null for the page as it is.</param>
internal sealed record ShopPageForm(string? Coding, ReadOnlyMemory<byte> Bytes, EntityTagHeaderValue Tag);

/// <summary>
/// Writes pages. What the page's script needs stands in blocks of JSON, which run nothing: the policy of the pages stays as it is.
/// </summary>
/// <param name="root">The shop's address without a slash at the end; null where nobody has said it.</param>
internal sealed class ShopPage(PageFiles files, IShopSettings settings, string? root = null)
{
    /// <summary>Bytes of what is written for the script beside a page: more is asked for as before.</summary>
    public const int DataBytesMax = 96 * 1024;

    /// <summary>Bytes of one piece of it: a tree of thousands of categories would make every page heavy.</summary>
    public const int PieceBytesMax = 64 * 1024;

    // A smaller page fits into a packet or two as it is.
    private const int CompressedFromBytes = 1_024;

    // Compressed pages that are kept: those of the first pages, of which every other visit begins with one.
    private const long KeptBytesMax = 16 * 1024 * 1024;

    private readonly Lazy<Built> built = new(() => Built.Of(files));

    private ConcurrentDictionary<string, byte[]> compressed = new(StringComparer.Ordinal);
    private long compressedBytes;

    /// <summary>Whether the app is built.</summary>
    public bool IsBuilt => files.Index is not null;

    /// <summary>What the page's type says.</summary>
    public string Type => files.Index!.Type;

    /// <summary>Whether it comes in several codings.</summary>
    public bool IsCompressed => files.Index!.IsCompressed;

    /// <summary>In which language a request reads it.</summary>
    public string LanguageOf(HttpRequest request) => PageLanguage.Of(request, settings.Current);

    /// <summary>Whether there is a choice of languages.</summary>
    public bool HasLanguages => settings.Current.Languages.Count > 1;

    /// <summary>A page of the shop, whole.</summary>
    /// <param name="path">As it was asked.</param>
    /// <param name="isPlain">Whether nothing behind the question mark narrows a list.</param>
    public byte[] Write(PageFound found, string path, bool isPlain, string language)
    {
        if (built.Value is not { Template: { } page, Pieces: var pieces })
        {
            return System.Text.Encoding.UTF8.GetBytes(built.Value.Text);
        }

        var matter = PageMatter.Of(settings.Current, found, path, isPlain, language, root, page.Description);
        return Write(page, matter with { Pieces = pieces.For(found, path) });
    }

    /// <summary>The same of a page that is told whole.</summary>
    internal static byte[] Write(PageTemplate template, PageMatter matter)
    {
        var to = new PageBuffer();
        template.Write(
            to,
            (into, place) =>
            {
                switch (place)
                {
                    case PagePlace.Language:
                        into.Raw(matter.Words.Language);
                        break;
                    case PagePlace.Head:
                        PageHead.Write(into, matter);
                        break;
                    case PagePlace.Root:
                        PageBody.Write(into, matter);
                        break;
                    case PagePlace.NoScript:
                        into.Raw("<noscript><p class=\"page\">")
                            .Text(PageWords.Fill(matter.Words.WithoutScript, matter.Shop.Name))
                            .Raw("</p></noscript>");
                        break;
                    default:
                        Data(into, matter.Found.Data);
                        break;
                }
            }
        );
        return to.Written.ToArray();
    }

    /// <summary>
    /// A page in the form that the client likes best. It is compressed cheaply, and once as long as its bytes are the same.
    /// </summary>
    public ShopPageForm Form(byte[] page, StringValues acceptEncoding)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(page).AsSpan(0, 12));
        var coding = page.Length < CompressedFromBytes ? null : files.Index!.Best(acceptEncoding).Coding;
        if (coding is null)
        {
            return new(null, page, new EntityTagHeaderValue($"\"{hash}\""));
        }

        var name = $"{hash}-{coding}";
        if (!compressed.TryGetValue(name, out var bytes))
        {
            bytes =
                coding == "br"
                    ? Compressed(page, into => new BrotliStream(into, CompressionLevel.Fastest))
                    : Compressed(page, into => new GZipStream(into, CompressionLevel.Fastest));
            Keep(name, bytes);
        }

        return new(coding, bytes, new EntityTagHeaderValue($"\"{name}\""));
    }

    private void Keep(string name, byte[] bytes)
    {
        if (Interlocked.Add(ref compressedBytes, bytes.Length) > KeptBytesMax)
        {
            compressed = new(StringComparer.Ordinal);
            Interlocked.Exchange(ref compressedBytes, bytes.Length);
        }

        compressed[name] = bytes;
    }

    // By address, as the script asks (web/src/ui/browser/firstData.ts).
    private static void Data(PageBuffer to, IReadOnlyList<KeyValuePair<string, byte[]>> data)
    {
        var (left, count) = (DataBytesMax, 0);
        foreach (var (address, bytes) in data)
        {
            if (bytes.Length > PieceBytesMax || bytes.Length > left)
            {
                continue;
            }

            left -= bytes.Length;
            to.Raw(count++ == 0 ? "<script type=\"application/json\" id=\"data\">{" : ",");
            to.Raw($"\"{JsonEncodedText.Encode(address, PlainText.JsonEncoder)}\":");
            to.Bytes(PlainText.JsonInHtml(bytes));
        }

        if (count > 0)
        {
            to.Raw("}</script>\n    ");
        }
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

    private sealed record Built(string Text, PageTemplate? Template, PagePieces Pieces)
    {
        public static Built Of(PageFiles files)
        {
            var text = File.ReadAllText(files.Index!.Forms[^1].PhysicalPath);
            return new(text, PageTemplate.Of(text), PagePieces.Read(files.Root, text));
        }
    }
}
