// Which countries an address may name.
using System.Text.Json.Nodes;
using Cartwright.Web;

namespace Cartwright.Unit.Web;

public sealed class CountryTests
{
    [Fact]
    public void There_are_as_many_codes_as_the_standard_assigns_and_Kosovo() => Assert.Equal(249 + 1, Countries.Count);

    [Theory]
    [InlineData("DE", true)]
    [InlineData("US", true)]
    [InlineData("GB", true)]
    [InlineData("ZW", true)]
    [InlineData("ZZ", false)]
    [InlineData("UK", false)]
    [InlineData("XK", true)]
    [InlineData("de", false)]
    [InlineData("D", false)]
    [InlineData("", false)]
    [InlineData("D DE", false)]
    public void An_address_names_a_country_that_there_is(string code, bool holds)
    {
        var refused = new Check().Address("address", new PostalAddress("Ada", "1 Way", "Paris", code, "75001")).Refused;
        Assert.Equal(holds, refused is null);
        Assert.True(holds || refused!.Facts!["errors"] is JsonObject errors && errors.ContainsKey("address.country"));
    }

    [Theory]
    [InlineData("HK", true)]
    [InlineData("AE", true)]
    [InlineData("QA", true)]
    [InlineData("DE", false)]
    [InlineData("US", false)]
    [InlineData("GB", false)]
    [InlineData("IE", false)]
    public void A_postal_code_is_needed_where_a_country_has_them(string country, bool none)
    {
        // Absent, null, empty, or nothing that can be seen.
        foreach (var code in new[] { null, string.Empty, " ", "\u200b" })
        {
            var address = new PostalAddress("Ada", "1 Way", "There", country, code);
            var refused = new Check().Address("address", address).Refused;
            Assert.Equal(none, refused is null);
            Assert.True(none || refused!.Facts!["errors"] is JsonObject errors && errors.ContainsKey("address.postal_code"));
        }

        Assert.Null(new Check().Address("address", new PostalAddress("Ada", "1 Way", "There", country, "1")).Refused);
    }

    [Theory]
    [InlineData("""{"name":"Ada","line1":"1 Way","city":"Austin","postal_code":" ","country":"US"}""")]
    [InlineData("""{"name":"Ada","line1":"1 Way","city":"Austin","postal_code":"","country":"US"}""")]
    public void An_address_of_an_older_order_is_written_as_it_was_read(string stored)
    {
        var options = new System.Text.Json.JsonSerializerOptions(Json.Options)
        {
            DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        };
        Assert.Equal(
            stored,
            System.Text.Json.JsonSerializer.Serialize(System.Text.Json.JsonSerializer.Deserialize<PostalAddress>(stored, options), options)
        );
    }

    [Fact]
    public void An_address_is_written_in_the_order_in_which_orders_hash_it() =>
        Assert.Equal(
            """{"name":"Ada","line1":"1 Way","city":"Austin","postal_code":"73301","country":"US","line2":"Top","region":"TX"}""",
            System.Text.Json.JsonSerializer.Serialize(new PostalAddress("Ada", "1 Way", "Austin", "US", "73301", "Top", "TX"), Json.Options)
        );
}
