// Wrong mail settings stop the start with the line to change.
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cartwright.Kernel;
using Cartwright.Notifications;
using MailKit.Security;

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
    [InlineData("smtp://host:25#secretname")]
    [InlineData("smtp://host:25?tls")]
    [InlineData("smtp://host:25?tls=maybe")]
    [InlineData("smtp://host:25?tls=none&x=1")]
    [InlineData("smtps://host:25?tls=none")]
    [InlineData("smtp://user:secretname?@host:25")]
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
        Assert.Contains(
            "Mail:From=",
            Assert.Throws<ConfigurationRefused>(() => Mails.Settings(("Mail:From", from))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void User_and_password_are_taken_as_written()
    {
        var server = Mails.Settings(("Mail:Smtp", "smtps://me%40example.com:p%40ss%3Aword@mail.example.com")).Smtp;
        Assert.Equal(new SmtpServer("mail.example.com", 587, SecureSocketOptions.StartTls, "me@example.com", "p@ss:word"), server);
        Assert.DoesNotContain("p@ss:word", server!.ToString(), StringComparison.Ordinal);
        Assert.Null(Mails.Settings().Smtp);
        Assert.Equal("shop@example.org", Mails.Settings(("Mail:From", "The Shop <shop@example.org>")).From.Address);
    }

    [Theory]
    [InlineData("smtps://mail.example.com", 587, SecureSocketOptions.StartTls)]
    [InlineData("smtps://mail.example.com:587", 587, SecureSocketOptions.StartTls)]
    [InlineData("smtps://mail.example.com:25", 25, SecureSocketOptions.StartTls)]
    [InlineData("smtps://mail.example.com:465", 465, SecureSocketOptions.SslOnConnect)]
    [InlineData("smtps://mail.example.com:2465", 2465, SecureSocketOptions.SslOnConnect)]
    [InlineData("smtps://mail.example.com:2587?tls=starttls", 2587, SecureSocketOptions.StartTls)]
    [InlineData("smtps://localhost:587", 587, SecureSocketOptions.StartTls)]
    [InlineData("smtps://127.0.0.1:2465", 2465, SecureSocketOptions.SslOnConnect)]
    [InlineData("smtp://mail.example.com", 25, SecureSocketOptions.StartTls)]
    [InlineData("smtp://mail.example.com:587", 587, SecureSocketOptions.StartTls)]
    [InlineData("smtp://10.0.0.7:2525", 2525, SecureSocketOptions.StartTls)]
    [InlineData("smtp://localhost.example.com:2525", 2525, SecureSocketOptions.StartTls)]
    [InlineData("smtp://mailpit:1025?tls=none", 1025, SecureSocketOptions.None)]
    [InlineData("smtp://127.0.0.1:2525", 2525, SecureSocketOptions.None)]
    [InlineData("smtp://[::1]:2525", 2525, SecureSocketOptions.None)]
    [InlineData("smtp://localhost", 25, SecureSocketOptions.None)]
    [InlineData("smtp://localhost:2525?tls=starttls", 2525, SecureSocketOptions.StartTls)]
    public void TLS_is_demanded_except_to_this_machine_or_when_it_was_forgone(string smtp, int port, SecureSocketOptions tls)
    {
        var server = Mails.Settings(("Mail:Smtp", smtp)).Smtp!;
        Assert.Equal((port, tls), (server.Port, server.Tls));
    }

    [Fact]
    public void An_authority_that_cannot_be_used_is_refused_with_the_line_to_change()
    {
        var empty = Path.GetTempFileName();
        try
        {
            Assert.Contains("no certificate", Refused(("Mail:Smtp", "smtps://host"), ("Mail:Authority", empty)), StringComparison.Ordinal);
            File.WriteAllText(empty, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
            Assert.Contains("cannot be read", Refused(("Mail:Smtp", "smtps://host"), ("Mail:Authority", empty)), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(empty);
        }

        Assert.Contains("cannot be read", Refused(("Mail:Smtp", "smtps://host"), ("Mail:Authority", empty)), StringComparison.Ordinal);
        var authority = Path.Combine(Directory.CreateTempSubdirectory("cartwright-mail-").FullName, "ca.pem");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var own = new CertificateRequest("CN=ours", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddDays(1)
        );
        File.WriteAllText(authority, own.ExportCertificatePem() + "\n" + own.ExportCertificatePem());
        try
        {
            Assert.Equal(2, Mails.Settings(("Mail:Smtp", "smtps://host"), ("Mail:Authority", authority)).Smtp!.Authorities!.Count);
            Assert.Contains(
                "without TLS",
                Refused(("Mail:Smtp", "smtp://localhost"), ("Mail:Authority", authority)),
                StringComparison.Ordinal
            );
            Assert.Contains("no mail server", Refused(("Mail:Authority", authority)), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(authority)!, recursive: true);
        }
    }

    private static string Refused(params (string, string)[] keys) =>
        Assert.Throws<ConfigurationRefused>(() => Mails.Settings(keys)).Message;
}
