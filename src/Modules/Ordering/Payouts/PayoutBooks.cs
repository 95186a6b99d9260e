// What files ask a bank for, held against what the shop has written down. Plain functions.
namespace Cartwright.Ordering;

internal static class PayoutBooks
{
    /// <summary>Everything in which file, rows and ledger differ; nothing when they agree.</summary>
    /// <param name="asked">What stands in the file.</param>
    /// <param name="recorded">Payouts of it, with what the vendors' ledger has of each.</param>
    public static IReadOnlyList<PayoutDifference> Differences(
        PayoutFile file,
        IReadOnlyList<FiledPayout> payouts,
        IReadOnlyList<(string EndToEndId, string Iban, long Amount)> asked,
        IReadOnlyList<(string PayoutId, long Amount, long Booked)> recorded
    )
    {
        var found = new List<PayoutDifference>();
        var inFile = asked.ToLookup(one => one.EndToEndId, StringComparer.Ordinal);
        if (asked.Count != file.Count || asked.Sum(one => one.Amount) != file.Sum)
        {
            found.Add(new(file.Id, null, "The file's transfers are not those that were counted when it was made."));
        }

        foreach (var payout in payouts)
        {
            var one = payout.Instruction;
            if (inFile[one.EndToEndId].ToList() is not [var entry] || entry.Amount != one.Amount || entry.Iban != one.Iban)
            {
                found.Add(new(file.Id, one.PayoutId, "The file asks for another amount or account, or does not ask for it once."));
            }

            var booked = recorded.Where(row => row.PayoutId == one.PayoutId).ToList();
            var isRight =
                payout.Status == FiledPayout.Sent
                    ? booked is [var row] && row.Amount == one.Amount && row.Booked == one.Amount
                    : booked.Count == 0;
            if (!isRight)
            {
                found.Add(new(file.Id, one.PayoutId, $"It is {payout.Status}, and the vendor's ledger says otherwise."));
            }
        }

        return found;
    }
}
