// What demo products say beside name and price: a brand, tags, a text for search engines, and whom to ask about safety.
using System.Text.Json.Nodes;
using Cartwright.Web;

namespace Cartwright.Catalog.DemoData;

internal static class DemoListings
{
    /// <summary>The first ones are as plain as a product can be: documents and tests show them.</summary>
    public const int PlainUntil = 60;

    /// <summary>The series is the brand; some are said to be presents, some easy, some made to last.</summary>
    public static ProductListing Of(DemoKind kind, string name, string word, int number, uint seed)
    {
        if (number <= PlainUntil)
        {
            return ProductListing.Plain;
        }

        var tags = new List<string>();
        if (seed % 5 == 1)
        {
            tags.Add("present");
        }

        if (kind.Category == "Plants")
        {
            tags.Add("easy care");
        }

        if (word is "Organic" or "Canvas" or "Cast-Iron" or "Oak" or "Merino" or "Stoneware" or "Steel")
        {
            tags.Add("made to last");
        }

        var seo =
            seed % 3 != 0
                ? null
                : new JsonObject
                {
                    ["title"] = $"{name} for {Place(kind.Category)}",
                    ["description"] = $"{name}: {kind.Detail} See three views, sizes and what others bought with it.",
                }.ToJsonString(Json.Options);
        return ProductListing.Plain with { Brand = name.Split(' ')[0], Tags = ProductListing.Text(tags), Seo = seo };
    }

    /// <summary>Of what has a plug or a flame beside it; a JSON object, or null.</summary>
    public static string? Safety(DemoKind kind, int number) =>
        number <= PlainUntil
            ? null
            : kind.Category switch
            {
                "Lighting" => Said("Lumen Works", "Let the lamp cool before you change the bulb. No more than 9 W.").Stored(),
                "Electronics" => Said("Northwind Goods", "Do not open. Batteries do not go into household waste.").Stored(),
                "Kitchen" when kind.Noun is "Kettle" or "Pan" => Said("Harbor Supply", "Gets hot. Keep children away from the hob.")
                    .Stored(),
                _ => null,
            };

    private static ProductSafety Said(string maker, string warnings) =>
        new(
            maker,
            "128 Canal Street, Portland, OR 97209, United States",
            "safety@example.com",
            "Wainwright Europe",
            "Musterstraße 1, 10115 Berlin, Germany",
            "eu-safety@example.com",
            warnings
        );

    private static string Place(string category) =>
        category switch
        {
            "Electronics" => "the desk",
            "Kitchen" => "the kitchen",
            "Furniture" or "Lighting" => "the living room",
            "Plants" => "the windowsill",
            "Outdoors" => "the way",
            _ => "every day",
        };
}
