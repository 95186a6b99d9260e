// The shop's own face over HTTP, and in the pages as the program gives them: wherever the processes are, all of them follow.
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Cartwright.EndToEnd;

[Collection(OneShop.Name)]
public sealed class SettingsTests(DemoShop shop)
{
    private const string Name = "Müller & Söhne <b>";

    [Fact]
    public async Task What_the_owner_sets_is_in_the_first_html_of_every_page_and_in_the_public_answer()
    {
        var owner = await shop.Api.Admin();
        (await shop.Api.Get("/api/settings")).Expect(401);
        (await (await shop.Api.Guest()).Put("/api/settings", "{}")).Expect(403);
        var before = (await owner.Get("/api/settings")).Expect(200).Json;
        var version = (long)before["version"]!;
        using var http = new HttpClient { BaseAddress = shop.Host.Address };
        try
        {
            var body = new JsonObject
            {
                ["name"] = Name,
                ["announcement"] = "Closed </script><script>alert(1)</script>",
                ["colours"] = new JsonObject { ["accent"] = "#7a1f5c" },
                ["time_zone"] = "Europe/Berlin",
            };
            var written = (await owner.Put("/api/settings", body.ToJsonString(), ("If-Match", $"\"{version}\""))).Expect(200);
            Assert.Equal(version + 1, (long)written.Json["version"]!);
            Assert.Equal("Europe/Berlin", (string)written.Json["shop"]!["time_zone"]!);
            var late = (await owner.Put("/api/settings", """{"name":"Late"}""", ("If-Match", $"\"{version}\""))).Expect(412);
            Assert.Equal(version + 1, (long)late.Json["version"]!);

            var told = (await shop.Api.Get("/api/shop")).Expect(200);
            Assert.Equal((Name, "#7a1f5c"), ((string)told.Json["name"]!, (string)told.Json["colours"]!["accent"]!));
            Assert.Null(told.Json["sender"]);
            (await shop.Api.Get("/api/shop", ("If-None-Match", told.Headers.ETag!.ToString()))).Expect(304);

            // Through the front door, which may be another process than the one that was told.
            foreach (var path in new[] { "/", "/admin/settings/look", "/no/such/page" })
            {
                await Eventually.Holds(async () =>
                    Assert.Contains(
                        "<title>M&#252;ller &amp; S&#246;hne &lt;b&gt;</title>",
                        await Page(http, path),
                        StringComparison.Ordinal
                    )
                );
                var page = await Page(http, path);
                Assert.DoesNotContain("Cartwright", page, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
                Assert.DoesNotContain("alert(1)</script>", page, StringComparison.Ordinal);
            }

            // A copy of before is no copy of now.
            var index = await http.GetAsync("/", TestContext.Current.CancellationToken);
            using var again = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { IfNoneMatch = { index.Headers.ETag! } } };
            Assert.Equal(304, (int)(await http.SendAsync(again, TestContext.Current.CancellationToken)).StatusCode);
            Assert.Contains("script-src 'self';", index.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);

            var changes = (await owner.Get("/api/settings/changes?limit=1")).Expect(200).Json["items"]!.AsArray();
            Assert.Equal(Name, (string)Assert.Single(changes)!["settings"]!["name"]!);
        }
        finally
        {
            (await owner.Put("/api/settings", before["settings"]!.ToJsonString())).Expect(200);
            await Eventually.Holds(async () =>
                Assert.Contains("<title>Cartwright</title>", await Page(http, "/"), StringComparison.Ordinal)
            );
        }
    }

    // Whoever is away or late behind the front door is asked again.
    private static async Task<(HttpResponseMessage Reply, string Text)> Answered(Func<Task<(HttpResponseMessage, string)>> ask)
    {
        for (var until = DateTime.UtcNow + Api.Patience; ; await Api.Pause())
        {
            var (reply, text) = await ask();
            if ((int)reply.StatusCode is not (503 or 504) || DateTime.UtcNow > until)
            {
                return (reply, text);
            }
        }
    }

    [Fact]
    public async Task A_picture_of_the_shops_own_is_taken_and_shown()
    {
        var owner = await shop.Api.Admin();
        using var http = new HttpClient { BaseAddress = shop.Host.Address, Timeout = Api.Patience };

        // The same picture once more is answered and changes nothing.
        var (status, text) = await Answered(async () =>
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(Logo), "file", "logo.svg" } };
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/pictures")
            {
                Content = form,
                Headers = { Authorization = new AuthenticationHeaderValue("Bearer", owner.Token) },
            };
            var reply = await http.SendAsync(request, TestContext.Current.CancellationToken);
            return (reply, await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        });
        Assert.True((int)status.StatusCode is 200 or 201, text);
        var kept = JsonNode.Parse(text)!;
        var (shown, _) = await Answered(async () =>
            (await http.GetAsync((string)kept["url"]!, TestContext.Current.CancellationToken), string.Empty)
        );
        Assert.Equal((200, "image/jpeg"), ((int)shown.StatusCode, shown.Content.Headers.ContentType!.MediaType));

        var faulty = """{"logo":{"url":"https://elsewhere.example/x.png","width":1,"height":1}}""";
        Assert.Contains("POST /api/pictures", (await owner.Put("/api/settings", faulty)).Expect(400).Text, StringComparison.Ordinal);
        (await owner.Delete($"/api/pictures/{kept["hash"]}")).Expect(204);
        (await (await shop.Api.Guest()).Delete($"/api/pictures/{kept["hash"]}")).Expect(403);
    }

    private static byte[] Logo =>
        """<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><rect width="120" height="40" fill="#7a1f5c"/></svg>"""u8.ToArray();

    private static async Task<string> Page(HttpClient http, string path)
    {
        using var reply = await http.GetAsync(path, TestContext.Current.CancellationToken);
        return await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
