// Moves all carts of a stopped shop from one store to another, and proves both equal before the shop looks for them there.
using System.Globalization;
using Cartwright.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Carts;

/// <summary>
/// One move. It may be broken off at any moment: the shop looks for its carts where they were until both sides were compared, and a later
/// run begins anew with what this one left in the target. The store that is left stays as it is, but for what a shop would have done: what
/// the database had not got is carried there, and what has expired is written down.
/// </summary>
/// <param name="database">The module's own, which no other process has open.</param>
/// <param name="settings">Those of the shop.</param>
/// <param name="ids">Names the move.</param>
/// <param name="clock">Says what has expired.</param>
/// <param name="say">Told what is being done, a line at a time.</param>
public sealed class CartMove(Database database, CartSettings settings, IIds ids, TimeProvider clock, Action<string> say)
{
    private const int SayEvery = 10_000;
    private const int NamedMax = 5;

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The carts in the module's own database.</summary>
    public CartsBeside InData() => new(CartHomeSql.Sql, new SqlCartsAtRest(database));

    /// <summary>
    /// Whether there is something to do: false when the carts are there already. Throws <see cref="ConfigurationRefused"/> when they are in
    /// neither.
    /// </summary>
    /// <param name="from">A value of Carts:Store, as is <paramref name="to"/>.</param>
    /// <param name="to">Another one.</param>
    public async Task<bool> Check(string from, string to)
    {
        var home =
            (await CartHomeSql.Read(database))?.Store
            ?? throw new ConfigurationRefused(
                "It is not known yet where the carts of this shop are. Start the shop once with the Carts:Store it has, stop it, then move."
            );
        return home == to ? false
            : home == from ? true
            : throw new ConfigurationRefused(
                $"The carts of this shop are in {CartHomeSql.Words(home)}, not in {CartHomeSql.Words(from)}: give --from {home}"
            );
    }

    /// <summary>
    /// Copies, compares, and only then says that the carts are in the target; false when the sides differ, and then nothing is said. Throws
    /// <see cref="ConfigurationRefused"/> for a source that has lost carts and for a target with carts of others,
    /// <see cref="StorageUnavailable"/> for a store that is away.
    /// </summary>
    /// <param name="from">Where they are: <see cref="Check"/> has said so.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="lost">Whether carts that the source has lost may be lost.</param>
    /// <param name="cancel">Breaks the move off.</param>
    public async Task<bool> Run(CartsBeside from, CartsBeside to, bool lost, CancellationToken cancel)
    {
        await Settle(from, cancel);
        if (from.Journal is not null)
        {
            await DemandAll(from, lost, cancel);
        }

        await to.AtRest.Begin(await CartHomeSql.Begin(database, ids), cancel);
        await Copy("carts", from.AtRest.Carts(cancel), slice => to.AtRest.Put(slice, cancel));
        await Copy("records", from.AtRest.Records(cancel), slice => to.AtRest.Put(slice, cancel));
        if (to.Name == CartHomeSql.Sql)
        {
            await Empty(from, to, cancel);
        }

        say("Reading both sides again:");
        var equal =
            Said("carts", await CompareCarts(from.AtRest, to.AtRest, cancel))
            & Said("records", await CompareRecords(from.AtRest, to.AtRest, cancel));
        if (from.Journal is not null && (await from.Journal.Read(1, cancel)).Count > 0)
        {
            say($"DIFFER {from.AtRest.Where} was changed meanwhile: something works with these carts. Stop it.");
            equal = false;
        }

        if (equal)
        {
            await CartHomeSql.Set(database, to.Name);
        }

        return equal;
    }

    private async Task Settle(CartsBeside from, CancellationToken cancel)
    {
        if (from is { Store: { } store, Journal: { } journal })
        {
            using var carrier = new CartCarrier(database, store, clock, NullLogger<CartCarrier>.Instance, journal);
            await carrier.CatchUp(cancel);

            // A store that drops carts as they expire could not say any more what was in them.
            while (await new ExpireCarts(database, store, carrier, settings, clock).Run(cancel)) { }
        }
    }

    /// <summary>
    /// The rows in the database are of all carts. One with lines that its store does not know is the wrong store, or a store that was
    /// wiped.
    /// </summary>
    private async Task DemandAll(CartsBeside from, bool lost, CancellationToken cancel)
    {
        var missing = new Named();
        await foreach (var rows in InData().AtRest.Carts(cancel))
        {
            var there = (await from.AtRest.Find([.. rows.Select(row => row.UserId)], cancel))
                .Select(cart => cart.UserId)
                .ToHashSet(StringComparer.Ordinal);
            foreach (var row in rows.Where(row => row.At(NowMs).Items.Count > 0 && !there.Contains(row.UserId)))
            {
                missing.Add(row.UserId);
            }
        }

        if (missing.Count > 0 && !lost)
        {
            throw new ConfigurationRefused(
                $"{from.AtRest.Where} does not know {missing} that this shop has. Is it another one? Name the right one; or, if it has lost them, say --accept-lost: they are empty then."
            );
        }
    }

