// What Identity makes of an application to sell: a mail at each step, and the role of who is accepted.
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Notifications;

namespace Cartwright.Unit.Identity;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class ApplicationHeardTests : IAsyncLifetime
{
    private Shop shop = null!;

    public async ValueTask InitializeAsync() => shop = await Shop.Open();

    public ValueTask DisposeAsync() => shop.DisposeAsync();

    [Fact]
    public async Task Each_step_is_told_by_mail_and_who_is_accepted_becomes_a_vendor_once()
    {
        var user = await shop.Someone();
        await Hear(user.UserId, 2, "asked", "Which register\nare you in?");
        Assert.DoesNotContain("vendor", (await Account(user.UserId)).Roles);
        await Hear(user.UserId, 4, "accepted", null, "tea-house");
        await Hear(user.UserId, 4, "accepted", null, "tea-house");
        var account = await Account(user.UserId);
        Assert.Equal(["customer", "vendor"], account.Roles);
        Assert.Equal("tea-house", account.VendorId);
        var change = Assert.Single(await shop.Database.Read(sql => StaffStore.Changes(sql, user.UserId, null, 10)));
        Assert.Equal(("user-root", "customer", "customer vendor"), (change.By, change.RolesBefore, change.Roles));

        var mails = (await shop.AccountMails()).Where(mail => mail.Template.StartsWith("seller_", StringComparison.Ordinal)).ToList();
        Assert.Equal(["seller_asked", "seller_accepted", "seller_accepted"], mails.Select(mail => mail.Template));

        // A step that is told again is the same request, and that is one mail.
        Assert.Equal(mails[1].RequestId, mails[2].RequestId);
        Assert.NotEqual(mails[0].RequestId, mails[1].RequestId);
        var link = shop.Sealed.Open(mails[0].Purpose, mails[0].SealedLink);
        Assert.Equal("https://shop.example.com/sell", link);
        Assert.Contains("Which register are you in?", AccountLetter.Write(mails[0], link).Text, StringComparison.Ordinal);

        // What staff wrote is sealed with the link: nobody on the way has the shop write other words.
        Assert.Null(shop.Sealed.Open((mails[0] with { Note = "Send us your password." }).Purpose, mails[0].SealedLink));
    }

    [Fact]
    public async Task Mails_are_in_the_language_of_the_account_or_of_the_application()
    {
        var user = await shop.Someone();
        await Hear(user.UserId, 1, "sent", null, language: "de");
        Assert.Null((await shop.Profiles.Patch(user.UserId, new ProfilePatch(Language: "en"))).Refused);
        await Hear(user.UserId, 2, "refused", "No.", language: "de");
        Assert.Equal(
            ["de", "en"],
            (await shop.AccountMails())
                .Where(mail => mail.Template.StartsWith("seller_", StringComparison.Ordinal))
                .Select(mail => mail.Language)
        );
    }

    [Fact]
    public async Task A_program_outside_makes_nobody_a_vendor_and_an_account_sells_for_one()
    {
        var user = await shop.Someone();
        await Assert.ThrowsAsync<InvalidDataException>(() => Hear(user.UserId, 2, "accepted", null, "evil", "a program outside"));
        Assert.Null((await Account(user.UserId)).VendorId);
        await shop.Database.Write(async tx => await UserStore.SetRoles(tx, user.UserId, ["customer", "vendor"], "first", default));
        await Assert.ThrowsAsync<InvalidDataException>(() => Hear(user.UserId, 2, "accepted", null, "second"));
        Assert.Equal("first", (await Account(user.UserId)).VendorId);

        await shop.Database.Write(async tx => await UserStore.SetRoles(tx, user.UserId, ["staff"], null, default));
        await Assert.ThrowsAsync<InvalidDataException>(() => Hear(user.UserId, 2, "accepted", null, "third"));
        Assert.Null((await Account(user.UserId)).VendorId);
        Assert.DoesNotContain(await shop.AccountMails(), mail => mail.Template == "seller_accepted");
    }

    [Fact]
    public async Task Whoever_is_erased_or_was_never_there_becomes_nothing_and_is_told_nothing()
    {
        var user = await shop.Someone();
        await shop.Database.Write(async tx => await UserStore.Erase(tx, user.UserId, "root"));
        await Hear(user.UserId, 2, "accepted", null, "tea-house");
        await Hear("nobody", 2, "refused", "No.");
        Assert.Null((await Account(user.UserId)).VendorId);
        Assert.DoesNotContain(await shop.AccountMails(), mail => mail.Template.StartsWith("seller_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_contract_says_who_is_shut_out()
    {
        var user = await shop.Someone();
        Assert.False(await Closed(user.UserId));
        await shop.Disable.Do(Shop.Owner, user.UserId, disabled: true);
        Assert.True(await Closed(user.UserId));
    }

    private async Task<bool> Closed(string userId) =>
        (await shop.Contract.GetUser(new GetUserRequest { UserId = userId }, default)).Value.Closed;

    private async Task<Account> Account(string userId) => (await shop.Database.Read(sql => UserStore.ById(sql, userId)))!;

    private Task Hear(
        string userId,
        long version,
        string state,
        string? text,
        string? vendorId = null,
        string source = "ordering",
        string? language = null
    ) =>
        shop.Database.Write(async tx =>
        {
            await new HearApplications(shop.Links, shop.Ids, shop.Clock).Hear(
                tx,
                new VendorApplicationFacts("a1", version, userId, state, "Tea House", vendorId, "user-root", text, language, 7),
                new Event("e1", Topics.VendorApplication, userId, source, shop.Clock.GetUtcNow(), null, "{}")
            );
            return true;
        });
}
