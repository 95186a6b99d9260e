// Reads one file out of a form, no more of it than fits, and of so many forms at a time.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Cartwright.Catalog.Photos;

/// <summary>A file that came, with what was said beside it.</summary>
internal sealed record PhotoUpload(ReadOnlyMemory<byte> File, PhotoSaid Said);

/// <summary>Uploads under way.</summary>
public sealed class PhotoUploads : IDisposable
{
    private const int PartsMax = 8;
    private const int WordBytesMax = 4 * 1024;
    private const int BoundaryCharsMax = 100;

    private readonly SemaphoreSlim room = new(Limits.PictureUploadsMax);

    private static Refusal Busy { get; } =
        Refusal.Unavailable("pictures_busy", "Too many pictures come in at the moment. Try again in a few seconds.", 5);

    /// <summary>Does something while the upload has a place in memory. Refused with <c>pictures_busy</c>.</summary>
    public async Task<Outcome<T>> InRoom<T>(Func<Task<Outcome<T>>> work)
    {
        if (!await room.WaitAsync(TimeSpan.Zero))
        {
            return Busy;
        }

        try
        {
            return await work();
        }
        finally
        {
            room.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => room.Dispose();

    /// <summary>
    /// The file of a form. Refused with <c>malformed_form</c>, <c>file_missing</c>, <c>body_too_large</c> or <c>validation_failed</c>.
    /// </summary>
    internal static async Task<Outcome<PhotoUpload>> Read(HttpRequest request, int bytesMax, CancellationToken cancel)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value
            : null;
        if (boundary is not { Length: > 0 and <= BoundaryCharsMax })
        {
            return Malformed;
        }

        try
        {
            var reader = new MultipartReader(boundary, request.Body) { HeadersCountLimit = 8, HeadersLengthLimit = WordBytesMax };
            byte[]? file = null;
            var (words, parts) = (new Dictionary<string, string>(StringComparer.Ordinal), 0);
            while (await reader.ReadNextSectionAsync(cancel) is { } section)
            {
                if (++parts > PartsMax || !ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var about))
                {
                    return Malformed;
                }

                var name = HeaderUtilities.RemoveQuotes(about.Name).Value ?? string.Empty;
                var isFile = about.FileName.HasValue || about.FileNameStar.HasValue || name == "file";
                if (isFile && file is not null)
                {
                    return Refusal.Invalid("malformed_form", "One picture a request: send the others each in its own.");
                }

                var bytes = await All(section.Body, isFile ? bytesMax : WordBytesMax, cancel);
                if (bytes is null)
                {
                    return isFile
                        ? new Refusal(
                            RefusalKind.TooLarge,
                            "body_too_large",
                            $"A picture has at most {bytesMax / 1024 / 1024} MB. Make it smaller and send it again."
                        )
                        : Malformed;
                }

                if (isFile)
                {
                    file = bytes;
                }
                else
                {
                    words[name] = System.Text.Encoding.UTF8.GetString(bytes);
                }
            }

            return file is null
                ? Refusal.Invalid("file_missing", "Send the picture as the part 'file' of a form (multipart/form-data).")
                : Said(words).Then(said => new PhotoUpload(file, said));
        }
        catch (Exception broken) when (broken is InvalidDataException || (broken is IOException and not BadHttpRequestException))
        {
            return Malformed;
        }
    }

    private static Refusal Malformed { get; } =
        Refusal.Invalid(
            "malformed_form",
            "Send a form (multipart/form-data) with the parts 'file' and, if you like, 'alt' and 'position'."
        );

    private static Outcome<PhotoSaid> Said(Dictionary<string, string> words)
    {
        if (words.Keys.FirstOrDefault(name => name is not ("alt" or "position")) is { } unknown)
        {
            return Refusal.Invalid("unknown_member", $"A picture's form has no part '{unknown}'. It has file, alt and position.");
        }

        int? place = null;
        if (words.TryGetValue("position", out var position))
        {
            if (!int.TryParse(position, System.Globalization.CultureInfo.InvariantCulture, out var number))
            {
                return new Web.Check().That(false, "position", "must be a whole number from 0").Refused!;
            }

            place = number;
        }

        return new PhotoSaid(words.GetValueOrDefault("alt"), place);
    }

    private static async Task<byte[]?> All(Stream from, int bytesMax, CancellationToken cancel)
    {
        var into = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, cancel)) > 0)
        {
            if (into.Length + read > bytesMax)
            {
                return null;
            }

            into.Write(buffer, 0, read);
        }

        return into.ToArray();
    }
}
