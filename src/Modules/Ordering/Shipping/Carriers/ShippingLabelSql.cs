// The SQL of labels as carriers printed them.
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

internal static class ShippingLabelSql
{
    /// <summary>Keeps a label; the same again changes nothing.</summary>
    public static async ValueTask<bool> Keep(Transaction tx, string labelId, string orderId, CarrierLabel label, long atMs)
    {
        await tx.Send(
            """
            INSERT INTO shipping_labels(label_id, order_id, media_type, content, created_ms) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT DO NOTHING
            """,
            labelId,
            orderId,
            label.MediaType,
            label.Content.ToArray(),
            atMs
        );
        return true;
    }

    public static async ValueTask<(string MediaType, byte[] Content)?> Find(Sql sql, string labelId) =>
        await sql.First(
            "SELECT media_type, content FROM shipping_labels WHERE label_id = $1",
            row => new StoredLabel(row.GetString(0), row.GetFieldValue<byte[]>(1)),
            labelId
        )
            is { } label
            ? (label.MediaType, label.Content)
            : null;

    private sealed record StoredLabel(string MediaType, byte[] Content);
}
