// All SQL about vendors' accounts and files of payouts.
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
            if (
                await tx.First(
                    $"SELECT {PayoutFileSql.FileColumns} FROM payout_files f WHERE f.idempotency_key = $1",
                    PayoutFileSql.MapFile,
                    key
                ) is
                { } before
            )
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
                var open = one.Balance - await PayoutReserveSql.Of(tx, one.VendorId, one.Currency);
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

            var file = await PayoutFileSql.Put(tx, new(fileId, actorId, key, now, day), from, instructions);
            return new MadeFile(file, leftOut);
        });

    /// <summary>
    /// What the bank did: all transfers that are still in the file were executed, or none was. Repeating answers the file as it is. Refused
    /// with <c>payout_file_not_found</c>, and with <c>payout_file_ended</c> when it came to another end before.
    /// </summary>
    public Task<Outcome<PayoutFile>> End(string fileId, string status, string actorId, long nowMs) =>
        database.Write<Outcome<PayoutFile>>(async tx =>
        {
            // The file's row is locked before it is read, so that of two who end it one finds it ended.
            await PayoutFileSql.Lock(tx, fileId);
            if (await PayoutFileSql.Find(tx, fileId) is not { } file)
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
            foreach (var one in (await PayoutFileSql.Instructions(tx, fileId)).Where(one => one.Status == FiledPayout.InFile))
            {
                var sent = status == PayoutFile.Executed;
                await PayoutFileSql.Settle(
                    tx,
                    one.Instruction,
                    sent ? FiledPayout.Sent : FiledPayout.Refused,
                    sent ? null : "The file was discarded.",
                    nowMs
                );
                if (sent)
                {
                    await PayoutFileSql.Record(tx, entries, file, one.Instruction, actorId, nowMs);
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
            await PayoutFileSql.Lock(tx, fileId);
            if (
                await PayoutFileSql.Find(tx, fileId) is not { } file
                || (await PayoutFileSql.Instructions(tx, fileId)).Find(one => one.Instruction.PayoutId == payoutId) is not { } found
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

            await PayoutFileSql.Settle(tx, found.Instruction, FiledPayout.Refused, reason, nowMs);
            return found with { Status = FiledPayout.Refused, Reason = reason };
        });

    /// <summary>Files, the newest first.</summary>
    public ValueTask<List<PayoutFile>> Files((long AtMs, string Id)? after, int limit)
    {
        var (at, id) = after ?? (long.MaxValue, "~");
        return database.Read(sql =>
            sql.Query(
                $"""
                SELECT {PayoutFileSql.FileColumns} FROM payout_files f WHERE (f.created_ms, f.file_id) < ($1, $2)
                ORDER BY f.created_ms DESC, f.file_id DESC LIMIT $3
                """,
                PayoutFileSql.MapFile,
                at,
                id,
                limit
            )
        );
    }

    /// <summary>A file with its transfers; null when there is none.</summary>
    public ValueTask<(PayoutFile File, List<FiledPayout> Payouts)?> Get(string fileId) =>
        database.Snapshot<(PayoutFile, List<FiledPayout>)?>(async sql =>
            await PayoutFileSql.Find(sql, fileId) is { } file ? (file, await PayoutFileSql.Instructions(sql, fileId)) : null
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
}
