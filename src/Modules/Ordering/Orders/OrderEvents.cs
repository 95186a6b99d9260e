// What the rest of the shop hears about an order. Each event carries the sequence of its timeline entry.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

internal static class OrderEvents
{
    /// <summary>States about which the shopper gets a mail; the template has the state's name.</summary>
    private static readonly string[] Mailed =
    [
        Status.Confirmed,
        Status.PaymentFailed,
        Status.Cancelled,
        Status.Processing,
        Status.PartiallyShipped,
        Status.Shipped,
        Status.Delivered,
        Status.Returned,
    ];

    /// <summary>
    /// Publishes what an entry means to others; entries that moved neither status nor money nor terms mean nothing to them.
    /// </summary>
    /// <param name="order">After the entry.</param>
    /// <param name="keys">Opens the order to whoever has its mail; null: mails without a link.</param>
    public static ValueTask Publish(Transaction tx, Order order, Entry entry, OrderKeys? keys) =>
        entry.Type switch
        {
            "refund.requested" => tx.Publish(Topics.OrderRefunded, order.Id, Refunded(order, entry)),
            "order.edited" => PublishEdit(tx, order, entry),
            "order.placed" => PublishMove(tx, order, entry, keys),
            _ when entry.Type == "order." + entry.Status => PublishMove(tx, order, entry, keys),
            "fulfilment.shipped" => Notify(tx, order, entry, Facts(order, entry), keys),
            Withdrawal.Declared => Acknowledge(tx, order, entry, keys),
            Holds.EndsSoon => TellHold(tx, order, entry, keys),
            _ => ValueTask.CompletedTask,
        };

    /// <summary>
    /// What an entry told those who keep facts of orders, as it was told: the same topics and data as <see cref="Publish"/>.
    /// </summary>
    /// <param name="order">After the entry.</param>
    public static IEnumerable<(string Topic, string Data)> Told(Order order, Entry entry)
    {
        switch (entry.Type)
        {
            case "refund.requested":
                yield return (Topics.OrderRefunded, Text(Refunded(order, entry)));
                break;
            case "order.edited":
                yield return (Topics.OrderEdited, Text(Edited(order, entry)));
                if (EntryData.Read(entry.Data!).Refund is not null)
                {
                    yield return (Topics.OrderRefunded, Text(Refunded(order, entry)));
                }

                break;
            case var type when type == "order.placed" || type == "order." + entry.Status:
                yield return (TopicOf(entry.Status), Text(Facts(order, entry)));
                break;
        }
    }

    /// <summary>
    /// Whether the mail of an entry takes along the invoices of before it: that of the confirmation its own, that of a parcel those since.
    /// </summary>
    internal static bool TellsOfPapers(Entry entry) =>
        entry.Type is "order.confirmed" or "order.partially_shipped" or "order.shipped"
        || (entry.Type == "fulfilment.shipped" && Mailed.Contains(entry.Status));

    private static ValueTask TellHold(Transaction tx, Order order, Entry entry, OrderKeys? keys)
    {
        if (order.Terms.Email.Length == 0)
        {
            return ValueTask.CompletedTask;
        }

        var notification = new OrderNotification(
            order.Id,
            OrderNotification.HoldEnds,
            order.Terms.Email,
            Facts(order, entry),
            Language: order.Terms.Language
        );
        return tx.Publish(Topics.OrderNotification, order.Id, keys?.Sealed(notification) ?? notification);
    }

    /// <summary>Sends the order's link once more to the address that it has, because somebody who knows both asked.</summary>
    /// <param name="entry">The order's last.</param>
    /// <param name="request">Tells one such mail from another.</param>
    public static ValueTask TellLink(Transaction tx, Order order, Entry entry, OrderKeys keys, string request)
    {
        var facts = Facts(order, entry);
        return tx.Publish(
            Topics.OrderNotification,
            order.Id,
            keys.Sealed(new(order.Id, OrderNotification.Link, order.Terms.Email, facts, Request: request, Language: order.Terms.Language))
        );
    }

    private static string Text<T>(T data) => JsonSerializer.Serialize(data, Event.Json);

