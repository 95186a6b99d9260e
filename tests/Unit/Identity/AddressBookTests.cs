// The address book: bounded, one default, nobody else's, and gone with whoever had it.
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Unit.Identity;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class AddressBookTests : IAsyncLifetime
{
    private static readonly PostalAddress Home = new("Casey", "1 Market Street", "San Francisco", "US", "94105", Region: "CA");

    private Shop shop = null!;

    public async ValueTask InitializeAsync() => shop = await Shop.Open();

    public ValueTask DisposeAsync() => shop.DisposeAsync();

    [Fact]
    public async Task The_first_is_the_default_until_another_is_said_to_be_and_the_oldest_takes_its_place()
    {
        var user = (await shop.Someone()).UserId;
        var home = (await shop.Addresses.Add(user, new AddressBody(Home, " Home ", Default: false))).Value;
        Assert.Equal(("Home", true), (home.Label, home.Default));
        var work = (await shop.Addresses.Add(user, new AddressBody(Home with { Line1 = "500 Howard Street" }))).Value;
        Assert.Equal((string.Empty, false), (work.Label, work.Default));
        var parents = (await shop.Addresses.Add(user, new AddressBody(Home with { City = "Oakland" }, Default: true))).Value;
        Assert.Equal([parents.AddressId], await Defaults(user));
        Assert.Equal(
            [home.AddressId, work.AddressId, parents.AddressId],
            (await shop.Addresses.List(user)).Items.Select(one => one.AddressId)
        );

        Assert.True((await shop.Addresses.Change(user, work.AddressId, new AddressPatch(Label: "Work", Default: true))).Value.Default);
        Assert.Equal([work.AddressId], await Defaults(user));
        var refused = (await shop.Addresses.Change(user, work.AddressId, new AddressPatch(Default: false))).Refused!;
        Assert.NotNull(refused.Facts!["errors"]!["default"]);

        Assert.Null((await shop.Addresses.Remove(user, work.AddressId)).Refused);
        Assert.Equal([home.AddressId], await Defaults(user));
        Assert.Equal("address_not_found", (await shop.Addresses.Get(user, work.AddressId)).Refused!.Code);
        Assert.Null((await shop.Profiles.Get(user)).Value.Address);
    }

    [Fact]
    public async Task Anothers_address_is_not_there()
    {
        var mine = (await shop.Someone()).UserId;
        var other = (await shop.Someone("other@example.com")).UserId;
        var home = (await shop.Addresses.Add(mine, new AddressBody(Home))).Value;
        Assert.Equal("address_not_found", (await shop.Addresses.Get(other, home.AddressId)).Refused!.Code);
        var patch = new AddressPatch(Label: "Mine now");
        Assert.Equal("address_not_found", (await shop.Addresses.Change(other, home.AddressId, patch)).Refused!.Code);
        Assert.Equal("address_not_found", (await shop.Addresses.Remove(other, home.AddressId)).Refused!.Code);
        Assert.Equal(home, (await shop.Addresses.Get(mine, home.AddressId)).Value);
    }

    [Fact]
    public async Task A_book_is_full_at_its_bound_and_what_is_no_address_is_refused()
    {
        var user = (await shop.Someone()).UserId;
        for (var i = 0; i < Limits.AddressesMax; i++)
        {
            Assert.Null((await shop.Addresses.Add(user, new AddressBody(Home))).Refused);
        }

        Assert.Equal("addresses_full", (await shop.Addresses.Add(user, new AddressBody(Home))).Refused!.Code);
        var refused = (await shop.Addresses.Add(user, new AddressBody(Home with { Country = "ZZ" }, new string('x', 61)))).Refused!;
        Assert.NotNull(refused.Facts!["errors"]!["label"]);
    }

    [Fact]
    public async Task The_person_file_has_it_and_an_erasure_takes_it_along_with_where_sessions_were()
    {
        var signedIn = await shop.SignedIn();
        var user = signedIn.User.UserId;
        await shop.Addresses.Add(user, new AddressBody(Home, "Home"));
        await shop.Factors.Begin(user);
        var file = new PersonAccounts(shop.Database);
        var told = (await file.GetRecords(new PersonRecordsRequest { UserIds = { user } }, default)).Value;
        Assert.Contains("1 Market Street", told.Records.Single(one => one.Kind == "saved_address").Json, StringComparison.Ordinal);
        Assert.Contains("Unknown device", told.Records.Single(one => one.Kind == "session").Json, StringComparison.Ordinal);
        Assert.DoesNotContain("sealed", told.Records.Single(one => one.Kind == "second_factor").Json, StringComparison.Ordinal);

        Assert.True((await shop.Erase.Erase(user, "admin")).Value);
        Assert.Empty((await shop.Addresses.List(user)).Items);
        Assert.Equal("account_erased", (await shop.Addresses.Add(user, new AddressBody(Home))).Refused!.Code);
        foreach (
            var left in new[]
            {
                "SELECT count(*) FROM sessions WHERE device IS NOT NULL OR network IS NOT NULL",
                "SELECT count(*) FROM second_factors",
            }
        )
        {
            Assert.Equal(0, await shop.Database.Read(sql => sql.Number(left)));
        }
    }

    private async Task<IEnumerable<string>> Defaults(string user) =>
        (await shop.Addresses.List(user)).Items.Where(one => one.Default).Select(one => one.AddressId);
}
