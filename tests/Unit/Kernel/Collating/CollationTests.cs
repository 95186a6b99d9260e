// The order of names: as CLDR's root has it, told by ICU 78 (names.json, of which each line is equal in order) and by the ICU of
// PostgreSQL.
using System.Text;
using System.Text.Json;
using Cartwright.Kernel;

namespace Cartwright.Unit.Kernel.Collating;

public class CollationTests
{
    private static readonly string[][] Names = JsonSerializer.Deserialize<string[][]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Kernel", "Collating", "names.json"))
    )!;

    [Fact]
    public void Names_are_in_the_order_in_which_ICU_has_them()
    {
        Assert.True(Names.Length > 300);
        for (var i = 0; i < Names.Length; i++)
        {
            Assert.All(Names[i], name => Assert.Equal(Collation.Key(Names[i][0]), Collation.Key(name)));
            if (i > 0)
            {
                Assert.True(Compare(Names[i - 1][0], Names[i][0]) < 0, $"{Names[i - 1][0]} before {Names[i][0]}");
            }
        }
    }

    [Theory]
    [InlineData("Armel|Ärmel|Armelle|arn")]
    [InlineData("cote|Cote|coté|côte|Côte|côté|coteau")]
    [InlineData("elan|Elan|élan|Élan|elbow")]
    [InlineData("Ｚebra|zebras")]
    [InlineData("Strasse|Straße|Straßen")]
    [InlineData("Lodz|Łódź|Lodzer")]
    [InlineData("10|2|a")]
    [InlineData("a b|a-b|ab|b")]
    [InlineData("\U0001F642x|ze|茶")]
    public void Case_and_accents_decide_only_among_names_that_are_else_the_same(string order)
    {
        var wanted = order.Split('|');
        Assert.Equal(wanted, wanted.Reverse().OrderBy(Collation.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void A_key_orders_alike_by_bytes_and_by_characters_and_is_bounded()
    {
        var random = new Random(7);
        var keys = new List<string>();
        for (var i = 0; i < 2_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(0, 300)).Select(_ => (char)random.Next(1, 0x10000))]);
            keys.Add(Collation.Key(text));
        }

        keys.Add(Collation.Key(string.Empty));
        keys.Add(Collation.Key(new string('É', 10_000)));
        Assert.All(
            keys,
            key =>
            {
                Assert.InRange(key.Length, 1, Collation.KeyCharsMax);
                Assert.Equal(Collation.Version, key[0]);
                Assert.DoesNotContain(key, c => char.IsSurrogate(c) || c == 0);
            }
        );
        Assert.Equal(
            keys.OrderBy(key => key, StringComparer.Ordinal),
            keys.OrderBy(key => Convert.ToHexString(Encoding.UTF8.GetBytes(key)), StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task PostgreSQL_orders_names_by_its_ICU_alike()
    {
        await using var test = await TestDatabase.OnPostgres(
            "catalog",
            Migration.From(typeof(Cartwright.Catalog.CatalogModule).Assembly),
            new TestClock()
        );
        var random = new Random(11);

        // What both know: letters and marks of Europe, kana, Hangul and ideographs; without what one ICU orders otherwise than another.
        var letters =
            "aAäÄáàâãåÅæÆbBcCçÇčdDđeEéèêëfFgGğhHiIíîïıjJkKlLłŁmMnNñÑoOöÖóòôõøØœpPqQrRřsSšşßtTťuUüÜúùûvVwWxXyYýzZžŽż0123456789 -αβγΩжЖяかカが東京한글".ToArray();
        string[] names =
        [
            .. Enumerable
                .Range(0, 3_000)
                .Select(_ => new string([.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => letters[random.Next(letters.Length)])]))
                .Distinct(StringComparer.Ordinal),
        ];
        var keys = names.ToDictionary(name => name, Collation.Key, StringComparer.Ordinal);
        var theirs = await test.Database.Read(sql =>
            sql.Query(
                "SELECT name FROM unnest(CAST($1 AS text[])) name ORDER BY name COLLATE \"und-x-icu\", name COLLATE \"C\"",
                row => row.GetString(0),
                (object)names
            )
        );
        Assert.Equal(names.Length, theirs.Count);
        for (var i = 1; i < theirs.Count; i++)
        {
            Assert.True(string.CompareOrdinal(keys[theirs[i - 1]], keys[theirs[i]]) <= 0, $"{theirs[i - 1]} before {theirs[i]}");
        }
    }

    private static int Compare(string one, string other) => string.CompareOrdinal(Collation.Key(one), Collation.Key(other));
}
