// The one place that says when money was taken for an order and when it went back: what papers and books are written about.
namespace Cartwright.Ordering;

/// <summary>Money that has moved. Minor units of the order's currency.</summary>
/// <param name="Kind">taken, or returned.</param>
/// <param name="Amount">Above zero.</param>
/// <param name="Number">Of the capture or the refund; 0 for all of it at once, at the confirmation or the end of the order.</param>
/// <param name="Lines">The units that it pays for, or pays back; empty where it is for none, and null for all of the order.</param>
/// <param name="Sequence">The entry of the timeline that tells it.</param>
public sealed record MoneyMove(string Kind, long Amount, int Number, IReadOnlyList<UnitsOf>? Lines, long Sequence, long AtMs)
{
    public const string Taken = "taken";
    public const string Returned = "returned";
}

/// <summary>Reads the movements off what a decision has added to the timeline.</summary>
public static class MoneyMoves
{
    /// <summary>
    /// What the order's new entries say of money, in their order: at the confirmation all of it where it was taken at once, each capture of
    /// what was held, each refund once it is done, and what the end of the whole order gave back. Nothing for an order that cost nothing.
    /// </summary>
    /// <param name="order">As it is saved, with what was added.</param>
    public static IEnumerable<MoneyMove> Of(Order order) => order.Added.SelectMany(entry => Of(order, entry));

    private static IEnumerable<MoneyMove> Of(Order order, Entry entry)
    {
        switch (entry.Type)
        {
            case "order.confirmed" when entry.Data is null && order.PlacedTerms.Total > 0:
                yield return new(MoneyMove.Taken, order.PlacedTerms.Total, 0, null, entry.Sequence, entry.AtMs);
                break;
            case "payment.captured" when EntryData.Read(entry.Data!).Capture is { IsOpen: false } capture:
                yield return new(MoneyMove.Taken, capture.Amount, capture.Number, capture.Lines, entry.Sequence, entry.AtMs);
                break;
            case "order.edited" when EntryData.Read(entry.Data!).Charge is { } charge:
                yield return new(MoneyMove.Taken, charge.Amount, 0, [], entry.Sequence, entry.AtMs);
                break;
            case "refund.done" when EntryData.Read(entry.Data!).Refund is { } refund:
                yield return new(
                    MoneyMove.Returned,
                    refund.Amount,
                    refund.Number,
                    [.. refund.Lines.Select(line => new UnitsOf(line.ProductId, line.Quantity))],
                    entry.Sequence,
                    entry.AtMs
                );
                break;
            case "checkout.undone" when order.GivenBack() is > 0 and var rest:
                yield return new(MoneyMove.Returned, rest, 0, null, entry.Sequence, entry.AtMs);
                break;
        }
    }
}
