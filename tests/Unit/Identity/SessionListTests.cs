// Where an account is signed in: told in words, ended by nobody but its owner.
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Unit.Identity;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class SessionListTests : IAsyncLifetime
{
    private const string Firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private Shop shop = null!;

    public async ValueTask InitializeAsync() => shop = await Shop.Open();

    public ValueTask DisposeAsync() => shop.DisposeAsync();

    [Theory]
    [InlineData(Firefox, "Firefox on Windows")]
    [InlineData(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E148 Safari/604.1",
        "Safari on iPhone"
    )]
    [InlineData(
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
        "Edge on Linux"
    )]
    [InlineData("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome on Android")]
    [InlineData("curl/8.0", "curl")]
    [InlineData("<script>alert(1)</script>", "Unknown device")]
    [InlineData(null, "Unknown device")]
    public void A_device_is_told_in_words_of_the_shops_own(string? agent, string words) => Assert.Equal(words, DeviceWords.Of(agent));

    [Theory]
    [InlineData("198.51.100.7", "198.51.0.0/16")]
    [InlineData("2001:db8:85a3:1::/64", "2001:db8::/32")]
    [InlineData("127.0.0.1", "this machine")]
    [InlineData("::/64", "this machine")]
    [InlineData("192.168.1.7", "local network")]
    [InlineData("172.31.0.9", "local network")]
    [InlineData("172.32.0.9", "172.32.0.0/16")]
    [InlineData("fe80::/64", "local network")]
    [InlineData("fd12:3456:789a:1::/64", "local network")]
    [InlineData("2a02:8109:9a00:1::/64", "2a02:8109::/32")]
    [InlineData("", "")]
    [InlineData("unix", "")]
    public void A_network_is_told_roughly(string network, string told) => Assert.Equal(told, DeviceWords.Roughly(network));

    [Fact]
    public async Task Sessions_are_listed_last_used_first_and_ended_one_by_one()
    {
        var mine = await shop.SignedIn();
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        shop.Revocations.Heard();
        var other = (await shop.SignIn.Do(new SignInBody("casey@example.com", Shop.Password), "198.51.100.7", default, Firefox)).Value;
        var caller = shop.CallerOf(mine.AccessToken);
        var list = (await shop.Sessions.Of(caller)).Items;
        Assert.Equal(["Firefox on Windows", "Unknown device"], list.Select(one => one.Device));
        Assert.Equal(["198.51.0.0/16", string.Empty], list.Select(one => one.Network));
        Assert.Equal([false, true], list.Select(one => one.Current));

        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        shop.Revocations.Heard();
        var fresh = (await shop.Refresh.Do(new RefreshBody(mine.RefreshToken))).Value;
        var now = (await shop.Sessions.Of(caller)).Items;
        Assert.Equal([true, false], now.Select(one => one.Current));
        Assert.Equal(shop.Clock.GetUtcNow(), now[0].LastUsedAt);

        Assert.Null((await shop.Sessions.End(caller, list[0].SessionId)).Refused);
        Assert.Equal(TokenVerdict.Invalid, shop.Verify(other.AccessToken));
        Assert.Equal("refresh_token_invalid", (await shop.Refresh.Do(new RefreshBody(other.RefreshToken))).Refused!.Code);
        Assert.Equal(TokenVerdict.Valid, shop.Verify(fresh.AccessToken));
        Assert.Equal("session_not_found", (await shop.Sessions.End(caller, list[0].SessionId)).Refused!.Code);
        Assert.Single((await shop.Sessions.Of(caller)).Items);
    }

    [Fact]
    public async Task Anothers_session_is_not_there()
    {
        var mine = await shop.SignedIn();
        var thief = await shop.SignedIn("eve@example.com");
        var victim = (await shop.Sessions.Of(shop.CallerOf(mine.AccessToken))).Items.Single().SessionId;
        Assert.Equal("session_not_found", (await shop.Sessions.End(shop.CallerOf(thief.AccessToken), victim)).Refused!.Code);
        Assert.Null((await shop.Sessions.EndOthers(shop.CallerOf(thief.AccessToken))).Refused);
        Assert.Equal(TokenVerdict.Valid, shop.Verify(mine.AccessToken));
        Assert.Null((await shop.Refresh.Do(new RefreshBody(mine.RefreshToken))).Refused);
    }

    [Fact]
    public async Task All_others_end_at_once_and_the_callers_goes_on()
    {
        var mine = await shop.SignedIn();
        var other = (await shop.SignIn.Do(new SignInBody("casey@example.com", Shop.Password), string.Empty, default)).Value;
        Assert.Null((await shop.Sessions.EndOthers(shop.CallerOf(mine.AccessToken))).Refused);
        Assert.Equal(TokenVerdict.Invalid, shop.Verify(other.AccessToken));
        Assert.Equal("refresh_token_invalid", (await shop.Refresh.Do(new RefreshBody(other.RefreshToken))).Refused!.Code);
        var fresh = (await shop.Refresh.Do(new RefreshBody(mine.RefreshToken))).Value;
        Assert.True((await shop.Sessions.Of(shop.CallerOf(fresh.AccessToken))).Items.Single().Current);
    }
}
