// Lays the shop's book beside those of all providers and names every movement that stands in one only, or differently.
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>One movement on which the books disagree.</summary>
/// <param name="Ours">As the shop has it, or null.</param>
/// <param name="Theirs">As the provider has it, or null.</param>
/// <param name="Provider">Whose payment it is; the one in whose book it stands.</param>
public sealed record Difference(LedgerEntry? Ours, LedgerEntry? Theirs, string Provider)
{
    public LedgerPlace Place => (Ours ?? Theirs)!.Place;
}

/// <summary>The comparison: all books read by payment, in step, a bounded stretch at a time.</summary>
public sealed class CompareBooks(Database database, Gateways gateways)
{
    private const int ReadEntries = 1_000;

    // One request reads at most so far; its answer then says where to go on.
    private const int StretchEntriesMax = 100_000;

    /// <summary>The differences after a place, and where to go on, or null at the end of all books.</summary>
    public async ValueTask<(IReadOnlyList<Difference> Differences, LedgerPlace? GoOn)> Run(
        LedgerPlace after,
        int limit,
        CancellationToken cancel
    )
    {
        var found = new List<Difference>();
        var ours = new Book(place => Ours(place), after);
        var others = gateways
            .All.Select(gateway => (gateway.Name, Book: new Book(place => gateway.Entries(place, ReadEntries, cancel), after)))
            .ToList();
        for (var read = 0; ; read++)
        {
            var left = await ours.Peek();
            var (provider, theirs, right) = await Next(others);
            if (left is null && right is null)
            {
                return (found, null);
            }

            if (found.Count == limit || read == StretchEntriesMax)
            {
                return (found, after);
            }

            var order =
                left is null ? 1
                : right is null ? -1
                : left.Place.CompareTo(right.Place);
            var difference = new Difference(order <= 0 ? left : null, order >= 0 ? right : null, provider);
            after = difference.Place;
            if (order <= 0)
            {
                ours.Take();
            }

            if (order >= 0)
            {
                theirs!.Take();
            }

            // A payment made while the books were read stands in one of them for a moment: only what is still different now is one.
            if (!Same(difference) && await LookAgain(difference.Place, order >= 0 ? provider : null, cancel) is (true, { } still))
            {
                found.Add(still);
            }
        }
    }

    private async ValueTask<IReadOnlyList<LedgerEntry>> Ours(LedgerPlace after) =>
        await database.Read(sql => PaymentStore.Ledger.ByPayment(sql, after, ReadEntries));

    /// <summary>The difference at a place as it is now, null when there is none; and whether the provider could say.</summary>
    /// <param name="provider">Whose the payment is; null for the one that the shop made it with.</param>
    public async ValueTask<(bool IsKnown, Difference? Difference)> LookAgain(LedgerPlace place, string? provider, CancellationToken cancel)
    {
        provider ??= (await database.Read(sql => PaymentStore.Find(sql, place.PaymentId)))?.Provider ?? gateways.All[0].Name;
        LedgerEntry? theirs = null;
        if (gateways.Find(provider) is { } gateway)
        {
            if (!(await gateway.LookUp(place.PaymentId, cancel)).Is(out var said, out _))
            {
                return (false, null);
            }

            theirs = said.Entries.FirstOrDefault(e => e.Place == place);
        }

        var ours = (await database.Read(sql => PaymentStore.Ledger.Of(sql, place.PaymentId))).FirstOrDefault(e => e.Place == place);
        var again = new Difference(ours, theirs, provider);
        return (true, Same(again) ? null : again);
    }

    // The first entry that any provider still has.
    private static async ValueTask<(string Provider, Book? Book, LedgerEntry? Entry)> Next(IReadOnlyList<(string Name, Book Book)> others)
    {
        (string Provider, Book? Book, LedgerEntry? Entry) first = (others[0].Name, null, null);
        foreach (var (name, book) in others)
        {
            if (await book.Peek() is { } entry && (first.Entry is null || entry.Place.CompareTo(first.Entry.Place) < 0))
            {
                first = (name, book, entry);
            }
        }

        return first;
    }

    private static bool Same(Difference d) =>
        d.Ours is { } ours && d.Theirs is { } theirs
            ? ours.AmountMinor == theirs.AmountMinor
                && ours.Currency == theirs.Currency
                && ours.TransactionId == theirs.TransactionId
                && ours.OrderId == theirs.OrderId
            : d.Ours is null && d.Theirs is null;

    // One of the books, read ahead a page at a time.
    private sealed class Book(Func<LedgerPlace, ValueTask<IReadOnlyList<LedgerEntry>>> read, LedgerPlace after)
    {
        private IReadOnlyList<LedgerEntry> page = [];
        private LedgerPlace last = after;
        private int next;
        private bool ended;

        public async ValueTask<LedgerEntry?> Peek()
        {
            if (next == page.Count && !ended)
            {
                page = await read(last);
                next = 0;
                ended = page.Count == 0;
            }

            return next < page.Count ? page[next] : null;
        }

        public void Take() => last = page[next++].Place;
    }
}
