// Mail that programs outside ask for: what they may leave out is filled in, and what they send can neither pass for an order of ours nor
// reach a customer's mailbox page.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Notifications;

/// <summary>Makes a notification from outside like one of ours.</summary>
public static class OutsideMail
{
    private const string Ours = "ordering";

    public static bool IsOutside(Event e) => e.Source != Ours;

    /// <summary>
    /// The same notification with all that the letter needs. Required are order_id, template and recipient; a recipient that is no address
    /// becomes a failed mail, as with ours. Throws for anything else that is wrong, and the event is parked where people see it.
    /// </summary>
    public static OrderNotification Tidy(OrderNotification asked, Event e)
    {
        if (asked is not { OrderId.Length: > 0 and <= Outside.IdCharsMax })
        {
            throw new InvalidDataException($"An order_notification needs an order_id of 1 to {Outside.IdCharsMax} characters.");
        }

        if (asked.Template is null || !OrderLetter.Knows(asked.Template))
        {
            throw new InvalidDataException($"An order_notification needs a template, one of: {string.Join(", ", OrderLetter.Templates)}.");
        }

        if (asked.Recipient is not { Length: <= Limits.AddressCharsMax })
        {
            throw new InvalidDataException($"An order_notification needs a recipient of at most {Limits.AddressCharsMax} characters.");
        }

        return asked with
        {
            Order = Order(asked, e),
            TrackingNumber = Cut(asked.TrackingNumber),
            Parcels = null,
            SealedKey = null,
            Withdrawn = null,
            Request = null,
            Language = Languages.Match(asked.Language),
        };
    }

    private static OrderFacts Order(OrderNotification asked, Event e)
    {
        var atMs = e.Time.ToUnixTimeMilliseconds();
        var bare = new OrderFacts(
            asked.OrderId,
            string.Empty,
            asked.Recipient,
            string.Empty,
            asked.Template,
            null,
            string.Empty,
            0,
            0,
            0,
            0,
            0,
            null,
            [],
            string.Empty,
            atMs,
            atMs,
            0
        );
        if ((OrderFacts?)asked.Order is not { } told)
        {
            return bare;
        }

        var lines = (IReadOnlyList<OrderLineFacts>?)told.Lines ?? [];
        var priced = told.Currency is not null && Currencies.IsKnown(told.Currency);
        if (
            lines.Count > Limits.CartLinesMax
            || (lines.Count > 0 && !priced)
            || lines.Any(Wrong)
            || new[] { told.Subtotal, told.Discount, told.Shipping, told.Tax, told.Total }.Any(amount => amount is < 0 or > AmountMax)
        )
        {
            throw new InvalidDataException(
                $"The order of an order_notification needs a known currency and at most {Limits.CartLinesMax} lines with product_name, quantity and unit_price, no amount below zero."
            );
        }

        return bare with
        {
            Name = Cut(told.Name) ?? string.Empty,
            Reason = Cut(told.Reason),
            Currency = priced ? told.Currency! : string.Empty,
            Subtotal = told.Subtotal,
            Discount = told.Discount,
            Shipping = told.Shipping,
            Tax = told.Tax,
            Total = told.Total,
            Lines =
            [
                .. lines.Select(line => new OrderLineFacts(
                    Cut(line.ProductId) ?? string.Empty,
                    Cut(line.ProductName)!,
                    string.Empty,
                    string.Empty,
                    line.Quantity,
                    line.UnitPrice,
                    0,
                    0
                )),
            ],
            CreatedUnixMs = told.CreatedUnixMs is > 0 and < TimeMsMax ? told.CreatedUnixMs : atMs,
        };
    }

    private static bool Wrong(OrderLineFacts? line) =>
        line is not { ProductName: not null, Quantity: > 0 and <= Limits.QuantityMax, UnitPrice: >= 0 and <= Limits.PriceStoredMinorMax };

    private const long AmountMax = Limits.PriceStoredMinorMax * Limits.QuantityMax * Limits.CartLinesMax;

    // The year 2200: what is later is no time.
    private const long TimeMsMax = 7_258_118_400_000;

    private static string? Cut(string? text) => text is { Length: > Limits.NameCharsMax } ? text[..Limits.NameCharsMax] : text;
}
