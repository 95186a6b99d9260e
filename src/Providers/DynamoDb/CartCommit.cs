// One commit: what the commands decided, as the one conditional write of CART#META that makes it so.
using Amazon.DynamoDBv2.Model;
using Cartwright.Carts;
using Cartwright.Kernel;

namespace Cartwright.DynamoDb;

/// <summary>A commit to be tried. Trying it twice commits it once: the second try finds its own <see cref="Token"/>.</summary>
internal sealed class CartCommit
{
    // Other programs may read rows a little after the cart expired; they never miss one before. An hour of room spares rewriting untouched
    // rows with every change.
    private static readonly TimeSpan RowTtlRoom = TimeSpan.FromHours(1);

    // Versions must not begin again while anyone may remember them: longer than any cart, share link or restore link is kept.
    private static readonly TimeSpan MetaKept = TimeSpan.FromDays(400);

    // What the database has not got is bounded, so that a row never outgrows the 400 KB that DynamoDB gives it.
    private const int JournalBytesMax = 100 * 1024;
    private const int RowBytesMax = 380 * 1024;

    // They are dropped by one update, and DynamoDB takes 300 operators in one.
    private const int JournalEntriesMax = 200;

    private readonly CartMeta read;
    private readonly byte[] lines;
    private readonly byte[]? entry;
    private readonly long journalAt;
    private readonly long nowMs;

    /// <param name="read">What the commands were decided on.</param>
    /// <param name="now">The cart after them.</param>
    /// <param name="write">
    /// The difference; null when only records are new, and for a cart that is written as it is, over a row whose lines are left out of
    /// <paramref name="read"/>.
    /// </param>
    /// <param name="records">New texts by record.</param>
    /// <param name="token">Unique to this commit.</param>
    /// <param name="nowMs">Unix ms.</param>
    public CartCommit(CartMeta read, CartState now, CartWrite? write, IReadOnlyDictionary<string, string> records, string token, long nowMs)
    {
        this.read = read;
        this.nowMs = nowMs;
        Token = token;
        var rev = read.Rev + 1;
        var stamps = read.Lines.ToDictionary(line => line.Item.ProductId, line => line.Rev, StringComparer.Ordinal);
        foreach (var item in write?.Put ?? [])
        {
            stamps[item.ProductId] = rev;
        }

        Next = new(
            now,
            rev,
            token,
            [.. now.Items.Select(item => new StampedLine(item, stamps.GetValueOrDefault(item.ProductId, rev)))],
            read.Journal,
            records.ToDictionary(
                record => record.Key,
                record => new HeldRecord(record.Key, rev, nowMs, Packed.Text(record.Value)),
                StringComparer.Ordinal
            ),
            read.JournalAt,
            write?.Gone.Count > 0 ? nowMs : read.RemovedMs
        );
        Gone = write?.Gone ?? [];
        lines = Packed.Lines(Next.Lines);

        // The lines are in the row already, with the commit that wrote them: the journal need not repeat them.
        entry = write is null ? null : Packed.Write(write with { Put = [] });
        journalAt = read.Journal.Count > 0 || read.Records.Count > 0 ? Math.Min(read.JournalAt ?? nowMs, nowMs) : nowMs;
    }

    /// <summary>The row after it; of its records only the new ones.</summary>
    public CartMeta Next { get; }

    public string Token { get; }

    /// <summary>Products whose rows go.</summary>
    public IReadOnlyList<string> Gone { get; }

    /// <summary>Epoch seconds for the rows of a cart that lives until then.</summary>
    public static long RowTtl(long expiresMs) => (expiresMs + (long)RowTtlRoom.TotalMilliseconds) / 1_000;

    /// <summary>The write. Throws <see cref="Overloaded"/> when the row would grow too large.</summary>
    /// <param name="table">Its name.</param>
    /// <param name="listed">
    /// Whether the cart is to be looked at again, because something of the commit is still to be carried or its rows to be made good.
    /// </param>
    public UpdateItemRequest Request(string table, bool listed = true)
    {
        var held = read.Journal.Sum(write => write.Packed.Length);
        if (held + (entry?.Length ?? 0) > JournalBytesMax || read.Journal.Count >= JournalEntriesMax)
        {
            throw new Overloaded("Too many changes of this cart wait to be taken into the database.");
        }

        if (
            lines.Length + held + (entry?.Length ?? 0) + read.Records.Values.Concat(Next.Records.Values).Sum(record => record.Text.Length)
            > RowBytesMax
        )
        {
            throw new Overloaded("This cart is larger than its store can hold.");
        }

        var update = new Update(table, Next.Cart.UserId);
        var cart = Next.Cart;
        update.Set("version", Attributes.Of(cart.Version));
        update.Set(Names.Rev, Attributes.Of(Next.Rev));
        update.Set("token", Attributes.Of(Token));
        update.Set("guest", Attributes.Of(cart.Guest));
        update.SetOrRemove("coupon", cart.Coupon);
        update.SetOrRemove("email", cart.Email);
        update.SetOrRemove("language", cart.Language);
        update.Set("created_at", Attributes.Of(Names.Time(cart.CreatedMs)));
        update.Set("updated_at", Attributes.Of(Names.Time(cart.UpdatedMs)));
        update.Set("expires_at", Attributes.Of(Names.Time(cart.ExpiresMs)));
        update.Set("line_count", Attributes.Of(cart.Items.Count));
        update.Set("lines", Attributes.Of(lines));
        update.Set(Names.Ttl, Attributes.Of((Math.Max(cart.ExpiresMs, nowMs) + (long)MetaKept.TotalMilliseconds) / 1_000));
        if (listed)
        {
            update.Set(Names.JournalShard, Attributes.Of(Names.ShardOf(cart.UserId)));
            update.Set(Names.JournalAt, Attributes.Of(journalAt));
        }
        else
        {
            update.Remove(Names.JournalShard);
            update.Remove(Names.JournalAt);
        }

        if (Next.RemovedMs != read.RemovedMs)
        {
            update.Set("removed_ms", Attributes.Of(Next.RemovedMs));
        }

        var entries = new Dictionary<string, AttributeValue>();
        if (entry is not null)
        {
            entries.Add(HeldWrite.KeyOf(Next.Rev, Token), Attributes.Of(entry));
        }

        var records = Next.Records.Values.ToDictionary(
            record => record.Id,
            record =>
                Attributes.Of(
                    new Dictionary<string, AttributeValue>
                    {
                        [Names.Rev] = Attributes.Of(record.Rev),
                        ["at"] = Attributes.Of(record.AtMs),
                        ["text"] = Attributes.Of(record.Text),
                    }
                )
        );
        if (read.Rev == 0)
        {
            update.Set("journal", Attributes.Of(entries));
            update.Set("records", Attributes.Of(records));
            return update.If($"attribute_not_exists({update.Name(Names.Rev)})");
        }

        update.SetWithin("journal", entries);
        update.SetWithin("records", records);
        return update.If($"{update.Name(Names.Rev)} = {update.Value(Attributes.Of(read.Rev))}");
    }
}
