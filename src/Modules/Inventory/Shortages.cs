// Orders that were paid for while their units were gone. They are not lost: a shop fills them from the next units, or cancels the order.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Logging;

namespace Cartwright.Inventory;

/// <summary>One line of a paid order that waits for units.</summary>
/// <param name="ReservationId">The order.</param>
/// <param name="Wanted">Units the order bought.</param>
/// <param name="Available">Units that were there when it was tried.</param>
/// <param name="Code">Why it could not be settled.</param>
/// <param name="CreatedAt">Since when.</param>
internal sealed record Shortage(string ReservationId, string ProductId, long Wanted, long Available, string Code, DateTimeOffset CreatedAt);

/// <summary>Settles what was sold, and keeps what cannot be settled.</summary>
internal sealed partial class Shortages
{
    private const int OrdersAtOnce = 50;

    // The module whose orders have their holds here.
    private const string Ours = "ordering";

    private readonly StockWriter writer;
    private readonly TimeProvider clock;
    private readonly ILogger<Shortages> log;

    // One object, so that the deductions of a transaction find together.
    private readonly Func<Transaction, IReadOnlyList<SettleUnits>, ValueTask> settle;

    public Shortages(StockWriter writer, [Steady] TimeProvider clock, ILogger<Shortages> log)
    {
        this.writer = writer;
        this.clock = clock;
        this.log = log;
        settle = Settle;
    }

    /// <summary>The effect of <see cref="Topics.InventoryDeduction"/>: those that arrive together are settled together.</summary>
    public ValueTask Deduct(Transaction tx, InventoryDeduction deduction, Event e) =>
        e.Source == Ours ? Deduct(tx, deduction) : Deduct(tx, FromOutside(deduction, e.Source));

    /// <summary>
    /// A deduction of a program outside under an id that no order of ours can have, nor another program's. So it can neither settle nor
    /// collide with what others hold. What is malformed throws, and is parked where people see it.
    /// </summary>
    internal static InventoryDeduction FromOutside(InventoryDeduction deduction, string source) =>
        deduction is { OrderId.Length: > 0 and <= Outside.IdCharsMax, Lines.Count: > 0 }
        && deduction.Lines.All(line => line is { ProductId: not null })
            ? deduction with
            {
                OrderId = Outside.Id(source, deduction.OrderId),
            }
            : throw new InvalidDataException(
                $"A deduction needs an order_id of 1 to {Outside.IdCharsMax} characters, and lines with product_id and quantity."
            );

    private ValueTask Deduct(Transaction tx, InventoryDeduction deduction)
    {
        var lines = deduction.Lines.Select(line => new StockLine { ProductId = line.ProductId, Quantity = line.Quantity }).ToArray();
        if (!Lines.Merge(lines, mayBeEmpty: true).Is(out var units, out var refused))
        {
            throw new InvalidOperationException($"The deduction of {deduction.OrderId} is malformed: {refused.Detail}");
        }

        tx.Together(settle, new SettleUnits(deduction.OrderId, units));
        return ValueTask.CompletedTask;
    }

    /// <summary>Tries to fill open shortages, oldest order first. New units belong to those who have paid.</summary>
    public async ValueTask<int> Fill(Transaction tx)
    {
        var open = await InventorySql.OpenShortages(tx, OrdersAtOnce * Limits.CartLinesMax);
        var filled = 0;
        foreach (var order in open.GroupBy(line => line.Id, line => line.Units, StringComparer.Ordinal).Take(OrdersAtOnce))
        {
            if ((await writer.Decide(tx, [new SettleUnits(order.Key, [.. order])]))[0].Refused is null or { Code: "reservation_released" })
            {
                await InventorySql.CloseShortages(tx, [order.Key], clock.GetUtcNow().ToUnixTimeMilliseconds());
                filled++;
            }
        }

        return filled;
    }

    private async ValueTask Settle(Transaction tx, IReadOnlyList<SettleUnits> sold)
    {
        var outcomes = await writer.Decide(tx, sold);
        for (var i = 0; i < outcomes.Length; i++)
        {
            switch (outcomes[i].Refused)
            {
                case null:
                    break;
                case { Code: "reservation_released" }:
                    // The order was cancelled while this event was on its way: its units are already back.
                    LogReleased(log, sold[i].Id);
                    break;
                case { } refused:
                    await Open(tx, sold[i].Id, sold[i].Lines, refused);
                    LogShort(log, sold[i].Id, refused.Detail);
                    break;
            }
        }
    }

    private async ValueTask Open(Transaction tx, string orderId, Units[] lines, Refusal refused)
    {
        var missing = refused.Facts?["lines"]?.AsArray();
        foreach (var (productId, quantity) in lines)
        {
            var found = missing?.FirstOrDefault(line => (string?)line!["product_id"] == productId);
            var shortage = new Shortage(
                orderId,
                productId,
                quantity,
                found is null ? quantity : (long)found["available"]!,
                refused.Code,
                clock.GetUtcNow()
            );
            await InventorySql.KeepShortage(tx, shortage);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The paid order {OrderId} cannot be filled and waits as a shortage: {Reason}")]
    private static partial void LogShort(ILogger log, string orderId, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The order {OrderId} was cancelled before its units were deducted.")]
    private static partial void LogReleased(ILogger log, string orderId);
}
