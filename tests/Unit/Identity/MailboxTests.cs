// One account a mailbox, however its address is written; and the accounts from before that was so.
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Kernel;

namespace Cartwright.Unit.Identity;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class MailboxTests : IAsyncLifetime
{
    private Shop shop = null!;

    public async ValueTask InitializeAsync() => shop = await Shop.Open();

    public ValueTask DisposeAsync() => shop.DisposeAsync();

    [Fact]
    public async Task A_mailbox_registers_once_and_signs_in_under_each_of_its_spellings()
    {
        var first = await shop.Someone("Ada@b\u00fccher.example");
        foreach (var again in new[] { "ada@xn--bcher-kva.example", "ADA@B\u00dcCHER.example", "ada@XN--BCHER-KVA.example" })
        {
            Assert.Equal("email_taken", (await shop.Register.Do(new RegisterBody(again, Shop.Password, "Other"))).Refused!.Code);
            Assert.Equal(first.UserId, (await In(again)).Value.User.UserId);
        }

        // Tries are of the mailbox, not of a spelling.
        for (var i = 0; i < 5; i++)
        {
            await In(i % 2 == 0 ? "ada@b\u00fccher.example" : "ada@xn--bcher-kva.example", "wrong password");
        }

        Assert.Equal("too_many_attempts", (await In("ada@b\u00fccher.example")).Refused!.Code);
    }

    [Theory]
    [InlineData("a\u200bda@example.com")]
    [InlineData("ada@example.123")]
    [InlineData("ada@ex_ample.com")]
    public async Task What_is_no_address_registers_nothing(string email) =>
        Assert.NotNull((await shop.Register.Do(new RegisterBody(email, Shop.Password, "Ada"))).Refused!.Facts!["errors"]!["email"]);

    [Fact]
    public async Task Accounts_from_before_that_share_a_mailbox_both_sign_in_and_recover_each_under_its_own_spelling()
    {
        // As an older version left them: any spelling was an account, and addresses were taken that are refused now.
        string[] old =
        [
            "ada@b\u00fccher.example",
            "ada@xn--bcher-kva.example",
            "j\u00f6rg@example.com",
            "a\u200bda@example.com",
            "ada@ex_ample.com",
        ];
        foreach (var email in old)
        {
            await shop.Someone("user" + Array.IndexOf(old, email) + "@example.com");
            await shop.Database.Write(transaction =>
                transaction.Execute(
                    "UPDATE users SET email = $1, mailbox = $2 WHERE email = $3",
                    email,
                    email.All(char.IsAscii) ? email : null,
                    "user" + Array.IndexOf(old, email) + "@example.com"
                )
            );
        }

        await shop.FirstAccounts(demo: false);
        var ids = new HashSet<string>();
        foreach (var email in old)
        {
            var signedIn = await In(email.ToUpperInvariant().Replace("XN--", "xn--", StringComparison.Ordinal));
            Assert.Equal(email, signedIn.Value.User.Email);
            Assert.True(ids.Add(signedIn.Value.User.UserId));
        }

        Assert.Equal(
            "email_taken",
            (await shop.Register.Do(new RegisterBody("Ada@B\u00fccher.example", Shop.Password, "Third"))).Refused!.Code
        );
        Assert.Single(await shop.AskForLink("ada@b\u00fccher.example"));
        Assert.Equal(2, (await shop.AskForLink("ada@xn--bcher-kva.example")).Count);
        Assert.Equal(old[..2], (await shop.AccountMails()).Select(mail => mail.Recipient));
        Assert.Equal(0, await shop.Database.Read(sql => sql.Number("SELECT count(*) FROM users WHERE mailbox IS NULL")));
    }

    [Fact]
    public async Task Whoever_is_looked_for_is_found_by_a_name_in_any_alphabet()
    {
        foreach (
            var (email, name) in new[]
            {
                ("emile@example.com", "Émile Zola"),
                ("dmitri@example.com", "ДМИТРИЙ"),
                ("plain@example.com", "Plain Jane"),
            }
        )
        {
            await shop.Database.Write(tx =>
                UserStore.Insert(tx, new Account(Guid.CreateVersion7().ToString(), email, name, ["customer"], null, [], "x", 0, 0, false))
            );
        }

        // Those of before names were kept folded are folded at the next start.
        await shop.Database.Write(async tx => await tx.Execute("UPDATE users SET name_folded = NULL WHERE email <> 'plain@example.com'"));
        Assert.Empty(await Found("émile"));
        Assert.Equal(2, await shop.Database.Write(tx => UserStore.FillFoldedNames(tx, 10)));
        Assert.Equal(0, await shop.Database.Write(tx => UserStore.FillFoldedNames(tx, 10)));
        Assert.Equal(["emile@example.com"], await Found("émile"));
        Assert.Equal(["dmitri@example.com"], await Found("дмитр"));
        Assert.Equal(["plain@example.com"], await Found("PLAIN@"));

        // A changed name is found, and the one of before is not.
        var id = (await shop.Database.Read(sql => UserStore.ByEmail(sql, "emile@example.com")))!.UserId;
        await shop.Database.Write(tx => UserStore.SetProfile(tx, id, "Ångström", [], null));
        Assert.Equal(["emile@example.com"], await Found("ÅNGST"));
        Assert.Empty(await Found("zola"));

        async Task<IEnumerable<string>> Found(string typed) =>
            (await shop.Database.Read(sql => UserStore.Page(sql, typed, null, 10))).Select(account => account.Email);
    }

    private Task<Outcome<SignedIn>> In(string email, string password = Shop.Password) =>
        shop.SignIn.Do(new SignInBody(email, password), string.Empty, default);
}
