// What the configuration says of the shop, which colours can be read, and which time zones there are.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Unit.Web;

public sealed class ShopDefaultsTests
{
    [Fact]
    public void A_shop_that_says_nothing_is_what_it_was()
    {
        var shop = Of();
        Assert.Equal(("Cartwright", "UTC", "USD", "en"), (shop.Name, shop.TimeZone, shop.Currency, shop.Language));
        Assert.Equal(["en", "de"], shop.Languages);
        Assert.Null(shop.Home ?? (object?)shop.Footer ?? shop.Logo);
        Assert.Equal("de", Of(("Shop:Language", "de")).Language);
        Assert.Equal(["de", "en"], Of(("Shop:Language", "de")).Languages);
        Assert.Equal(
            "1 High Street\n10115 Berlin\nDE",
            Of(
                ("Shop:Seller:Street", "1 High Street"),
                ("Shop:Seller:PostalCode", "10115"),
                ("Shop:Seller:City", "Berlin"),
                ("Shop:Seller:Country", "DE")
            ).Contact.Address
        );
    }

    [Theory]
    [InlineData("Shop:Name", "a\nb", "Shop:Name=")]
    [InlineData("Shop:Accent", "#ffcc00", "Shop:Accent=#0b5d43")]
    [InlineData("Shop:Accent", "green", "#0b5d43")]
    [InlineData("Shop:Currency", "EURO", "Shop:Currency=EUR")]
    [InlineData("Shop:Languages", "en,fr", "Shop:Languages=en,de")]
    [InlineData("Shop:Languages", "en,en", "Shop:Languages=en,de")]
    [InlineData("Shop:Language", "fr", "Shop:Languages=en,de")]
    [InlineData("Shop:TimeZone", "Europe/Berln", "Shop:TimeZone=Europe/Berlin")]
    public void What_cannot_be_is_refused_at_the_start_with_the_line_to_write(string key, string value, string line) =>
        Assert.Contains(line, Assert.Throws<ConfigurationRefused>(() => Of((key, value))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("#0b5d43")]
    [InlineData("#000000")]
    [InlineData("#7a1f5c")]
    public void A_colour_that_can_be_read_is_taken(string colour) => Assert.Null(ColourContrast.FaultOfAccent(colour));

    [Theory]
    [InlineData("#ffcc00")]
    [InlineData("#ffffff")]
    [InlineData("#00a2ff")]
    [InlineData("#ff0000")]
    public void A_colour_that_cannot_be_read_is_refused_with_one_of_its_hue_that_can(string colour)
    {
        var fault = ColourContrast.FaultOfAccent(colour)!;
        var better = fault[(fault.IndexOf("; ", StringComparison.Ordinal) + 2)..].Split(' ')[0];
        Assert.Null(ColourContrast.FaultOfAccent(better));
        Assert.True(ColourContrast.Of(better, "#ffffff") >= ColourContrast.Least);
    }

    [Fact]
    public void Contrast_is_reckoned_as_the_standard_does()
    {
        Assert.Equal(21, ColourContrast.Of("#000000", "#ffffff"), 6);
        Assert.Equal(1, ColourContrast.Of("#123456", "#123456"), 6);

        // The examples of WCAG's own working group: the greys on either side of the bound.
        Assert.True(ColourContrast.Of("#767676", "#ffffff") >= ColourContrast.Least);
        Assert.True(ColourContrast.Of("#777777", "#ffffff") < ColourContrast.Least);
    }

    [Theory]
    [InlineData("Europe/Berln", "Europe/Berlin")]
    [InlineData("berlin", "Europe/Berlin")]
    [InlineData("europe/berlin", "Europe/Berlin")]
    [InlineData("America/New York", "America/New_York")]
    [InlineData("Germany/Berlin", "Europe/Berlin")]
    [InlineData("Tokio", "Asia/Tokyo")]
    [InlineData("", null)]
    [InlineData("zzzzzzzzzzzzzz", null)]
    public void The_nearest_time_zone_is_the_one_that_was_meant(string said, string? meant) => Assert.Equal(meant, TimeZones.Nearest(said));

    [Fact]
    public void Every_time_zone_that_is_named_can_be_used()
    {
        Assert.All(TimeZones.All, name => Assert.True(TimeZones.IsKnown(name), name));
        Assert.Contains("Europe/Berlin", TimeZones.All);
        Assert.All(
            ["", " ", "posix/Europe/Berlin", "/etc/localtime", "Europe/Berlin ", "W. Europe Standard Time"],
            name => Assert.False(TimeZones.IsKnown(name), name)
        );
    }

    private static ShopSettings Of(params (string Key, string Value)[] keys) =>
        ShopDefaults.Of(
            new ConfigurationBuilder()
                .AddInMemoryCollection(keys.Select(one => new KeyValuePair<string, string?>(one.Key, one.Value)))
                .Build()
        );
}
