// What can be asked of a product store.
namespace Cartwright.Catalog;

/// <summary>A command on one product.</summary>
/// <param name="ProductId">Of the product, new or present.</param>
/// <param name="Seller">Who asks. Another vendor's product is answered as not there.</param>
public abstract record ProductCommand(string ProductId, Seller Seller)
{
    /// <summary>The mark by which a command that comes again is known; null where it has none.</summary>
    public virtual ImportMark? Marked => null;
}

/// <summary>A new product without stock.</summary>
public sealed record CreateProduct(string ProductId, ProductInput Said, Seller Seller) : ProductCommand(ProductId, Seller);

/// <summary>Changes what was said.</summary>
/// <param name="Expected">Refused with <c>version_mismatch</c> when the product is no longer at this version.</param>
public sealed record EditProduct(string ProductId, ProductInput Said, long? Expected, Seller Seller) : ProductCommand(ProductId, Seller);

/// <summary>Takes a product and its variants out of the shop. Deleting what is deleted is done already.</summary>
public sealed record DeleteProduct(string ProductId, long? Expected, Seller Seller) : ProductCommand(ProductId, Seller);

/// <summary>Edits the seller's own product of that id, or makes one.</summary>
/// <param name="Mark">Of the line of an import that says so.</param>
public sealed record PutProduct(string ProductId, ProductInput Said, Seller Seller, ImportMark Mark) : ProductCommand(ProductId, Seller)
{
    /// <inheritdoc/>
    public override ImportMark? Marked => Mark;
}

/// <summary>Changes a product as one of many.</summary>
/// <param name="Mark">Of the request and the line that say so, as of an import.</param>
public sealed record ChangeInBulk(string ProductId, BulkChange Change, Seller Seller, ImportMark Mark) : ProductCommand(ProductId, Seller)
{
    /// <inheritdoc/>
    public override ImportMark? Marked => Mark;
}

/// <summary>Changes the pictures of a product.</summary>
public sealed record ChangePhotos(string ProductId, Photos.PhotoChange Change, long? Expected, Seller Seller)
    : ProductCommand(ProductId, Seller);

/// <summary>Gives a product the new path of its category; one that is not there any more is answered with <c>not_in_category</c>.</summary>
/// <param name="From">The path that a category had.</param>
/// <param name="To">The one that it has.</param>
public sealed record MoveProduct(string ProductId, string From, string To, Seller Seller) : ProductCommand(ProductId, Seller);

/// <summary>
/// The price changes because its time has come: what is looked for by price, and what is told of it, follow. What is shown and sold has
/// followed already. Repeating it changes nothing.
/// </summary>
public sealed record TurnPrice(string ProductId, long NowMs) : ProductCommand(ProductId, Schedule)
{
    /// <summary>Who changes prices on time, in the history of a product.</summary>
    public static Seller Schedule { get; } = new("schedule", null, true);
}

/// <summary>A line of an import. Of one product the lines of one job come in order.</summary>
public sealed record ImportMark(string JobId, long Line);