    private static string TopicOf(string status) =>
        status switch
        {
            Status.Pending => Topics.OrderPlaced,
            Status.Confirmed => Topics.OrderConfirmed,
            Status.Cancelled => Topics.OrderCancelled,
            Status.Returned => Topics.OrderReturned,
            _ => Topics.OrderStatusChanged,
        };

    private static async ValueTask PublishMove(Transaction tx, Order order, Entry entry, OrderKeys? keys)
    {
        var facts = Facts(order, entry);
        await tx.Publish(TopicOf(entry.Status), order.Id, facts);
        if (entry.Status == Status.Confirmed)
        {
            await tx.Publish(
                Topics.InventoryDeduction,
                order.Id,
                Deduction(order.Id, order.Terms.Lines.Select(line => new UnitsOf(line.ProductId, line.Quantity)))
            );
        }

        await Notify(tx, order, entry, facts, keys);
    }

    /// <summary>The shopper's mail. Each parcel is told when it leaves; once everything has left, all of them together.</summary>
    private static ValueTask Notify(Transaction tx, Order order, Entry entry, OrderFacts facts, OrderKeys? keys)
    {
        // Of whom nothing is known any more, nobody can be told; and what is delivered with the confirmation was told by it.
        if (
            !Mailed.Contains(entry.Status)
            || order.Terms.Email.Length == 0
            || (entry.Status == Status.Delivered && !order.Terms.Lines.Any(line => line.IsSent))
        )
        {
            return ValueTask.CompletedTask;
        }

        var left = entry.Status switch
        {
            Status.PartiallyShipped => EntryData.Read(entry.Data!).Shipments ?? [],
            Status.Shipped => order.AfterSaleSoFar.Shipments,
            _ => [],
        };
        var nameOf = order.Terms.Lines.ToDictionary(line => line.ProductId, line => line.ProductName, StringComparer.Ordinal);
        var tracking = order.Parts.LastOrDefault(part => part.TrackingNumber is not null)?.TrackingNumber;
        var notification = new OrderNotification(
            order.Id,
            entry.Status,
            order.Terms.Email,
            facts,
            tracking,
            left.Count == 0
                ? null
                :
                [
                    .. left.Select(parcel => new ParcelFacts(
                        parcel.Number,
                        parcel.Carrier,
                        parcel.TrackingNumber,
                        [
                            .. parcel.Lines.Select(line => new ParcelLineFacts(
                                nameOf.GetValueOrDefault(line.ProductId, line.ProductId),
                                line.Quantity
                            )),
                        ]
                    )),
                ],
            Language: order.Terms.Language
        );
        return tx.Publish(Topics.OrderNotification, order.Id, keys?.Sealed(notification) ?? notification);
    }

    /// <summary>
    /// The receipt of a withdrawal goes where the consumer wants it. Only the address that the order has already gets the link that opens
    /// it: another may be mistyped.
    /// </summary>
    private static ValueTask Acknowledge(Transaction tx, Order order, Entry entry, OrderKeys? keys)
    {
        var withdrawal = EntryData.Read(entry.Data!).Withdrawal!;
        if (withdrawal.Email is not { Length: > 0 } recipient)
        {
            return ValueTask.CompletedTask;
        }

        var notification = new OrderNotification(
            order.Id,
            OrderNotification.Withdrawal,
            recipient,
            Facts(order, entry),
            Withdrawn: new(
                withdrawal.Number,
                withdrawal.AtMs,
                withdrawal.Name ?? string.Empty,
                withdrawal.Asked is null,
                [.. withdrawal.Units.Select(units => new WithdrawnLineFacts(order.NameOf(units.ProductId), units.Quantity, units.Sent))],
                withdrawal.BackNow,
                withdrawal.BackLater,
                withdrawal.Done
            ),
            Language: order.Terms.Language
        );
        return tx.Publish(
            Topics.OrderNotification,
            order.Id,
            keys is not null && string.Equals(recipient, order.Terms.Email, StringComparison.OrdinalIgnoreCase)
                ? keys.Sealed(notification)
                : notification
        );
    }

