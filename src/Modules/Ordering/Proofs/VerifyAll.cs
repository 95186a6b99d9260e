// Looks through all orders of a shop and through the chain that binds them, beside the running shop: nothing is written and nothing is
// held.
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>Something that is not as it was made.</summary>
/// <param name="What">order, chain, payment, stock, hold, use, discount, vendor, events.</param>
/// <param name="Id">Of it.</param>
/// <param name="Where">The part of it that differs: a timeline entry, a batch, a table.</param>
public sealed record Finding(string What, string Id, string Where, string Problem);

/// <summary>The look.</summary>
/// <param name="found">Told each finding once.</param>
public sealed class VerifyAll(Database database, OrderSeals seals, Action<Finding> found)
{
    /// <summary>Orders whose last seals are held in memory at once: some dozens of megabytes, whatever the shop has.</summary>
    private const int StretchMax = 200_000;

    private const int PageOrders = 250;

    // What changes while it is looked at is looked at again.
    private const int AgainAtOnce = 100;

    private readonly HashSet<string> named = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>Orders looked at so far.</summary>
    public long Orders { get; private set; }

    /// <summary>Changes of orders that the chain lists.</summary>
    public long Changes { get; private set; }

    /// <summary>The last batch that was read.</summary>
    public long Batches { get; private set; }

    /// <summary>Looks through everything.</summary>
    /// <param name="anchor">What Payments keeps; null when that could not be asked.</param>
    /// <param name="page">Told every page of orders, those that hold, for comparisons with other books.</param>
    public async Task Run((long Number, string Head)? anchor, Func<IReadOnlyList<Order>, Task> page, CancellationToken cancel)
    {
        await seals.Ready();
        seals.AllFound = await database.Read(SealSql.HasFound);
        var (after, first) = (string.Empty, true);
        while (true)
        {
            var (from, seen) = (after, new Dictionary<string, (long Version, string Mac)>(StringComparer.Ordinal));
            var ended = false;
            while (seen.Count < StretchMax && !ended)
            {
                (after, ended) = await Pages(after, seen, page, cancel);
            }

            await Chain(from, ended ? null : after, seen, first, anchor, cancel);
            first = false;
            if (ended)
            {
                return;
            }
        }
    }

