// An account keeps the language that it was made with, its owner can choose another, and its mails are asked for in it.
using Cartwright.Contracts;
using Cartwright.Identity;

namespace Cartwright.Unit.Identity;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class LanguageTests : IAsyncLifetime
{
    private const string Email = "casey@example.com";

    private Shop shop = null!;

    public async ValueTask InitializeAsync() => shop = await Shop.Open();

    public ValueTask DisposeAsync() => shop.DisposeAsync();

    [Fact]
    public async Task The_language_of_the_registration_goes_with_the_account_and_all_its_mails()
    {
        var made = (await shop.Register.Do(new RegisterBody(Email, Shop.Password, "Casey"), "n", "de")).Value;
        Assert.Equal("de", made.Language);
        Assert.Equal("de", (await shop.Profiles.Get(made.UserId)).Value.Language);
        await shop.AskForLink(Email);
        Assert.Equal("de", Assert.Single(await shop.AccountMails()).Language);

        Assert.Equal("validation_failed", (await shop.Profiles.Patch(made.UserId, new(Language: "fr"))).Refused!.Code);
        Assert.Equal("en", (await shop.Profiles.Patch(made.UserId, new(Language: "en"))).Value.Language);

        // What else is changed leaves it.
        Assert.Equal("en", (await shop.Profiles.Patch(made.UserId, new(Name: "Casey C."))).Value.Language);
    }

    [Fact]
    public async Task Whoever_says_nothing_is_written_to_in_the_shops_language()
    {
        var made = (await shop.Register.Do(new RegisterBody(Email, Shop.Password, "Casey"))).Value;
        Assert.Null(made.Language);
        await shop.AskForLink(Email);
        Assert.Null(Assert.Single(await shop.AccountMails()).Language);
    }
}
