// The receipt of a withdrawal: what was declared and when, what follows, and nothing of it can become markup.
using Cartwright.Contracts;
using Cartwright.Notifications;

namespace Cartwright.Unit.Notifications;

public class WithdrawalLetterTests
{
    private static readonly WithdrawalFacts Facts = new(
        1,
        1_781_000_000_000,
        "Ada Lovelace",
        true,
        [new("Oak desk", 2, 1), new("Lamp", 1, 0)],
        6_000,
        59_499,
        true
    );

    [Fact]
    public void It_repeats_the_statement_with_date_and_time_and_says_what_goes_back_and_when()
    {
        var letter = WithdrawalLetter.Write(Ask(Facts), "https://shop.example/orders/1?key=k");
        Assert.Equal("Receipt of your withdrawal from order 2F1B5E77", letter.Subject);
        foreach (
            var said in new[]
            {
                "Declared by: Ada Lovelace",
                "Received on: 9 June 2026 at 10:13:20 UTC",
                "Order 2F1B5E77 (0197b3c2-6a40-7000-8a3e-0d4c2f1b5e77), placed on 15 January 2026",
                "2 x Oak desk (1 to be sent back)",
                "1 x Lamp\n",
                "$60.00 goes back now",
                "within 14 days",
                "$594.99 goes back the way you paid, when the goods are here or you have shown that you sent them",
                "https://shop.example/orders/1?key=k",
            }
        )
        {
            Assert.Contains(said, letter.Text, StringComparison.Ordinal);
        }

        Assert.Contains("$60.00 goes back now", letter.Html, StringComparison.Ordinal);
        Assert.Contains("href=\"https://shop.example/orders/1?key=k\"", letter.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("key=", WithdrawalLetter.Write(Ask(Facts), null).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_paid_is_not_owed_and_what_is_not_known_yet_is_not_said()
    {
        var unpaid = WithdrawalLetter.Write(Ask(Facts with { Lines = [new("Lamp", 1, 0)], BackNow = 0, BackLater = 0 }), null).Text;
        Assert.Contains("Nothing had been paid", unpaid, StringComparison.Ordinal);
        var waiting = WithdrawalLetter.Write(Ask(Facts with { BackNow = 0, BackLater = 0, Priced = false }), null).Text;
        Assert.Contains("carried out right after that", waiting, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing had been paid", waiting, StringComparison.Ordinal);
        Assert.DoesNotContain("$0.00", waiting, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><svg/onload=alert(1)>")]
    [InlineData("Eve\r\nBcc: all@example.com")]
    public void Foreign_text_never_becomes_markup_or_a_header(string attack)
    {
        var letter = WithdrawalLetter.Write(Ask(Facts with { Name = attack, Lines = [new(attack, 1, 1)] }), null);
        Assert.DoesNotContain("<script", letter.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<svg", letter.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(letter.Subject, char.IsControl);
        Assert.DoesNotContain("\nBcc", letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_withdrawal_has_a_mail_of_its_own_and_programs_outside_have_none()
    {
        Assert.NotEqual(Occasion.Withdrawal("o", 1, "u").Key, Occasion.Withdrawal("o", 2, "u").Key);
        Assert.Throws<InvalidDataException>(() =>
            OutsideMail.Tidy(Ask(Facts), Mails.About(Topics.OrderNotification, "o", Ask(Facts), "e1") with { Source = "till-7" })
        );
    }

    private static OrderNotification Ask(WithdrawalFacts facts) =>
        Mails.Ask(Mails.Order(), OrderNotification.Withdrawal) with
        {
            Withdrawn = facts,
        };
}
