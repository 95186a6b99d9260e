// The tree as it is shown, with how many products stand where.
using System.Text.Json;
using Cartwright.Web;

namespace Cartwright.Catalog.Categories;

/// <summary>Counts are made once a change of the products; where other processes write them, they may be two seconds old.</summary>
public sealed class ShowCategories(IProductStore store, ProductShelf shelf, CategoryBook book, TimeProvider clock)
{
    private static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(2);

    private volatile Counted? kept;
    private volatile WrittenTree? written;

    /// <summary>All of it.</summary>
    internal async ValueTask<CategoriesReply> All()
    {
        var tree = await book.Tree();
        var counts = await Counts(tree);
        return new([.. tree.Children(string.Empty).Select(node => Reply(tree, counts, node))]);
    }

    /// <summary>All of it as JSON, written once a change.</summary>
    internal async ValueTask<WrittenTree> Written()
    {
        var tree = await book.Tree();
        var counts = await Counts(tree);
        if (written is { } before && ReferenceEquals(before.Tree, tree) && ReferenceEquals(before.Counts, counts))
        {
            return before;
        }

        var bytes = JsonSerializer.SerializeToUtf8Bytes(await All(), Json.Options);
        // Most changes of a product change no category: who has the same words keeps the same array.
        var made =
            written is { } last && last.Utf8.AsSpan().SequenceEqual(bytes)
                ? last with
                {
                    Tree = tree,
                    Counts = counts,
                }
                : new WrittenTree(tree, counts, bytes, Conditional.TagOf(bytes));
        written = made;
        return made;
    }

    /// <summary>One with what is below it, and the way to it.</summary>
    internal async ValueTask<CategoryPageReply> One(CategoryTree tree, CategoryNode node) =>
        new(
            Reply(tree, await Counts(tree), node),
            [
                .. tree.Line(node)
                    .SkipLast(1)
                    .Select(step => new CategoryStep(step.CategoryId, step.Name, tree.Path(step), tree.SlugPath(step))),
            ]
        );

    private static CategoryReply Reply(CategoryTree tree, IReadOnlyDictionary<string, long> counts, CategoryNode node)
    {
        var path = tree.Path(node);
        return new(
            node.CategoryId,
            node.ParentId.Length == 0 ? null : node.ParentId,
            node.Name,
            path,
            node.Slug,
            tree.SlugPath(node),
            node.Position,
            node.Description,
            node.Picture,
            CategoryBody.SeoOf(node),
            counts.GetValueOrDefault(path),
            node.Version,
            DateTimeOffset.FromUnixTimeMilliseconds(node.UpdatedMs),
            tree.Moves.Any(move => move.DoneMs is null && CategoryPath.IsIn(move.To, path)) ? true : null,
            [.. tree.Children(node.CategoryId).Select(child => Reply(tree, counts, child))]
        );
    }

    // Each product counts in its category and in all above it.
    private async ValueTask<IReadOnlyDictionary<string, long>> Counts(CategoryTree tree)
    {
        var (generation, at) = (shelf.Generation, clock.GetTimestamp());
        if (
            kept is { } known
            && ReferenceEquals(known.Tree, tree)
            && (shelf.IsOpen ? known.Generation == generation : clock.GetElapsedTime(known.At, at) < AgeMax)
        )
        {
            return known.Counts;
        }

        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (path, active) in await store.Categories())
        {
            var current = tree.Canonical(path);
            for (var end = current.Length; end > 0; end = current.LastIndexOf('/', end - 1))
            {
                counts[current[..end]] = counts.GetValueOrDefault(current[..end]) + active;
            }
        }

        kept = new(tree, generation, at, counts);
        return counts;
    }

    internal sealed record WrittenTree(CategoryTree Tree, IReadOnlyDictionary<string, long> Counts, byte[] Utf8, string ETag);

    private sealed record Counted(CategoryTree Tree, long Generation, long At, IReadOnlyDictionary<string, long> Counts);
}
