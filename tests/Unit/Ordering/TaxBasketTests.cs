// Eighty baskets in forty-six places, each with its taxes as the law of the place has them: tax-baskets.csv.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

public sealed class TaxBasketTests
{
    private static readonly string[][] Baskets =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Ordering", "tax-baskets.csv")).Skip(2).Select(line => line.Split(';')),
    ];

    public static TheoryData<string> Names => [.. Baskets.Select(basket => basket[0])];

    [Fact]
    public void They_are_of_at_least_sixty_kinds_and_in_at_least_thirty_places()
    {
        Assert.True(Baskets.Length >= 60);
        Assert.True(Baskets.Select(basket => basket[11].Split('@')[1]).Distinct().Count() >= 30);
        Assert.All(Baskets, basket => Assert.NotEmpty(basket[12]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_basket_pays_what_the_law_of_the_place_says(string name)
    {
        var basket = Baskets.First(one => one[0] == name);
        var rows = basket[5].Length == 0 ? TestTaxes.Rows() : TestTaxes.Rows(("Tax:BuiltIn", $"standard,{basket[5]}"));
        var items = basket[7].Split(", ").Select(Item).ToList();
        var due = rows.Due(TestTaxes.Address(basket[1], basket[2], basket[3])).Of(items.Select(item => item.TaxClass)).Value;
        var priced = Pricing.Price(items, Reduction.None(items.Count), "standard", new(Number(basket[6]), 0, long.MaxValue), due);
        Assert.Equal((Number(basket[8]), Number(basket[9]), Number(basket[10])), (priced.Tax, priced.TaxIncluded, priced.Total));
        var (taxes, place) = (basket[11].Split(" @ ")[0], basket[11].Split(" @ ")[1]);
        Assert.Equal(
            taxes,
            string.Join(
                ", ",
                priced.Taxes.Select(tax => FormattableString.Invariant($"{tax.Class} {tax.Milli / 1000m:0.###} {tax.Base} {tax.Amount}"))
            )
        );
        Assert.All(priced.Taxes, tax => Assert.Equal(place, tax.Place));
    }

    // 2 x 1990 reduced
    private static Item Item(string text)
    {
        var parts = text.Split(' ');
        return new(text, text, "v", "c", Number(parts[0]), Number(parts[2]), parts[3]);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
