// All SQL about vendors' accounts and files of payouts.
using System.Data.Common;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>
/// What is in a file is reserved: the balance pays it once more only if the file is discarded or the bank refuses it. The vendor's ledger
/// has a payout when staff say that the bank has executed it.
/// </summary>
public sealed class PayoutFileStore([FromKeyedServices("ordering")] Database database)
{
    private const int NamedMax = 5;
    private const string FileColumns = "f.file_id, f.status, f.transfers, f.total, f.actor_id, f.created_ms, f.updated_ms";
    private const string InstructionColumns =
        "i.payout_id, i.vendor_id, i.amount, i.holder, i.iban, i.bic, i.status, i.reason, "
        + "COALESCE((SELECT CAST(SUM(r.amount) AS BIGINT) FROM payout_returns r WHERE r.payout_id = i.payout_id), 0), "
        + "(SELECT MAX(r.reason) FROM payout_returns r WHERE r.payout_id = i.payout_id)";

    private static readonly Refusal NotFound = Refusal.NotFound("payout_file_not_found", "There is no such file.");

    private static readonly Refusal KeyReused = new(
        RefusalKind.Unprocessable,
        "idempotency_key_reused",
        "This Idempotency-Key was used for another file. Use a new key for a new file."
    );

    /// <summary>
    /// Makes a file of all vendors who are owed euros and have an account, each with the whole of it. The same key answers the same file.
    /// Refused with <c>nothing_to_pay</c>.
    /// </summary>
    /// <param name="nextId">Makes ids.</param>
    public Task<Outcome<MadeFile>> Make(
        PayoutAccount from,
        string key,
        string actorId,
        DateTimeOffset now,
        DateOnly day,
        Func<string> nextId
    ) =>
        database.Write<Outcome<MadeFile>>(async tx =>
        {
            if (await tx.First($"SELECT {FileColumns} FROM payout_files f WHERE f.idempotency_key = $1", MapFile, key) is { } before)
            {
                return before.ActorId == actorId ? new MadeFile(before, []) : KeyReused;
            }

            var nowMs = now.ToUnixTimeMilliseconds();
            var (fileId, instructions, leftOut) = (nextId(), new List<PayoutInstruction>(), new List<LeftOut>());

            // Every row that is decided on is locked, in the order of its key, so that a payout or a file at the same moment waits.
            await tx.Execute("UPDATE vendor_balances SET balance = balance WHERE balance > 0");
            var owed = await tx.Query(
                "SELECT vendor_id, currency, balance FROM vendor_balances WHERE balance > 0 ORDER BY vendor_id, currency",
                row => new VendorBalance(row.GetString(0), row.GetString(1), row.GetInt64(2))
            );
            foreach (var one in owed)
            {
                var open = one.Balance - await PayoutReserve.Of(tx, one.VendorId, one.Currency);
                if (open <= 0)
                {
                    continue;
                }

                var account = one.Currency == SepaFile.Currency ? await VendorAccountStore.Find(tx, one.VendorId) : null;
                if (account is null or { Iban: "" } || account.IsHeld(nowMs) || instructions.Count == SepaFile.InstructionsMax)
                {
                    leftOut.Add(
                        new(
                            one.VendorId,
                            one.Currency,
                            open,
                            one.Currency != SepaFile.Currency ? "no_euro"
                                : account is null or { Iban: "" } ? "no_account"
                                : account.IsHeld(nowMs) ? "account_held"
                                : "too_many"
                        )
                    );
                    continue;
                }

                instructions.Add(new(nextId(), one.VendorId, open, account.Holder, account.Iban, account.Bic));
            }

            if (instructions.Count == 0)
            {
                return Refusal.Conflict(
                    "nothing_to_pay",
                    leftOut.Count == 0
                        ? "No vendor is owed anything that is not in a file already."
                        : "Nobody who is owed money can be in a file: "
                            + string.Join(
                                ", ",
                                leftOut
                                    .Take(NamedMax)
                                    .Select(one =>
                                        one.VendorId
                                        + one.Why switch
                                        {
                                            "no_account" => " has no account",
                                            "account_held" => " has a new account that waits",
                                            _ => $" is owed {one.Currency}",
                                        }
                                    )
                            )
                            + "."
                );
            }

            var file = await Put(tx, new(fileId, actorId, key, now, day), from, instructions);
            return new MadeFile(file, leftOut);
        });

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

