// What happens to some orders beyond the plain way: shipments, returns, refunds, edits. One JSON column keeps it, null for the plain way.
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartwright.Ordering;

/// <summary>Units of one product.</summary>
public sealed record UnitsOf(string ProductId, long Quantity);

/// <summary>What has happened to an order since its sale, each list in the order in which its pieces came.</summary>
public sealed record AfterSale
{
    /// <summary>Nothing has happened.</summary>
    public static AfterSale None { get; } = new();

    /// <summary>The terms in force after an edit; null while those of the placement hold.</summary>
    public Terms? Terms { get; init; }

    public IReadOnlyList<Shipment> Shipments { get; init; } = [];

    public IReadOnlyList<Return> Returns { get; init; } = [];

    public IReadOnlyList<Refund> Refunds { get; init; } = [];

    /// <summary>Null for none.</summary>
    public IReadOnlyList<Withdrawal>? Withdrawals { get; init; }

    /// <summary>Units that go back into stock.</summary>
    public IReadOnlyList<Restock> Restocks { get; init; } = [];

    /// <summary>Reservations after the first.</summary>
    public IReadOnlyList<Hold> Holds { get; init; } = [];

    /// <summary>Payments after the first.</summary>
    public IReadOnlyList<Charge> Charges { get; init; } = [];

    /// <summary>What was held for the order; null where its money was taken at once.</summary>
    public IReadOnlyList<Holding>? Holdings { get; init; }

    /// <summary>What was taken of it; null for nothing yet.</summary>
    public IReadOnlyList<Capture>? Captures { get; init; }

    /// <summary>The edit that is under way.</summary>
    public Edit? Edit { get; init; }

    /// <summary>How many edits were begun; the number of the last.</summary>
    public int Edits { get; init; }

    /// <summary>The edits that were asked for under a key; null for none.</summary>
    public IReadOnlyList<KeyedEdit>? KeyedEdits { get; init; }

    /// <summary>What the customer has to do so that the payment goes on.</summary>
    public NextAction? Action { get; init; }

    /// <summary>Whether another module still has to be asked for something.</summary>
    [JsonIgnore]
    public bool HasWork =>
        Edit is not null
        || Refunds.Any(refund => !refund.Done)
        || Restocks.Any(restock => !restock.Done)
        || Withdrawals?.Any(withdrawal => !withdrawal.Done) == true
        || Captures?.Any(capture => capture.IsOpen) == true
        || Holdings?.Any(holding => holding.HasWork) == true;

    /// <summary>As it is stored.</summary>
    public string Stored() => JsonSerializer.Serialize(this, OrderingJson.Default.AfterSale);

    public static AfterSale Read(string stored) =>
        JsonSerializer.Deserialize(stored, OrderingJson.Default.AfterSale)
        ?? throw new JsonException("An order is stored with nothing for what came after its sale.");

    /// <summary>With the pieces of an entry in the place of those that they are.</summary>
    internal AfterSale Merge(EntryData data) =>
        this with
        {
            Terms = data.Terms ?? Terms,
            Shipments = Put(Shipments, data.Shipments, one => one.Number),
            Returns = Put(Returns, data.Return is null ? null : [data.Return], one => one.Id),
            Refunds = Put(Refunds, data.Refund is null ? null : [data.Refund], one => one.Number),
            Withdrawals = data.Withdrawal is null ? Withdrawals : Put(Withdrawals ?? [], [data.Withdrawal], one => one.Number),
            Restocks = Put(Restocks, data.Restocks, one => one.Id),
            Holds = Put(Holds, data.Hold is null ? null : [data.Hold], one => one.ReservationId),
            Charges = Put(Charges, data.Charge is null ? null : [data.Charge], one => one.PaymentId),
            Holdings = data.Holdings is null ? Holdings : Put(Holdings ?? [], data.Holdings, one => one.PaymentId),
            Captures = data.Capture is null ? Captures : Put(Captures ?? [], [data.Capture], one => one.Number),
            Edit = data.EditEnded is true ? null : data.Edit ?? Edit,
            Edits = data.Edit?.Number ?? Edits,
            KeyedEdits = KeyedEdit.Of(data.Edit) is { } keyed ? Put(KeyedEdits ?? [], [keyed], one => one.Key) : KeyedEdits,
            Action = data.Action ?? Action,
        };

    /// <summary>Nobody has to do anything for the payment any more; null when nothing else has happened either.</summary>
    internal AfterSale? WithoutAction() => Stored() == (None with { Action = Action }).Stored() ? null : this with { Action = null };

    private static IReadOnlyList<T> Put<T, TKey>(IReadOnlyList<T> kept, IReadOnlyList<T>? changed, Func<T, TKey> key)
        where TKey : notnull
    {
        if (changed is null)
        {
            return kept;
        }

        var all = new List<T>(kept);
        foreach (var one in changed)
        {
            var at = all.FindIndex(known => key(known).Equals(key(one)));
            if (at < 0)
            {
                all.Add(one);
            }
            else
            {
                all[at] = one;
            }
        }

        return all;
    }
}
