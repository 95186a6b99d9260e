// The cart's own row, CART#META: the truth about the cart, in one item, so that one conditional write is the whole commit.
using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Cartwright.Carts;

namespace Cartwright.DynamoDb;

/// <summary>A record that has not been moved to a row of its own yet.</summary>
/// <param name="Rev">The commit that wrote it.</param>
internal sealed record HeldRecord(string Id, long Rev, long AtMs, byte[] Text);

/// <summary>A commit that the database does not have yet, or whose rows may not stand yet.</summary>
/// <param name="Token">The mark of that commit.</param>
internal sealed record HeldWrite(long Rev, string Token, byte[] Packed)
{
    /// <summary>Its name in the row's journal.</summary>
    public string Key => KeyOf(Rev, Token);

    public static string KeyOf(long rev, string token) => rev.ToString(CultureInfo.InvariantCulture) + " " + token;

    public static HeldWrite Read(string key, byte[] packed)
    {
        var end = key.IndexOf(' ', StringComparison.Ordinal);
        return new(long.Parse(key.AsSpan(0, end), CultureInfo.InvariantCulture), key[(end + 1)..], packed);
    }
}

/// <summary>The row as it was read.</summary>
/// <param name="Cart">As stored, past its expiry or not.</param>
/// <param name="Rev">The number of its last commit.</param>
/// <param name="Token">The last commit's own mark: it tells who made it when the answer was lost.</param>
/// <param name="Journal">By commit, oldest first.</param>
/// <param name="JournalAt">From when it is listed in the journal's index; null when it is not.</param>
/// <param name="RemovedMs">When a line was last removed, while that matters.</param>
internal sealed record CartMeta(
    CartState Cart,
    long Rev,
    string Token,
    IReadOnlyList<StampedLine> Lines,
    IReadOnlyList<HeldWrite> Journal,
    IReadOnlyDictionary<string, HeldRecord> Records,
    long? JournalAt,
    long RemovedMs
)
{
    /// <summary>Attributes that tell whether a cart has changed.</summary>
    public static IReadOnlyList<string> StampAttributes { get; } = ["version", "updated_at", "expires_at", "line_count"];

    /// <summary>Attributes that are the cart itself, without journal and records.</summary>
    public static IReadOnlyList<string> CartAttributes { get; } =
    ["version", "guest", "coupon", "email", "language", "created_at", "updated_at", "expires_at", "lines"];

    /// <summary>Whether a commit is among those that led here; null when that can no longer be told.</summary>
    public bool? Has(CartCommit commit)
    {
        var rev = commit.Next.Rev;
        var token = rev == Rev ? Token : Journal.FirstOrDefault(write => write.Rev == rev)?.Token;
        return rev > Rev ? false
            : token is null ? null
            : token == commit.Token;
    }

    /// <summary>The row of a cart that has none.</summary>
    public static CartMeta None(string userId) =>
        new(CartState.None(userId), 0, string.Empty, [], [], new Dictionary<string, HeldRecord>(), null, 0);

    public static CartMeta Read(string userId, Dictionary<string, AttributeValue> row)
    {
        var lines = Packed.Lines(row.Bytes("lines")!);
        return new(
            CartOf(userId, row, lines),
            row.Number(Names.Rev),
            row.Text("token") ?? string.Empty,
            lines,
            [.. row.Map("journal").Select(entry => HeldWrite.Read(entry.Key, entry.Value.B.ToArray())).OrderBy(entry => entry.Rev)],
            row.Map("records")
                .ToDictionary(
                    entry => entry.Key,
                    entry => new HeldRecord(
                        entry.Key,
                        entry.Value.M.Number(Names.Rev),
                        entry.Value.M.Number("at"),
                        entry.Value.M.Bytes("text")!
                    ),
                    StringComparer.Ordinal
                ),
            row.ContainsKey(Names.JournalShard) ? row.Number(Names.JournalAt) : null,
            row.Number("removed_ms")
        );
    }

    public static CartState ReadCart(string userId, Dictionary<string, AttributeValue> row) =>
        CartOf(userId, row, Packed.Lines(row.Bytes("lines")!));

    /// <summary>Whether a cart that was handed out is still what the row, as of now, holds.</summary>
    public static bool IsStill(CartState known, Dictionary<string, AttributeValue> stamp, long nowMs)
    {
        var (version, updatedMs) = (stamp.Number("version"), stamp.TimeMs("updated_at"));
        if (stamp.Number("line_count") > 0 && stamp.TimeMs("expires_at") is var expiresMs && expiresMs <= nowMs)
        {
            (version, updatedMs) = (version + 1, expiresMs);
        }

        return known.Version == version && known.UpdatedMs == updatedMs;
    }

    /// <summary>A journal entry as it was when it was written, but for lines that a later entry writes again or removes.</summary>
    public CartWrite Entry(HeldWrite held) =>
        Packed.Write(held.Packed) with
        {
            Put = [.. Lines.Where(line => line.Rev == held.Rev).Select(line => line.Item)],
        };

    private static CartState CartOf(string userId, Dictionary<string, AttributeValue> row, List<StampedLine> lines) =>
        new(
            userId,
            row.Number("version"),
            row.Flag("guest"),
            row.Text("coupon"),
            row.TimeMs("created_at"),
            row.TimeMs("updated_at"),
            row.TimeMs("expires_at"),
            lines.ConvertAll(line => line.Item),
            row.Text("email"),
            row.Text("language")
        );
}