    /// <summary>
    /// What the bank did: all transfers that are still in the file were executed, or none was. Repeating answers the file as it is. Refused
    /// with <c>payout_file_not_found</c>, and with <c>payout_file_ended</c> when it came to another end before.
    /// </summary>
    public Task<Outcome<PayoutFile>> End(string fileId, string status, string actorId, long nowMs) =>
        database.Write<Outcome<PayoutFile>>(async tx =>
        {
            // The file's row is locked before it is read, so that of two who end it one finds it ended.
            await tx.Execute("UPDATE payout_files SET status = status WHERE file_id = $1", fileId);
            if (await Find(tx, fileId) is not { } file)
            {
                return NotFound;
            }

            if (file.Status != PayoutFile.Made)
            {
                return file.Status == status
                    ? file
                    : Refusal.Conflict("payout_file_ended", $"The file was {file.Status} before. Nothing was changed.");
            }

            var entries = new VendorEntries();
            foreach (var one in (await Instructions(tx, fileId)).Where(one => one.Status == FiledPayout.InFile))
            {
                var sent = status == PayoutFile.Executed;
                await Settle(
                    tx,
                    one.Instruction,
                    sent ? FiledPayout.Sent : FiledPayout.Refused,
                    sent ? null : "The file was discarded.",
                    nowMs
                );
                if (sent)
                {
                    await Record(tx, entries, file, one.Instruction, actorId, nowMs);
                }
            }

            await entries.Write(tx);
            await tx.Send("UPDATE payout_files SET status = $2, updated_ms = $3 WHERE file_id = $1", fileId, status, nowMs);
            return file with { Status = status, UpdatedMs = nowMs };
        });

    /// <summary>
    /// The bank refused one transfer of a file that was not ended yet: its amount is owed as before. Refused with
    /// <c>payout_not_found</c>, and with <c>payout_file_ended</c>.
    /// </summary>
    public Task<Outcome<FiledPayout>> Refuse(string fileId, string payoutId, string reason, long nowMs) =>
        database.Write<Outcome<FiledPayout>>(async tx =>
        {
            await tx.Execute("UPDATE payout_files SET status = status WHERE file_id = $1", fileId);
            if (
                await Find(tx, fileId) is not { } file
                || (await Instructions(tx, fileId)).Find(one => one.Instruction.PayoutId == payoutId) is not { } found
            )
            {
                return Refusal.NotFound("payout_not_found", "There is no such payout in the file.");
            }

            if (found.Status == FiledPayout.Refused)
            {
                return found;
            }

            if (file.Status != PayoutFile.Made)
            {
                return Refusal.Conflict("payout_file_ended", $"The file was {file.Status} before. Nothing was changed.");
            }

            await Settle(tx, found.Instruction, FiledPayout.Refused, reason, nowMs);
            return found with { Status = FiledPayout.Refused, Reason = reason };
        });

    /// <summary>Files, the newest first.</summary>
    public ValueTask<List<PayoutFile>> Files((long AtMs, string Id)? after, int limit)
    {
        var (at, id) = after ?? (long.MaxValue, "~");
        return database.Read(sql =>
            sql.Query(
                $"""
                SELECT {FileColumns} FROM payout_files f WHERE (f.created_ms, f.file_id) < ($1, $2)
                ORDER BY f.created_ms DESC, f.file_id DESC LIMIT $3
                """,
                MapFile,
                at,
                id,
                limit
            )
        );
    }

    /// <summary>A file with its transfers; null when there is none.</summary>
    public ValueTask<(PayoutFile File, List<FiledPayout> Payouts)?> Get(string fileId) =>
        database.Snapshot<(PayoutFile, List<FiledPayout>)?>(async sql =>
            await Find(sql, fileId) is { } file ? (file, await Instructions(sql, fileId)) : null
        );

    /// <summary>What the bank is given; null when there is no such file.</summary>
    public ValueTask<byte[]?> Content(string fileId) =>
        database.Read(sql => sql.First("SELECT content FROM payout_files WHERE file_id = $1", row => row.GetFieldValue<byte[]>(0), fileId));

    /// <summary>
    /// Holds a file against the books: each transfer that it asks for is a row, with that account and amount, and each that was sent is a
    /// payout of the vendor's ledger.
    /// </summary>
    public async ValueTask<IReadOnlyList<PayoutDifference>> Compare(string fileId)
    {
        if (await Get(fileId) is not var (file, payouts) || await Content(fileId) is not { } content)
        {
            return [];
        }

        var recorded = await database.Read(sql =>
            sql.Query(
                """
                SELECT p.payout_id, p.amount, COALESCE((SELECT -l.amount FROM vendor_ledger l
                    WHERE l.vendor_id = p.vendor_id AND l.payout_id = p.payout_id AND l.kind = 'payout' ORDER BY l.number LIMIT 1), 0)
                FROM payouts p JOIN payout_instructions i ON i.payout_id = p.payout_id WHERE i.file_id = $1
                """,
                row => (PayoutId: row.GetString(0), Amount: row.GetInt64(1), Booked: row.GetInt64(2)),
                fileId
            )
        );
        return PayoutBooks.Differences(file, payouts, SepaFile.Read(content), recorded);
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

    private static ValueTask<List<FiledPayout>> Instructions(Sql sql, string fileId) =>
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

    private static PayoutFile MapFile(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetInt64(3), row.GetString(4), row.GetInt64(5), row.GetInt64(6));

    private static FiledPayout MapInstruction(DbDataReader row) =>
        new(
            new(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetString(3), row.GetString(4), row.GetString(5)),
            row.GetString(6),
            row.IsDBNull(9) ? (row.IsDBNull(7) ? null : row.GetString(7)) : row.GetString(9),
            row.GetInt64(8)
        );
}
