// Templates of an owner who errs, and of one who means harm: each is refused with its place, or can do nothing.
using Cartwright.Contracts;
using Cartwright.Notifications;

namespace Cartwright.Unit.Notifications;

public class TemplateAttackTests
{
    private const string Good = "# Thanks\n\n{{ order_table }}\n\n{{ order_link }}\n";
    private const string Subject = "Order {{ order.number }}";

    [Theory]
    [InlineData("{% if order.reason %}x", 1, 1, "'{% endif %}' is expected")]
    [InlineData("a\n  {{ order.number", 2, 3, "'}}' is expected")]
    [InlineData("a\n\n{% for line in order.lines %}\n{% if line.name %}x{% endfor %}", 4, 20, "'{% endif %}' is expected")]
    [InlineData("{% if order.reason", 1, 1, "'%}' is expected")]
    [InlineData("{{ 'abc }}", 1, 1, "is never closed")]
    [InlineData("x }} y", 1, 3, "closes nothing")]
    [InlineData("{% endif %}", 1, 1, "closes nothing")]
    [InlineData("{% else %}", 1, 1, "stands outside of")]
    [InlineData("{% comment %} x", 1, 1, "'{% endcomment %}' is expected")]
    [InlineData("{{ }}", 1, 1, "the name of a variable is expected")]
    public void What_does_not_close_is_refused_with_its_place_and_what_is_expected(string body, int line, int column, string expected)
    {
        var flaw = Assert.Single(Flaws(body));
        Assert.Equal(("body", line, column), (flaw.Part, flaw.Line, flaw.Column));
        Assert.Contains(expected, flaw.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ order.nmber }}", "'order.number'")]
    [InlineData("{{ ordr_table }}", "'order_table'")]
    [InlineData("x\n{{ order.totl | upcase }}", "'order.total'")]
    [InlineData("{% for line in order.lines %}{{ line.nam }}{% endfor %}", "'line.name'")]
    [InlineData("{{ order.total | upcas }}", "'upcase'")]
    public void An_unknown_name_is_refused_with_the_nearest(string body, string nearest) =>
        Assert.Contains(nearest, Assert.Single(Flaws(body)).Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData("{{ order.GetType }}")]
    [InlineData("{{ order.number.GetType.Assembly }}")]
    [InlineData("{{ order.lines.first.name }}")]
    [InlineData("{{ order['number'] }}")]
    [InlineData("{{ customer.password }}")]
    [InlineData("{{ account.link }}")]
    [InlineData("{{ settings }}")]
    [InlineData("{% include 'secret' %}")]
    [InlineData("{% render '/etc/passwd' %}")]
    [InlineData("{% layout 'x' %}")]
    [InlineData("{% raw %}{{ x }}{% endraw %}")]
    [InlineData("{% assign x = order.total %}{{ x }}")]
    [InlineData("{% capture x %}a{% endcapture %}")]
    [InlineData("{% increment x %}")]
    [InlineData("{% liquid\nassign x = 1 %}")]
    [InlineData("{% macro m() %}{% endmacro %}")]
    [InlineData("{% tablerow x in order.lines %}{% endtablerow %}")]
    [InlineData("{% for i in (1..100000000) %}x{% endfor %}")]
    [InlineData("{% for c in order.total %}x{% endfor %}")]
    [InlineData("{% for order in order.lines %}x{% endfor %}")]
    [InlineData("{{ order.total | append: 'x' }}")]
    [InlineData("{{ order.total | replace: '1', 'xx' }}")]
    [InlineData("{{ order_table | upcase }}")]
    [InlineData("{{ order.lines }}")]
    [InlineData("{{ 'now' | date: '%Y' }}")]
    public void Nothing_leads_beyond_the_model(string body) => Assert.NotEmpty(Flaws(body));

