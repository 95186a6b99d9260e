// Where a vendor's money goes: only the password changes it, and all who sell for the vendor hear of it.
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Notifications;
using Cartwright.Web;

namespace Cartwright.Unit.Identity;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class PayoutAccountTests : IAsyncLifetime
{
    private static readonly VendorAccountFacts Changed = new(
        "vendor-1",
        "Ada, DE** **** 3000",
        "Ada, FR** **** 2606",
        "vendor",
        1_768_732_200_000,
        1_768_473_000_000
    );

    private Shop shop = null!;

    public async ValueTask InitializeAsync() => shop = await Shop.Open();

    public ValueTask DisposeAsync() => shop.DisposeAsync();

    [Fact]
    public async Task A_proof_holds_for_five_minutes_in_the_session_that_gave_the_password()
    {
        var (mine, other) = (
            shop.CallerOf((await shop.SignedIn()).AccessToken),
            shop.CallerOf(
                (await shop.SignIn.Do(new SignInBody("casey@example.com", Shop.Password), string.Empty, default)).Value.AccessToken
            )
        );
        var given = (await Prove(mine, Shop.Password)).Value;
        Assert.Null(PasswordProof.Check(shop.Sealed, mine, given.Proof, Now));
        foreach (var (caller, proof) in new[] { (other, given.Proof), (mine, "made up"), (mine, null), (mine, given.Proof + "A") })
        {
            Assert.Equal("password_needed", PasswordProof.Check(shop.Sealed, caller, proof, Now)?.Code);
        }

        Assert.Equal(shop.Clock.GetUtcNow() + PasswordProof.Life, given.ExpiresAt);
        shop.Clock.Advance(PasswordProof.Life);
        Assert.Equal("password_needed", PasswordProof.Check(shop.Sealed, mine, given.Proof, Now)?.Code);
    }

    [Fact]
    public async Task A_stolen_token_cannot_guess_the_password()
    {
        var caller = shop.CallerOf((await shop.SignedIn()).AccessToken);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("password_wrong", (await Prove(caller, "wrong password")).Refused?.Code);
        }

        Assert.Equal("too_many_attempts", (await Prove(caller, Shop.Password)).Refused?.Code);
    }

    [Fact]
    public async Task All_who_sell_for_the_vendor_are_told_once_and_nobody_else()
    {
        await shop.FirstAccounts(demo: false);
        foreach (
            var (email, vendor) in new[]
            {
                ("one@example.com", "vendor-1"),
                ("two@example.com", "vendor-1"),
                ("three@example.com", "vendor-2"),
            }
        )
        {
            var user = await shop.Someone(email);
            await shop.Database.Write(async tx => await UserStore.SetRoles(tx, user.UserId, ["vendor"], vendor, default));
        }

        await shop.Someone();
        await Tell("ordering");
        var mails = await shop.AccountMails();
        Assert.Equal(["one@example.com", "two@example.com"], mails.Select(mail => mail.Recipient).Order());
        foreach (var mail in mails)
        {
            Assert.Equal(Changed, mail.Vendor);
            var link = shop.Sealed.Open(mail.Purpose, mail.SealedLink);
            Assert.Equal("https://shop.example.com/admin/payouts", link);
            var letter = AccountLetter.Write(mail, link);
            Assert.Equal("Where your payouts go was changed", letter.Subject);
            Assert.Contains("Before: Ada, DE** **** 3000. Now: Ada, FR** **** 2606.", letter.Text, StringComparison.Ordinal);
            Assert.Contains("before 18 January 2026 at 10:30 UTC", letter.Text, StringComparison.Ordinal);

            // The words are sealed with the link: nobody on the way has the shop write others.
            Assert.Null(shop.Sealed.Open((mail with { Vendor = Changed with { After = "evil.example.com" } }).Purpose, mail.SealedLink));
        }

        await Assert.ThrowsAsync<InvalidDataException>(() => Tell("a program outside"));
        Assert.Equal(2, (await shop.AccountMails()).Count);
    }

    private long Now => shop.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<Outcome<PasswordProofBody>> Prove(Caller caller, string password) =>
        shop.Proofs.ByPassword(caller, new(password), "198.51.100.7");

    private Task Tell(string source) =>
        shop.Database.Write(async tx =>
        {
            await new TellVendors(shop.Links).Tell(
                tx,
                Changed,
                new Event("e1", Topics.VendorAccountChanged, "vendor-1", source, shop.Clock.GetUtcNow(), null, "{}")
            );
            return true;
        });
}
