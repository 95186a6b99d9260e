// The suite of the tax port: what every provider answers. Each holds the rows of rates.json, sells from Germany, and is asked the same.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Ordering;

namespace Cartwright.Conformance.Taxes;

public abstract class TaxSuite
{
    protected static string Rates => Path.Combine(AppContext.BaseDirectory, "Taxes", "rates.json");

    protected const string Home = "DE";

    protected abstract ValueTask<ITaxes> Provider();

    [Theory]
    [InlineData("DE", "", "10115", "standard", "2026-06-30", 19_000, true, "DE", "taxed")]
    [InlineData("DE", "", "10115", "standard", "2026-07-01", 18_500, true, "DE", "taxed")]
    [InlineData("DE", "", "10115", "reduced", "2026-07-01", 7_000, true, "DE", "taxed")]
    [InlineData("DE", "", "27498", "reduced", "2026-07-01", 0, true, "DE-27498", "exempt")]
    [InlineData("AT", "", "1010", "standard", "2026-07-01", 20_000, true, "AT", "one_stop_shop")]
    [InlineData("IE", "", "D02 X285", "books", "2026-07-01", 0, true, "IE", "zero_rated")]
    [InlineData("US", "California", "94110", "standard", "2026-07-01", 7_250, false, "US-CA", "taxed")]
    [InlineData("US", "CA", "94105-1804", "standard", "2026-07-01", 8_625, false, "US-94105", "taxed")]
    [InlineData("AE", "", "", "standard", "2026-07-01", 0, false, "AE", "export")]
    public async Task A_line_pays_the_rate_of_its_class_at_the_place_on_the_day(
        string country,
        string region,
        string postal,
        string taxClass,
        string day,
        long milli,
        bool included,
        string place,
        string reason
    )
    {
        var question = Question(country, [Line(taxClass, 10_000)], region: region, postal: postal, day: day);
        var tax = (await Right(question)).Lines.Single().Tax;
        Assert.Equal((milli, included, place, reason), (tax.RateMilli, tax.Included, tax.Place, tax.Reason));
        Assert.Equal(new TaxRate(milli, included).On(10_000), tax.AmountMinor);
    }

    [Theory]
    [InlineData("DE", "books")]
    [InlineData("FR", "standard")]
    [InlineData("US", "standard")]
    public async Task Without_a_row_it_refuses_and_never_says_zero(string country, string taxClass)
    {
        var refused = await Refused(Question(country, [Line("standard", 1_000), Line(taxClass, 1_000)], shipping: 499));
        Assert.Equal((RefusalKind.Conflict, "tax_unknown"), (refused.Kind, refused.Code));
    }

    [Fact]
    public async Task Every_line_and_all_shipping_is_answered_and_the_sums_are_theirs()
    {
        var answer = await Right(
            Question("DE", [Line("standard", 11_900), Line("reduced", 5_350), Line("standard", 1), Line("reduced", 0)], shipping: 499)
        );
        Assert.Equal(["1", "2", "3", "4"], answer.Lines.Select(line => line.LineId).Order(StringComparer.Ordinal));
        Assert.Equal(499, answer.Shipping.Sum(share => share.ShareMinor));
        Assert.Equal([7_000L, 18_500L], answer.Shipping.Select(share => share.Tax.RateMilli).Order());
        Assert.Equal((0, Sum(answer)), (answer.TaxMinor, answer.TaxIncludedMinor));
    }

    [Fact]
    public async Task Shipping_that_a_place_does_not_tax_is_exempt()
    {
        var answer = await Right(Question("US", [Line("standard", 10_000)], region: "CA", postal: "94105", shipping: 499));
        Assert.Equal((863, 0), (answer.TaxMinor, answer.TaxIncludedMinor));
        var share = Assert.Single(answer.Shipping);
        Assert.Equal((499, 0, "exempt"), (share.ShareMinor, share.Tax.RateMilli, share.Tax.Reason));
        Assert.Empty((await Right(Question("US", [Line("standard", 10_000)], region: "CA"))).Shipping);
        Assert.Equal(656, (await Right(Question("US", [Line("standard", 10_000)], region: "TX", shipping: 499))).TaxMinor);
    }

    [Fact]
    public async Task A_line_that_says_whether_its_price_contains_the_tax_is_taken_at_its_word()
    {
        var answer = await Right(
            Question("DE", [Line("standard", 10_000, includes: false), Line("standard", 11_850, includes: true), Line("standard", 11_850)])
        );
        Assert.Equal([false, true, true], answer.Lines.OrderBy(line => line.LineId).Select(line => line.Tax.Included));
        Assert.Equal((1_850, 3_700), (answer.TaxMinor, answer.TaxIncludedMinor));
        var inside = await Right(Question("US", [Line("standard", 10_725, includes: true)], region: "CA"));
        Assert.Equal((0, 725), (inside.TaxMinor, inside.TaxIncludedMinor));
        var free = await Right(Question("DE", [Line("standard", 10_000, includes: false)], postal: "27498"));
        Assert.Equal((0, 0), (free.TaxMinor, free.TaxIncludedMinor));
    }

    [Theory]
    [InlineData("AT", "ATU13585627", "reverse_charge")]
    [InlineData("AT", "", "one_stop_shop")]
    [InlineData("DE", "DE136695976", "taxed")]
    [InlineData("AT", "DE136695976", "one_stop_shop")]
    [InlineData("AE", "DE136695976", "export")]
    public async Task A_business_of_another_state_owes_the_tax_itself(string country, string number, string reason)
    {
        var question = Question(country, [Line("standard", 10_000)], shipping: 499);
        (question.VatNumber, question.VatNumberProved) = (number, number.Length > 0);
        var answer = await Right(question);
        Assert.All(
            [.. answer.Lines.Select(line => line.Tax), .. answer.Shipping.Select(share => share.Tax)],
            tax => Assert.Equal(reason, tax.Reason)
        );
        Assert.Equal(reason is "taxed" or "one_stop_shop", Sum(answer) > 0);
    }

