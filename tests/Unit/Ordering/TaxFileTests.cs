// The files of built-in rates: all of them can be read, and a row that cannot be is named.
using Cartwright.Contracts;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

public sealed class TaxFileTests
{
    private const string Head = "place;class;percent;included;from;to;source;as of\n";

    [Theory]
    [InlineData(
        "DE;standard;19;yes;;;law;2026-07\nDE;standard;16;yes;2020-07-01;2020-12-31;law;2026-07",
        "line 3: DE standard from 2020-07-01 to 2020-12-31 overlaps line 2, DE standard"
    )]
    [InlineData(
        "DE;standard;16;yes;;2020-12-31;law;2026-07\nDE;standard;19;yes;2021-01-02;;law;2026-07",
        "line 3: between DE standard to 2020-12-31 (line 2) and DE standard from 2021-01-02 there are days without a rate"
    )]
    [InlineData("DE;standard;190;yes;;;law;2026-07", "line 2 (DE standard): a rate must be from 0 to 100")]
    [InlineData("DE;standard;19.0001;yes;;;law;2026-07", "at most three decimals")]
    [InlineData("DE;standard;-1;yes;;;law;2026-07", "'-1' is no percentage")]
    [InlineData("UK;standard;20;yes;;;law;2026-07", "line 2 (UK standard): 'UK' is no place")]
    [InlineData("DE;Standard;19;yes;;;law;2026-07", "'Standard' is no class")]
    [InlineData("DE;standard;19;yes;2021-02-30;;law;2026-07", "'2021-02-30' is no day")]
    [InlineData("DE;standard;19;yes;2021-01-01;2020-01-01;law;2026-07", "ends before it begins")]
    [InlineData("DE;standard;19;maybe;;;law;2026-07", "must say yes or no")]
    [InlineData("DE;standard;19;yes;;;;2026-07", "needs its source")]
    [InlineData("DE;standard;19", "has 3 fields")]
    public void A_row_that_cannot_be_is_named(string rows, string said) =>
        Assert.Contains(said, Assert.Throws<TaxFileWrong>(() => TaxFile.Read("rates.csv", Head + rows)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("eu.csv", 27)]
    [InlineData("others.csv", 8)]
    [InlineData("us.csv", 1)]
    [InlineData("ca.csv", 1)]
    [InlineData("demo.csv", 3)]
    public void The_files_of_the_program_can_be_read_and_each_row_has_its_source(string name, int countries)
    {
        var rows = TaxFile.BuiltIn(name);
        Assert.Equal(countries, rows.Select(row => row.Place.Country).Distinct().Count());
        Assert.All(rows, row => Assert.True(row.Source.Length > 0 && row.AsOf!.Length == 7 && row.Origin == TaxOrigin.BuiltIn));
        Assert.All(rows.Where(row => row.Milli == 0), row => Assert.True(row.Class is TaxClasses.Zero or TaxClasses.Any));
    }

    [Fact]
    public void All_states_but_the_uncertain_and_all_provinces_are_there()
    {
        Assert.Equal(50, TaxFile.BuiltIn("us.csv").Select(row => row.Place.Part).Distinct().Count());
        Assert.Equal(13, TaxFile.BuiltIn("ca.csv").Select(row => row.Place.Part).Distinct().Count());
    }

    [Fact]
    public void In_each_state_of_the_Union_a_rank_is_what_its_name_says()
    {
        var rows = TaxFile.BuiltIn("eu.csv").Where(row => row.Milli is not null && row.Place is { Part: null, Postal: null }).ToList();
        Assert.All(rows.Where(row => row.Class == TaxClasses.Standard), row => Assert.InRange(row.Milli!.Value, 15_000, 27_000));
        Assert.All(rows.Where(row => row.Class == TaxClasses.Reduced), row => Assert.InRange(row.Milli!.Value, 5_000, 12_000));
        Assert.All(rows.Where(row => row.Class == TaxClasses.SuperReduced), row => Assert.InRange(row.Milli!.Value, 1, 4_999));
        Assert.All(
            rows.Where(row => row.Class == TaxClasses.Intermediate && row.Holds(TestTaxes.Day)),
            row =>
                Assert.True(
                    row.Milli
                        > rows.First(one => one.Place == row.Place && one.Class == TaxClasses.Reduced && one.Holds(TestTaxes.Day)).Milli
                )
        );
        Assert.Equal(
            "DK",
            Assert.Single(TaxRows.States, state => !rows.Exists(row => row.Place.Country == state && row.Class == TaxClasses.Reduced))
        );
    }
}
