// The words of stock: levels, holds and their states, movements, commands.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Inventory;

/// <summary>
/// Units of one product. Reserved units are on hand, so available is the difference; unpaid ones are those of the reserved that wait for a
/// payment.
/// </summary>
internal readonly record struct StockLevel(long OnHand, long Reserved, long Unpaid = 0)
{
    public long Available => OnHand - Reserved;
}

/// <summary>Units of one product within a hold.</summary>
internal readonly record struct Units(string ProductId, long Quantity);

internal enum ReservationState
{
    Held = 0,
    Settled = 1,
    Released = 2,
    Expired = 3,
}

/// <summary>A hold. Changed only by <see cref="StockBook"/>.</summary>
internal sealed class Reservation(string id, ReservationState state, long expiresMs, Units[] lines, bool stored)
{
    public string Id => id;

    public ReservationState State { get; set; } = state;

    public long ExpiresMs { get; set; } = expiresMs;

    public Units[] Lines => lines;

    /// <summary>Whether the table has a row of it already.</summary>
    public bool Stored => stored;

    public bool Changed { get; set; }

    /// <summary>Whether it is held for ever: so far ahead that no span in seconds can have said it.</summary>
    public bool IsFirm(long nowMs) => ExpiresMs - nowMs > ReserveUnits.FirmMs / 2;

    /// <summary>Who it counts for while it is unpaid; null when nobody was named, and after it has ended for good.</summary>
    public string? Holder { get; set; }

    /// <summary>
    /// Whether it waits for a payment, and so counts in <see cref="UnpaidTab"/> and <see cref="StockLevel.Unpaid"/> while it is held.
    /// </summary>
    public bool Unpaid { get; set; }

    /// <summary>Units of a settled one that restocks have brought back already.</summary>
    public IReadOnlyList<Units> Restocked { get; set; } = [];

    /// <summary>Units of a product that restocks have brought back.</summary>
    public long RestockedOf(string productId) => Restocked.Where(units => units.ProductId == productId).Sum(units => units.Quantity);
}

/// <summary>One row of the ledger.</summary>
internal readonly record struct Movement(
    string ProductId,
    string Reason,
    long DeltaOnHand,
    long DeltaReserved,
    string Reference,
    string? Note
);

/// <summary>A command that is decided in a batch. <see cref="Lines"/> are merged a product and may be empty.</summary>
internal abstract record StockCommand(string Id, Units[] Lines);

/// <summary>Answers when the hold ends, Unix ms.</summary>
internal sealed record ReserveUnits(string Id, Units[] Lines, long HoldMs) : StockCommand(Id, Lines)
{
    /// <summary>A hundred years: a firm hold never expires, and its expiry still is a time like any other.</summary>
    public const long FirmMs = 100L * 365 * 24 * 60 * 60 * 1_000;

    /// <summary>Who holds; null for what the reservation says already.</summary>
    public string? Holder { get; init; }

    /// <summary>Whether the units will wait for a payment.</summary>
    public bool Unpaid { get; init; }
}

/// <summary>Answers 0.</summary>
internal sealed record SettleUnits(string Id, Units[] Lines) : StockCommand(Id, Lines);

/// <summary>Answers 0.</summary>
internal sealed record ReleaseUnits(string Id) : StockCommand(Id, []);

/// <summary>Lines as they came from another module, held against the bounds.</summary>
internal static class Lines
{
    private static readonly Refusal IdMissing = Refusal.Invalid("reservation_id_invalid", "Give a reservation id of 1 to 200 characters.");
    private static readonly Refusal Wrong = Refusal.Invalid(
        "lines_invalid",
        $"Give 1 to {Limits.CartLinesMax} lines with a product and 1 to {Limits.QuantityMax} units each."
    );

    public static Refusal? CheckId(string id) => id.Length is > 0 and <= Limits.NameCharsMax ? null : IdMissing;

    /// <summary>One entry a product, in the order asked; two lines of one product add up.</summary>
    public static Outcome<Units[]> Merge(IReadOnlyList<StockLine> lines, bool mayBeEmpty)
    {
        if (lines.Count > Limits.CartLinesMax || (lines.Count == 0 && !mayBeEmpty))
        {
            return Wrong;
        }

        var merged = new List<Units>(lines.Count);
        foreach (var line in lines)
        {
            if (line.ProductId.Length is 0 or > Limits.NameCharsMax || line.Quantity < 1 || line.Quantity > Limits.QuantityMax)
            {
                return Wrong;
            }

            var at = merged.FindIndex(units => units.ProductId == line.ProductId);
            if (at < 0)
            {
                merged.Add(new(line.ProductId, line.Quantity));
            }
            else
            {
                merged[at] = new(line.ProductId, merged[at].Quantity + line.Quantity);
            }
        }

        return merged.ToArray();
    }
}
