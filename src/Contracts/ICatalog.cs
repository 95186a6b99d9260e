namespace Cartwright.Contracts;

/// <summary>What other modules may ask of Catalog.</summary>
public interface ICatalog
{
    /// <summary>
    /// Name, price and class of taxes (<see cref="TaxClasses"/>) of up to <c>Limits.ContractIdsMax</c> products, as they are now. A
    /// product that does not exist, was deleted or is withheld (a draft, or archived; it or its parent) is left out, not refused, because
    /// the asker knows best what its absence means. With <c>withheld_too</c> withheld ones are in the answer and say so; over messages,
    /// which anybody may ask, that is not heard.
    /// </summary>
    ValueTask<Outcome<GetProductsReply>> GetProducts(GetProductsRequest request, CancellationToken cancel);
}