    [Fact]
    public void What_is_too_deep_too_long_or_too_much_is_refused_and_costs_nothing()
    {
        string[] hostile =
        [
            string.Concat(Enumerable.Repeat("{% if order.reason %}", 800)) + string.Concat(Enumerable.Repeat("{% endif %}", 800)),
            string.Concat(Enumerable.Repeat("{% for a in order.lines %}", 3)) + string.Concat(Enumerable.Repeat("{% endfor %}", 3)),
            "{{ " + string.Concat(Enumerable.Repeat("order.total or ", 900)) + "order.total }}",
            "{{ order" + new string('[', 9_000) + " }}",
            string.Concat(Enumerable.Repeat("{{ order.total }}", 900)),
            new string('x', TemplateText.BodyCharsMax + 1),
            new string('>', 10_000) + " x",
            string.Concat(Enumerable.Repeat("- ", 5_000)) + "x",
            // Two loops over all lines of the longest order, each of which writes a page.
            "{% for a in order.lines %}{% for b in order.lines %}" + new string('x', 8_000) + "{% endfor %}{% endfor %}",
        ];
        foreach (var body in hostile)
        {
            Assert.NotEmpty(Flaws(body + "\n\n" + Good));
        }
    }

    [Fact]
    public void What_is_written_in_a_template_or_a_value_is_text_and_no_markup()
    {
        const string Attack =
            "<script>alert(1)</script> **x** [y](https://evil.example) # z {{ order.total }} ![p](https://evil.example/p.gif)";
        var own = new TemplateText(
            Subject,
            "# {{ customer.name }}\n\n{{ '<script>' }} <b>bold</b> <img src=x onerror=alert(1)>\n\n{% for line in order.lines %}- {{ line.name }}\n{% endfor %}\n"
                + Good
        );
        Assert.Empty(TemplateCheck.Flaws("confirmed", own));
        var pen = new MailPen(MailLanguage.Of("en"), MailFace.Plain, own);
        var order = Mails.Order(name: Attack, product: Attack);
        var letter = OrderLetter.Write(Mails.Ask(order), null, pen);
        Assert.Null(letter.Fault);
        foreach (var tag in new[] { "<script", "<b>", "<img", "evil.example\"", "<strong>x", "<em>" })
        {
            Assert.DoesNotContain(tag, letter.Html, StringComparison.Ordinal);
        }

        Assert.Contains("&lt;script&gt;", letter.Html, StringComparison.Ordinal);

        // All of it is shown as it was written, in both parts.
        Assert.Contains("# " + Attack[..10], "# " + letter.Text, StringComparison.Ordinal);
        Assert.Contains("- " + Attack, letter.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[x](javascript:alert)")]
    [InlineData("[x](data:text/html,y)")]
    [InlineData("[x](//evil.example)")]
    [InlineData("![x](https://evil.example/p.gif)")]
    [InlineData("[x][r]\n\n[r]: vbscript:y")]
    public void Links_lead_to_pages_and_mailboxes_and_nothing_is_loaded(string body) =>
        Assert.Contains(Flaws(body + "\n\n" + Good), flaw => flaw.Detail.StartsWith("There is a", StringComparison.Ordinal));

    [Theory]
    [InlineData("x\r\nBcc: all@example.com {{ order.number }}")]
    [InlineData("x\n{{ order.number }}")]
    [InlineData("x\u202Egnp {{ order.number }}")]
    [InlineData("x\u2028{{ order.number }}")]
    [InlineData("x\u0000{{ order.number }}")]
    [InlineData("")]
    [InlineData("{{ order_table }} {{ order.number }}")]
    [InlineData("{% if customer.name %}x{{ order.number }}{% endif %}")]
    public void A_subject_is_one_plain_line(string subject) => Assert.NotEmpty(TemplateCheck.Flaws("confirmed", new(subject, Good)));

    [Fact]
    public void A_value_in_a_subject_adds_no_header()
    {
        var own = new TemplateText("{{ order.number }} for {{ customer.name }}", Good);
        var letter = OrderLetter.Write(
            Mails.Ask(Mails.Order(name: "Eve\r\nBcc: all@example.com\u202E")),
            null,
            new(MailLanguage.Of("en"), MailFace.Plain, own)
        );
        Assert.Null(letter.Fault);
        Assert.Equal("2F1B5E77 for Eve Bcc: all@example.com", letter.Subject);
    }

    [Theory]
    [InlineData("confirmed", Subject, "{{ order_link }}", "order_table")]
    [InlineData("confirmed", Subject, "{{ order_table }}", "order_link")]
    [InlineData("confirmed", "Thanks", Good, "order.number")]
    [InlineData("confirmed", Subject, "{% if customer.name %}{{ order_table }}{% endif %}{{ order_link }}", "order_table")]
    [InlineData("password_reset", "Hi", "Hello", "account.link")]
    [InlineData("password_reset", "Hi", "Hello\n\n[x]: {{ account.link }}", "account.link")]
    [InlineData("cart_reminder", "Hi", "[x]({{ cart.link }})", "stop_reminders")]
    [InlineData("withdrawal", "Hi", "{{ withdrawal_follows }}{{ order_link }}", "withdrawal_statement")]
    public void What_a_mail_must_have_cannot_be_edited_away(string template, string subject, string body, string missing) =>
        Assert.Contains(missing, Assert.Single(TemplateCheck.Flaws(template, new(subject, body)).Take(1)).Detail, StringComparison.Ordinal);

    [Fact]
    public void Conditions_cases_loops_and_filters_do_what_they_say()
    {
        var own = new TemplateText(
            Subject,
            "# Hi\n\n{% if order.lines.size > 1 %}no{% endif %}{% unless order.reason %}well{% endunless %} {{ customer.name | upcase | truncate: 3, '.' }}"
        );
        Assert.Contains(TemplateCheck.Flaws("confirmed", own), flaw => flaw.Detail.Contains("order.lines.size", StringComparison.Ordinal));
        own = new(
            Subject,
            "# Hi\n\n{% unless order.reason %}well{% endunless %} {{ customer.name | upcase | truncate: 3, '.' }} {{ customer.nothing | default: 'x' }}\n\n"
                + Good
        );
        Assert.Contains("customer.nothing", Assert.Single(TemplateCheck.Flaws("confirmed", own)).Detail, StringComparison.Ordinal);
        own = new(
            Subject,
            "# Hi\n\n{% unless order.reason %}well{% endunless %} {{ customer.name | upcase | truncate: 3, '.' }}\n\n"
                + "{% for line in order.lines %}{% if forloop.first %}{{ line.quantity }} of {{ line.name }}{% endif %}{% endfor %}\n\n"
                + "{% case order.shipping %}{% when 'free' %}F{% else %}P{% endcase %}\n\n"
                + Good
        );
        Assert.Empty(TemplateCheck.Flaws("confirmed", own));
        var text = OrderLetter.Write(Mails.Ask(Mails.Order()), null, new(MailLanguage.Of("en"), MailFace.Plain, own)).Text;
        Assert.StartsWith("Hi\n\nwell AD", text, StringComparison.Ordinal);
        Assert.Contains("\n\n2 of Oak desk\n\nP\n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_that_make_no_mail_of_an_order_make_way_for_those_of_the_program()
    {
        // Nobody could save them; those of another version of the program might be there.
        foreach (var own in new TemplateText[] { new("{{ x }}", Good), new(Subject, "{% if %}"), new(Subject, "no link") })
        {
            var letter = OrderLetter.Write(
                Mails.Ask(Mails.Order()),
                "https://shop.example/o",
                new(MailLanguage.Of("de"), MailFace.Plain, own)
            );
            Assert.NotNull(letter.Fault);
            Assert.Equal("Ihre Bestellung 2F1B5E77 ist bestätigt", letter.Subject);
            Assert.Contains("https://shop.example/o", letter.Text, StringComparison.Ordinal);
        }
    }

    private static IReadOnlyList<TemplateFlaw> Flaws(string body) => TemplateCheck.Flaws("confirmed", new(Subject, body));
}
