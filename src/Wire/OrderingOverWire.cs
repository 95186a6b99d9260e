// Ordering as calls that can leave the process, and the side that makes them.
using Cartwright.Contracts;

namespace Cartwright.Wire;

/// <summary><see cref="IOrdering"/> over a channel.</summary>
public sealed class OrderingOverWire(IWireChannel<IOrdering> channel) : IOrdering
{
    private static readonly WireMethod<IOrdering, PlaceOrderRequest, Order> PlaceOrderMethod = new(
        "PlaceOrder",
        (on, request, cancel) => on.PlaceOrder(request, cancel)
    );

    private static readonly WireMethod<IOrdering, GetOrderRequest, Order> GetOrderMethod = new(
        "GetOrder",
        (on, request, cancel) => on.GetOrder(request, cancel)
    );

    private static readonly WireMethod<IOrdering, ListOrderEventsRequest, ListOrderEventsReply> ListOrderEventsMethod = new(
        "ListOrderEvents",
        (on, request, cancel) => on.ListOrderEvents(request, cancel)
    );

    private static readonly WireMethod<IOrdering, ErasePersonRequest, ErasePersonReply> ErasePersonMethod = new(
        "ErasePerson",
        (on, request, cancel) => on.ErasePerson(request, cancel)
    );

    private static readonly WireMethod<IOrdering, GetPaperRequest, PaperFile> GetPaperMethod = new(
        "GetPaper",
        (on, request, cancel) => on.GetPaper(request, cancel)
    );

    private static readonly WireMethod<IOrdering, GetShopSettingsRequest, ShopSettingsReply> GetShopSettingsMethod = new(
        "GetShopSettings",
        (on, request, cancel) => on.GetShopSettings(request, cancel)
    );

    /// <summary>The service as the other side answers it.</summary>
    public static WireService<IOrdering> Service { get; } =
        new(
            "cartwright.v1.Ordering",
            [PlaceOrderMethod, GetOrderMethod, ListOrderEventsMethod, ErasePersonMethod, GetPaperMethod, GetShopSettingsMethod]
        );

    public ValueTask<Outcome<Order>> PlaceOrder(PlaceOrderRequest request, CancellationToken cancel) =>
        channel.Call(PlaceOrderMethod, request, cancel);

    public ValueTask<Outcome<Order>> GetOrder(GetOrderRequest request, CancellationToken cancel) =>
        channel.Call(GetOrderMethod, request, cancel);

    public ValueTask<Outcome<ListOrderEventsReply>> ListOrderEvents(ListOrderEventsRequest request, CancellationToken cancel) =>
        channel.Call(ListOrderEventsMethod, request, cancel);

    public ValueTask<Outcome<ErasePersonReply>> ErasePerson(ErasePersonRequest request, CancellationToken cancel) =>
        channel.Call(ErasePersonMethod, request, cancel);

    public ValueTask<Outcome<PaperFile>> GetPaper(GetPaperRequest request, CancellationToken cancel) =>
        channel.Call(GetPaperMethod, request, cancel);

    public ValueTask<Outcome<ShopSettingsReply>> GetShopSettings(GetShopSettingsRequest request, CancellationToken cancel) =>
        channel.Call(GetShopSettingsMethod, request, cancel);
}
