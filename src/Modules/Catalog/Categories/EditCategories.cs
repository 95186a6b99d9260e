// Makes, changes and deletes categories; what names them is taken along by CarryCategories.
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Catalog.Categories;

/// <summary>The slices behind POST, PATCH and DELETE of /api/categories.</summary>
public sealed class EditCategories(
    [FromKeyedServices("catalog")] Database database,
    CategoryBook book,
    IProductStore store,
    IIds ids,
    TimeProvider clock
)
{
    internal static readonly Refusal NotFound = Refusal.NotFound("category_not_found", "There is no category under this id.");

    /// <summary>
    /// A new category; its id. Refused with <c>validation_failed</c>, <c>category_exists</c>, <c>slug_taken</c>,
    /// <c>too_many_categories</c> or <c>category_moving</c>.
    /// </summary>
    public Task<Outcome<string>> Create(CategoryBody body, CancellationToken cancel) =>
        body.Fault() is { } fault
            ? Task.FromResult<Outcome<string>>(fault)
            : database.Write<Outcome<string>>(
                async tx =>
                {
                    var tree = await CategoryBook.Take(tx);
                    var id = ids.Next();
                    if (!Placed(tree, null, id, body).Is(out var node, out var refused))
                    {
                        return refused;
                    }

                    await CategorySql.Add(tx, node);
                    await Order(tx, tree, node);
                    await book.Keep(tx);
                    return id;
                },
                cancel
            );

    /// <summary>
    /// Changes the members that are given (RFC 7396). A new name or parent takes products and promotions along. Refused as
    /// <see cref="Create"/>, and with <c>category_not_found</c>, <c>version_mismatch</c>, <c>category_below_itself</c> or
    /// <c>too_many_moves</c>.
    /// </summary>
    public Task<Outcome<string>> Change(string categoryId, JsonObject patch, long? expected, string userId, CancellationToken cancel) =>
        database.Write<Outcome<string>>(
            async tx =>
            {
                var tree = await CategoryBook.Take(tx);
                if (tree.Find(categoryId) is not { } before)
                {
                    return NotFound;
                }

                if (expected is { } version && version != before.Version)
                {
                    return Conditional.VersionMismatch(before.Version);
                }

                if (!MergePatch.Of(CategoryBody.Of(before), patch, "a category").Is(out var body, out var refused))
                {
                    return refused;
                }

                // Below another parent it goes to the end unless somebody says where.
                if (body.ParentId != CategoryBody.Of(before).ParentId && !patch.ContainsKey("position"))
                {
                    body = body with { Position = null };
                }

                if ((refused = body.Fault()) is not null || !Placed(tree, before, categoryId, body).Is(out var node, out refused))
                {
                    return refused;
                }

                await CategorySql.Save(tx, node);
                await Order(tx, tree, node);
                var now = new CategoryTree(
                    tree.Children(string.Empty).SelectMany(tree.Below).Select(one => one.CategoryId == categoryId ? node : one),
                    tree.Moves
                );
                if (now.SlugPath(node) != tree.SlugPath(before))
                {
                    await CategorySql.KeepAddress(tx, tree.SlugPath(before), categoryId, Now());
                }

                if (now.Path(node) != tree.Path(before))
                {
                    await CategorySql.AddMove(tx, tree.Path(before), now.Path(node), told: true, userId, Now());
                }

                await book.Keep(tx);
                return categoryId;
            },
            cancel
        );

    /// <summary>
    /// Deletes a category without children. Its products go to <paramref name="moveTo"/>; promotions do not follow, so that nothing becomes
    /// cheaper than somebody said. Refused with <c>category_has_children</c>, <c>category_has_products</c>, <c>version_mismatch</c>,
    /// <c>too_many_moves</c> or <c>validation_failed</c>. Deleting what is not there is done already.
    /// </summary>
    public async Task<Outcome<bool>> Delete(string categoryId, string? moveTo, long? expected, string userId, CancellationToken cancel)
    {
        var seen = await book.Tree();
        if (
            moveTo is null
            && seen.Find(categoryId) is { } asked
            && seen.Children(categoryId).Count == 0
            && await HasProducts(seen.Scope(seen.Path(asked)))
        )
        {
            return Refusal.Conflict(
                "category_has_products",
                $"There are products in '{seen.Path(asked)}', withheld ones included. Say where they go with ?move_to=<category_id>."
            );
        }

        return await database.Write<Outcome<bool>>(
            async tx =>
            {
                var tree = await CategoryBook.Take(tx);
                if (tree.Find(categoryId) is not { } node)
                {
                    return true;
                }

                var heir = moveTo is null ? null : tree.Find(moveTo);
                if (Standing(tree, node, moveTo, heir, expected) is { } refused)
                {
                    return refused;
                }

                await CategorySql.Delete(tx, categoryId);
                await CategorySql.Readdress(tx, categoryId, heir?.CategoryId);
                if (heir is not null)
                {
                    await CategorySql.KeepAddress(tx, tree.SlugPath(node), heir.CategoryId, Now());
                    await CategorySql.AddMove(tx, tree.Path(node), tree.Path(heir), told: false, userId, Now());
                }

                await book.Keep(tx);
                return true;
            },
            cancel
        );
    }

    private async ValueTask<bool> HasProducts(IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            if ((await store.InCategory(path, 0, 1)).Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    private static Refusal? Standing(CategoryTree tree, CategoryNode node, string? moveTo, CategoryNode? heir, long? expected) =>
        expected is { } version && version != node.Version ? Conditional.VersionMismatch(node.Version)
        : tree.Children(node.CategoryId) is { Count: > 0 } children
            ? Refusal.Conflict(
                "category_has_children",
                $"'{tree.Path(node)}' has {children.Count} categories below it, such as '{children[0].Name}'. Move or delete them first."
            )
        : moveTo is not null && (heir is null || heir.CategoryId == node.CategoryId)
            ? new Check().That(false, "move_to", "must be the id of another category").Refused
        : heir is not null && tree.Moves.Count >= CategoryTree.MovesMax ? TooManyMoves
        : null;

    private static Refusal TooManyMoves { get; } =
        Refusal.Conflict(
            "too_many_moves",
            $"{CategoryTree.MovesMax} renames and moves of categories are being carried out. Repeat this when some are done."
        );

    // The node as it is to be, and whether the tree has a place for it.
    private Outcome<CategoryNode> Placed(CategoryTree tree, CategoryNode? before, string id, CategoryBody body)
    {
        var parentId = body.ParentId ?? string.Empty;
        var parent = parentId.Length == 0 ? null : tree.Find(parentId);
        var name = CategoryPath.Clean(body.Name);
        if (parentId.Length > 0 && parent is null)
        {
            return new Check().That(false, "parent_id", "must be the id of a category").Refused!;
        }

        var below = before is null ? [] : tree.Below(before).ToArray();
        if (parent is not null && below.Any(node => node.CategoryId == parentId))
        {
            return Refusal.Conflict("category_below_itself", "A category cannot be moved below itself. Choose another parent.");
        }

        var path = parent is null ? name : CategoryPath.Of([tree.Path(parent), name]);
        var moves = before is not null && tree.Path(before) != path;
        var siblings = tree.Children(parentId).Where(node => node.CategoryId != id).ToArray();
        var refused =
            Fits(tree, parent, before, below, path) is { } unfit ? unfit
            : Array.Find(siblings, node => CategoryPath.Key(node.Name) == CategoryPath.Key(name)) is { } same
                ? Refusal.Conflict(
                    "category_exists",
                    $"There is a category '{tree.Path(same)}' already. Choose another name, or use that one.",
                    new JsonObject { ["category_id"] = same.CategoryId }
                )
            : before is null && (tree.Count >= CategoryTree.NodesMax || siblings.Length >= CategoryTree.ChildrenMax)
                ? Refusal.Conflict(
                    "too_many_categories",
                    $"A shop has at most {CategoryTree.NodesMax} categories, and one at most {CategoryTree.ChildrenMax} children."
                )
            : moves && tree.Moves.Count >= CategoryTree.MovesMax ? TooManyMoves
            : (before is null || moves) && IsTaken(tree, before, path)
                ? Refusal.Conflict(
                    "category_moving",
                    $"Products are still on their way out of '{path}' after a rename. Repeat this in a moment."
                )
            : body.Slug is { } chosen && chosen != before?.Slug && Array.Exists(siblings, node => node.Slug == chosen)
                ? Refusal.Conflict("slug_taken", $"Another category beside it has the address '{chosen}'. Choose another.")
            : null;
        return refused is not null
            ? refused
            : new CategoryNode(
                id,
                parentId,
                name,
                body.Slug is { } said && !Array.Exists(siblings, node => node.Slug == said)
                    ? said
                    : CategoryBook.FreeSlug(tree, parentId, id, name),
                Math.Min(body.Position ?? siblings.Length, siblings.Length),
                body.Description ?? string.Empty,
                body.Picture,
                body.Seo is { } seo && (seo.Title ?? seo.Description) is not null ? JsonSerializer.Serialize(seo, Json.Options) : null,
                (before?.Version ?? 0) + 1,
                Now()
            );
    }

    // Its own old names it may have again: the moves are carried out in order.
    private static bool IsTaken(CategoryTree tree, CategoryNode? before, string path) =>
        tree.IsLeaving(path) && (before is null || tree.Canonical(path) != tree.Path(before));

    private static Refusal? Fits(CategoryTree tree, CategoryNode? parent, CategoryNode? before, CategoryNode[] below, string path)
    {
        var depth = parent is null ? 1 : tree.Depth(parent) + 1;
        var deepest = before is null ? depth : depth + below.Max(tree.Depth) - tree.Depth(before);
        var longest = before is null ? path.Length : path.Length + below.Max(node => tree.Path(node).Length) - tree.Path(before).Length;
        return new Check()
            .That(deepest <= CategoryPath.DepthMax, "parent_id", $"would make the tree deeper than {CategoryPath.DepthMax} levels")
            .That(
                longest <= CategoryPath.CharsMax,
                "name",
                $"would make a path of more than {CategoryPath.CharsMax} characters: its names together with those above and below it"
            )
            .Refused;
    }

    // The siblings stand in a row without gaps, the node where it was put.
    private static async ValueTask Order(Transaction tx, CategoryTree tree, CategoryNode node)
    {
        var row = tree.Children(node.ParentId).Where(one => one.CategoryId != node.CategoryId).ToList();
        row.Insert((int)node.Position, node);
        for (var i = 0; i < row.Count; i++)
        {
            if (row[i].Position != i)
            {
                await CategorySql.Put(tx, row[i].CategoryId, i);
            }
        }
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
