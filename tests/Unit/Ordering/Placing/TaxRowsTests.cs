// Which tax is due where: by the most specific row, exactly, and refused in words where there is none.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Unit.Ordering;

public sealed class TaxRowsTests
{
    [Fact]
    public void All_27_states_of_the_Union_have_their_standard_rate_inside_the_price()
    {
        const string Rates =
            "AT 20,BE 21,BG 20,HR 25,CY 19,CZ 21,DK 25,EE 24,FI 25.5,FR 20,DE 19,GR 24,HU 27,IE 23,IT 22,LV 21,LT 21,LU 17,MT 18,NL 21,PL 23,PT 23,RO 21,SK 23,SI 22,ES 21,SE 25";
        var all = Rates.Split(',').Select(one => one.Split(' ')).ToList();
        Assert.Equal(27, all.Count);
        Assert.All(
            all,
            one =>
                Assert.Equal(
                    new TaxRate((long)(decimal.Parse(one[1], System.Globalization.CultureInfo.InvariantCulture) * 1000), true),
                    Rows().At(At(one[0])).Value
                )
        );
    }

    [Theory]
    [InlineData("AE", null, "1", "AE", "Tax:AE:Percent", "country")]
    [InlineData("BR", null, "1", "BR", "Tax:BR:Percent", "country")]
    [InlineData("US", "OR", "97201", "US-OR", "Tax:US-OR:Percent", "region")]
    [InlineData("US", "Oregon", "97201", "US-OR", "Tax:US-OR:Percent", "region")]
    [InlineData("US", null, "97201", "US", "Tax:US-CA:Percent", "region")]
    [InlineData("US", "somewhere", "97201", "US", "Tax:US-CA:Percent", "region")]
    [InlineData("CA", "QC", "H2X 1Y4", "CA-QC", "Tax:CA-QC:Percent", "region")]
    [InlineData("CA", null, "H2X 1Y4", "CA", "Tax:CA-ON:Percent", "region")]
    [InlineData("ES", null, "35001", "ES-CN", "Tax:ES-CN:Percent", "country")]
    [InlineData("ES", "CN", "1", "ES-CN", "Tax:ES-CN:Percent", "country")]
    [InlineData("DE", null, "27498", "DE-27498", "Tax:DE-27498:Percent", "country")]
    [InlineData("FI", null, "22100", "FI-01", "Tax:FI-01:Percent", "country")]
    public void A_place_without_a_row_is_refused_and_the_words_say_which_and_what_the_shop_sets(
        string country,
        string? region,
        string postal,
        string place,
        string key,
        string field
    )
    {
        var refused = Rows().At(At(country, region, postal)).Refused!;
        Assert.Equal((RefusalKind.Conflict, "tax_unknown"), (refused.Kind, refused.Code));
        Assert.Equal((place, key), ((string?)refused.Facts!["place"], (string?)refused.Facts["key"]));
        Assert.Contains(key + "=", refused.Detail, StringComparison.Ordinal);
        Assert.Contains(country, refused.Detail, StringComparison.Ordinal);
        Assert.NotNull(refused.Facts["errors"]!["shipping_address." + field]);

        // And with the row it is sold there.
        Assert.Equal(
            7_125,
            Rows((key, "7.125"))
                .At(At(country, key.Contains('-', StringComparison.Ordinal) && field == "region" ? key[7..9] : region, postal))
                .Value.Milli
        );
    }

