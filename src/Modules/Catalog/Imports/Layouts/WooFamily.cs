// What variations of WooCommerce need of their parent, and a parent of its variations, wherever they stand in the file.
namespace Cartwright.Catalog.Imports;

internal sealed class WooFamily
{
    public string? ParentId { get; set; }

    public string Category { get; set; } = string.Empty;

    public string Name { get; set; } = string.Empty;

    /// <summary>The lowest price of a variation, major units.</summary>
    public decimal? Lowest { get; set; }

    /// <summary>Attributes that variations choose by; what else the parent has is free text.</summary>
    public HashSet<string> Options { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes over what was known under another of its names.</summary>
    public void Take(WooFamily other)
    {
        Options.UnionWith(other.Options);
        Lowest = other.Lowest < (Lowest ?? decimal.MaxValue) ? other.Lowest : Lowest;
    }
}
