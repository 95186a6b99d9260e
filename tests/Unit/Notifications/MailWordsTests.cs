// The catalogue of mails: both languages say the same, with the same placeholders, and no mail mixes them.
using System.Text.Json;
using System.Text.RegularExpressions;
using Cartwright.Contracts;
using Cartwright.Notifications;

namespace Cartwright.Unit.Notifications;

public partial class MailWordsTests
{
    // The same in both languages, and meant to be.
    private static readonly string[] Alike = ["units", "parcel_with"];

    // Words of a German sentence that no English one has, and the other way round.
    private static readonly string[] English = ["the", "your", "you", "is", "and", "with", "to", "for", "order", "shipping", "total"];
    private static readonly string[] German = ["die", "der", "ihre", "ist", "und", "wurde", "nicht", "bestellung", "versand"];

    public static TheoryData<string> Templates => [.. MailKinds.Templates];

    public static TheoryData<string, string> All =>
        [.. MailKinds.Templates.SelectMany(name => Languages.Offered.Select(language => (name, language)))];

    [Fact]
    public void Every_text_is_in_both_languages_with_the_same_placeholders()
    {
        var catalogues = Languages.Offered.ToDictionary(code => code, Read);
        var english = catalogues[Languages.Default];
        Assert.NotEmpty(english);
        foreach (var (code, words) in catalogues)
        {
            Assert.Equal(english.Keys.Order(StringComparer.Ordinal), words.Keys.Order(StringComparer.Ordinal));
            foreach (var (key, text) in words)
            {
                Assert.False(string.IsNullOrWhiteSpace(text), $"{code} says nothing for {key}");
                Assert.Equal(Places(english[key]), Places(text));
                if (code != Languages.Default && !Alike.Contains(key))
                {
                    Assert.NotEqual(english[key], text);
                }
            }
        }

        Assert.All(Alike, key => Assert.Equal(english[key], catalogues["de"][key]));
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Every_template_is_in_both_languages_with_the_same_variables(string name)
    {
        var (english, german) = (TemplateText.Default(name, "en"), TemplateText.Default(name, "de"));
        Assert.NotEqual(english.Subject, german.Subject);
        Assert.NotEqual(english.Body, german.Body);
        Assert.Equal(Tags(english), Tags(german));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_comes_with_the_program_is_what_an_owner_may_write(string name, string language) =>
        Assert.Empty(TemplateCheck.Flaws(name, TemplateText.Default(name, language)));

    [Theory]
    [MemberData(nameof(All))]
    public void A_mail_is_in_one_language_from_its_subject_to_its_end(string name, string language)
    {
        var pen = new MailPen(MailLanguage.Of(language), MailFace.Plain with { Footer = "Cartwright GmbH\nBerlin" });
        foreach (var model in new[] { TemplateSamples.Model(name, pen) })
        {
            var letter = Letter.Of(name, model);
            Assert.Null(letter.Fault);
            Assert.Contains($"<html lang=\"{language}\" dir=\"ltr\">", letter.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("{{", letter.Text + letter.Html + letter.Subject, StringComparison.Ordinal);
            Assert.DoesNotContain(MailMarkup.Open, letter.Text + letter.Html);
            Assert.EndsWith("Cartwright\nCartwright GmbH\nBerlin\n", letter.Text, StringComparison.Ordinal);
            var said = letter.Subject + "\n" + Address().Replace(letter.Text, string.Empty);
            var foreign = language == "de" ? English : German;
            Assert.DoesNotContain(Word().Matches(said).Select(word => word.Value.ToLowerInvariant()), foreign.Contains);
            Assert.Contains(
                Word().Matches(said).Select(word => word.Value.ToLowerInvariant()),
                word => (language == "de" ? German : English).Contains(word) || word is "ihr" or "sie"
            );
        }
    }

    [Fact]
    public void Amounts_days_and_numbers_are_written_as_their_readers_do()
    {
        var german = MailLanguage.Of("de-AT");
        Assert.Equal("1.234,56\u00A0€", german.Amount(123_456, "EUR"));
        Assert.Equal("-0,05\u00A0€", german.Amount(-5, "EUR"));
        Assert.Equal("500\u00A0¥", german.Amount(500, "JPY"));
        Assert.Equal("1.234.567,890\u00A0KWD", german.Amount(1_234_567_890, "KWD"));
        Assert.Equal("8,625 %", german.Percent(8_625));
        Assert.Equal("Montag, 19. Januar 2026", german.Day(new(2026, 1, 19)));
        Assert.Equal("15. März 2026", german.Date(new DateTimeOffset(2026, 3, 15, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds()));
        Assert.Equal("und 1 weitere Position", german.Count("more_lines", 1));
        Assert.Equal("und 2 weitere Positionen", german.Count("more_lines", 2));
        Assert.Equal("and 1 more line", MailLanguage.Of("en").Count("more_lines", 1));
        Assert.Equal("€1,234.56", MailLanguage.Of(null).Amount(123_456, "EUR"));
        Assert.Equal("Monday, 19 January 2026", MailLanguage.Of("fr").Day(new(2026, 1, 19)));

        // What is filled in is no placeholder.
        Assert.Equal("Guten Tag {name} {x},", german.Say("greeting", ("name", "{name} {x}")));
    }

    [Fact]
    public void A_german_order_is_told_with_german_amounts()
    {
        var letter = OrderLetter.Write(Mails.Ask(Mails.Order()), "https://shop.example/o", new(MailLanguage.Of("de"), MailFace.Plain));
        Assert.Equal("Ihre Bestellung 2F1B5E77 ist bestätigt", letter.Subject);
        foreach (
            var part in new[]
            {
                "2 x Oak desk zu je 599,99\u00A0$: 1.199,98\u00A0$",
                "Gesamtbetrag: 1.494,98\u00A0$",
                "vom 15. Januar 2026",
            }
        )
        {
            Assert.Contains(part, letter.Text, StringComparison.Ordinal);
        }

        Assert.Contains("href=\"https://shop.example/o\"", letter.Html, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Read(string code) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(MailWords.Read(code + ".json"))!;

    // The words of a date's form are none of ours.
    private static List<string> Places(string text) =>
        [.. Place().Matches(text).Select(place => place.Value).Order(StringComparer.Ordinal)];

    private static List<string> Tags(TemplateText words) =>
        [.. Tag().Matches(words.Subject + words.Body).Select(tag => tag.Value).Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\{\{.*?\}\}|\{%.*?%\}")]
    private static partial Regex Tag();

    [GeneratedRegex(@"https?://\S+")]
    private static partial Regex Address();

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Word();
}
