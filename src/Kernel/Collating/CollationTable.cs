// The table behind the order of names: which weights each character has. Made by scripts/collation.mjs.
using System.IO.Compression;

namespace Cartwright.Kernel;

/// <summary>One element; a weight of 0 says nothing on its level.</summary>
internal readonly record struct CollationElement(int Primary, int Secondary, int Tertiary);

/// <summary>Read when the first key is made; some 600 kB.</summary>
internal sealed class CollationTable
{
    // Hangul syllables, which are made of their letters by arithmetic.
    private const int HangulFirst = 0xAC00;
    private const int HangulLast = 0xD7A3;
    private const int Leads = 0x1100;
    private const int Vowels = 0x1161;
    private const int Tails = 0x11A7;
    private const int VowelsCount = 21;
    private const int TailsCount = 28;

    private readonly int[] points;
    private readonly int[] starts;
    private readonly CollationElement[] elements;

    // By their first character, the longest first.
    private readonly Dictionary<int, List<(int[] Points, CollationElement[] Elements)>> joined = [];

    // Ideographs by another name.
    private readonly Dictionary<int, int[]> others = [];

    // What stands in no table is weighed by its number, behind all that does.
    private readonly int implied;

    private CollationTable(ReadOnlySpan<byte> bytes)
    {
        var at = new Reading(bytes);
        implied = at.Whole() + 1;
        CommonSecondary = at.Whole();
        points = new int[at.Whole()];
        starts = new int[points.Length + 1];
        var all = new List<CollationElement>(points.Length * 3 / 2);
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = at.Whole() + (i == 0 ? 0 : points[i - 1]);
            starts[i] = all.Count;
            all.AddRange(at.Elements());
        }

        starts[^1] = all.Count;
        elements = [.. all];
        for (var i = at.Whole(); i > 0; i--)
        {
            var text = at.Points();
            if (!joined.TryGetValue(text[0], out var those))
            {
                joined[text[0]] = those = [];
            }

            those.Add((text, at.Elements()));
        }

        foreach (var those in joined.Values)
        {
            those.Sort((one, other) => other.Points.Length.CompareTo(one.Points.Length));
        }

        for (var i = at.Whole(); i > 0; i--)
        {
            var point = at.Whole();
            others[point] = at.Points();
        }
    }

    public static CollationTable Root { get; } = Read();

    public int CommonSecondary { get; }

    /// <summary>Adds the elements of what stands at a place and answers how many characters that are.</summary>
    public int Next(string text, int at, List<CollationElement> to)
    {
        var (point, length) = At(text, at);
        if (joined.TryGetValue(point, out var those))
        {
            foreach (var (sequence, own) in those)
            {
                if (Matches(text, at + length, sequence) is > 0 and var more)
                {
                    to.AddRange(own);
                    return length + more;
                }
            }
        }

        Add(point, to);
        return length;
    }

    private void Add(int point, List<CollationElement> to)
    {
        if (Array.BinarySearch(points, point) is >= 0 and var i)
        {
            to.AddRange(elements.AsSpan(starts[i], starts[i + 1] - starts[i]));
        }
        else if (point is >= HangulFirst and <= HangulLast)
        {
            var syllable = point - HangulFirst;
            Add(Leads + (syllable / (VowelsCount * TailsCount)), to);
            Add(Vowels + (syllable / TailsCount % VowelsCount), to);
            if (syllable % TailsCount is > 0 and var tail)
            {
                Add(Tails + tail, to);
            }
        }
        else if (others.TryGetValue(point, out var parts))
        {
            foreach (var part in parts)
            {
                Add(part, to);
            }
        }
        else
        {
            // UTS 10, 10.1.3: ideographs of the first blocks, further ones, and what is not assigned.
            var group =
                IsCoreIdeograph(point) ? 0
                : IsIdeograph(point) ? 0x20
                : 0x40;
            to.Add(new(implied + group + (point >> 15), CommonSecondary, 2));
            to.Add(new((point & 0x7FFF) + 1, 0, 0));
        }
    }

    private static bool IsCoreIdeograph(int point) =>
        point
            is >= 0x4E00
                and <= 0x9FFF
                or 0xFA0E
                or 0xFA0F
                or 0xFA11
                or 0xFA13
                or 0xFA14
                or 0xFA1F
                or 0xFA21
                or 0xFA23
                or 0xFA24
                or (>= 0xFA27 and <= 0xFA29);

    private static bool IsIdeograph(int point) => point is >= 0x3400 and <= 0x4DBF or (>= 0x20000 and <= 0x3FFFD);

    private static int Matches(string text, int at, int[] sequence)
    {
        var from = at;
        for (var i = 1; i < sequence.Length; i++)
        {
            if (at >= text.Length || At(text, at) is var (point, length) && point != sequence[i])
            {
                return 0;
            }

            at += length;
        }

        return at - from;
    }

    // Half a pair stands for itself.
    private static (int Point, int Length) At(string text, int at) =>
        char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1])
            ? (char.ConvertToUtf32(text[at], text[at + 1]), 2)
            : (text[at], 1);

    private static CollationTable Read()
    {
        using var packed = typeof(CollationTable).Assembly.GetManifestResourceStream("Cartwright.Kernel.root.bin")!;
        using var unpacked = new BrotliStream(packed, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        unpacked.CopyTo(bytes);
        return new(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private ref struct Reading(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> bytes = bytes;
        private int at;
        private int primary;

        // Seven bits a byte, the lowest first.
        public int Whole()
        {
            for (int value = 0, shift = 0; ; shift += 7)
            {
                var next = bytes[at++];
                value |= (next & 0x7F) << shift;
                if (next < 0x80)
                {
                    return value;
                }
            }
        }

        public int[] Points()
        {
            var some = new int[Whole()];
            for (var i = 0; i < some.Length; i++)
            {
                some[i] = Whole();
            }

            return some;
        }

        // Primary weights as what they differ by from the one before.
        public CollationElement[] Elements()
        {
            var some = new CollationElement[Whole()];
            for (var i = 0; i < some.Length; i++)
            {
                var by = Whole();
                primary += (by & 1) == 1 ? -(by + 1) / 2 : by / 2;
                some[i] = new(primary, Whole(), Whole());
            }

            return some;
        }
    }
}