    [Fact]
    public void Greece_without_built_in_rows_is_told_with_its_rate()
    {
        var refused = Rows(("Tax:BuiltIn", "none")).At(At("GR")).Refused!;
        Assert.Contains("The shop sets Tax:GR:Percent=24 and Tax:GR:Included=true.", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(
            new TaxRate(24_000, true),
            Rows(("Tax:BuiltIn", "none"), ("Tax:GR:Percent", "24"), ("Tax:GR:Included", "true")).At(At("GR")).Value
        );
    }

    [Fact]
    public void The_most_specific_row_wins()
    {
        var rows = Rows(
            ("Tax:US:Percent", "5"),
            ("Tax:US-OR:Percent", "0"),
            ("Tax:us-ca:Percent", "7.25"),
            ("Tax:US-94105:Percent", "8.625"),
            ("Tax:CA-QC:Percent", "14.975")
        );
        Assert.Equal(5_000, rows.At(At("US")).Value.Milli);
        Assert.Equal(5_000, rows.At(At("US", "TX")).Value.Milli);
        Assert.Equal(0, rows.At(At("US", "OR")).Value.Milli);
        Assert.Equal(0, rows.At(At("US", "US-OR")).Value.Milli);
        Assert.Equal(0, rows.At(At("US", " oregon ")).Value.Milli);
        Assert.Equal(7_250, rows.At(At("US", "CA", "94203")).Value.Milli);
        Assert.Equal(8_625, rows.At(At("US", "CA", "94105")).Value.Milli);
        Assert.Equal(14_975, rows.At(At("CA", "Québec")).Value.Milli);
        Assert.Equal("tax_unknown", rows.At(At("CA", "ON")).Refused!.Code);
    }

    [Theory]
    [InlineData("PT", "9000-001", 22_000)] // Madeira
    [InlineData("PT", "9500-321", 16_000)] // the Azores
    [InlineData("PT", "1100-148", 23_000)]
    [InlineData("FR", "97110", 8_500)] // Guadeloupe
    [InlineData("FR", "98000", 20_000)]
    [InlineData("AT", "6691", 19_000)] // Jungholz
    [InlineData("ES", "28001", 21_000)]
    public void Parts_of_a_state_with_a_rate_of_their_own_have_it(string country, string postal, long milli) =>
        Assert.Equal(new TaxRate(milli, true), Rows().At(At(country, null, postal)).Value);

    [Fact]
    public void What_the_merchant_says_of_a_country_holds_in_all_of_it()
    {
        Assert.Equal(0, Rows(("Tax:ES:Percent", "0")).At(At("ES", null, "35001")).Value.Milli);
        Assert.Equal(new TaxRate(7_000, true), Rows(("Tax:DE:Percent", "7")).At(At("DE")).Value);
        Assert.Equal(new TaxRate(19_000, false), Rows(("Tax:DE:Included", "false")).At(At("DE")).Value);
    }

    [Fact]
    public void The_demo_sells_in_every_state_and_in_those_that_levy_nothing_for_nothing()
    {
        var demo = Rows(("Demo", "true"));
        Assert.All(new[] { "OR", "NH", "MT", "DE" }, state => Assert.Equal(0, demo.At(At("US", state)).Value.Milli));
        Assert.Equal(7_250, demo.At(At("US", "CA", "94105")).Value.Milli);
        Assert.Equal(7_250, demo.At(At("US", null, "73301")).Value.Milli);
        Assert.Equal(
            (13_000, 14_975, 14_000),
            (demo.At(At("CA", "ON")).Value.Milli, demo.At(At("CA", "QC")).Value.Milli, demo.At(At("CA", "NS")).Value.Milli)
        );
        Assert.Equal("tax_unknown", demo.At(At("AE")).Refused!.Code);
    }

    [Theory]
    [InlineData("Tax:EL:Percent", "24", "Tax:GR:Percent")]
    [InlineData("Tax:UK:Percent", "20", "Tax:GB:Percent")]
    [InlineData("Tax:US-Oregon!:Percent", "0", "names no place")]
    [InlineData("Tax:DE:Percent", "19.0001", "at most three decimals")]
    [InlineData("Tax:DE:Percent", "101", "from 0 to 100")]
    [InlineData("Tax:BR:Included", "true", "Add Tax:BR:Percent=")]
    [InlineData("Tax:BuiltIn", "all", "Use: Tax:BuiltIn=standard")]
    public void A_row_that_means_nothing_is_refused(string key, string value, string said) =>
        Assert.Contains(said, Assert.Throws<ConfigurationRefused>(() => Rows((key, value))).Message, StringComparison.Ordinal);

    [Fact]
    public void The_start_says_what_is_charged()
    {
        Assert.Equal(
            "27 EU states built in (July 2026), AU CH GB JP KR NO NZ SG; set here: US-OR; CA: none (Tax:CA-ON:Percent=…); elsewhere nothing is sold",
            Rows(("Tax:US-OR:Percent", "0")).Print()
        );
        Assert.StartsWith("none built in; US and CA: none", Rows(("Tax:BuiltIn", "none")).Print(), StringComparison.Ordinal);
    }

    private static TaxRows Rows(params (string Key, string Value)[] said) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(said.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value))).Build());

    private static PostalAddress At(string country, string? region = null, string postal = "1") =>
        new("Ada", "1 Way", "There", country, postal, null, region);
}
