// Seals orders and holds them against their seals. Whoever can write the database but has not the key can neither make a seal nor an entry
// of a timeline.
using System.Globalization;
using System.Text.Json;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>The shop's seals.</summary>
/// <param name="open">Finds the key or makes it; asked once.</param>
/// <param name="ids">Gives salts.</param>
public sealed class OrderSeals(Func<Task<byte[]>> open, IIds ids)
{
    private readonly Lazy<Task<KeyedHash>> key = new(async () => new KeyedHash(await open()));

    /// <summary>Raised after each commit that left changes for the chain.</summary>
    public Signal Waiting { get; } = new();

    /// <summary>Whether orders older than seals are being sealed as they are found.</summary>
    public bool TakesOlder { get; set; }

    /// <summary>Whether all of them are. From then on an order without a seal is a forgery, and never gets one.</summary>
    public bool AllFound { get; set; }

    private KeyedHash Key =>
        key.Value.IsCompletedSuccessfully
            ? key.Value.Result
            : throw new InvalidOperationException("Orders are sealed before there is a key: wait for Ready.");

    /// <summary>Completes once there is a key. Throws <see cref="ConfigurationRefused"/> when it cannot be had.</summary>
    public Task Ready() => key.Value;

    /// <summary>
    /// An order as it is read to be changed: held against its seal, or sealed as it is found while older orders are taken.
    /// </summary>
    public Order Taken(Order stored) =>
        stored.Seal switch
        {
            null => TakesOlder ? Found(stored) : stored,
            { Broken: not null } => stored,
            { } seal => stored with
            {
                Seal = Problem(stored) is null ? seal with { Checked = true } : seal with { Broken = seal.Stored() },
            },
        };

    /// <summary>An order older than seals with one: what has been of it is what it is from here on.</summary>
    public Order Found(Order stored)
    {
        var salt = ids.Secret(PersonalData.SaltBytes);
        var found = stored with
        {
            Seal = new(stored.Version + 1, 0, salt, stored.PlacedTerms.Commitment(salt), string.Empty, string.Empty) { Checked = true },
        };
        found = found with { Seal = found.Seal! with { Ground = Ground(found) } };
        return found with { Seal = found.Seal with { Mac = Mac(found) } };
    }

    /// <summary>The order with its new entries chained and its seal made anew, as it is to be stored.</summary>
    public Order Sealed(Order order)
    {
        if (order.Seal is not { } seal)
        {
            return order;
        }

        if (seal.Broken is null && seal.Salt.Length == 0)
        {
            var salt = ids.Secret(PersonalData.SaltBytes);
            seal = seal with
            {
                Salt = salt,
                Person = order.PlacedTerms.Commitment(salt),
                Checked = true,
                OpenTerms = order.PlacedTerms.Without().Stored(),
            };
            order = order with { Seal = seal };
            order = order with { Seal = seal with { Ground = Ground(order) } };
            order = order with { Head = order.Seal.Ground };
        }
        else if (seal.Broken is null && !seal.Checked)
        {
            throw new InvalidOperationException($"The order {order.Id} was read to be shown and is to be saved: read it with Take.");
        }
        else if (seal.OpenTerms is not null)
        {
            // It is stored by now.
            order = order with
            {
                Seal = seal with { OpenTerms = null },
            };
        }

        order = Chained(order, order.Added);
        return order with
        {
            Seal = order.Seal!.Broken is null ? order.Seal with { Mac = Mac(order) } : order.Seal.StaysBroken(order.Version),
        };
    }

    /// <summary>The keyed hash of an entry that follows one with that hash.</summary>
    public string HashAfter(string previousHash, Entry entry, string orderId, string salt)
    {
        var (open, commitment) = entry.Split(salt);
        return Hash(
            "entry",
            orderId,
            previousHash,
            Text(open.Sequence),
            open.Type,
            open.Status,
            open.Detail ?? string.Empty,
            open.Actor,
            open.ActorId ?? string.Empty,
            Text(open.AtMs),
            open.Data ?? string.Empty,
            commitment
        );
    }

    /// <summary>What a stored order and its seal differ in, in a sentence; null when it holds.</summary>
    public string? Problem(Order stored) => PlacedProblem(stored) ?? StandingProblem(stored);

    /// <summary>The same of what has been of the order since it was placed.</summary>
    public string? PlacedProblem(Order stored)
    {
        if (stored.Seal is not { Broken: null } seal)
        {
            return null;
        }

        return Ground(stored) != seal.Ground ? "The order is not that of its seal: its owner, means of payment, cart, time or terms."
            : seal.ErasedTo > 0
                ? stored.PlacedTerms.Without().Stored() == stored.PlacedTerms.Stored() ? null
                    : "The person was erased, and the order names one."
            : stored.PlacedTerms.Commitment(seal.Salt) != seal.Person ? "The name, address or e-mail address is not that of the seal."
            : null;
    }

    /// <summary>The same of how the order stands, and of the seal itself.</summary>
    public string? StandingProblem(Order stored) =>
        stored.Seal switch
        {
            null => !AllFound ? null : "The order has no seal: it was not made by this shop, or its seal was taken away.",
            { Broken: not null } => "The seal did not hold when the order was changed last, or cannot be read.",
            { } seal => Mac(stored) != seal.Mac
                ? "The order is not that of its seal: its status, version or head, or the seal itself."
                : null,
        };

    /// <summary>The head of a batch of the chain.</summary>
    public string HeadOf(SealBatch batch, string previous) =>
        Hash("batch", Text(batch.Number), batch.Kind, previous, Text(batch.AtMs), batch.Content);

    /// <summary>The order's entries, chained from its head on.</summary>
    internal Order Chained(Order order, IReadOnlyList<Entry> entries)
    {
        var chained = new List<Entry>(entries.Count);
        var head = order.Head;
        foreach (var entry in entries)
        {
            head = HashAfter(head, entry, order.Id, order.Seal!.Salt);
            chained.Add(entry with { Hash = head });
        }

        return order with
        {
            Head = head,
            Added = chained,
        };
    }

    internal string Ground(Order order) =>
        Hash(
            "ground",
            order.Id,
            order.UserId,
            Text(order.CartVersion),
            order.Checkout.PaymentToken,
            Text(order.CreatedMs),
            order.Seal!.OpenTerms ?? order.PlacedTerms.Without().Stored(),
            order.Seal.Person
        );

    internal string Mac(Order order) =>
        Hash(
            "order",
            order.Id,
            order.Seal!.Ground,
            Text(order.Seal.KeyedFrom),
            Text(order.Seal.ErasedTo),
            Text(order.Version),
            order.Head,
            order.Status
        );

    // As a JSON array no two contents have the same text; the first word keeps one kind of hash from being taken for another.
    private string Hash(params string[] parts)
    {
        Span<byte> hash = stackalloc byte[KeyedHash.Bytes];
        Key.Of(JsonSerializer.SerializeToUtf8Bytes(parts, OrderingJson.Default.StringArray), hash);
        return Convert.ToHexStringLower(hash);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
