// One cart within one commit of a store: as it is stored, what the commands make of it, and what is to be written.
using Cartwright.Contracts;

namespace Cartwright.Carts;

/// <summary>Decides commands on one cart, one after the other. Every store goes through it, so that all behave alike.</summary>
public sealed class CartTurn
{
    private readonly List<CartStep> steps = [];
    private readonly long nowMs;
    private readonly long ttlMs;

    /// <param name="userId">Whose cart.</param>
    /// <param name="stored">The cart as it is stored, past its expiry or not; null when there is none.</param>
    /// <param name="nowMs">The moment of the commands, Unix ms.</param>
    /// <param name="ttlMs">How long a cart lives after a change.</param>
    public CartTurn(string userId, CartState? stored, long nowMs, long ttlMs)
    {
        this.nowMs = nowMs;
        this.ttlMs = ttlMs;
        Stored = stored ?? CartState.None(userId);
        Now = Stored.At(nowMs);
        if (!ReferenceEquals(Now, Stored))
        {
            steps.Add(CartStep.Between(Stored, Now, [new("expired", null, Stored.Units, 0)], "system", null, nowMs));
        }
    }

    /// <summary>The cart before the commands.</summary>
    public CartState Stored { get; }

    /// <summary>The cart after them.</summary>
    public CartState Now { get; private set; }

    /// <summary>The text to keep as the record of the last command, or null when its record stays as it was.</summary>
    public string? NewRecord { get; private set; }

    /// <summary>Decides one command.</summary>
    /// <param name="command">What shall happen.</param>
    /// <param name="record">The text of its record, or null when there is none.</param>
    public Outcome<CartChanged> Decide(CartCommand command, string? record)
    {
        NewRecord = null;
        if (!CartRules.Decide(Now, record, command, nowMs, ttlMs).Is(out var decision, out var refused))
        {
            return refused;
        }

        NewRecord = command.RecordId is null ? null : decision.Record;
        if (decision.Traces.Count > 0)
        {
            var orderId = (command as TakeItems)?.OrderId ?? (command as RestoreItems)?.OrderId;
            steps.Add(CartStep.Between(Now, decision.Next, decision.Traces, command.Actor, orderId, nowMs));
            Now = decision.Next;
        }

        return new CartChanged(Now, decision.Record ?? record);
    }

    /// <summary>What is to be written, or null when the cart is as it was.</summary>
    public CartWrite? Written() => steps.Count == 0 ? null : CartWrite.Between(Stored, Now, steps);
}
