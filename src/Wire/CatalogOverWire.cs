// Catalog as calls that can leave the process, and the side that makes them.
using Cartwright.Contracts;

namespace Cartwright.Wire;

/// <summary><see cref="ICatalog"/> over a channel.</summary>
public sealed class CatalogOverWire(IWireChannel<ICatalog> channel) : ICatalog
{
    private static readonly WireMethod<ICatalog, GetProductsRequest, GetProductsReply> GetProductsMethod = new(
        "GetProducts",
        (on, request, cancel) => on.GetProducts(request, cancel)
    );

    /// <summary>The service as the other side answers it.</summary>
    public static WireService<ICatalog> Service { get; } = new("cartwright.v1.Catalog", [GetProductsMethod]);

    public ValueTask<Outcome<GetProductsReply>> GetProducts(GetProductsRequest request, CancellationToken cancel) =>
        channel.Call(GetProductsMethod, request, cancel);
}
