// A contract in the table of modules: how the wire answers it, and how it is asked when its module is elsewhere.
using Cartwright.Contracts;
using Cartwright.Wire;

namespace Cartwright.Host;

/// <summary>One of the eight contracts.</summary>
/// <param name="Type">The interface.</param>
internal abstract record Contract(Type Type)
{
    public static Contract Identity { get; } = Of(IdentityOverWire.Service, channel => new IdentityOverWire(channel));

    public static Contract Catalog { get; } = Of(CatalogOverWire.Service, channel => new CatalogOverWire(channel));

    public static Contract Inventory { get; } = Of(InventoryOverWire.Service, channel => new InventoryOverWire(channel));

    public static Contract Carts { get; } = Of(CartsOverWire.Service, channel => new CartsOverWire(channel));

    public static Contract Promotions { get; } = Of(PromotionsOverWire.Service, channel => new PromotionsOverWire(channel));

    public static Contract Payments { get; } = Of(PaymentsOverWire.Service, channel => new PaymentsOverWire(channel));

    public static Contract Ordering { get; } = Of(OrderingOverWire.Service, channel => new OrderingOverWire(channel));

    public static Contract Recommendations { get; } = Of(RecommendationsOverWire.Service, channel => new RecommendationsOverWire(channel));

    /// <summary>Whoever asks for the interface in this process gets the side that makes calls to <paramref name="address"/>.</summary>
    public abstract void AskElsewhere(IServiceCollection services, string module, Uri address);

    /// <summary>The inner port answers it with what is registered here.</summary>
    public abstract void Answer(GrpcServer server, IServiceProvider services);

    private static Contract Of<T>(WireService<T> service, Func<IWireChannel<T>, T> over)
        where T : class => new Typed<T>(service, over);

    private sealed record Typed<T>(WireService<T> Service, Func<IWireChannel<T>, T> Over) : Contract(typeof(T))
        where T : class
    {
        public override void AskElsewhere(IServiceCollection services, string module, Uri address) { }

        public override void Answer(GrpcServer server, IServiceProvider services) { }
    }
}