    /// <summary>Some pages at once, one a core.</summary>
    private async Task<(string After, bool Ended)> Pages(
        string after,
        Dictionary<string, (long Version, string Mac)> seen,
        Func<IReadOnlyList<Order>, Task> page,
        CancellationToken cancel
    )
    {
        var atOnce = Math.Max(1, Environment.ProcessorCount);
        var ids = await database.Read(sql => SealSql.Ids(sql, after, PageOrders * atOnce));
        await Parallel.ForEachAsync(
            ids.Chunk(PageOrders),
            new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancel },
            async (chunk, _) =>
            {
                var looked = await database.Snapshot(sql => VerifyOrdersSql.Some(sql, seals, chunk));
                lock (gate)
                {
                    foreach (var one in looked)
                    {
                        seen[one.OrderId] = (one.Order?.Version ?? 0, one.Mac);
                        if (!one.Verdict.Holds)
                        {
                            Name(new("order", one.OrderId, $"timeline entry {one.Verdict.Sequence}", one.Verdict.Problem!));
                        }
                    }

                    Orders += looked.Count;
                }

                await page([.. looked.Where(one => one.Verdict.Holds).Select(one => one.Order!)]);
            }
        );
        var whole = PageOrders * atOnce;
        return ids.Count == 0 ? (after, true) : (ids[^1], ids.Count != whole);
    }

    private async Task Chain(
        string from,
        string? to,
        Dictionary<string, (long Version, string Mac)> seen,
        bool first,
        (long Number, string Head)? anchor,
        CancellationToken cancel
    )
    {
        var listed = new Dictionary<string, (long Version, string Mac, long Batch)>(StringComparer.Ordinal);
        var (number, head, anchored) = (0L, string.Empty, anchor is not { Number: > 0 });
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var batches = await database.Read(sql => SealSql.After(sql, number));
            if (batches.Count == 0)
            {
                break;
            }

            foreach (var batch in batches)
            {
                var holds = batch.Number == number + 1 && seals.HeadOf(batch, head) == batch.Head;
                if (first && !holds)
                {
                    found(
                        new(
                            "chain",
                            Text(batch.Number),
                            "seal_batches",
                            batch.Number == number + 1
                                ? "The batch is not that of its head, or does not follow the one before it."
                                : $"The batches {number + 1} to {batch.Number - 1} are missing."
                        )
                    );
                }

                if (first && anchor is { } kept && kept.Number == batch.Number)
                {
                    anchored = kept.Head == batch.Head;
                }

                (number, head) = (batch.Number, batch.Head);
                Take(batch, from, to, listed, first);
            }
        }

        if (first)
        {
            Batches = number;
            if (!anchored)
            {
                found(
                    new(
                        "chain",
                        Text(anchor!.Value.Number),
                        "seal_batches",
                        anchor.Value.Number > number
                            ? $"Payments knows the chain up to batch {anchor.Value.Number}, and it ends at {number}: its end was cut off, or an old copy put back."
                            : $"Payments has another head of batch {anchor.Value.Number}: the chain was rewritten."
                    )
                );
            }
        }

        var doubtful = seen.Where(one =>
                !listed.TryGetValue(one.Key, out var last) || last.Version != one.Value.Version || last.Mac != one.Value.Mac
            )
            .Select(one => one.Key)
            .Concat(listed.Keys.Where(id => !seen.ContainsKey(id)))
            .Where(id => !named.Contains(id))
            .Order(StringComparer.Ordinal)
            .ToList();
        foreach (var some in doubtful.Chunk(AgainAtOnce))
        {
            await Again(some, listed, number, cancel);
        }
    }

    private void Take(
        SealBatch batch,
        string from,
        string? to,
        Dictionary<string, (long Version, string Mac, long Batch)> listed,
        bool first
    )
    {
        try
        {
            foreach (var change in batch.Listed())
            {
                Changes += first ? 1 : 0;
                if (string.CompareOrdinal(change.OrderId, from) <= 0 || (to is not null && string.CompareOrdinal(change.OrderId, to) > 0))
                {
                    continue;
                }

                if (listed.TryGetValue(change.OrderId, out var last) && last.Version >= change.Version)
                {
                    Name(
                        new(
                            "order",
                            change.OrderId,
                            $"batch {batch.Number}",
                            $"It was set back: batch {last.Batch} has version {last.Version}, and this later one has {change.Version}."
                        )
                    );
                }

                listed[change.OrderId] = (change.Version, change.Mac, batch.Number);
            }
        }
        catch (FormatException damaged)
        {
            found(new("chain", Text(batch.Number), "seal_batches", damaged.Message));
        }
    }

    /// <summary>Orders that the chain has otherwise than they were read: as both are at one moment.</summary>
    private ValueTask<bool> Again(
        string[] ids,
        Dictionary<string, (long Version, string Mac, long Batch)> listed,
        long readTo,
        CancellationToken cancel
    ) =>
        database.Snapshot(async sql =>
        {
            var now = await SealSql.Of(sql, ids);
            var waiting = (await SealSql.NotedOf(sql, ids)).ToLookup(change => change.OrderId, StringComparer.Ordinal);
            var wanted = ids.ToHashSet(StringComparer.Ordinal);
            for (var last = readTo; ; )
            {
                cancel.ThrowIfCancellationRequested();
                var later = await SealSql.After(sql, last);
                if (later.Count == 0)
                {
                    break;
                }

                foreach (var batch in later)
                {
                    foreach (var change in batch.Listed().Where(change => wanted.Contains(change.OrderId)))
                    {
                        listed[change.OrderId] = (change.Version, change.Mac, batch.Number);
                    }

                    last = batch.Number;
                }
            }

            foreach (var id in ids)
            {
                var has = listed.TryGetValue(id, out var chained);
                if (!now.TryGetValue(id, out var order))
                {
                    Name(
                        has
                            ? new("order", id, $"batch {chained.Batch}", $"It was deleted: the chain has it at version {chained.Version}.")
                            : new("order", id, "orders", "It was there a moment ago, and is not any more.")
                    );
                }
                else if (order.Seal is null)
                {
                    if (has)
                    {
                        Name(new("order", id, "orders", "Its seal was taken away."));
                    }
                }
                else if (has && chained.Version > order.Version)
                {
                    Name(
                        new(
                            "order",
                            id,
                            $"batch {chained.Batch}",
                            $"It was set back: the chain has version {chained.Version}, and the order is at {order.Version}."
                        )
                    );
                }
                else if (
                    waiting[id].LastOrDefault() is { Mac: { } mac, Version: var version }
                        ? version != order.Version || mac != order.Seal.Mac
                        : !has || chained.Version != order.Version || chained.Mac != order.Seal.Mac
                )
                {
                    Name(
                        new(
                            "order",
                            id,
                            has ? $"batch {chained.Batch}" : "seal_batches",
                            "The chain does not know it as it is: it was made or changed past the shop, or the chain was cut."
                        )
                    );
                }
            }

            return true;
        });

    private void Name(Finding finding)
    {
        lock (gate)
        {
            if (named.Add(finding.Id))
            {
                found(finding);
            }
        }
    }

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
