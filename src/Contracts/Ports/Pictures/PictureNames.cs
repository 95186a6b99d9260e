// What files of pictures are called.
using System.Buffers;
using System.Globalization;

namespace Cartwright.Contracts.Ports;

/// <summary>
/// A name is a hash and a file: the SHA-256 of the picture as it is kept, in 64 hexadecimal digits, and what of it the file is, such as
/// <c>original.png</c> or <c>640.avif</c>.
/// </summary>
public static class PictureNames
{
    /// <summary>Digits of a hash.</summary>
    public const int HashChars = 64;

    private const int FileCharsMax = 32;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> OfFiles = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz.");

    /// <summary>The picture itself.</summary>
    /// <param name="format">jpg, png, webp or avif.</param>
    public static string Original(string hash, string format) => $"{hash}/original.{format}";

    /// <summary>The picture in a width.</summary>
    public static string Size(string hash, long width, string format) =>
        string.Create(CultureInfo.InvariantCulture, $"{hash}/{width}.{format}");

    /// <summary>Whether a text is a hash.</summary>
    public static bool IsHash(ReadOnlySpan<char> text) => text.Length == HashChars && !text.ContainsAnyExcept(Hex);

    /// <summary>Whether a text is a name: it can be part of a path, and leads nowhere else.</summary>
    public static bool IsName(string text) =>
        text.Length is > HashChars + 1 and <= HashChars + 1 + FileCharsMax
        && text[HashChars] == '/'
        && IsHash(text.AsSpan(0, HashChars))
        && !text.AsSpan(HashChars + 1).ContainsAnyExcept(OfFiles)
        && text[HashChars + 1] != '.';

    /// <summary>The same text; throws <see cref="ArgumentException"/> when it is no name.</summary>
    public static string Checked(string name) =>
        IsName(name) ? name : throw new ArgumentException($"'{name}' is no name of a picture's file.", nameof(name));
}
