// The path of a category as products, imports and promotions name it: names joined by slashes.
namespace Cartwright.Catalog.Categories;

/// <summary>Pure functions on paths such as <c>Clothing/Shirts</c>.</summary>
public static class CategoryPath
{
    /// <summary>Levels of the tree: a deeper menu is not found through.</summary>
    public const int DepthMax = 6;

    /// <summary>Characters of a name: it has to fit a menu.</summary>
    public const int NameCharsMax = 80;

    /// <summary>Characters of a whole path.</summary>
    public const int CharsMax = 300;

    private const char Between = '/';

    // What an older product is in whose category was nothing but slashes.
    private const string Nameless = "-";

    /// <summary>The names of a path, each as it is kept; none for a path of nothing but slashes and blanks.</summary>
    public static string[] Names(string path) => [.. path.Split(Between).Select(Clean).Where(name => name.Length > 0)];

    /// <summary>A name as it is kept: composed, and one blank where there were several.</summary>
    public static string Clean(string name) =>
        string.Join(' ', SameName.Composed(name).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The path of names.</summary>
    public static string Of(IEnumerable<string> names) => string.Join(Between, names);

    /// <summary>A name as it is compared with its siblings: without regard to case, width and composition.</summary>
    public static string Key(string name) => SameName.Key(name);

    /// <summary>A path as it is compared.</summary>
    public static string Key(IEnumerable<string> names) => string.Join('\n', names.Select(Key));

    /// <summary>Whether a path is below another.</summary>
    public static bool IsBelow(string path, string above) =>
        path.Length > above.Length && path[above.Length] == Between && path.StartsWith(above, StringComparison.Ordinal);

    /// <summary>Whether a path is another or below it.</summary>
    public static bool IsIn(string path, string above) => path == above || IsBelow(path, above);

    /// <summary>A path that is in <paramref name="from"/>, after that has become <paramref name="to"/>.</summary>
    public static string Moved(string path, string from, string to) => to + path[from.Length..];

    /// <summary>
    /// What lies below a path, by bytes: from the first text, included, to before the second.
    /// </summary>
    public static (string From, string To) Below(string path) => (path + Between, path + (char)(Between + 1));

    /// <summary>
    /// The path of the node for a product that was written before there was a tree: slashes part names; what would be too deep becomes one
    /// name, and what has no name a dash.
    /// </summary>
    public static string Adopted(string text)
    {
        var names = Names(text);
        return names.Length == 0 ? Nameless
            : names.Length <= DepthMax ? Of(names)
            : Of([.. names[..(DepthMax - 1)], string.Join(" - ", names[(DepthMax - 1)..])]);
    }

    /// <summary>What is wrong with a path that somebody says, as the end of a sentence about it; null when nothing is.</summary>
    public static string? Fault(string path)
    {
        var names = Names(path);
        return names.Length == 0 ? "must name a category"
            : names.Length > DepthMax ? $"must have at most {DepthMax} names between slashes"
            : Array.Exists(names, name => name.Length > NameCharsMax) ? $"must have names of at most {NameCharsMax} characters"
            : null;
    }
}
