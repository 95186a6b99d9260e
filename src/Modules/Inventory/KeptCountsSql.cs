// All SQL on counts that were taken: whoever asks again under the same id hears the first reply, and nothing is counted.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Inventory;

internal static class KeptCountsSql
{
    public static ValueTask<List<(string Asked, string Reply)>> Find(Sql sql, string id) =>
        sql.Query("SELECT asked, reply FROM counts WHERE count_id = $1", row => (row.GetString(0), row.GetString(1)), id);

    public static ValueTask Keep(Transaction tx, string id, string asked, CountReply reply, long nowMs) =>
        tx.Send(
            "INSERT INTO counts(count_id, asked, reply, at_ms) VALUES ($1, $2, $3, $4)",
            id,
            asked,
            JsonSerializer.Serialize(reply.Lines.Select(line => new KeptLine(line.Changed, line.Code, line.Detail))),
            nowMs
        );

    /// <summary>A hash of what is counted, in order.</summary>
    public static string Asked(CountRequest request) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(JsonSerializer.Serialize(request.Lines.Select(line => new Units(line.ProductId, line.OnHand))))
            )
        );

    /// <summary>A reply as it was kept.</summary>
    public static CountReply Reply(string kept)
    {
        var reply = new CountReply();
        reply.Lines.AddRange(
            JsonSerializer
                .Deserialize<List<KeptLine>>(kept)!
                .Select(line => new CountedLine
                {
                    Changed = line.Changed,
                    Code = line.Code,
                    Detail = line.Detail,
                })
        );
        return reply;
    }

    private sealed record KeptLine(bool Changed, string Code, string Detail);
}
