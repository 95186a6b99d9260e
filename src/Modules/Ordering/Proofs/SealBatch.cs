// One link of the chain of all orders: which orders changed, and how each was sealed then.
using System.Globalization;
using System.Text;

namespace Cartwright.Ordering;

/// <summary>A change as the chain lists it.</summary>
public sealed record SealedChange(string OrderId, long Version, string Mac)
{
    /// <summary>Its line.</summary>
    public string Line => string.Create(CultureInfo.InvariantCulture, $"{OrderId} {Version} {Mac}");
}

/// <summary>A batch.</summary>
/// <param name="Number">From 1, without a gap.</param>
/// <param name="Kind"><see cref="Changes"/> or <see cref="Found"/>.</param>
/// <param name="Content">Changes, one a line.</param>
/// <param name="Head">The keyed hash of all that and of the head before it.</param>
public sealed record SealBatch(long Number, string Kind, string Content, long AtMs, string Head)
{
    public const string Changes = "changes";

    /// <summary>All orders older than seals had one when this was made: from here on an order without a seal is a forgery.</summary>
    public const string Found = "found";

    /// <summary>The changes. Throws <see cref="FormatException"/> for a line that is none.</summary>
    public IEnumerable<SealedChange> Listed() =>
        Content
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line =>
                line.Split(' ') is [var id, var version, var mac]
                    ? new SealedChange(id, long.Parse(version, CultureInfo.InvariantCulture), mac)
                    : throw new FormatException($"'{line}' is no change of an order.")
            );

    /// <summary>Changes as a batch has them.</summary>
    public static string Text(IEnumerable<SealedChange> changes)
    {
        var text = new StringBuilder();
        foreach (var change in changes)
        {
            text.Append(change.Line).Append('\n');
        }

        return text.ToString();
    }
}
