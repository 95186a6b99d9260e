// Wrong mail settings stop the start with the line to change.
using Cartwright.Kernel;
using Cartwright.Notifications;

namespace Cartwright.Unit.Notifications;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class SettingsTests
{
    [Theory]
    [InlineData("127.0.0.1:2525")]
    [InlineData("http://mail.example.com")]
    [InlineData("smtp://")]
    [InlineData("smtp://host:99999")]
    [InlineData("smtp://host:25/path")]
    [InlineData("smtp://user@host:25")]
    [InlineData("smtps://host:465")]
    [InlineData("smtp://secretname:pass/word@host:25")]
    public void A_wrong_server_is_refused_with_the_line_to_change(string smtp)
    {
        var refused = Assert.Throws<ConfigurationRefused>(() => Mails.Settings(("Mail:Smtp", smtp)));
        Assert.Contains("Mail:Smtp=smtp://[user:password@]host:port", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secretname", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("a@b.example, c@d.example")]
    [InlineData("Shop\r\nBcc: x@example.com <a@example.com>")]
    public void A_wrong_sender_is_refused_with_the_line_to_change(string from) =>
        Assert.Contains("Mail:From=", Assert.Throws<ConfigurationRefused>(() => Mails.Settings(("Mail:From", from))).Message, StringComparison.Ordinal);

    [Fact]
    public void User_and_password_are_taken_as_written_and_smtps_demands_encryption()
    {
        Assert.Equal(new SmtpServer("mail.example.com", 587, true, "me@example.com", "p@ss:word"), Mails.Settings(("Mail:Smtp", "smtps://me%40example.com:p%40ss%3Aword@mail.example.com")).Smtp);
        Assert.Equal(new SmtpServer("127.0.0.1", 2525, false, null, null), Mails.Settings(("Mail:Smtp", "smtp://127.0.0.1:2525")).Smtp);
        Assert.Null(Mails.Settings().Smtp);
        Assert.Equal("shop@example.org", Mails.Settings(("Mail:From", "The Shop <shop@example.org>")).From.Address);
    }
}
