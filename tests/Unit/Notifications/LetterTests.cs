// What mails say, and that nothing in an order can become markup or a header.
using Cartwright.Notifications;

namespace Cartwright.Unit.Notifications;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class LetterTests
{
    private static readonly string[] Attacks =
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\"><svg/onload=alert(1)>",
        "' onmouseover='alert(1)",
        "</td></table><iframe src=javascript:alert(1)>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<style>*{background:url(//evil)}</style>",
        "<!--",
        "]]><script>1</script>",
        "<\u0000script>",
        "\u202E<b>",
        "\uFF1Cscript\uFF1E",
        "<math><mi//xlink:href=\"data:x,<script>alert(4)</script>\">",
        "javascript:/*--></title></style></textarea></script><svg onload=alert(1)>",
    ];

    public static TheoryData<string> Corpus => [.. Attacks];

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Foreign_text_never_becomes_markup(string attack)
    {
        var clean = OrderLetter.Write(Mails.Ask(Mails.Order(reason: "x", name: "x", product: "x"), "cancelled", tracking: "x"));
        var letter = OrderLetter.Write(
            Mails.Ask(Mails.Order(name: attack, product: attack, reason: attack), "cancelled", tracking: attack)
        );
        Assert.Equal(Tags(clean.Html), Tags(letter.Html));
        Assert.Equal(Quotes(clean.Html), Quotes(letter.Html));
        var welcome = WelcomeLetter.Write(new("u", "a@example.com", attack, null, 0));
        Assert.Equal(Tags(WelcomeLetter.Write(new("u", "a@example.com", "x", null, 0)).Html), Tags(welcome.Html));
    }

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Foreign_text_in_the_template_or_the_order_id_never_becomes_markup(string attack)
    {
        var letter = OrderLetter.Write(Mails.Ask(Mails.Order(id: attack), attack));
        Assert.Equal(Tags(OrderLetter.Write(Mails.Ask(Mails.Order(id: "x", reason: null), "x")).Html), Tags(letter.Html));
    }

    [Theory]
    [InlineData("Eve\r\nBcc: all@example.com")]
    [InlineData("Eve\nSubject: gone")]
    [InlineData("Eve\u2028X")]
    [InlineData("Eve\u0085X")]
    public void A_line_break_never_reaches_a_subject(string name)
    {
        var letter = OrderLetter.Write(Mails.Ask(Mails.Order(id: name, name: name), name));
        Assert.DoesNotContain(letter.Subject, char.IsControl);
        Assert.DoesNotContain('\u2028', letter.Subject);
        Assert.DoesNotContain("\nBcc", letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mail_about_a_cancellation_says_what_goes_back()
    {
        string Text(string template, long? back) => OrderLetter.Write(Mails.Ask(Mails.Order() with { GivenBack = back }, template)).Text;
        Assert.Contains("nothing is owed: it had not been paid", Text("cancelled", 0), StringComparison.Ordinal);
        Assert.DoesNotContain("you already paid", Text("cancelled", 0), StringComparison.Ordinal);
        Assert.Contains(
            "Nothing will be sent. 24.99 USD goes back the way it came.",
            Text("cancelled", 2499).Replace("$24.99", "24.99 USD", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Contains("you already paid goes back", Text("cancelled", null), StringComparison.Ordinal);
        Assert.Contains("24.99", Text("returned", 2499), StringComparison.Ordinal);
        Assert.Contains("the refund is on its way", Text("returned", null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("confirmed", "is confirmed")]
    [InlineData("payment_failed", "could not be paid")]
    [InlineData("cancelled", "was cancelled")]
    [InlineData("processing", "is being prepared")]
    [InlineData("shipped", "is on its way")]
    [InlineData("delivered", "was delivered")]
    [InlineData("returned", "was returned")]
    [InlineData("partially_shipped", "is partly on its way")]
    [InlineData("held_back", "is now held back")]
    public void Every_template_has_its_words(string template, string words) =>
        Assert.Equal($"Order 2F1B5E77 {words}", OrderLetter.Write(Mails.Ask(Mails.Order(), template)).Subject);

    [Fact]
    public void Lines_and_totals_stand_in_both_bodies()
    {
        var letter = OrderLetter.Write(Mails.Ask(Mails.Order()));
        foreach (var part in new[] { "Oak desk", "$599.99", "$1,199.98", "Lamp", "$1,259.98", "-$10.00", "$5.00", "$240.00", "$1,494.98" })
        {
            Assert.Contains(part, letter.Text, StringComparison.Ordinal);
            Assert.Contains(part, letter.Html, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Tax included", letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Tax_that_prices_include_is_told_as_included()
    {
        var letter = OrderLetter.Write(Mails.Ask(Mails.Order() with { Total = 125_498 }));
        Assert.Contains("Tax included: $240.00", letter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Tax: ", letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Tax_is_told_by_rate_and_where_there_is_none_why()
    {
        var order = Mails.Order() with
        {
            Taxes = [new(19_000, true, 1_900), new(7_000, true, 350), new(8_625, false, 24_000), new(0, false, 0, "export")],
        };
        var letter = OrderLetter.Write(Mails.Ask(order));
        foreach (var part in new[] { "Tax (8.625 %)", "Tax included (19 %)", "Tax included (7 %)", "$19.00", "$3.50", "No tax: export" })
        {
            Assert.Contains(part, letter.Text, StringComparison.Ordinal);
            Assert.Contains(part, letter.Html, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Tax:", letter.Text, StringComparison.Ordinal);
        var reverse = OrderLetter.Write(Mails.Ask(order with { Tax = 0, Taxes = [new(0, false, 0, "reverse_charge")] })).Text;
        Assert.Contains("No tax: reverse charge, the buyer owes it", reverse, StringComparison.Ordinal);
    }

    [Fact]
    public void The_reason_is_told_where_something_failed_and_the_tracking_number_where_there_is_one()
    {
        Assert.Contains(
            "Reason: card declined",
            OrderLetter.Write(Mails.Ask(Mails.Order(reason: "card declined"), "payment_failed")).Text,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "card declined",
            OrderLetter.Write(Mails.Ask(Mails.Order(reason: "card declined"))).Text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Tracking number: 1Z999",
            OrderLetter.Write(Mails.Ask(Mails.Order(), "shipped", tracking: "1Z999")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_long_order_is_cut_with_a_word_about_the_rest()
    {
        var order = Mails.Order();
        var text = OrderLetter.Write(Mails.Ask(order with { Lines = [.. Enumerable.Repeat(order.Lines[0], 130)] })).Text;
        Assert.Contains("and 30 more lines", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(123450, "USD", "$1,234.50")]
    [InlineData(500, "JPY", "¥500")]
    [InlineData(1200, "CHF", "CHF 12.00")]
    [InlineData(1234567, "KWD", "KWD 1,234.567")]
    [InlineData(-5, "EUR", "-€0.05")]
    [InlineData(long.MinValue, "USD", "-$92,233,720,368,547,758.08")]
    public void Amounts_have_the_digits_of_their_currency(long minor, string currency, string text) =>
        Assert.Equal(text, MailLanguage.Of("en").Amount(minor, currency));

    [Theory]
    [InlineData("a@example.com", true)]
    [InlineData("a.b+c@sub.example.com", true)]
    [InlineData("a@localhost", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("a", false)]
    [InlineData("a@b@c", false)]
    [InlineData("a@example.com\r\nRCPT TO:<b@example.com>", false)]
    [InlineData("a@example.com,b@example.com", false)]
    [InlineData("<a@example.com>", false)]
    [InlineData("a b@example.com", false)]
    [InlineData("@example.com", false)]
    [InlineData("a..b@example.com", false)]
    [InlineData("a@.example.com", false)]
    public void Only_one_plain_address_is_an_address(string? text, bool holds) => Assert.Equal(holds, MailText.IsAddress(text));

    private static List<string> Tags(string html) =>
        [.. System.Text.RegularExpressions.Regex.Matches(html, "<[^>]*>").Select(m => m.Value)];

    private static int Quotes(string html) => html.Count(c => c is '"');
}
