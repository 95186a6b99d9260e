// Which tax is due where: by the most specific row, exactly, and refused in words where there is none.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Web;

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
                    Rows().At(At(one[0])).Value.Rate
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
                .Value.Rate.Milli
        );
    }

    [Fact]
    public void Greece_without_built_in_rows_is_told_with_its_rate()
    {
        var refused = Rows(("Tax:BuiltIn", "none")).At(At("GR")).Refused!;
        Assert.Contains("The shop sets Tax:GR:Percent=24 and Tax:GR:Included=true.", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(
            new TaxRate(24_000, true),
            Rows(("Tax:BuiltIn", "none"), ("Tax:GR:Percent", "24"), ("Tax:GR:Included", "true")).At(At("GR")).Value.Rate
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
        Assert.Equal(5_000, rows.At(At("US")).Value.Rate.Milli);
        Assert.Equal(5_000, rows.At(At("US", "TX")).Value.Rate.Milli);
        Assert.Equal(0, rows.At(At("US", "OR")).Value.Rate.Milli);
        Assert.Equal(0, rows.At(At("US", "US-OR")).Value.Rate.Milli);
        Assert.Equal(0, rows.At(At("US", " oregon ")).Value.Rate.Milli);
        Assert.Equal(7_250, rows.At(At("US", "CA", "94203")).Value.Rate.Milli);
        Assert.Equal(8_625, rows.At(At("US", "CA", "94105")).Value.Rate.Milli);
        Assert.Equal(14_975, rows.At(At("CA", "Québec")).Value.Rate.Milli);
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
        Assert.Equal(new TaxRate(milli, true), Rows().At(At(country, null, postal)).Value.Rate);

    [Fact]
    public void What_the_merchant_says_of_a_country_holds_in_all_of_it()
    {
        Assert.Equal(0, Rows(("Tax:ES:Percent", "0")).At(At("ES", null, "35001")).Value.Rate.Milli);
        Assert.Equal(new TaxRate(7_000, true), Rows(("Tax:DE:Percent", "7")).At(At("DE")).Value.Rate);
        Assert.Equal(new TaxRate(19_000, false), Rows(("Tax:DE:Included", "false")).At(At("DE")).Value.Rate);
    }

    [Fact]
    public void The_demo_sells_in_every_state_and_in_those_that_levy_nothing_for_nothing()
    {
        var demo = Rows(("Demo", "true"));
        Assert.All(new[] { "OR", "NH", "MT", "DE" }, state => Assert.Equal(0, demo.At(At("US", state)).Value.Rate.Milli));
        Assert.Equal(7_250, demo.At(At("US", "CA", "94105")).Value.Rate.Milli);
        Assert.Equal(7_250, demo.At(At("US", null, "73301")).Value.Rate.Milli);
        Assert.Equal(
            (13_000, 14_975, 14_000),
            (demo.At(At("CA", "ON")).Value.Rate.Milli, demo.At(At("CA", "QC")).Value.Rate.Milli, demo.At(At("CA", "NS")).Value.Rate.Milli)
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

    [Theory]
    [InlineData("DE", "reduced", 7_000)]
    [InlineData("DE", "zero", 0)]
    [InlineData("FR", "reduced", 5_500)]
    [InlineData("FR", "intermediate", 10_000)]
    [InlineData("FR", "super_reduced", 2_100)]
    [InlineData("IE", "zero", 0)]
    [InlineData("CH", "reduced", 2_600)]
    [InlineData("GB", "zero", 0)]
    [InlineData("NO", "intermediate", 15_000)]
    [InlineData("JP", "reduced", 8_000)]
    [InlineData("FI", "intermediate", 13_500)]
    public void A_class_has_its_rate_inside_the_price(string country, string taxClass, long milli)
    {
        var found = Rows().At(At(country), taxClass).Value;
        Assert.Equal((new TaxRate(milli, true), country, taxClass), (found.Rate, found.Place, found.Class));
        Assert.Equal(milli == 0 ? TaxReason.ZeroRated : TaxReason.Taxed, found.Reason);
    }

    [Theory]
    [InlineData("DK", "reduced", null, "1")]
    [InlineData("AT", "zero", null, "1")]
    [InlineData("DE", "books", null, "1")]
    [InlineData("DE", "reduced", null, "27498")]
    [InlineData("PT", "super_reduced", null, "9000-001")]
    public void A_class_without_a_row_is_refused_and_never_zero(string country, string taxClass, string? region, string postal)
    {
        var refused = Rows().At(At(country, region, postal), taxClass).Refused!;
        Assert.Equal("tax_unknown", refused.Code);
        Assert.Equal($"Tax:{(string?)refused.Facts!["place"]}:{taxClass}:Percent", (string?)refused.Facts["key"]);
        Assert.Contains($"on goods of the class {taxClass}", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(4_000, Rows(((string)refused.Facts["key"]!, "4")).At(At(country, region, postal), taxClass).Value.Rate.Milli);
    }

    [Fact]
    public void The_day_decides_between_an_earlier_rate_and_a_later()
    {
        long Slovak(int year, int month, int day) => Rows().At(At("SK"), day: new(year, month, day)).Value.Rate.Milli;
        Assert.Equal((20_000, 23_000, 23_000), (Slovak(2024, 12, 31), Slovak(2025, 1, 1), Slovak(2026, 11, 30)));
        Assert.Equal("tax_unknown", Rows().At(At("NZ"), day: new(2009, 1, 1)).Refused!.Code);
    }

    [Fact]
    public void The_states_of_the_US_and_the_provinces_of_Canada_come_when_they_are_named()
    {
        var rows = Rows(("Tax:BuiltIn", "standard,us,ca"));
        Assert.Equal(new TaxRate(7_250, false), rows.At(At("US", "California", "94105")).Value.Rate);
        Assert.Equal(new TaxRate(0, false), rows.At(At("US", "OR", "97201"), "books").Value.Rate);
        Assert.Equal(new TaxRate(14_975, false), rows.At(At("CA", "QC", "H2X 1Y4")).Value.Rate);
        Assert.Equal(15_000, rows.At(At("CA", "NS"), day: new(2025, 3, 31)).Value.Rate.Milli);
        Assert.Equal(14_000, rows.At(At("CA", "NS")).Value.Rate.Milli);
        Assert.Equal(0, rows.At(At("CA", "NS"), "zero").Value.Rate.Milli);
        Assert.Equal("US-DC", (string?)rows.At(At("US", "DC", "20001")).Refused!.Facts!["place"]);
        Assert.Equal("tax_unknown", rows.At(At("US", "CA"), "reduced").Refused!.Code);
        Assert.Contains("the states' part of US, CA; elsewhere", rows.Print(), StringComparison.Ordinal);
        Assert.Equal(7_250, Rows(("Demo", "true"), ("Tax:BuiltIn", "standard,us")).At(At("US", "CA")).Value.Rate.Milli);
        Assert.Equal("tax_unknown", Rows(("Demo", "true"), ("Tax:BuiltIn", "standard,us")).At(At("US", "DC")).Refused!.Code);
    }

    [Fact]
    public void A_postal_code_holds_by_how_it_begins_and_the_longest_wins()
    {
        var rows = Rows(("Tax:US-CA:Percent", "7.25"), ("Tax:US-94*:Percent", "8"), ("Tax:US-94105:Percent", "8.625"));
        Assert.Equal(8_625, rows.At(At("US", "CA", "94105-1234")).Value.Rate.Milli);
        Assert.Equal(8_000, rows.At(At("US", "CA", "94203")).Value.Rate.Milli);
        Assert.Equal(7_250, rows.At(At("US", "CA", "90001")).Value.Rate.Milli);
        Assert.Equal("US-94*", rows.At(At("US", null, "94203")).Value.Place);
    }

    [Fact]
    public void What_is_said_of_a_place_beside_a_rate_holds_for_its_other_classes()
    {
        var rows = Rows(("Tax:DE:Included", "false"), ("Tax:DE:Shipping", "false"), ("Tax:DE:reduced:Percent", "8"));
        Assert.Equal(new TaxRate(19_000, false), rows.At(At("DE")).Value.Rate);
        Assert.Equal(new TaxRate(8_000, false), rows.At(At("DE"), "reduced").Value.Rate);
        Assert.False(rows.At(At("DE"), "zero").Value.Rate.Included);
        Assert.False(rows.At(At("DE")).Value.TaxesShipping);
    }

    [Fact]
    public void A_shop_says_once_whether_its_prices_contain_taxes()
    {
        var rows = Rows(("Tax:Included", "false"), ("Tax:FR:Included", "true"), ("Tax:BR:Percent", "17"), ("Tax:BuiltIn", "standard,us"));
        Assert.Equal((false, false), (rows.At(At("DE")).Value.Rate.Included, rows.At(At("DE"), "reduced").Value.Rate.Included));
        Assert.True(rows.At(At("FR")).Value.Rate.Included);
        Assert.False(rows.At(At("BR")).Value.Rate.Included);
        Assert.True(Rows(("Tax:Included", "true"), ("Tax:BuiltIn", "us")).At(At("US", "CA")).Value.Rate.Included);
    }

    [Fact]
    public void A_rate_of_nothing_says_why_and_only_a_row_can_say_export()
    {
        Assert.Equal(TaxReason.Export, Rows(("Tax:AE:Percent", "0"), ("Tax:AE:Reason", "export")).At(At("AE")).Value.Reason);
        Assert.Equal(TaxReason.ZeroRated, Rows(("Tax:AE:Percent", "0")).At(At("AE")).Value.Reason);
        Assert.Contains(
            "only a rate of 0 can be export",
            Assert.Throws<ConfigurationRefused>(() => Rows(("Tax:AE:Percent", "5"), ("Tax:AE:Reason", "export"))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Use: Tax:AE:Reason=export",
            Assert.Throws<ConfigurationRefused>(() => Rows(("Tax:AE:Percent", "0"), ("Tax:AE:Reason", "gift"))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "names no class",
            Assert.Throws<ConfigurationRefused>(() => Rows(("Tax:AE:Percent", "0"), ("Tax:AE:Books:Percent", "0"))).Message,
            StringComparison.Ordinal
        );
    }

    private static TaxRows Rows(params (string Key, string Value)[] said) => TestTaxes.Rows(said);

    private static PostalAddress At(string country, string? region = null, string postal = "1") =>
        TestTaxes.Address(country, region, postal);
}
