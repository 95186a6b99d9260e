namespace Cartwright.Contracts;

/// <summary>What other modules may ask of Catalog.</summary>
public interface ICatalog
{
    /// <summary>
    /// Name, price and class of taxes (<see cref="TaxClasses"/>) of up to <c>Limits.ContractIdsMax</c> products, as they are now. A
    /// product that does not exist or was deleted is left out, not refused, because the asker knows best what its absence means.
    /// </summary>
    ValueTask<Outcome<GetProductsReply>> GetProducts(GetProductsRequest request, CancellationToken cancel);
}
