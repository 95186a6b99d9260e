// Registering where addresses are confirmed: nobody learns who has an account, and nobody has one before the mail.
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Unit.Identity;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class RegistrationTests : IAsyncLifetime
{
    private const string Network = "198.51.100.7";
    private const string Email = "casey@example.com";

    private Shop shop = null!;

    public async ValueTask InitializeAsync()
    {
        shop = await Shop.Open();
        shop.Settings = new(Verification: true);
        await shop.Restart();
    }

    public ValueTask DisposeAsync() => shop.DisposeAsync();

    [Fact]
    public async Task Registering_is_one_insert_and_one_answer_whether_the_address_is_taken_or_not()
    {
        await shop.Someone("taken@example.com");
        var before = await shop.EventsOf(Topics.UserRegistered);
        Assert.True(shop.Register.AsksByMail);
        var (taken, free) = (await Ask("taken@example.com"), await Ask(Email));
        Assert.Equal((taken.Detail, taken.BrowserToken.Length), (free.Detail, free.BrowserToken.Length));
        Assert.Equal(2, await shop.Database.Read(sql => sql.Number("SELECT count(*) FROM registrations")));
        Assert.Empty(await shop.AccountMails());

        await shop.Registrations.Round(default);
        Assert.Equal(
            [("account_exists", "taken@example.com"), ("email_verify", Email)],
            (await shop.AccountMails()).Select(mail => (mail.Template, mail.Recipient))
        );
        Assert.Equal(before, await shop.EventsOf(Topics.UserRegistered));
        await shop.Registrations.Round(default);
        Assert.Equal(2, (await shop.AccountMails()).Count);
    }

    [Fact]
    public async Task The_link_makes_the_account_once_and_before_it_nobody_is_told_whether_there_is_one()
    {
        var asked = await Ask(Email);
        var wrong = (await In("wrong password")).Refused!;
        Assert.Equal("credentials_invalid", wrong.Code);
        Assert.Equal(wrong, (await In(Shop.Password)).Refused!);
        Assert.Equal(wrong, (await shop.SignIn.Do(new SignInBody("nobody@example.com", "wrong password"), Network, default)).Refused!);
        await shop.Registrations.Round(default);
        Assert.Equal(wrong, (await In(Shop.Password)).Refused!);

        var token = Shop.TokenOf((await shop.LinksOf("email_verify"))[0]);
        Assert.Null((await Verify(token, asked.BrowserToken)).Refused);
        Assert.Equal("link_invalid", (await Verify(token, asked.BrowserToken)).Refused!.Code);
        Assert.Equal(1, await shop.EventsOf(Topics.UserRegistered));
        Assert.Equal(1, await shop.EventsOf(Topics.UserEmailVerified));
        var signedIn = (await In(Shop.Password)).Value;
        Assert.Equal((Email, "Casey", true), (signedIn.User.Email, signedIn.User.Name, signedIn.User.EmailVerified));
    }

    [Fact]
    public async Task Of_two_who_register_with_one_address_whoever_confirms_first_has_it()
    {
        var asked = await Ask(Email);
        await shop.Register.Ask(new RegisterBody("CASEY@example.com", "the password of another", "Eve"), Network);
        await shop.Registrations.Round(default);
        var links = await shop.LinksOf("email_verify");
        Assert.Equal(2, links.Count);
        Assert.Null((await Verify(Shop.TokenOf(links[0]), asked.BrowserToken)).Refused);
        Assert.Equal("link_invalid", (await Verify(Shop.TokenOf(links[1]), asked.BrowserToken)).Refused!.Code);
        Assert.Equal("credentials_invalid", (await In("the password of another")).Refused!.Code);
        Assert.Equal("Casey", (await In(Shop.Password)).Value.User.Name);
    }

    [Fact]
    public async Task A_registration_ends_after_a_day_and_a_mailbox_gets_few_mails()
    {
        for (var i = 0; i <= EmailLinks.MailboxMax; i++)
        {
            await Ask(Email);
        }

        await shop.Registrations.Round(default);
        var links = await shop.LinksOf("email_verify");
        Assert.Equal(EmailLinks.MailboxMax, links.Count);
        shop.Clock.Advance(Limits.EmailLinkLife);
        Assert.Equal("link_invalid", (await Verify(Shop.TokenOf(links[0]), null)).Refused!.Code);
        Assert.Equal("credentials_invalid", (await In(Shop.Password)).Refused!.Code);
    }

    [Theory]
    [InlineData("Identity:Verification", "yes")]
    [InlineData("Identity:StaffSecondFactor", "true")]
    public void A_value_that_is_neither_word_is_refused_with_the_line_to_write(string key, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();
        var refused = Assert.Throws<ConfigurationRefused>(() => IdentitySettings.Read(configuration));
        Assert.Contains(key + "=required", refused.Message, StringComparison.Ordinal);
        Assert.Equal(new IdentitySettings(), IdentitySettings.Read(new ConfigurationBuilder().Build()));
    }

    private Task<Outcome<bool>> Verify(string token, string? browserToken) =>
        shop.Confirm.Verify(null, new VerifyEmailBody(token, browserToken), Network);

    private async Task<RegisterReply> Ask(string email) =>
        (await shop.Register.Ask(new RegisterBody(email, Shop.Password, "Casey"), Network)).Value;

    private Task<Outcome<SignedIn>> In(string password) => shop.SignIn.Do(new SignInBody(Email, password), Network, default);
}
