// The tree of categories as it is at one moment, with what is on its way in it.
using Cartwright.Kernel;

namespace Cartwright.Catalog.Categories;

/// <summary>A node.</summary>
/// <param name="ParentId">Empty at the root.</param>
/// <param name="Position">Among its siblings, from 0.</param>
/// <param name="Picture">Address of a picture of this shop, or null.</param>
/// <param name="Seo">A JSON object of title and description, or null.</param>
public sealed record CategoryNode(
    string CategoryId,
    string ParentId,
    string Name,
    string Slug,
    long Position,
    string Description,
    string? Picture,
    string? Seo,
    long Version,
    long UpdatedMs
);

/// <summary>Products on their way from one path to another.</summary>
/// <param name="Told">Whether promotions follow.</param>
/// <param name="After">The number of the product up to which all were looked at.</param>
/// <param name="DoneMs">When all had been moved that were there; a late writer's are looked for after that.</param>
public sealed record CategoryMove(long Number, string From, string To, bool Told, string UserId, bool Begun, long After, long? DoneMs);

/// <summary>Never changes: a change of a node makes another tree.</summary>
public sealed class CategoryTree
{
    /// <summary>Nodes: all of them are in memory and in one answer.</summary>
    public const int NodesMax = 5_000;

    /// <summary>Children of one node: more cannot be chosen from.</summary>
    public const int ChildrenMax = 1_000;

    /// <summary>Moves under way at once.</summary>
    public const int MovesMax = 100;

    private readonly Dictionary<string, CategoryNode> byId;
    private readonly Dictionary<string, CategoryNode[]> children;
    private readonly Dictionary<string, CategoryNode> byNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CategoryNode> bySlugs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Path, string SlugPath, int Depth)> places = new(StringComparer.Ordinal);

    public CategoryTree(IEnumerable<CategoryNode> nodes, IEnumerable<CategoryMove> moves)
    {
        byId = nodes.ToDictionary(node => node.CategoryId, StringComparer.Ordinal);
        children = byId
            .Values.GroupBy(node => node.ParentId, StringComparer.Ordinal)
            .ToDictionary(
                siblings => siblings.Key,
                siblings =>
                    siblings.OrderBy(node => node.Position).ThenBy(node => Collation.Key(node.Name), StringComparer.Ordinal).ToArray(),
                StringComparer.Ordinal
            );
        Moves = [.. moves.OrderBy(move => move.Number)];
        foreach (var root in Children(string.Empty))
        {
            Place(root, [], []);
        }
    }

    /// <summary>Without a node.</summary>
    public static CategoryTree Empty { get; } = new([], []);

    /// <summary>Those under way, the oldest first.</summary>
    public IReadOnlyList<CategoryMove> Moves { get; }

    public int Count => byId.Count;

    public CategoryNode? Find(string categoryId) => byId.GetValueOrDefault(categoryId);

    /// <summary>In their order.</summary>
    /// <param name="parentId">Empty for the root.</param>
    public IReadOnlyList<CategoryNode> Children(string parentId) => children.GetValueOrDefault(parentId) ?? [];

    /// <summary>The path of names.</summary>
    public string Path(CategoryNode node) => places[node.CategoryId].Path;

    /// <summary>The path of slugs, which is the address of its page below <c>/c/</c>.</summary>
    public string SlugPath(CategoryNode node) => places[node.CategoryId].SlugPath;

    /// <summary>1 at the root.</summary>
    public int Depth(CategoryNode node) => places[node.CategoryId].Depth;

    /// <summary>The node and all below it.</summary>
    public IEnumerable<CategoryNode> Below(CategoryNode node) => Children(node.CategoryId).SelectMany(Below).Prepend(node);

    /// <summary>From the root to the node, itself included.</summary>
    public IReadOnlyList<CategoryNode> Line(CategoryNode node)
    {
        var line = new List<CategoryNode> { node };
        while (Find(line[^1].ParentId) is { } parent)
        {
            line.Add(parent);
        }

        line.Reverse();
        return line;
    }

    /// <summary>The node of a path of names, without regard to case.</summary>
    public CategoryNode? ByNames(string path) => byNames.GetValueOrDefault(CategoryPath.Key(CategoryPath.Names(path)));

    /// <summary>The node of a path of slugs.</summary>
    public CategoryNode? BySlugs(string slugPath) =>
        bySlugs.GetValueOrDefault(string.Join('/', slugPath.Split('/', StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant());

    /// <summary>Whether a product may have just this path.</summary>
    public bool Has(string path) => ByNames(path) is { } node && Path(node) == path;

    /// <summary>Whether products are on their way out of the path, so that it is not free for another yet.</summary>
    public bool IsLeaving(string path)
    {
        var names = CategoryPath.Names(path);
        return Moves.Any(move => !IsSpelling(move) && IsIn(names, CategoryPath.Names(move.From)));
    }

    /// <summary>
    /// The path as a product is to have it: as its nodes are spelled as far as there are nodes, and where a move leads.
    /// </summary>
    public string Canonical(string path)
    {
        var names = CategoryPath.Names(path);
        for (var known = names.Length; known > 0; known--)
        {
            if (byNames.TryGetValue(CategoryPath.Key(names.Take(known)), out var node))
            {
                // What has a node is where it belongs, also where a move has left before.
                return known == names.Length ? Path(node) : Led(CategoryPath.Of([Path(node), .. names[known..]]));
            }
        }

        return Led(CategoryPath.Of(names));
    }

    /// <summary>
    /// All paths under which products of a category can stand just now: its own, and those from which products are on their way to it. What
    /// lies below each is meant too.
    /// </summary>
    public IReadOnlyList<string> Scope(string path)
    {
        var paths = new List<string> { path };
        for (var i = Moves.Count - 1; i >= 0; i--)
        {
            var move = Moves[i];
            foreach (var known in paths.ToArray())
            {
                if (CategoryPath.IsIn(known, move.To))
                {
                    paths.Add(CategoryPath.Moved(known, move.To, move.From));
                }
                else if (CategoryPath.IsBelow(move.To, known))
                {
                    paths.Add(move.From);
                }
            }
        }

        return [.. paths.Distinct(StringComparer.Ordinal)];
    }

    private string Led(string path)
    {
        foreach (var move in Moves)
        {
            var (names, from) = (CategoryPath.Names(path), CategoryPath.Names(move.From));
            if (IsIn(names, from))
            {
                path = CategoryPath.Of([move.To, .. names[from.Length..]]);
            }
        }

        return path;
    }

    private static bool IsIn(string[] names, string[] above) =>
        names.Length >= above.Length && CategoryPath.Key(names.Take(above.Length)) == CategoryPath.Key(above);

    // One node's name in other letters: nothing is left by it.
    private static bool IsSpelling(CategoryMove move) =>
        CategoryPath.Key(CategoryPath.Names(move.From)) == CategoryPath.Key(CategoryPath.Names(move.To));

    private void Place(CategoryNode node, string[] names, string[] slugs)
    {
        names = [.. names, node.Name];
        slugs = [.. slugs, node.Slug];
        places.Add(node.CategoryId, (CategoryPath.Of(names), string.Join('/', slugs), names.Length));
        byNames[CategoryPath.Key(names)] = node;
        bySlugs[string.Join('/', slugs)] = node;
        foreach (var child in Children(node.CategoryId))
        {
            Place(child, names, slugs);
        }
    }
}
