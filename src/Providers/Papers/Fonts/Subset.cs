// Cuts a font down to the glyphs that a paper uses, by HarfBuzz: its library has the functions, its package for .NET does not show them.
using System.Runtime.InteropServices;

namespace Cartwright.Papers.Fonts;

internal static partial class Subset
{
    private const string Library = "libHarfBuzzSharp";

    // Glyphs keep their numbers, so that pages can be written before the font is cut; outlines without hints, as PDF viewers draw them.
    private const uint KeepNumbers = 0x2;
    private const uint NoHints = 0x1;
    private const uint WholeNotDef = 0x40;
    private const uint NoLayoutClosure = 0x200;

    private const int TablesToDrop = 3;

    // A font inside a PDF is drawn by glyph alone.
    private static readonly uint[] Dropped =
    [
        .. new[] { "GSUB", "GPOS", "GDEF", "BASE", "OS/2", "name", "post", "cmap", "DSIG", "STAT", "gasp", "vhea", "vmtx", "meta" }.Select(
            Tag
        ),
    ];

    /// <summary>The font as TrueType with these glyphs alone.</summary>
    /// <param name="face">A face of HarfBuzz.</param>
    public static unsafe byte[] Of(IntPtr face, IEnumerable<uint> glyphs)
    {
        var input = hb_subset_input_create_or_fail();
        if (input == IntPtr.Zero)
        {
            throw new InvalidOperationException("HarfBuzz could not begin with a font.");
        }

        var (cut, blob) = (IntPtr.Zero, IntPtr.Zero);
        try
        {
            hb_subset_input_set_flags(input, KeepNumbers | NoHints | WholeNotDef | NoLayoutClosure);
            var kept = hb_subset_input_glyph_set(input);
            foreach (var glyph in glyphs)
            {
                hb_set_add(kept, glyph);
            }

            var tables = hb_subset_input_set(input, TablesToDrop);
            foreach (var tag in Dropped)
            {
                hb_set_add(tables, tag);
            }

            cut = hb_subset_or_fail(face, input);
            if (cut == IntPtr.Zero)
            {
                throw new InvalidOperationException("HarfBuzz could not cut a font down.");
            }

            blob = hb_face_reference_blob(cut);
            var data = hb_blob_get_data(blob, out var length);
            return new ReadOnlySpan<byte>((void*)data, checked((int)length)).ToArray();
        }
        finally
        {
            // Each takes null for nothing.
            hb_blob_destroy(blob);
            hb_face_destroy(cut);
            hb_subset_input_destroy(input);
        }
    }

    private static uint Tag(string name) => ((uint)name[0] << 24) | ((uint)name[1] << 16) | ((uint)name[2] << 8) | name[3];

    [LibraryImport(Library)]
    private static partial IntPtr hb_subset_input_create_or_fail();

    [LibraryImport(Library)]
    private static partial void hb_subset_input_destroy(IntPtr input);

    [LibraryImport(Library)]
    private static partial void hb_subset_input_set_flags(IntPtr input, uint flags);

    [LibraryImport(Library)]
    private static partial IntPtr hb_subset_input_glyph_set(IntPtr input);

    [LibraryImport(Library)]
    private static partial IntPtr hb_subset_input_set(IntPtr input, int which);

    [LibraryImport(Library)]
    private static partial void hb_set_add(IntPtr set, uint value);

    [LibraryImport(Library)]
    private static partial IntPtr hb_subset_or_fail(IntPtr face, IntPtr input);

    [LibraryImport(Library)]
    private static partial IntPtr hb_face_reference_blob(IntPtr face);

    [LibraryImport(Library)]
    private static partial IntPtr hb_blob_get_data(IntPtr blob, out uint length);

    [LibraryImport(Library)]
    private static partial void hb_blob_destroy(IntPtr blob);

    [LibraryImport(Library)]
    private static partial void hb_face_destroy(IntPtr face);
}
