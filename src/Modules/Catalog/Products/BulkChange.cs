// What a change of many products makes of each: pure, and decided on the product as it is when its turn comes, so that two that raise a
// price at once both count.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Catalog;

/// <summary>The same change for many. What is null stays.</summary>
/// <param name="Percent">Changes the price by so many per cent; -10 takes a tenth off.</param>
/// <param name="Amount">Changes the price by so much, major units of <paramref name="Currency"/>; products in another are refused.</param>
public sealed record BulkChange(
    string? Status,
    string? Category,
    string? TaxClass,
    decimal? Percent,
    decimal? Amount,
    string? Currency,
    IReadOnlyList<string>? AddTags,
    IReadOnlyList<string>? RemoveTags
)
{
    /// <summary>Per cent that a price may lose; a tenth of a thousandth of it stays.</summary>
    public const decimal PercentMin = -99.99m;

    /// <summary>Per cent that a price may gain: more is a slip of the keyboard.</summary>
    public const decimal PercentMax = 1_000m;

    private const int PercentDigits = 2;

    /// <summary>Whether variants change with their parents: what is sold is priced and taxed, and what is shown is not.</summary>
    public bool IsForVariants => Category is not null || TaxClass is not null || Percent is not null || Amount is not null;

    /// <summary>The change for the variants of a product that was named: its status and tags are not theirs.</summary>
    public BulkChange OfVariants => this with { Status = null, AddTags = null, RemoveTags = null };

    /// <summary>What can be said without looking at a product. Faults are noted under their members.</summary>
    public void Validate(Check check)
    {
        check
            .That(
                Status is not null || AddTags is { Count: > 0 } || RemoveTags is { Count: > 0 } || IsForVariants,
                "change",
                "must say what changes: status, category, tax_class, price, add_tags or remove_tags"
            )
            .OneOf("change.status", Status, ProductStatus.All)
            .Text("change.category", Category?.Trim(), ProductRules.CategoryCharsMax)
            .That(TaxClass is null || TaxClasses.IsClass(TaxClass), "change.tax_class", TaxClasses.Sentence)
            .That(Percent is null || Amount is null, "change.price", "must be a percent or an amount, not both")
            .That(
                Percent is not { } percent
                    || (percent >= PercentMin && percent <= PercentMax && decimal.Round(percent, PercentDigits) == percent && percent != 0),
                "change.price.percent",
                $"must be from {PercentMin} to {PercentMax} with at most {PercentDigits} digits behind the point, and not 0"
            )
            .That(
                Amount is null || (Amount != 0 && Currencies.IsKnown(Currency)),
                "change.price.amount",
                "must not be 0, and needs a currency"
            )
            .Count("change.add_tags", AddTags, ProductListing.TagsMax)
            .Count("change.remove_tags", RemoveTags, ProductListing.TagsMax);
    }

    /// <summary>
    /// What it says of one product. Refused with <c>currency_differs</c>, or <c>validation_failed</c> where the price would fall below
    /// zero.
    /// </summary>
    public Outcome<ProductInput> Said(CatalogProduct before) =>
        PriceOf(before).Is(out var price, out var refused)
            ? new ProductInput(null, null, price, null, Category, default, default, default, null, null, TaxClass)
            {
                Status = Status,
                Tags = Tagged(before.Listing.TagList),
            }
            : refused;

    private Outcome<decimal?> PriceOf(CatalogProduct before)
    {
        var minor = before.PriceMinor;
        if (Percent is { } percent)
        {
            minor = Money.Share(minor, (long)((100 + percent) * 100), 10_000);
        }
        else if (Amount is { } amount)
        {
            if (before.Currency != Currency)
            {
                return Refusal.Conflict("currency_differs", $"Its price is in {before.Currency}, and the amount in {Currency}.");
            }

            if (!Currencies.ToMinor(decimal.Abs(amount), Currency).Is(out var by, out _))
            {
                return new Check()
                    .That(false, "price", $"cannot change by {amount}: {Currency} has fewer digits, or it is out of range")
                    .Refused!;
            }

            minor += amount < 0 ? -by : by;
            if (minor < 0)
            {
                return new Check().That(false, "price", "would fall below 0").Refused!;
            }
        }
        else
        {
            return (decimal?)null;
        }

        return (decimal?)Currencies.ToMajor(minor, before.Currency);
    }

    private List<string>? Tagged(IReadOnlyList<string> before)
    {
        if (AddTags is null && RemoveTags is null)
        {
            return null;
        }

        var gone = (RemoveTags ?? []).Select(tag => tag.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. before.Where(tag => !gone.Contains(tag)).Concat(AddTags ?? [])];
    }
}
