// The thousand products of the demo shop, computed from their numbers: always the same, from no clock and no chance.
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Catalog.Pictures;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Catalog.DemoData;

internal static class DemoProducts
{
    private const int BookEvery = 11;
    private const int ColoursOfCloth = 12;

    // A box and something soft.
    private const long PackingG = 120;

    /// <summary>All of them, parents before their variants.</summary>
    public static IReadOnlyList<(string ProductId, ProductFields Fields)> All()
    {
        var all = new List<(string, ProductFields)>(Demo.ProductsCount) { (Demo.ProductId(1), First()) };
        var names = new HashSet<string>(StringComparer.Ordinal) { all[0].Item2.Name };
        // The woods and metals after these are for those who name them.
        var colours = Palette.Names.Take(23).ToArray();
        var (books, turn) = (0, 0);
        while (all.Count < Demo.ProductsCount)
        {
            var number = all.Count + 1;
            if (number % BookEvery == 0 && books < DemoWords.TitleStarts.Count * DemoWords.TitleEnds.Count)
            {
                all.Add((Demo.ProductId(number), Book(number, books++)));
                continue;
            }

            // Kinds take turns with a stride that has no common divisor with their number, so that neighbours differ.
            var kind = DemoKinds.All[turn * 13 % DemoKinds.All.Count];
            var round = turn++ / DemoKinds.All.Count;
            var seed = Picture.Hash("demo " + Demo.ProductId(number));
            var word = kind.Words[round % kind.Words.Length];
            var name = Enumerable
                .Range(0, DemoWords.Series.Count)
                .Select(skip => $"{Pick(DemoWords.Series, seed, skip)} {word} {kind.Noun}")
                .First(names.Add);
            var colour = colours[(seed >> 5) % (uint)colours.Length];
            var parent = Goods(number, kind, word, name, colour, seed);
            if (kind.Sizes.Length == 0 || round % 3 == 2 || all.Count + 1 + kind.Sizes.Length > Demo.ProductsCount)
            {
                all.Add((Demo.ProductId(number), parent));
                continue;
            }

            all.Add(
                (
                    Demo.ProductId(number),
                    parent with
                    {
                        Options = new JsonObject
                        {
                            ["size"] = new JsonArray([.. kind.Sizes.Select(size => JsonValue.Create(size))]),
                        }.ToJsonString(Json.Options),
                    }
                )
            );
            foreach (var size in kind.Sizes)
            {
                all.Add(
                    (
                        Demo.ProductId(all.Count + 1),
                        parent with
                        {
                            Name = $"{name}, {size}",
                            ParentId = Demo.ProductId(number),
                            Options = new JsonObject { ["size"] = size }.ToJsonString(Json.Options),
                        }
                    )
                );
            }
        }

        return all;
    }

    private static ProductFields First() =>
        new(
            "Wireless Mouse",
            "A quiet mouse that disappears in the hand. The scroll wheel is milled, the clicks are soft, and one charge lasts about ten weeks.",
            "Electronics",
            Demo.Vendors[0].Id,
            2_999,
            Demo.Currency,
            """{"colour":"Graphite","material":"recycled plastic","weight_g":84,"connection":"2.4 GHz and Bluetooth"}""",
            null,
            Image(1),
            null,
            WeightG: 84 + PackingG
        );