    private async Task Copy<T>(string what, IAsyncEnumerable<IReadOnlyList<T>> slices, Func<IReadOnlyList<T>, ValueTask> put)
    {
        long copied = 0;
        await foreach (var slice in slices)
        {
            if (slice.Count == 0)
            {
                continue;
            }

            await put(slice);
            copied += slice.Count;
            if (copied / SayEvery > (copied - slice.Count) / SayEvery)
            {
                say(string.Create(CultureInfo.InvariantCulture, $"{what, -36}{copied, 12:N0} copied"));
            }
        }

        say(string.Create(CultureInfo.InvariantCulture, $"{what, -36}{copied, 12:N0} copied, all"));
    }

    /// <summary>
    /// Rows of carts that their store has forgotten or lost keep their version, so that it does not fall, and nothing else.
    /// </summary>
    private async Task Empty(CartsBeside from, CartsBeside to, CancellationToken cancel)
    {
        await foreach (var rows in to.AtRest.Carts(cancel))
        {
            var there = (await from.AtRest.Find([.. rows.Select(row => row.UserId)], cancel))
                .Select(cart => cart.UserId)
                .ToHashSet(StringComparer.Ordinal);
            CartState[] gone =
            [
                .. rows.Where(row => row.Items.Count > 0 && !there.Contains(row.UserId))
                    .Select(row => row with { Version = row.Version + 1, Coupon = null, Items = [], UpdatedMs = NowMs }),
            ];
            if (gone.Length > 0)
            {
                await to.AtRest.Put(gone, cancel);
            }
        }
    }

    private async Task<Proof> CompareCarts(ICartsAtRest from, ICartsAtRest to, CancellationToken cancel)
    {
        long one = 0,
            other = 0;
        var differing = new Named();
        await foreach (var slice in from.Carts(cancel))
        {
            var there = (await to.Find([.. slice.Select(cart => cart.UserId)], cancel)).ToDictionary(
                cart => cart.UserId,
                StringComparer.Ordinal
            );
            var now = NowMs;
            one += slice.Count;
            foreach (var cart in slice.Where(cart => !there.TryGetValue(cart.UserId, out var copy) || !Same(cart.At(now), copy.At(now))))
            {
                differing.Add(cart.UserId);
            }
        }

        await foreach (var slice in to.Carts(cancel))
        {
            var there = (await from.Find([.. slice.Select(cart => cart.UserId)], cancel))
                .Select(cart => cart.UserId)
                .ToHashSet(StringComparer.Ordinal);
            var now = NowMs;
            other += slice.Count;

            // An empty one is nothing but a version, which the source has forgotten.
            foreach (var cart in slice.Where(cart => !there.Contains(cart.UserId) && cart.At(now).Items.Count > 0))
            {
                differing.Add(cart.UserId);
            }
        }

        return new(one, other, differing);
    }

    private async Task<Proof> CompareRecords(ICartsAtRest from, ICartsAtRest to, CancellationToken cancel)
    {
        long one = 0,
            other = 0;
        var differing = new Named();
        await foreach (var slice in from.Records(cancel))
        {
            var there = (await to.Find([.. slice.Select(record => (record.UserId, record.RecordId))], cancel)).ToDictionary(record =>
                (record.UserId, record.RecordId)
            );
            one += slice.Count;
            foreach (var record in slice.Where(record => there.GetValueOrDefault((record.UserId, record.RecordId))?.Text != record.Text))
            {
                differing.Add(record.UserId + " " + record.RecordId);
            }
        }

        await foreach (var slice in to.Records(cancel))
        {
            var there = (await from.Find([.. slice.Select(record => (record.UserId, record.RecordId))], cancel))
                .Select(record => (record.UserId, record.RecordId))
                .ToHashSet();

            // One that the source was about to forget, and has forgotten since it was copied, is no difference.
            var forgotten = from.RecordsKept is { } kept
                ? NowMs - (long)(kept - (2 * ICartsAtRest.KeptLonger)).TotalMilliseconds
                : long.MinValue;
            other += slice.Count;
            foreach (var record in slice.Where(record => record.AtMs > forgotten && !there.Contains((record.UserId, record.RecordId))))
            {
                differing.Add(record.UserId + " " + record.RecordId);
            }
        }

        return new(one, other, differing);
    }

    private static bool Same(CartState one, CartState other) =>
        one.Items.SequenceEqual(other.Items) && one with { Items = [] } == other with { Items = [] };

    private bool Said(string what, Proof proof)
    {
        var equal = proof.Differing.Count == 0;
        say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(equal ? "equal " : "DIFFER")} {what, -29}{proof.From, 12:N0} {proof.To, 12:N0} read{(equal ? string.Empty : ": " + proof.Differing)}"
            )
        );
        return equal;
    }

    private sealed record Proof(long From, long To, Named Differing);

    /// <summary>How many, and the first of them by name.</summary>
    private sealed class Named
    {
        private readonly List<string> first = [];

        public long Count { get; private set; }

        public void Add(string name)
        {
            Count++;
            if (first.Count < NamedMax)
            {
                first.Add(name);
            }
        }

        public override string ToString() =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Count:N0} ({string.Join("; ", first)}{(Count > first.Count ? "; …" : string.Empty)})"
            );
    }
}
