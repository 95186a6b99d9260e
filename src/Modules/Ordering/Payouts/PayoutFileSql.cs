// SQL of files of payouts and their transfers that more than one slice runs in its own transaction.
using System.Data.Common;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

internal static class PayoutFileSql
{
    internal const string FileColumns = "f.file_id, f.status, f.transfers, f.total, f.actor_id, f.created_ms, f.updated_ms";
    private const string InstructionColumns =
        "i.payout_id, i.vendor_id, i.amount, i.holder, i.iban, i.bic, i.status, i.reason, "
        + "COALESCE((SELECT MAX(r.total) FROM payout_returns r WHERE r.payout_id = i.payout_id), 0), "
        + "(SELECT r.reason FROM payout_returns r WHERE r.payout_id = i.payout_id ORDER BY r.total DESC LIMIT 1)";

    /// <summary>Writes a file with its transfers; the caller has reserved what they pay.</summary>
    internal static async ValueTask<PayoutFile> Put(
        Transaction tx,
        NewFile named,
        PayoutAccount from,
        IReadOnlyList<PayoutInstruction> instructions
    )
    {
        var nowMs = named.Now.ToUnixTimeMilliseconds();
        var file = new PayoutFile(
            named.Id,
            PayoutFile.Made,
            instructions.Count,
            instructions.Sum(one => one.Amount),
            named.ActorId,
            nowMs,
            nowMs
        );
        await tx.Send(
            """
            INSERT INTO payout_files(file_id, status, transfers, total, content, actor_id, idempotency_key, created_ms, updated_ms)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
            """,
            file.Id,
            file.Status,
            file.Count,
            file.Sum,
            SepaFile.Write(file.Id, from, instructions, named.Now, named.Day),
            named.ActorId,
            named.Key,
            nowMs
        );
        foreach (var one in instructions)
        {
            await tx.Send(
                """
                INSERT INTO payout_instructions(payout_id, file_id, vendor_id, amount, holder, iban, bic, status, updated_ms)
                VALUES ($1, $2, $3, $4, $5, $6, $7, 'in_file', $8)
                """,
                one.PayoutId,
                file.Id,
                one.VendorId,
                one.Amount,
                one.Holder,
                one.Iban,
                one.Bic,
                nowMs
            );
        }

        return file;
    }

    /// <summary>Some transfers by their ids, with the file of each.</summary>
    internal static async ValueTask<List<(string FileId, FiledPayout Payout)>> Named(Sql sql, IReadOnlyCollection<string> payoutIds) =>
        payoutIds.Count == 0
            ? []
            : await sql.Query(
                $"SELECT {InstructionColumns}, i.file_id FROM payout_instructions i WHERE {sql.Dialect.In("i.payout_id", 1)} ORDER BY i.payout_id",
                row => (row.GetString(10), MapInstruction(row)),
                [payoutIds.ToArray()]
            );

    internal static ValueTask<PayoutFile?> Find(Sql sql, string fileId) =>
        sql.First($"SELECT {FileColumns} FROM payout_files f WHERE f.file_id = $1", MapFile, fileId);

    internal static ValueTask<List<FiledPayout>> Instructions(Sql sql, string fileId) =>
        sql.Query(
            $"SELECT {InstructionColumns} FROM payout_instructions i WHERE i.file_id = $1 ORDER BY i.vendor_id, i.payout_id",
            MapInstruction,
            fileId
        );

    internal static ValueTask Settle(Transaction tx, PayoutInstruction one, string status, string? reason, long nowMs) =>
        tx.Send(
            "UPDATE payout_instructions SET status = $2, reason = $3, updated_ms = $4 WHERE payout_id = $1",
            one.PayoutId,
            status,
            reason,
            nowMs
        );

    internal static async ValueTask Record(
        Transaction tx,
        VendorEntries entries,
        PayoutFile file,
        PayoutInstruction one,
        string actorId,
        long nowMs
    )
    {
        await tx.Send(
            """
            INSERT INTO payouts(payout_id, vendor_id, currency, amount, note, actor_id, idempotency_key, body_hash, created_ms)
            VALUES ($1, $2, $3, $4, $5, $6, $1, $7, $8)
            """,
            one.PayoutId,
            one.VendorId,
            SepaFile.Currency,
            one.Amount,
            $"SEPA {one.EndToEndId}",
            actorId,
            file.Id,
            nowMs
        );
        entries.Add(new(one.VendorId, SepaFile.Currency, VendorEntry.Payout, -one.Amount, null, null, one.PayoutId, nowMs));
    }

    internal static PayoutFile MapFile(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetInt64(3), row.GetString(4), row.GetInt64(5), row.GetInt64(6));

    private static FiledPayout MapInstruction(DbDataReader row) =>
        new(
            new(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetString(3), row.GetString(4), row.GetString(5)),
            row.GetString(6),
            row.IsDBNull(9) ? (row.IsDBNull(7) ? null : row.GetString(7)) : row.GetString(9),
            row.GetInt64(8)
        );

    /// <summary>Locks a file's row, so that of two who end it one finds it ended. Several are locked in the order of their ids.</summary>
    internal static ValueTask<int> Lock(Transaction tx, string fileId) =>
        tx.Execute("UPDATE payout_files SET status = status WHERE file_id = $1", fileId);

    /// <summary>Transfers of a file that the bank has not refused, by id.</summary>
    internal static ValueTask<List<(string PayoutId, long Amount)>> NotRefused(Sql sql, string fileId) =>
        sql.Query(
            "SELECT payout_id, amount FROM payout_instructions WHERE file_id = $1 AND status <> 'refused' ORDER BY payout_id",
            row => (row.GetString(0), row.GetInt64(1)),
            fileId
        );

    /// <summary>A file of which nothing is open has come to its end: some of it was executed, or none.</summary>
    internal static ValueTask EndWhenAnswered(Transaction tx, string fileId, long nowMs) =>
        tx.Send(
            """
            UPDATE payout_files SET updated_ms = $2,
                status = CASE WHEN EXISTS (SELECT 1 FROM payout_instructions i WHERE i.file_id = $1 AND i.status = 'sent') THEN 'executed' ELSE 'discarded' END
            WHERE file_id = $1 AND status = 'made' AND NOT EXISTS (SELECT 1 FROM payout_instructions i WHERE i.file_id = $1 AND i.status = 'in_file')
            """,
            fileId,
            nowMs
        );

    /// <summary>Ids of transfers whose file was made in a period, after an id.</summary>
    internal static ValueTask<List<string>> MadeIn(Sql sql, long fromMs, long beforeMs, string after, int limit) =>
        sql.Query(
            """
            SELECT i.payout_id FROM payout_instructions i JOIN payout_files f ON f.file_id = i.file_id
            WHERE f.created_ms >= $1 AND f.created_ms < $2 AND i.payout_id > $3 ORDER BY i.payout_id LIMIT $4
            """,
            row => row.GetString(0),
            fromMs,
            beforeMs,
            after,
            limit
        );
}
