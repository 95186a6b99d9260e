// The file format: numbered objects, a table of where each begins, and the trailer (ISO 32000-1, 7.5). Nothing of time or chance is in it.
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Papers.Pdf;

/// <summary>Objects in the order in which they are written. Numbers can be taken before their object is there.</summary>
internal sealed class PdfFile
{
    private readonly MemoryStream written = new();
    private readonly List<long> begins = [];

    public PdfFile() => Text("%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n");

    /// <summary>The number of an object to come.</summary>
    public int Take()
    {
        begins.Add(0);
        return begins.Count;
    }

    /// <summary>Writes an object under its number.</summary>
    public void Write(int number, string body)
    {
        begins[number - 1] = written.Position;
        Text(string.Create(CultureInfo.InvariantCulture, $"{number} 0 obj\n{body}\nendobj\n"));
    }

    /// <summary>Writes a stream, compressed.</summary>
    /// <param name="entries">Of its dictionary, beside length and filter.</param>
    public void Write(int number, string entries, ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(content);
        }

        begins[number - 1] = written.Position;
        Text(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{number} 0 obj\n<< {entries} /Filter /FlateDecode /Length {packed.Length} >>\nstream\n"
            )
        );
        packed.WriteTo(written);
        Text("\nendstream\nendobj\n");
    }

    /// <summary>The whole file.</summary>
    public byte[] End(int catalog, int information)
    {
        // The file's id is a hash of what it says, so that the same paper is the same file.
        var id = Convert.ToHexString(SHA256.HashData(written.ToArray()).AsSpan(0, 16));
        var table = written.Position;
        Text(string.Create(CultureInfo.InvariantCulture, $"xref\n0 {begins.Count + 1}\n0000000000 65535 f \n"));
        foreach (var at in begins)
        {
            Text(at.ToString("D10", CultureInfo.InvariantCulture) + " 00000 n \n");
        }

        Text(
            string.Create(
                CultureInfo.InvariantCulture,
                $"trailer\n<< /Size {begins.Count + 1} /Root {catalog} 0 R /Info {information} 0 R /ID [<{id}> <{id}>] >>\nstartxref\n{table}\n%%EOF\n"
            )
        );
        return written.ToArray();
    }

    /// <summary>A text as a string of the file: UTF-16 in hexadecimal, so that nothing in it can end it.</summary>
    public static string Said(string text) => "<FEFF" + Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text)) + ">";

    /// <summary>A length, with as many digits as can be seen.</summary>
    public static string Number(float value) => MathF.Round(value, 3).ToString("0.###", CultureInfo.InvariantCulture);

    private void Text(string text) => written.Write(Encoding.Latin1.GetBytes(text));
}