    [Fact]
    public async Task A_number_of_no_form_is_refused()
    {
        var question = Question("AT", [Line("standard", 10_000)]);
        question.VatNumber = "ZZ12";
        var refused = await Refused(question);
        Assert.Equal((RefusalKind.Invalid, "vat_number_invalid"), (refused.Kind, refused.Code));
    }

    [Fact]
    public async Task Nothing_small_large_or_many_breaks_it()
    {
        await Right(Question("DE", [Line("standard", 0)]));
        await Right(Question("DE", [Line("standard", 0), Line("reduced", 0)], shipping: 499));
        var large = await Right(Question("DE", [Line("standard", 1_000_000_000_000_000)], shipping: 1));
        Assert.InRange(large.TaxIncludedMinor, 156_118_143_459_914, 156_118_143_459_917);
        await Right(Question("DE", [.. Enumerable.Range(1, 200).Select(i => Line(i % 3 == 0 ? "reduced" : "standard", i))], shipping: 7));
        Assert.Equal(91, (await Right(Question("JP", [Line("standard", 1_000)], currency: "JPY"))).TaxIncludedMinor);
    }

    [Fact]
    public async Task The_same_question_has_the_same_answer()
    {
        var question = Question("DE", [Line("standard", 3_333), Line("reduced", 777)], shipping: 499);
        Assert.Equal(await Right(question), await Right(question));
    }

    [Fact]
    public async Task Whatever_is_asked_the_answer_holds()
    {
        var dice = new Random(13);
        string[] places = ["DE", "DE", "AT", "US"];
        for (var round = 0; round < 200; round++)
        {
            var country = places[dice.Next(places.Length)];
            List<AskedLine> lines =
            [
                .. Enumerable
                    .Range(0, dice.Next(1, 9))
                    .Select(_ =>
                        Line(
                            country == "DE" && dice.Next(2) == 0 ? "reduced" : "standard",
                            dice.Next(4) == 0 ? dice.Next(3) : dice.Next(1_000_000),
                            dice.Next(3) switch
                            {
                                0 => true,
                                1 => false,
                                _ => null,
                            }
                        )
                    ),
            ];
            await Right(Question(country, lines, region: country == "US" ? "CA" : "", shipping: dice.Next(3) * dice.Next(2_000)));
        }
    }

    protected static TaxQuestion Question(
        string country,
        IReadOnlyList<AskedLine> lines,
        string region = "",
        string postal = "1",
        string day = "2026-07-15",
        long shipping = 0,
        string currency = "EUR",
        string city = "There"
    )
    {
        var question = new TaxQuestion
        {
            To = new()
            {
                Country = country,
                Region = region,
                PostalCode = postal,
                City = city,
            },
            FromCountry = Home,
            Day = day,
            Currency = currency,
            ShippingMinor = shipping,
        };
        foreach (var line in lines)
        {
            question.Lines.Add(line);
            line.LineId = question.Lines.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return question;
    }

    protected static AskedLine Line(string taxClass, long amount, bool? includes = null)
    {
        var line = new AskedLine
        {
            ProductId = "p",
            TaxClass = taxClass,
            Quantity = 1,
            AmountMinor = amount,
        };
        if (includes is { } says)
        {
            line.PricesIncludeTax = says;
        }

        return line;
    }

    /// <summary>The rows of the file, as the built-in provider has them.</summary>
    protected static IEnumerable<TaxRow> Rows()
    {
        using var read = JsonDocument.Parse(File.ReadAllText(Rates));
        return
        [
            .. read
                .RootElement.EnumerateArray()
                .Select(row => new TaxRow(
                    TaxPlace.Read(row.GetProperty("place").GetString()!)!,
                    row.GetProperty("class").GetString()!,
                    row.GetProperty("milli").GetInt64(),
                    row.GetProperty("included").GetBoolean(),
                    Day(row, "from"),
                    Day(row, "to"),
                    "rates.json",
                    null,
                    TaxOrigin.Shop,
                    row.TryGetProperty("reason", out var reason) ? reason.GetString() : null,
                    !row.TryGetProperty("shipping", out var shipping) || shipping.GetBoolean()
                )),
        ];
    }

    // An answer that is one, by every rule of the port.
    private async Task<TaxAnswer> Right(TaxQuestion question)
    {
        var answer = (await (await Provider()).Find(question, TestContext.Current.CancellationToken)).Value;
        Assert.Null(answer.Refused);
        Assert.Null(TaxAnswers.Fault(question, answer));
        return answer;
    }

    private async Task<Refusal> Refused(TaxQuestion question)
    {
        var found = await (await Provider()).Find(question, TestContext.Current.CancellationToken);
        return found.Refused ?? TaxAnswers.Refused(found.Value.Refused)!;
    }

    private static long Sum(TaxAnswer answer) =>
        answer.Lines.Sum(line => line.Tax.AmountMinor) + answer.Shipping.Sum(share => share.Tax.AmountMinor);

    private static DateOnly? Day(JsonElement row, string name) =>
        row.TryGetProperty(name, out var day)
            ? DateOnly.ParseExact(day.GetString()!, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)
            : null;
}
