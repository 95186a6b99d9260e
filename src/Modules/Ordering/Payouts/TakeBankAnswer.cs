// Takes what the bank says into the books: all of an answer, or nothing of it.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>What an answer has changed.</summary>
/// <param name="Message">What it was, such as <c>camt.053.001.08</c>.</param>
/// <param name="Executed">Payouts that are paid now.</param>
/// <param name="Refused">Those that the bank did not carry out.</param>
/// <param name="Returned">Those that were paid and came back.</param>
/// <param name="UnderWay">Those that the bank only has.</param>
/// <param name="AsBefore">Those of which the books knew all of it.</param>
/// <param name="Unknown">End-to-end ids that are none of the shop's, at most a hundred.</param>
public sealed record TakenAnswer(
    string Message,
    IReadOnlyList<string> Executed,
    IReadOnlyList<string> Refused,
    IReadOnlyList<string> Returned,
    int UnderWay,
    int AsBefore,
    IReadOnlyList<string> Unknown
);

/// <summary>The same answer twice changes nothing, and neither does one that tells the same in another form.</summary>
public sealed class TakeBankAnswer([FromKeyedServices("ordering")] Database database)
{
    private const int UnknownMax = 100;
    private const int IdChars = 32;

    /// <summary>
    /// Marks each transfer as executed, refused or returned. Refused with <c>answer_differs</c> and all that differs, and nothing is
    /// changed then: another amount, or a transfer that the bank made although the shop had given it up.
    /// </summary>
    public Task<Outcome<TakenAnswer>> Take(BankAnswer answer, string actorId, long nowMs) =>
        database.Write<Outcome<TakenAnswer>>(async tx =>
        {
            var unknown = new List<string>();
            var lines = await Ours(tx, answer, unknown);
            await Lock(tx, lines);
            var payouts = (
                await PayoutFileSql.Named(tx, [.. lines.Select(one => one.PayoutId).Distinct(StringComparer.Ordinal)])
            ).ToDictionary(one => one.Payout.Instruction.PayoutId, StringComparer.Ordinal);
            unknown.AddRange(lines.Where(one => !payouts.ContainsKey(one.PayoutId)).Select(one => one.Line.EndToEndId));
            lines.RemoveAll(one => !payouts.ContainsKey(one.PayoutId));

            if (Differences(lines, payouts) is { Count: > 0 } differences)
            {
                return Differs(differences);
            }

            var (entries, taken) = (new VendorEntries(), new Taken());

            // What was executed first: a statement may tell of a transfer and of its return in any order.
            foreach (var (payoutId, line) in lines.OrderBy(one => one.Line.Kind == BankLine.Returned))
            {
                var (fileId, payout) = payouts[payoutId];
                if (line.Kind == BankLine.UnderWay)
                {
                    taken.UnderWay++;
                    continue;
                }

                var kind = line.Kind == BankLine.Refused && payout.Status == FiledPayout.Sent ? BankLine.Returned : line.Kind;
                var file = (await PayoutFileSql.Find(tx, fileId))!;
                payouts[payoutId] = (fileId, await Apply(tx, entries, taken, file, payout, kind, line.Reason, actorId, nowMs));
            }

            await entries.Write(tx);
            foreach (var fileId in payouts.Values.Select(one => one.FileId).Distinct(StringComparer.Ordinal))
            {
                await PayoutFileSql.EndWhenAnswered(tx, fileId, nowMs);
            }

            return new TakenAnswer(
                answer.Message,
                taken.Executed,
                taken.Refused,
                taken.Returned,
                taken.UnderWay,
                taken.AsBefore,
                [.. unknown.Where(id => id.Length > 0 && id != "NOTPROVIDED").Distinct(StringComparer.Ordinal).Take(UnknownMax)]
            );
        });

    // What is said of a whole file is said of each of its transfers that the bank has not yet named.
    private static async ValueTask<List<(string PayoutId, BankLine Line)>> Ours(Transaction tx, BankAnswer answer, List<string> unknown)
    {
        var lines = new List<(string PayoutId, BankLine Line)>();
        foreach (var line in answer.Lines)
        {
            if (line.EndToEndId.Length > 0)
            {
                if (PayoutId(line.EndToEndId) is { } payoutId)
                {
                    lines.Add((payoutId, line));
                }
                else
                {
                    unknown.Add(line.EndToEndId);
                }
            }
            else if (PayoutId(line.FileId) is { } fileId && await PayoutFileSql.Find(tx, fileId) is not null)
            {
                lines.AddRange(await OfFile(tx, fileId, line));
            }
            else
            {
                unknown.Add(line.FileId);
            }
        }

        return lines;
    }

