// Creates, edits and deletes products: gives the commands to the store that keeps them.
using Cartwright.Catalog.Categories;
using Cartwright.Catalog.Photos;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Catalog;

/// <summary>The commands on products. Another vendor's product is answered as not there.</summary>
public sealed class ChangeProducts(IProductStore store, FetchQueue fetches, CategoryBook categories, IIds ids)
{
    /// <summary>A new product without stock.</summary>
    public Task<Outcome<string>> Create(ProductInput said, Seller seller, CancellationToken cancel) =>
        Carry(new CreateProduct(ids.Next(), said, seller), cancel);

    /// <summary>Changes what was said. Refused with <c>version_mismatch</c> when it is no longer at the expected version.</summary>
    public Task<Outcome<string>> Edit(string productId, ProductInput said, long? expected, Seller seller, CancellationToken cancel) =>
        Carry(new EditProduct(productId, said, expected, seller), cancel);

    /// <summary>Takes a product and its variants out of the shop. Deleting what is deleted is done already.</summary>
    public async Task<Outcome<bool>> Delete(string productId, long? expected, Seller seller, CancellationToken cancel) =>
        (await store.Change(new DeleteProduct(productId, expected, seller), cancel)).Then(_ => true);

    /// <summary>Changes what is said of a picture, or takes it away.</summary>
    public Task<Outcome<string>> ChangePhotos(
        string productId,
        PhotoChange change,
        long? expected,
        Seller seller,
        CancellationToken cancel
    ) => store.Change(new ChangePhotos(productId, change, expected, seller), cancel);

    // What is to be fetched is noted with the change, and so is a new category, so that neither is there without the other.
    private async Task<Outcome<string>> Carry(ProductCommand asked, CancellationToken cancel)
    {
        var spelled = await categories.Spelled([asked]);
        var command = spelled[0];
        if (!FetchQueue.Concerns(command) && await categories.Knows(spelled))
        {
            return await store.Change(command, cancel);
        }

        Outcome<string> outcome = ReadProducts.NotFound;
        var noted = await store.ChangeMany(
            [command],
            async (tx, outcomes) =>
            {
                outcome = outcomes[0];
                await fetches.Note(tx, [command], outcomes);
                await categories.Grow(tx, spelled, outcomes);
                return true;
            },
            cancel
        );
        return noted.Is(out _, out var refused) ? outcome : refused;
    }
}
