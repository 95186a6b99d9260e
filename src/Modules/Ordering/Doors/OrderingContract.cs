// What other programs may ask of Ordering, answered by the same slices as the HTTP routes.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <inheritdoc/>
public sealed class OrderingContract(
    PlaceOrder placing,
    OrderStore store,
    TimelineLists timelines,
    ErasePersons erasing,
    IIdentity identity,
    PaperBook papers,
    PrintPapers printing,
    SettingsMemory settings
) : IOrdering
{
    // An order of many changes is told in some 100 KB, and an answer may have 4 MiB.
    private const int PageOrdersMax = 200;
    private const int EntriesAtOnce = 200;
    private const int WaitMsMax = 10_000;

    /// <inheritdoc/>
    public async ValueTask<Outcome<Contracts.Order>> PlaceOrder(PlaceOrderRequest request, CancellationToken cancel)
    {
        var asked = new Placement(
            request.UserId,
            IsGuest: false,
            NullIfEmpty(request.Email),
            PostalAddress.From(request.ShippingAddress) ?? PlaceOf(request.ShippingAddress),
            NullIfEmpty(request.ShippingMethod),
            NullIfEmpty(request.PaymentToken),
            NullIfEmpty(request.CouponCode),
            ExpectedMajor: null,
            request.HasExpectedTotalMinor ? request.ExpectedTotalMinor : null,
            NullIfEmpty(request.RequestId),
            Language: Languages.Match(request.Language)
        );
        return (await placing.Place(asked, cancel)).Is(out var placed, out var refused)
            ? await GetOrder(new() { OrderId = placed.OrderId }, cancel)
            : refused;
    }

    // Of goods that are not sent the place is enough.
    private static PostalAddress? PlaceOf(Address? said) =>
        said is { Country.Length: > 0 }
            ? new(
                said.Name,
                said.Line1,
                said.City,
                said.Country,
                NullIfEmpty(said.PostalCode),
                NullIfEmpty(said.Line2),
                NullIfEmpty(said.Region)
            )
            : null;

    /// <inheritdoc/>
    public async ValueTask<Outcome<Contracts.Order>> GetOrder(GetOrderRequest request, CancellationToken cancel) =>
        await store.Get(request.OrderId) is { } order ? Told(order) : OrderStore.NotFound;

    /// <inheritdoc/>
    public async ValueTask<Outcome<ListOrderEventsReply>> ListOrderEvents(ListOrderEventsRequest request, CancellationToken cancel)
    {
        if (request.Limit is < 1 or > PageOrdersMax)
        {
            return Refusal.Invalid("invalid_limit", $"Ask for 1 to {PageOrdersMax} orders at once.");
        }

        var reply = new ListOrderEventsReply();
        if (request.VersionsOnly)
        {
            reply.Orders.AddRange(
                (await timelines.Versions(request.AfterOrderId, request.Limit)).Select(one => new Contracts.OrderEvents
                {
                    OrderId = one.OrderId,
                    Version = one.Version,
                })
            );
            return reply;
        }

        var (orders, total) = await timelines.After(request.AfterOrderId, request.Limit);
        reply.OrdersTotal = total;
        reply.Orders.AddRange(orders.Select(one => TellAgain(one.Order, one.Entries)));
        return reply;
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<ErasePersonReply>> ErasePerson(ErasePersonRequest request, CancellationToken cancel)
    {
        if (request.UserId.Length == 0 || request.ErasureId.Length is 0 or > Limits.NameCharsMax)
        {
            return Refusal.Invalid("invalid_person", "Name the user and the erasure by their ids.");
        }

        var erased = await erasing.EraseWhole(
            request.UserId,
            null,
            new Actor("customer", request.UserId),
            dry: false,
            account => identity.EraseAccount(account, cancel),
            cancel,
            request.ErasureId,
            tell: true
        );
        return erased.Then(done => new ErasePersonReply { Orders = done.Erased.Count });
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<PaperFile>> GetPaper(GetPaperRequest request, CancellationToken cancel)
    {
        if (request.Kind is not (PaperKind.Invoice or PaperKind.CreditNote))
        {
            return Refusal.Invalid("invalid_kind", $"Ask for {PaperKind.Invoice} or {PaperKind.CreditNote}.");
        }

        if (await store.Get(request.OrderId) is not { } order)
        {
            return OrderStore.NotFound;
        }

        var wanted =
            request.ToldBy > 0 ? await ToldBy(order, request)
            : request.Kind == PaperKind.Invoice ? await papers.Invoice(order)
            : (await papers.Of(order.Id)).FindLast(one => one.Kind == PaperKind.CreditNote) is { } last ? last
            : PaperBook.NotFound;
        return !wanted.Is(out var paper, out var refused) ? refused
            : (await printing.Pdf(paper.Number, PaperSheets.Of(paper), cancel)).Is(out var pdf, out refused)
                ? new PaperFile
                {
                    Number = paper.Number,
                    Pdf = Google.Protobuf.ByteString.CopyFrom(pdf),
                    Sequence = paper.Sequence,
                }
            : refused;
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<ShopSettingsReply>> GetShopSettings(GetShopSettingsRequest request, CancellationToken cancel)
    {
        if (request.WaitMilliseconds is < 0 or > WaitMsMax)
        {
            return Refusal.Invalid("invalid_wait", $"An answer can be held for 0 to {WaitMsMax} ms.");
        }

        var shop = await settings.After(request.Known, TimeSpan.FromMilliseconds(request.WaitMilliseconds), cancel);
        return new ShopSettingsReply { Version = shop.Version, Settings = JsonSerializer.Serialize(shop, Event.Json) };
    }

    /// <summary>The next of the papers that go along with the mail of an entry; <c>paper_not_found</c> after the last.</summary>
    private async ValueTask<Outcome<Paper>> ToldBy(Order order, GetPaperRequest request)
    {
        var written = (await papers.Of(order.Id)).Where(paper =>
            paper.Kind == request.Kind && paper.Sequence > request.After && paper.Sequence < request.ToldBy
        );
        if (written.FirstOrDefault() is null)
        {
            return PaperBook.NotFound;
        }

        // An order has a few hundred entries at most, and only one that has papers to send is read.
        var mailed = 0L;
        for (var after = 0L; after < request.ToldBy; )
        {
            var page = await store.Timeline(order.Id, after, EntriesAtOnce);
            if (page.Count == 0)
            {
                break;
            }

            mailed = page.Where(entry => entry.Sequence < request.ToldBy && OrderEvents.TellsOfPapers(entry))
                .Aggregate(mailed, (last, entry) => Math.Max(last, entry.Sequence));
            after = page[^1].Sequence;
        }

        return written.FirstOrDefault(paper => paper.Sequence > mailed) is { } next ? next : PaperBook.NotFound;
    }

    /// <summary>The events of an order's whole life: each entry tells of the order as it was then.</summary>
    private static Contracts.OrderEvents TellAgain(Order order, List<Entry> entries)
    {
        var told = new Contracts.OrderEvents { OrderId = order.Id, Version = order.Version };
        for (var count = 1; count <= entries.Count; count++)
        {
            var then = Timeline.Replay(order.Id, order.UserId, order.PlacedTerms, order.Checkout.PaymentToken, entries[..count]);
            told.Events.AddRange(
                OrderEvents.Told(then, entries[count - 1]).Select(one => new ToldEvent { Topic = one.Topic, Data = one.Data })
            );
        }

        return told;
    }

    private static Contracts.Order Told(Order order)
    {
        var terms = order.Terms;
        return new()
        {
            OrderId = order.Id,
            UserId = order.UserId,
            Status = order.Status,
            Currency = terms.Currency,
            CreatedUnixMs = order.CreatedMs,
            SubtotalMinor = terms.Subtotal,
            DiscountMinor = terms.Discount,
            ShippingMinor = terms.Shipping,
            TaxMinor = terms.Tax,
            TotalMinor = terms.Total,
            Lines =
            {
                terms.Lines.Select(line => new OrderLine
                {
                    ProductId = line.ProductId,
                    ProductName = line.ProductName,
                    VendorId = line.VendorId,
                    Quantity = line.Quantity,
                    UnitPriceMinor = line.UnitPrice,
                    DiscountMinor = line.Discount,
                    TaxMinor = line.Tax,
                }),
            },
        };
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
