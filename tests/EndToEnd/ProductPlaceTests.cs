// Products in MongoDB as a whole shop has them: a server that is away, products that move there and back, settings that cannot be.
using Cartwright.Servers;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.Once)]
public sealed class ProductPlaceTests
{
    [Fact]
    public async Task Products_wait_for_a_MongoDB_that_is_absent_at_the_start_or_vanishes_later_and_the_rest_of_the_shop_is_open()
    {
        await using var mongo = await MongoServer.Start();
        await mongo.Process.Stop();
        await using var host = await HostProcess.StartOne(
            "--demo",
            "--set",
            "RateLimits:Enabled=false",
            "--set",
            "Catalog:Store=mongodb",
            "--set",
            "MongoDb=" + mongo.Url,
            "--set",
            "MongoDb:Database=shop"
        );
        var api = Api.At(host);
        await Without(api);
        await mongo.Process.Restart();
        await Whole(api);
        var admin = await api.Admin();
        var made = (
            await admin
                .Patient()
                .Post("/api/products", """{"name":"Lamp of the night","price":12.5,"currency":"USD","category":"Lighting"}""")
        )
            .Expect(201)
            .Json;

        await mongo.Process.Stop();
        await Without(api, lists: false);
        Assert.Equal(
            "storage_unavailable",
            (string)
                (await admin.Post("/api/products", """{"name":"Lost","price":1,"currency":"USD","category":"c"}""")).Expect(503).Json[
                    "code"
                ]!
        );
        await mongo.Process.Restart();
        await Whole(api);
        api = api.Patient();
        Assert.Equal("Lamp of the night", (string)(await api.Get("/api/products/" + made["product_id"])).Expect(200).Json["name"]!);
        await Bought(api, "afterwards@example.com");
    }

    [Fact]
    public async Task Products_move_to_MongoDB_and_back_and_a_shop_never_opens_beside_them()
    {
        var server = await MongoServer.Shared;
        string[] mongo = ["--set", "MongoDb=" + server.Url, "--set", "MongoDb:Database=" + server.NewDatabase()];

        // Lists of the stores alone are compared: an index has facets of attributes besides, from the moment when it is filled.
        await using var host = await HostProcess.StartOne("--demo", "--set", "RateLimits:Enabled=false", "--set", "Catalog:Search=sql");
        var api = Api.At(host);
        var admin = await api.Admin();
        (await admin.Patch("/api/products/7", """{"attributes":{"exact":1.10}}""")).Expect(200);
        (await admin.Delete("/api/products/8")).Expect(204);
        var before = await Listed(api);
        await host.Terminate();

        var (code, said) = await HostProcess.Run(["move", "products", "--to", "mongodb", "--data", host.Folder, .. mongo]);
        Assert.True(code == 0, said);
        Assert.Contains("equal  catalog.products        1,000        1,000", said, StringComparison.Ordinal);
        var (beside, why) = await HostProcess.Run(["serve", "--port", "0", "--data", host.Folder]);
        Assert.Equal(2, beside);
        Assert.Contains("cartwright move products --to sql", why, StringComparison.Ordinal);
        await using var moved = await Shape.One(
            host.Folder,
            null,
            ["--demo", "--set", "RateLimits:Enabled=false", "--set", "Catalog:Search=sql", "--set", "Catalog:Store=mongodb", .. mongo]
        );
        Assert.Equal(before, await Listed(Api.At(moved).Patient()));
        (await (await Api.At(moved).Patient().Admin()).Patch("/api/products/7", """{"name":"Renamed there"}""")).Expect(200);
        await moved.Terminate();

        var (back, proof) = await HostProcess.Run(["move", "products", "--to", "sql", "--data", host.Folder, .. mongo]);
        Assert.True(back == 0, proof);
        await using var again = await Shape.One(host.Folder, null, ["--demo", "--set", "RateLimits:Enabled=false"]);
        Assert.Equal("Renamed there", (string)(await Api.At(again).Get("/api/products/7")).Expect(200).Json["name"]!);
        (await Api.At(again).Get("/api/products/8")).Expect(404);
    }

    [Theory]
    [InlineData("mongodb", "Add: MongoDb=mongodb://localhost:27017")]
    [InlineData("mongo", "Use: Catalog:Store=sql (the engine of Data) or Catalog:Store=mongodb")]
    public async Task A_store_that_cannot_be_is_refused_with_the_line_to_change(string store, string said)
    {
        var folder = HostProcess.NewFolder();
        var (code, output) = await HostProcess.Run("serve", "--port", "0", "--data", folder, "--set", "Catalog:Store=" + store);
        Directory.Delete(folder, recursive: true);
        Assert.Equal(2, code);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    private static async Task Without(Api api, bool lists = true)
    {
        var ready = (await api.Get("/readyz")).Expect(200).Json;
        Assert.Equal("degraded", (string)ready["status"]!);
        Assert.StartsWith("unavailable", (string)ready["dependencies"]!["mongodb:products"]!, StringComparison.Ordinal);
        if (lists)
        {
            Assert.Equal("storage_unavailable", (string)(await api.Get("/api/products")).Expect(503).Json["code"]!);
        }

        (await (await api.Guest()).Get("/api/cart/me")).Expect(200);
        (await (await api.Admin()).Get("/api/orders")).Expect(200);
    }

    private static async Task Whole(Api api)
    {
        var deadline = DateTime.UtcNow + Api.Patience;
        while (await api.Get("/api/products?q=mouse") is not { Status: 200 } list || (long)list.Json["total"]! == 0)
        {
            Assert.True(DateTime.UtcNow < deadline, "The products did not come back.");
            await Task.Delay(50);
        }
    }

    private static async Task<string> Listed(Api api)
    {
        var pages = new System.Text.StringBuilder();
        foreach (
            var query in new[]
            {
                "?sort=price&limit=200",
                "?q=lamp&limit=50",
                "?category=Electronics&sort=-name",
                "?in_stock=false&sort=name",
            }
        )
        {
            pages.Append((await api.Get("/api/products" + query)).Expect(200).Json.ToJsonString());
        }

        return pages.ToString();
    }

    private static async Task Bought(Api api, string email)
    {
        var guest = await api.Guest();
        await guest.Add("1");
        var order = (await guest.Post("/api/orders", Api.OrderBody(email: email), ("Idempotency-Key", email))).Expect(201).Json;
        Assert.Equal("confirmed", (string)(await guest.Settled((string)order["order_id"]!))["status"]!);
    }
}
