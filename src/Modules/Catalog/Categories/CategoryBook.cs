// The tree in memory, and how products get their place in it: what a writer says is spelled as its nodes are, and what is new becomes a
// node.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Catalog.Categories;

/// <summary>Reads the tree, and lets it grow with the products that are written.</summary>
public sealed class CategoryBook
{
    // Paths that are looked at in one transaction.
    private const int AtOnce = 50;

    private readonly Database database;
    private readonly ProductShelf shelf;
    private readonly IIds ids;
    private readonly TimeProvider clock;
    private readonly TableMemory<Held> memory;
    private volatile CategoryTree? known;

    public CategoryBook([FromKeyedServices("catalog")] Database database, ProductShelf shelf, IIds ids, TimeProvider clock)
    {
        (this.database, this.shelf, this.ids, this.clock) = (database, shelf, ids, clock);
        memory = new(database, clock, CategorySql.Version, async tx => new Held(await CategorySql.Tree(tx)));
    }

    /// <summary>Raised when there is something to move.</summary>
    public Signal Moving { get; } = new();

    /// <summary>The tree as it is.</summary>
    public async ValueTask<CategoryTree> Tree() => known = (await memory.Current()).Tree;

    /// <summary>
    /// The commands with each category spelled as its nodes are; what has a fault stays, to be refused where it is decided.
    /// </summary>
    public async ValueTask<IReadOnlyList<ProductCommand>> Spelled(IReadOnlyList<ProductCommand> commands)
    {
        if (!commands.Any(command => Said(command) is not null))
        {
            return commands;
        }

        var tree = await Tree();
        return [.. commands.Select(command => Said(command) is { } said ? With(command, Spelled(tree, said)) : command)];
    }

    /// <summary>Whether all categories that the commands say have their nodes.</summary>
    public async ValueTask<bool> Knows(IReadOnlyList<ProductCommand> commands)
    {
        var tree = await Tree();
        return commands.All(command => Said(command) is not { } said || tree.Has(said));
    }

    /// <summary>Makes the nodes of what was carried out, in the transaction that notes it.</summary>
    /// <param name="commands">As they were <see cref="Spelled(IReadOnlyList{ProductCommand})"/>.</param>
    public async ValueTask Grow(Transaction tx, IReadOnlyList<ProductCommand> commands, IReadOnlyList<Outcome<string>> outcomes)
    {
        var said = commands.Where((_, i) => outcomes[i].Refused is null).Select(Said).OfType<string>().Distinct(StringComparer.Ordinal);
        // As it was when they were spelled: within a transaction nothing may be loaded by another one.
        var tree = known;
        var unknown = said.Where(path => tree?.Has(path) != true).ToArray();
        if (unknown.Length > 0)
        {
            await Adopt(tx, unknown, commands[0].Seller.UserId);
        }
    }

    /// <summary>Makes the nodes of what the store holds: of products from before there was a tree, or that came from elsewhere.</summary>
    public async Task AdoptAll(IProductStore store, CancellationToken cancel)
    {
        var tree = await Tree();
        var unknown = (await store.Categories()).Select(category => category.Path).Where(path => !tree.Has(path)).ToArray();
        foreach (var some in unknown.Chunk(AtOnce))
        {
            await database.Write(
                async tx =>
                {
                    await Adopt(tx, some, Seller.Shop);
                    return true;
                },
                cancel
            );
        }
    }

    /// <summary>Begins a change of the tree: nobody else changes it until the transaction ends.</summary>
    internal static async ValueTask<CategoryTree> Take(Transaction tx)
    {
        await CategorySql.Take(tx);
        return await CategorySql.Tree(tx);
    }

    /// <summary>Ends a change: what the tables hold is remembered once it is durable.</summary>
    internal async ValueTask Keep(Transaction tx)
    {
        var tree = await CategorySql.Tree(tx);
        memory.Change(tx, held => held.Tree = tree);
        tx.OnCommitted(shelf.ListsChanged);
        if (tree.Moves.Count > 0)
        {
            tx.OnCommitted(Moving.Raise);
        }
    }

    /// <summary>A slug that no sibling has.</summary>
    internal static string FreeSlug(CategoryTree tree, string parentId, string categoryId, string name)
    {
        bool IsFree(string slug) => !tree.Children(parentId).Any(node => node.Slug == slug && node.CategoryId != categoryId);
        var slug = Slugs.Of(name);
        return slug.Length > 0 && IsFree(slug)
            ? slug
            : Enumerable.Range(0, Slugs.Marks).Select(taken => Slugs.Marked(slug, categoryId, "category", taken)).First(IsFree);
    }

    private async ValueTask Adopt(Transaction tx, string[] paths, string userId)
    {
        var tree = await Take(tx);
        var changed = false;
        foreach (var path in paths)
        {
            // What was written under a path that is being left is fetched by the move itself, in any spelling.
            if (tree.Has(path) || tree.IsLeaving(path) || tree.Moves.Any(move => CategoryPath.IsIn(path, move.From)))
            {
                continue;
            }

            var canonical = CategoryPath.Adopted(path);
            var parent = string.Empty;
            var names = CategoryPath.Names(canonical);
            for (var depth = 1; depth <= names.Length; depth++)
            {
                if (tree.ByNames(CategoryPath.Of(names[..depth])) is { } there)
                {
                    parent = there.CategoryId;
                    continue;
                }

                // Beyond the bounds products keep their category as a text without a node.
                if (tree.Count >= CategoryTree.NodesMax || tree.Children(parent).Count >= CategoryTree.ChildrenMax)
                {
                    break;
                }

                var made = New(tree, parent, names[depth - 1]);
                await CategorySql.Add(tx, made);
                tree = new(Nodes(tree).Append(made), tree.Moves);
                parent = made.CategoryId;
                changed = true;
            }

            if (tree.ByNames(canonical) is { } node && tree.Path(node) != path)
            {
                await CategorySql.AddMove(tx, path, tree.Path(node), told: true, userId, Now());
                changed = true;
            }
        }

        if (changed)
        {
            await Keep(tx);
        }
    }

    private CategoryNode New(CategoryTree tree, string parentId, string name)
    {
        var id = ids.Next();
        return new(
            id,
            parentId,
            name,
            FreeSlug(tree, parentId, id, name),
            tree.Children(parentId).Count,
            string.Empty,
            null,
            null,
            1,
            Now()
        );
    }

    private static IEnumerable<CategoryNode> Nodes(CategoryTree tree) => tree.Children(string.Empty).SelectMany(tree.Below);

    /// <summary>A path as its nodes are spelled; what has a fault stays.</summary>
    internal static string Spelled(CategoryTree tree, string said) => CategoryPath.Fault(said) is null ? tree.Canonical(said) : said;

    private static string? Said(ProductCommand command) =>
        command switch
        {
            CreateProduct create => create.Said.Category,
            EditProduct edit => edit.Said.Category,
            PutProduct put => put.Said.Category,
            ChangeInBulk bulk => bulk.Change.Category,
            _ => null,
        };

    private static ProductCommand With(ProductCommand command, string category) =>
        command switch
        {
            CreateProduct create => create with { Said = create.Said with { Category = category } },
            EditProduct edit => edit with { Said = edit.Said with { Category = category } },
            PutProduct put => put with { Said = put.Said with { Category = category } },
            ChangeInBulk bulk => bulk with { Change = bulk.Change with { Category = category } },
            _ => command,
        };

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class Held(CategoryTree tree)
    {
        public volatile CategoryTree Tree = tree;
    }
}
