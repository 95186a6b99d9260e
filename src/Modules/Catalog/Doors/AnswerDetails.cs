// Answers programs outside that ask by event which products there are.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Catalog;

/// <summary>
/// The effect of <see cref="Topics.GetProductDetails"/>. The answer stands in the outbox when the question stands in the inbox, both or
/// neither. So it is made of Catalog's own tables: asking Inventory would hold the writer over a network.
/// </summary>
public static class AnswerDetails
{
    /// <param name="nowMs">Whose prices are told.</param>
    public static ValueTask On(Transaction tx, ProductDetailsRequest asked, Event question, long nowMs) =>
        Answer(tx, asked, question, async ids => await ProductSql.Details(tx, ids, nowMs));

    /// <summary>Answers with what <paramref name="find"/> knows of products that are for sale.</summary>
    public static async ValueTask Answer(
        Transaction tx,
        ProductDetailsRequest asked,
        Event question,
        Func<string[], ValueTask<IEnumerable<ProductDetail>>> find
    )
    {
        // The serializer leaves out what the sender left out.
        var correlation = (string?)asked.CorrelationId;
        var error = Wrong(asked.ProductIds);
        var details = new ProductDetails(correlation is { Length: > Limits.NameCharsMax } ? null : correlation, [], [], error);
        if (error is null)
        {
            var ids = Ids(asked);
            var found = (await find(ids)).ToDictionary(product => product.ProductId, StringComparer.Ordinal);
            details = details with
            {
                Products = [.. ids.Where(found.ContainsKey).Select(id => found[id])],
                Missing = [.. ids.Where(id => !found.ContainsKey(id))],
            };
        }

        await tx.Publish(Topics.GetProductDetailsReply, question.Subject, details, Outside.AnswerId(question.Source, question.Id));
    }

    /// <summary>What has to be looked for; none of a question that cannot be answered.</summary>
    public static string[] Ids(ProductDetailsRequest asked) =>
        Wrong(asked.ProductIds) is null ? [.. asked.ProductIds.Distinct(StringComparer.Ordinal)] : [];

    private static string? Wrong(IReadOnlyList<string>? ids) =>
        ids is null or { Count: 0 } || ids.Any(id => id is not { Length: > 0 and <= Limits.NameCharsMax }) ? "invalid_product_ids"
        : ids.Count > Limits.ContractIdsMax ? "too_many_ids"
        : null;
}
