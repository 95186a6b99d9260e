// The JSON of categories.
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Catalog.Categories;

/// <summary>A category as staff writes it.</summary>
/// <param name="Name">Without a slash; unique among its siblings without regard to case.</param>
/// <param name="ParentId">The category that it is below; at the root when absent.</param>
/// <param name="Slug">Its part of the address; made from the name when absent. What it was before leads here.</param>
/// <param name="Position">Among its siblings, counted from 0; at the end when absent.</param>
/// <param name="Description">Shown above its products.</param>
/// <param name="Picture">Address of a picture of this shop.</param>
/// <param name="Seo">How search engines are to show it.</param>
public sealed record CategoryBody(
    string Name,
    [property: JsonConverter(typeof(IdConverter))] string? ParentId = null,
    string? Slug = null,
    long? Position = null,
    string? Description = null,
    string? Picture = null,
    SeoBody? Seo = null
)
{
    /// <summary>Characters of a description.</summary>
    public const int DescriptionCharsMax = 2_000;

    // Pages show pictures of the shop's own address alone.
    private const string Media = "/media/";
    private const int PictureCharsMax = 300;

    internal static CategoryBody Of(CategoryNode node) =>
        new(
            node.Name,
            node.ParentId.Length == 0 ? null : node.ParentId,
            node.Slug,
            node.Position,
            node.Description,
            node.Picture,
            SeoOf(node)
        );

    internal static SeoBody? SeoOf(CategoryNode node) =>
        node.Seo is null ? null : JsonSerializer.Deserialize<SeoBody>(node.Seo, Json.Options);

    /// <summary>What can be said without the tree. Faults are noted under their members.</summary>
    internal Refusal? Fault()
    {
        var check = new Check()
            .Required("name", Name)
            .Text("name", Name?.Trim(), CategoryPath.NameCharsMax)
            .Text("description", Description, DescriptionCharsMax, min: 0, lines: true)
            .Text("seo.title", Seo?.Title, ProductListing.SeoTitleCharsMax, min: 0)
            .Text("seo.description", Seo?.Description, ProductListing.SeoDescriptionCharsMax, min: 0)
            .That(Slug is null || Slugs.IsSlug(Slug), "slug", Slugs.Fault)
            .That(Position is null or >= 0, "position", "must be 0 or more")
            .Text("picture", Picture, PictureCharsMax)
            .That(
                Picture?.StartsWith(Media, StringComparison.Ordinal) != false,
                "picture",
                $"must be the address of a picture of this shop, which begins with {Media}"
            );
        return check.Refused
            ?? check
                .That(
                    !Name!.Contains('/', StringComparison.Ordinal) && CategoryPath.Clean(Name).Length > 0,
                    "name",
                    "must have no slash: it parts the names of a path"
                )
                .Refused;
    }
}

/// <summary>A category with its place in the tree.</summary>
/// <param name="Path">Names joined by slashes: what products, imports and promotions name it by.</param>
/// <param name="SlugPath">Its page is <c>/c/</c> and this.</param>
/// <param name="Products">Products for sale in it and below it.</param>
/// <param name="Moving">True while products are on their way into it after a rename or a move; else absent.</param>
/// <param name="Version">What If-Match of a change names, as <c>"7"</c>.</param>
/// <param name="Children">In their order.</param>
public sealed record CategoryReply(
    string CategoryId,
    string? ParentId,
    string Name,
    string Path,
    string Slug,
    string SlugPath,
    long Position,
    string Description,
    string? Picture,
    SeoBody? Seo,
    long Products,
    long Version,
    DateTimeOffset UpdatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Moving,
    IReadOnlyList<CategoryReply> Children
);

/// <summary>The tree.</summary>
public sealed record CategoriesReply(IReadOnlyList<CategoryReply> Items);

/// <summary>A category and the way to it.</summary>
/// <param name="Line">From the root to its parent.</param>
public sealed record CategoryPageReply(CategoryReply Category, IReadOnlyList<CategoryStep> Line);

/// <summary>A step of the way to a category.</summary>
public sealed record CategoryStep(string CategoryId, string Name, string Path, string SlugPath);
