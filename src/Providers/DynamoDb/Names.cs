// How the table is laid out: other programs read it, so these names are a promise (docs/decisions/0010-carts-on-dynamodb.md).
using System.Globalization;

namespace Cartwright.DynamoDb;

/// <summary>Attributes, keys and indexes of the table.</summary>
internal static class Names
{
    /// <summary>Partition key.</summary>
    public const string UserId = "user_id";

    /// <summary>Sort key.</summary>
    public const string ItemId = "item_id";

    /// <summary>Sort key of the cart's own row.</summary>
    public const string MetaId = "CART#META";

    /// <summary>Before the product in the sort key of a line's row.</summary>
    public const string ItemPrefix = "ITEM#";

    /// <summary>Before the record in the sort key of a record's row.</summary>
    public const string RecordPrefix = "RECORD#";

    /// <summary>Partition key of the row that says which move filled the table; no user's, and no sort key of its is a cart's.</summary>
    public const string MoveUser = "#move";

    /// <summary>Sort key of that row.</summary>
    public const string MoveId = "MOVE";

    /// <summary>What the last commit's mark begins with in a row that a move wrote.</summary>
    public const string MovedPrefix = "moved ";

    /// <summary>On a line's row only, and so is <see cref="ProductIndex"/>.</summary>
    public const string ProductId = "product_id";

    /// <summary>By <see cref="ProductId"/>: the carts that contain a product.</summary>
    public const string ProductIndex = "ProductIndex";

    /// <summary>
    /// By <see cref="JournalShard"/> and <see cref="JournalAt"/>: the carts that wait to be carried into the database or looked at again.
    /// </summary>
    public const string JournalIndex = "JournalIndex";

    /// <summary>Spreads the index over partitions, so that its writes are not bounded by one.</summary>
    public const string JournalShard = "journal_shard";

    /// <summary>Unix ms from which the cart wants to be looked at.</summary>
    public const string JournalAt = "journal_at";

    /// <summary>Epoch seconds from which DynamoDB may delete the row.</summary>
    public const string Ttl = "ttl";

    /// <summary>Commits of a cart are numbered by it; on a line's or record's row, the commit that wrote it last.</summary>
    public const string Rev = "rev";

    /// <summary>How many values <see cref="JournalShard"/> has.</summary>
    public const int Shards = 8;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static string ItemIdOf(string productId) => ItemPrefix + productId;

    /// <summary>The same in every process and version: FNV-1a.</summary>
    public static int ShardOf(string userId)
    {
        var hash = 2_166_136_261u;
        foreach (var c in userId)
        {
            hash = unchecked((hash ^ c) * 16_777_619u);
        }

        return (int)(hash % Shards);
    }

    /// <summary>ISO 8601 in UTC with milliseconds, which keeps our times exactly.</summary>
    public static string Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static long Ms(string time) =>
        DateTimeOffset.ParseExact(time, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();
}
