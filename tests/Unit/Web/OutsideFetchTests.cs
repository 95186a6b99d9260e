// Attacks on whoever fetches what a stranger names: private networks in every spelling, names that change their mind, redirects, sizes,
// time.
using System.Net;
using System.Text;
using Cartwright.Web;

namespace Cartwright.Unit.Web;

public sealed class OutsideFetchTests : IDisposable
{
    private static readonly IPAddress Inside = IPAddress.Parse("127.0.0.1");
    private static readonly IPAddress Public = IPAddress.Parse("127.0.0.2");

    private readonly TestClock clock = new();
    private readonly List<string> asked = [];
    private readonly RawServer inside = new(Inside, _ => Reply("200 OK", "the secret"));

    public void Dispose() => inside.Dispose();

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://127.0.0.1:{port}/")]
    [InlineData("http://127.1:{port}/")]
    [InlineData("http://0x7f.1:{port}/")]
    [InlineData("http://0x7f000001:{port}/")]
    [InlineData("http://2130706433:{port}/")]
    [InlineData("http://017700000001:{port}/")]
    [InlineData("http://0:{port}/")]
    [InlineData("http://[::1]:{port}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{port}/")]
    [InlineData("http://[::ffff:7f00:1]:{port}/")]
    [InlineData("http://[::]:{port}/")]
    [InlineData("http://[fe80::1]:{port}/")]
    [InlineData("http://[fd00::1]:{port}/")]
    [InlineData("http://[64:ff9b::7f00:1]:{port}/")]
    [InlineData("http://[2002:7f00:1::]:{port}/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://172.16.0.1/")]
    [InlineData("http://192.168.1.1/")]
    [InlineData("http://100.64.0.1/")]
    [InlineData("http://localhost:{port}/")]
    [InlineData("http://inside.example:{port}/")]
    [InlineData("http://both.example:{port}/")]
    [InlineData("http://nowhere.example:{port}/")]
    [InlineData("gopher://127.0.0.1:{port}/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1:{port}/")]
    [InlineData("data:image/png;base64,AAAA")]
    [InlineData("http://user@127.0.0.1:{port}/")]
    [InlineData("http://public.example@127.0.0.1:{port}/")]
    [InlineData("http://user:pw@public.example/")]
    [InlineData("http://public.example:22/")]
    [InlineData("http://public.example:25/")]
    [InlineData("//127.0.0.1:{port}/")]
    [InlineData("http:\\\\127.0.0.1:{port}\\")]
    [InlineData("http://127.0.0.1:{port}/\r\nHost: x")]
    [InlineData("")]
    public async Task Nothing_of_a_private_network_is_fetched_however_it_is_written(string address)
    {
        using var fetch = new OutsideFetch(clock, Find, PublicAddress.Is);
        var refused = (
            await fetch.Get(address.Replace("{port}", inside.Port, StringComparison.Ordinal), "image/*", 1_000, default)
        ).Refused!;
        Assert.Equal("address_not_taken", refused.Code);
        Assert.Equal(0, inside.Connections);
    }

    [Fact]
    public async Task A_name_that_leads_inside_the_second_time_is_refused_then()
    {
        var answers = new Queue<IPAddress>([Public, Inside]);
        using var outside = new RawServer(Public, _ => Reply("302 Found", "", $"Location: http://turncoat.example:{inside.Port}/\r\n"));
        using var fetch = new OutsideFetch(clock, (_, _) => Task.FromResult<IPAddress[]>([answers.Dequeue()]), Public.Equals);
        var refused = (await fetch.Get($"http://turncoat.example:{outside.Port}/", "image/*", 1_000, default)).Refused;
        Assert.Equal("address_not_taken", refused?.Code);
        Assert.Equal((1, 0, 0), (outside.Connections, inside.Connections, answers.Count));
    }

    [Theory]
    [InlineData("http://127.0.0.1:{port}/", "address_not_taken")]
    [InlineData("//127.0.0.1:{port}/", "address_not_taken")]
    [InlineData("http://[::ffff:127.0.0.1]:{port}/", "address_not_taken")]
    [InlineData("file:///etc/passwd", "address_not_taken")]
    [InlineData("gopher://127.0.0.1:{port}/", "address_not_taken")]
    [InlineData("http://user@public.example/", "address_not_taken")]
    [InlineData("/again", "address_not_fetched")]
    public async Task A_redirect_is_looked_at_as_a_new_address(string location, string code)
    {
        using var outside = new RawServer(
            Public,
            _ => Reply("302 Found", "", $"Location: {location.Replace("{port}", inside.Port, StringComparison.Ordinal)}\r\n")
        );
        using var fetch = Fetch();
        var refused = (await fetch.Get($"http://public.example:{outside.Port}/", "image/*", 1_000, default)).Refused;
        Assert.Equal(code, refused?.Code);
        Assert.Equal(0, inside.Connections);
        Assert.InRange(outside.Connections, 1, 4);
    }

    [Fact]
    public async Task A_redirect_to_another_public_place_is_followed_and_its_bytes_come_back()
    {
        using var last = new RawServer(Public, _ => Reply("200 OK", "a picture"));
        using var first = new RawServer(Public, _ => Reply("301 Moved", "", $"Location: http://public.example:{last.Port}/p.jpg\r\n"));
        using var fetch = Fetch();
        var bytes = (await fetch.Get($"http://public.example:{first.Port}/", "image/png", 1_000, default)).Value;
        Assert.Equal("a picture", Encoding.UTF8.GetString(bytes));
        Assert.Contains("GET /p.jpg HTTP/1.1", last.Requests.Single(), StringComparison.Ordinal);
        Assert.Contains("Accept: image/png", last.Requests.Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("Cookie", last.Requests.Single(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\nConnection: close\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{5000}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 500\r\nConnection: close\r\n\r\nshort")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: {50000}\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    public async Task What_is_too_large_too_short_or_no_answer_is_not_fetched(string reply)
    {
        var text = reply
            .Replace("{5000}", new string('x', 5_000), StringComparison.Ordinal)
            .Replace("{50000}", new string('x', 50_000), StringComparison.Ordinal);
        using var outside = new RawServer(Public, _ => Encoding.ASCII.GetBytes(text));
        using var fetch = Fetch();
        var refused = (await fetch.Get($"http://public.example:{outside.Port}/", "image/*", 1_000, default)).Refused;
        Assert.Equal("address_not_fetched", refused?.Code);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up()
    {
        using var outside = new RawServer(Public, _ => null);
        using var fetch = Fetch();
        var asking = fetch.Get($"http://public.example:{outside.Port}/", "image/*", 1_000, default);
        await outside.Asked;
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("address_not_fetched", (await asking).Refused?.Code);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("93.184.216.34", true)]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("172.31.255.255", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("198.19.0.1", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2001::1", false)]
    [InlineData("::ffff:10.1.2.3", false)]
    [InlineData("::10.1.2.3", false)]
    public void The_public_network_is_what_is_left_of_all_others(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));

    private OutsideFetch Fetch() => new(clock, Find, Public.Equals);

    private Task<IPAddress[]> Find(string name, CancellationToken cancel)
    {
        asked.Add(name);
        return Task.FromResult<IPAddress[]>(
            name switch
            {
                "public.example" => [Public],
                "both.example" => [IPAddress.Parse("93.184.216.34"), Inside],
                "nowhere.example" => [],
                _ => [Inside],
            }
        );
    }

    private static byte[] Reply(string status, string body, string headers = "") =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{headers}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
}
