// The built web app as it lies beside the program: every file with its type, its tag and its compressed forms, read once at the start.
// Nothing is compressed for a request: the web app's build has done it (web/vite.config.ts).
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Cartwright.Host;

/// <summary>One form of a file.</summary>
/// <param name="Coding">The content coding, or null for the file as it is.</param>
/// <param name="Tag">Of this form: two forms of one file are different bytes, and so have different tags (RFC 9110, 8.8.3).</param>
internal sealed record FileForm(string PhysicalPath, long Length, string? Coding, EntityTagHeaderValue Tag);

/// <summary>
/// A file of the web app. <paramref name="Forms"/> are in the order in which they are preferred; the last is the file as it is.
/// </summary>
internal sealed record PageFile(string Type, DateTimeOffset Modified, IReadOnlyList<FileForm> Forms)
{
    /// <summary>
    /// Above nothing and below whatever a client asks for: what it says of a form that it does not name (RFC 9110, 12.5.3).
    /// </summary>
    private const double Unnamed = 0.0001;

    public bool IsCompressed => Forms.Count > 1;

    /// <summary>The form that the client likes best; the file as it is when it likes none, or says nothing that can be read.</summary>
    public FileForm Best(StringValues acceptEncoding) => Best(Forms, form => form.Coding, acceptEncoding);

    /// <summary>The same among any forms, of which the last is the thing as it is.</summary>
    internal static TForm Best<TForm>(IReadOnlyList<TForm> forms, Func<TForm, string?> codingOf, StringValues acceptEncoding)
    {
        var plain = forms[^1];
        if (forms.Count == 1 || !StringWithQualityHeaderValue.TryParseList(acceptEncoding, out var asked))
        {
            return plain;
        }

        var (best, liking) = (plain, Liking(asked, "identity") ?? Unnamed);
        foreach (var form in forms.Reverse().Skip(1))
        {
            if (Liking(asked, codingOf(form)!) is { } likes && likes > 0 && likes >= liking)
            {
                (best, liking) = (form, likes);
            }
        }

        return best;
    }

    private static double? Liking(IList<StringWithQualityHeaderValue> asked, string coding) =>
        (
            asked.FirstOrDefault(one => one.Value.Equals(coding, StringComparison.OrdinalIgnoreCase))
            ?? asked.FirstOrDefault(one => one.Value == "*")
        )
            is { } named
            ? named.Quality ?? 1
            : null;
}

/// <summary>All files, and the addresses that the app has a page for.</summary>
internal sealed class PageFiles
{
    /// <summary>The list of addresses, written as the app's router spells them; a test of the web app compares the two.</summary>
    private const string AddressList = "/addresses.json";

    /// <summary>The one page of the app as the build has it; <see cref="ShopPage"/> writes the shop's name into it.</summary>
    public const string IndexPath = "/index.html";

    // At the end of an address: one segment or more.
    private const string Rest = "*";

    private static readonly (string Suffix, string Coding)[] Codings = [(".br", "br"), (".gz", "gzip")];

    private readonly FrozenDictionary<string, PageFile> files;
    private readonly string[][]? addresses;

    private PageFiles(string root, FrozenDictionary<string, PageFile> files, string[][]? addresses)
    {
        Root = root;
        this.files = files;
        this.addresses = addresses;
        Index = Find(IndexPath);
    }

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>The one page of the app; null where it is not built.</summary>
    public PageFile? Index { get; }

    /// <param name="root">The folder; one that is not there has no files.</param>
    public static PageFiles Read(string root)
    {
        root = Path.GetFullPath(root);
        var types = new FileExtensionContentTypeProvider();
        var files = new Dictionary<string, PageFile>(StringComparer.Ordinal);
        string[][]? addresses = null;
        foreach (var path in Directory.Exists(root) ? Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories) : [])
        {
            var name = "/" + Path.GetRelativePath(root, path).Replace('\\', '/');
            if (name == AddressList)
            {
                addresses = [.. JsonSerializer.Deserialize(File.ReadAllBytes(path), PageJson.Default.StringArray)!.Select(Segments)];
            }
            else if (
                !name.Contains("/.", StringComparison.Ordinal)
                && !Array.Exists(Codings, one => name.EndsWith(one.Suffix, StringComparison.Ordinal))
            )
            {
                files[name] = Describe(path, types.TryGetContentType(path, out var type) ? type : "application/octet-stream");
            }
        }

        return new(root, files.ToFrozenDictionary(StringComparer.Ordinal), addresses);
    }

    public PageFile? Find(string path) => files.GetValueOrDefault(path);

    /// <summary>Whether the app has a page at an address. Without its list every address may be one.</summary>
    public bool IsPage(string path)
    {
        if (addresses is null)
        {
            return true;
        }

        var asked = Segments(path);
        return Array.Exists(
            addresses,
            address =>
                (address is [.., Rest] ? asked.Length >= address.Length : address.Length == asked.Length)
                && address
                    .Zip(asked)
                    .All(pair =>
                        pair.First == Rest
                        || pair.First.StartsWith(':')
                        || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase)
                    )
        );
    }

    // As the router reads them: without regard to case or to slashes at the end.
    private static string[] Segments(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static PageFile Describe(string path, string type)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)).AsSpan(0, 12));
        var forms = new List<FileForm>();
        foreach (var (suffix, coding) in Codings)
        {
            if (File.Exists(path + suffix))
            {
                forms.Add(Form(path + suffix, coding, $"\"{hash}-{coding}\""));
            }
        }

        forms.Add(Form(path, null, $"\"{hash}\""));
        return new(type, File.GetLastWriteTimeUtc(path), forms);
    }

    private static FileForm Form(string path, string? coding, string tag) =>
        new(path, new FileInfo(path).Length, coding, new EntityTagHeaderValue(tag));
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class PageJson : System.Text.Json.Serialization.JsonSerializerContext;