    /// <summary>
    /// The units that came along are deducted like those of a new order, under a reservation of their own. What goes back is told beside
    /// it.
    /// </summary>
    private static async ValueTask PublishEdit(Transaction tx, Order order, Entry entry)
    {
        var data = EntryData.Read(entry.Data!);
        await tx.Publish(Topics.OrderEdited, order.Id, Edited(order, entry));
        if (data.Refund is not null)
        {
            await tx.Publish(Topics.OrderRefunded, order.Id, Refunded(order, entry));
        }

        if (data.Hold is { } hold)
        {
            await tx.Publish(Topics.InventoryDeduction, order.Id, Deduction(hold.ReservationId, hold.Lines));
        }
    }

    private static InventoryDeduction Deduction(string reservationId, IEnumerable<UnitsOf> units) =>
        new(reservationId, [.. units.Select(one => new DeductionLine(one.ProductId, one.Quantity))]);

    private static OrderEditFacts Edited(Order order, Entry entry) => new(Facts(order, entry), Lines(order.TermsBefore!));

    private static OrderRefundFacts Refunded(Order order, Entry entry)
    {
        var refund = EntryData.Read(entry.Data!).Refund!;
        var nameOf = order.Terms.Lines.ToDictionary(line => line.ProductId, line => line.ProductName, StringComparer.Ordinal);
        return new(
            order.Id,
            order.UserId,
            refund.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
            refund.Kind,
            refund.VendorId,
            order.Terms.Currency,
            refund.Amount,
            [
                .. refund.Lines.Select(line => new RefundLineFacts(
                    line.ProductId,
                    nameOf.GetValueOrDefault(line.ProductId, line.ProductId),
                    line.VendorId,
                    line.Quantity,
                    line.Net,
                    line.Tax
                )),
            ],
            refund.Shipping,
            entry.AtMs,
            entry.Sequence
        );
    }

    private static OrderFacts Facts(Order order, Entry entry)
    {
        var terms = order.Terms;
        return new(
            order.Id,
            order.UserId,
            terms.Email,
            terms.Address.Name,
            entry.Status,
            order.Reason,
            terms.Currency,
            terms.Subtotal,
            terms.Discount,
            terms.Shipping,
            terms.Tax,
            terms.Total,
            terms.CouponCode,
            Lines(terms),
            terms.Address.Country,
            order.CreatedMs,
            entry.AtMs,
            entry.Sequence,
            entry.Type == "order.returned" && OrderStatus.AllBack(order) ? true : null,
            order.Ended is null ? null : order.GivenBack(),
            TaxesOf(terms),
            Promised(terms),
            order.IsHeld() ? order.Held() : null
        );
    }

    // By rate: of a shopper's mail it is of no interest which class of goods pays it.
    private static List<OrderTaxFacts>? TaxesOf(Terms terms)
    {
        if (terms.Taxes is not { } taxes)
        {
            return null;
        }

        var byRate = new List<OrderTaxFacts>(taxes.Count);
        foreach (var tax in taxes)
        {
            var kind = tax.Reason == TaxReason.Taxed ? null : tax.Reason;
            var at = byRate.FindIndex(one => (one.Milli, one.Included, one.Kind) == (tax.Milli, tax.Included, kind));
            if (at < 0)
            {
                byRate.Add(new(tax.Milli, tax.Included, tax.Amount, kind));
            }
            else
            {
                byRate[at] = byRate[at] with { Amount = byRate[at].Amount + tax.Amount };
            }
        }

        return byRate;
    }

    private static DeliveryFacts? Promised(Terms terms) =>
        terms.Delivery is not { } promised
            ? null
            : new(
                promised.Label,
                promised.Carrier,
                promised.From,
                promised.To,
                promised.Pickup is { } at ? $"{at.Name}, {terms.Address.Line1}, {terms.Address.PostalCode} {terms.Address.City}" : null,
                promised.Pickup?.Hours
            );

    private static List<OrderLineFacts> Lines(Terms terms) =>
        [
            .. terms.Lines.Select(line => new OrderLineFacts(
                line.ProductId,
                line.ProductName,
                line.VendorId,
                line.Category,
                line.Quantity,
                line.UnitPrice,
                line.Discount,
                line.Tax
            )),
        ];
}