    private static async ValueTask<IEnumerable<(string PayoutId, BankLine Line)>> OfFile(Transaction tx, string fileId, BankLine line)
    {
        var payouts = await PayoutFileSql.NotRefused(tx, fileId);
        if (payouts.Count == 0 && line.Kind == BankLine.Executed)
        {
            // A file that was discarded here and executed there: each of its transfers is a difference that staff have to see.
            payouts = (await PayoutFileSql.Instructions(tx, fileId)).ConvertAll(one => (one.Instruction.PayoutId, one.Instruction.Amount));
        }

        // The bank booked the file as one sum: each transfer counts with its own amount if the sum is theirs, else all with what differs.
        var isSum = line.Amount is null || (line.Currency == SepaFile.Currency && payouts.Sum(one => one.Amount) == line.Amount);
        return payouts.Select(one =>
            (one.PayoutId, line with { EndToEndId = SepaFile.Id(one.PayoutId), Amount = isSum ? null : line.Amount })
        );
    }

    // In the order of their ids, as everybody locks them.
    private static async ValueTask Lock(Transaction tx, List<(string PayoutId, BankLine Line)> lines)
    {
        var ids = lines.Select(one => one.PayoutId).Distinct(StringComparer.Ordinal).ToArray();
        var files = (await PayoutFileSql.Named(tx, ids)).Select(one => one.FileId).Distinct(StringComparer.Ordinal);
        foreach (var fileId in files.Order(StringComparer.Ordinal))
        {
            await PayoutFileSql.Lock(tx, fileId);
        }
    }

    private static List<string> Differences(
        IEnumerable<(string PayoutId, BankLine Line)> lines,
        Dictionary<string, (string FileId, FiledPayout Payout)> payouts
    )
    {
        var found = new List<string>();
        foreach (var (payoutId, line) in lines)
        {
            var payout = payouts[payoutId].Payout;
            var (id, amount) = (payout.Instruction.EndToEndId, payout.Instruction.Amount);
            if (line.Amount is { } said && (said != amount || line.Currency != SepaFile.Currency))
            {
                found.Add(
                    $"{id}: the bank says {Currencies.ToMajor(said, line.Currency)} {line.Currency}, and the file {Currencies.ToMajor(amount, SepaFile.Currency)} {SepaFile.Currency}."
                );
            }
            else if (payout.Status == FiledPayout.Refused && line.Kind is BankLine.Executed or BankLine.Returned)
            {
                found.Add($"{id}: the bank has made it, and the shop had marked it as refused ({payout.Reason}).");
            }
        }

        return found;
    }

    private static async ValueTask<FiledPayout> Apply(
        Transaction tx,
        VendorEntries entries,
        Taken taken,
        PayoutFile file,
        FiledPayout payout,
        string kind,
        string reason,
        string actorId,
        long nowMs
    )
    {
        var one = payout.Instruction;
        if (kind == BankLine.Refused)
        {
            if (payout.Status == FiledPayout.Refused)
            {
                taken.AsBefore++;
                return payout;
            }

            await PayoutFileSql.Settle(tx, one, FiledPayout.Refused, reason, nowMs);
            taken.Refused.Add(one.PayoutId);
            return payout with { Status = FiledPayout.Refused, Reason = reason };
        }

        if (payout.Status == FiledPayout.InFile)
        {
            await PayoutFileSql.Settle(tx, one, FiledPayout.Sent, null, nowMs);
            await PayoutFileSql.Record(tx, entries, file, one, actorId, nowMs);
            taken.Executed.Add(one.PayoutId);
            payout = payout with { Status = FiledPayout.Sent };
        }
        else if (kind == BankLine.Executed)
        {
            taken.AsBefore++;
        }

        if (kind == BankLine.Returned)
        {
            var booked = await PayoutReturnSql.Until(tx, entries, one.PayoutId, one.Amount, reason, PayoutReturn.OfBank, actorId, nowMs);
            if (booked.Value > 0)
            {
                taken.Returned.Add(one.PayoutId);
            }
            else
            {
                taken.AsBefore++;
            }
        }

        return payout;
    }

    // An id of ours in the file is a UUID without its hyphens.
    private static string? PayoutId(string id) =>
        id.Length == IdChars && Guid.TryParseExact(id, "N", out var uuid) ? uuid.ToString("D") : null;

    private static Refusal Differs(List<string> differences) =>
        Refusal.Conflict(
            "answer_differs",
            $"The bank's answer and the books differ, and nothing was changed: {string.Join(' ', differences.Take(3))} Ask the bank; settle by hand what is right.",
            new() { ["differences"] = new JsonArray([.. differences.Take(UnknownMax).Select(one => (JsonNode)one)]) }
        );

    private sealed class Taken
    {
        public List<string> Executed { get; } = [];

        public List<string> Refused { get; } = [];

        public List<string> Returned { get; } = [];

        public int UnderWay { get; set; }

        public int AsBefore { get; set; }
    }
}