    private static ProductFields Goods(int number, DemoKind kind, string word, string name, string colour, uint seed)
    {
        var material = DemoWords.Material(kind.Noun, word);
        var made = kind.Noun is "Monstera" or "Cactus"
            ? $"Comes in a {material} pot, in {colour.ToLowerInvariant()}."
            : $"Made of {material}, in {colour.ToLowerInvariant()}.";
        var noun = kind.Noun.ToLowerInvariant();
        var lead = string.Format(CultureInfo.InvariantCulture, Pick(kind.Lead, seed >> 7, 0), noun, kind.Noun);
        var grams = kind.Grams + (int)((seed >> 9) % 40 * (uint)Math.Max(1, kind.Grams / 80));
        var attributes = new JsonObject
        {
            ["colour"] = colour,
            ["material"] = material,
            ["weight_g"] = grams,
        };
        Particulars(attributes, kind, seed);
        var price = Price(kind.Low, kind.High, seed);
        return new ProductFields(
            name,
            $"{lead} {made} {kind.Detail}",
            kind.Category,
            Demo.Vendors[(int)((seed >> 13) % (uint)Demo.Vendors.Count)].Id,
            price,
            Demo.Currency,
            attributes.ToJsonString(Json.Options),
            null,
            Image(number),
            null,
            WeightG: grams + PackingG
        )
        {
            CompareAtMinor = number > DemoListings.PlainUntil && seed % 19 == 4 ? price * 5 / 4 : null,
            Safety = DemoListings.Safety(kind, number),
            Listing = DemoListings.Of(kind, name, word, number, seed),
        };
    }

    private static ProductFields Book(int number, int book)
    {
        var seed = Picture.Hash("book " + Demo.ProductId(number));

        // Every start meets every end once, and the same start does not come twice in a row.
        var start = DemoWords.TitleStarts[book % DemoWords.TitleStarts.Count];
        var end = DemoWords.TitleEnds[((book / DemoWords.TitleStarts.Count) + (book * 5)) % DemoWords.TitleEnds.Count];
        var (genre, author) = (Pick(DemoWords.Genres, seed, 0), Pick(DemoWords.Authors, seed >> 4, 0));
        var colours = Palette.Names.ToArray();
        return new(
            $"{start} {end}",
            $"{genre} by {author}. A book to be read slowly, on good paper, with a sewn spine that opens flat. {160 + (seed % 320)} pages.",
            "Books",
            Demo.Vendors[(int)((seed >> 13) % (uint)Demo.Vendors.Count)].Id,
            Price(6, 48, seed),
            Demo.Currency,
            new JsonObject
            {
                ["author"] = author,
                ["genre"] = genre,
                ["pages"] = 160 + (int)(seed % 320),
                ["binding"] = seed % 2 == 0 ? "hardcover" : "paperback",
                ["language"] = "English",
                ["colour"] = colours[(seed >> 5) % ColoursOfCloth + 3],
            }.ToJsonString(Json.Options),
            null,
            Image(number),
            null,
            WeightG: 160 + (int)(seed % 320) + PackingG
        );
    }

    private static void Particulars(JsonObject attributes, DemoKind kind, uint seed)
    {
        switch (kind.Category)
        {
            case "Electronics":
                attributes["warranty_years"] = 2 + (int)(seed % 2);
                break;
            case "Kitchen":
                attributes["dishwasher_safe"] = seed % 4 != 0;
                break;
            case "Furniture":
                attributes["width_cm"] = 40 + (int)(seed % 12 * 10);
                attributes["assembly"] = seed % 3 == 0 ? "assembled" : "ten minutes";
                break;
            case "Lighting":
                attributes["lumens"] = 400 + (int)(seed % 9 * 100);
                attributes["dimmable"] = seed % 3 != 0;
                break;
            case "Plants":
                attributes["height_cm"] = 15 + (int)(seed % 14 * 5);
                break;
            case "Outdoors":
                attributes["season"] = seed % 2 == 0 ? "three seasons" : "all year";
                break;
            default:
                attributes["made_in"] = Pick(["Portugal", "Italy", "Japan", "Scotland", "Sweden"], seed >> 2, 0);
                break;
        }
    }

    // Cents as shops have them.
    private static long Price(int low, int high, uint seed)
    {
        long[] endings = [0, 50, 90, 95, 99];
        var dollars = low + (long)((seed >> 11) % (uint)(high - low));
        return (dollars * 100) + endings[seed % 5];
    }

    private static string Image(int number) => JsonSerializer.Serialize(Views.Addresses(Demo.ProductId(number)), Json.Options);

    private static T Pick<T>(IReadOnlyList<T> of, uint seed, int skip) => of[(int)((seed + (uint)skip) % (uint)of.Count)];
}
