// Which countries an address may name.
using System.Text.Json.Nodes;
using Cartwright.Web;

namespace Cartwright.Unit.Web;

public sealed class CountryTests
{
    [Fact]
    public void There_are_as_many_codes_as_the_standard_assigns() => Assert.Equal(249, Countries.Count);

    [Theory]
    [InlineData("DE", true)]
    [InlineData("US", true)]
    [InlineData("GB", true)]
    [InlineData("ZW", true)]
    [InlineData("ZZ", false)]
    [InlineData("UK", false)]
    [InlineData("XK", false)]
    [InlineData("de", false)]
    [InlineData("D", false)]
    [InlineData("", false)]
    [InlineData("D DE", false)]
    public void An_address_names_a_country_that_there_is(string code, bool holds)
    {
        var refused = new Check().Address("address", new PostalAddress("Ada", "1 Way", "Paris", "75001", code)).Refused;
        Assert.Equal(holds, refused is null);
        Assert.True(holds || refused!.Facts!["errors"] is JsonObject errors && errors.ContainsKey("address.country"));
    }
}
