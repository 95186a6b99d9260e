// The class of goods that a tax rate is looked up by. Catalog keeps it with a product, Ordering finds the rate.
namespace Cartwright.Contracts;

/// <summary>
/// Names of classes. Those below are the ranks that rates have in a country; goods whose rank differs from country to country (books are
/// reduced in Germany and zero in Ireland) get a class of the shop's own, and rows for it.
/// </summary>
public static class TaxClasses
{
    /// <summary>What goods have of which nothing else is said.</summary>
    public const string Standard = "standard";

    /// <summary>The reduced rate; where a country has two from 5 % on, the lower one.</summary>
    public const string Reduced = "reduced";

    /// <summary>The higher one of two reduced rates.</summary>
    public const string Intermediate = "intermediate";

    /// <summary>A reduced rate below 5 %.</summary>
    public const string SuperReduced = "super_reduced";

    /// <summary>A rate of 0 that the law has for some goods.</summary>
    public const string Zero = "zero";

    /// <summary>In rows of rates: every class that has no row of its own there.</summary>
    public const string Any = "*";

    /// <summary>Characters of a class.</summary>
    public const int CharsMax = 40;

    /// <summary>What a class that is none is told.</summary>
    public const string Sentence =
        "must be a class of taxes, such as standard, reduced or zero: a small letter, then up to 39 small letters, digits or underscores";

    /// <summary>The ranks for which rates are built in.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } = [Standard, Reduced, Intermediate, SuperReduced, Zero];

    /// <summary>Whether a product can have it.</summary>
    public static bool IsClass(string? text) =>
        text is { Length: > 0 and <= CharsMax }
        && char.IsAsciiLetterLower(text[0])
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
}
