// What a line of an import asks of a product: pure rules that the preview and the carrying out share.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Catalog.Categories;
using Cartwright.Catalog.Photos;
using Cartwright.Web;

namespace Cartwright.Catalog.Imports;

internal static class ImportRules
{
    public const string New = "new";
    public const string Changed = "changed";
    public const string Unchanged = "unchanged";
    public const string Refused = "refused";

    /// <summary>The command of a line on the product as it is.</summary>
    /// <param name="before">Null where there is none, or nobody knows.</param>
    public static PutProduct Command(ImportJob job, ReadLine line, CatalogProduct? before)
    {
        var said = line.Parsed.Value;
        return new(IdOf(job, line), Said(job, said.Said, before), job.Uploader, new(job.JobId, line.Line));
    }

    /// <summary>
    /// The product of a line. One without an id of its own gets one that follows from its line, so that a line that comes again after a
    /// crash finds what it made. It is a UUID of version 7 as all our ids are: the job's time, and a hash in place of chance.
    /// </summary>
    public static string IdOf(ImportJob job, ReadLine line)
    {
        if (line.Parsed.Value.ProductId is { } own)
        {
            return own;
        }

        var bytes = SHA256
            .HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{job.JobId}\n{line.Line}")))
            .AsSpan(0, 16);
        if (Guid.TryParse(job.JobId, out var made))
        {
            made.ToByteArray(bigEndian: true).AsSpan(0, 6).CopyTo(bytes);
        }

        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>Lines with their categories spelled as the tree has them: what is only spelled otherwise changes nothing.</summary>
    public static List<ReadLine> Spelled(CategoryTree tree, List<ReadLine> lines) =>
        lines.ConvertAll(line =>
            line.Parsed.Refused is null && line.Parsed.Value is { Said.Category: { } said } parsed
                ? line with
                {
                    Parsed = parsed with { Said = parsed.Said with { Category = CategoryBook.Spelled(tree, said) } },
                }
                : line
        );

    /// <summary>Whether the line leaves the product as it is. Stock and pictures that wait to be fetched are no part of it.</summary>
    public static bool Leaves(CatalogProduct? before, PutProduct command) =>
        before is { Deleted: false }
        && ProductTurn.Decide(command, before).Is(out var fields, out _)
        && fields is not null
        && fields with
        {
            // That the file names the slug that it has is no change.
            SlugIsChosen = false,
        } == ProductFields.Of(before);

    // What the file leaves open, and addresses of pictures that the product has.
    private static ProductInput Said(ImportJob job, ProductInput said, CatalogProduct? before)
    {
        if (
            said is { Price: not null, Currency: null }
            && (job.Asked.Currency ?? (before is null ? job.Told?.Currency : null)) is { } currency
        )
        {
            said = said with { Currency = currency };
        }

        if (said.Images is { Count: > 0 } images && before is { Pictures.Length: > 0 })
        {
            var photos = ProductPhotos.Read(before.Pictures);
            said = said with { Images = [.. images.Select(address => Own(photos, address)?.Url ?? address)] };
        }

        return said;
    }

    // The address of a picture here, under whatever name the shop was reached when it was exported.
    private static Photo? Own(IReadOnlyList<Photo> photos, string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var whole) && PictureRule.HashOf(whole.AbsolutePath) is { } hash
            ? photos.FirstOrDefault(photo => photo.Hash == hash)
            : null;
}
