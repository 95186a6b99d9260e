// A running shop as its owner opens it, without demo data, and the classes of tests that share one.
namespace Cartwright.EndToEnd;

/// <summary>It sells from Germany, has a rate for the United States, takes no payments, and calls a cart abandoned in a second.</summary>
public sealed class OwnedShop : IAsyncLifetime
{
    private const string Email = "owner@example.com";

    public const string Password = "a long and boring password";

    public HostProcess Host { get; private set; } = null!;

    public Api Api { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await HostProcess.Start(
            "--no-demo",
            "--set",
            "RateLimits:Enabled=false",
            "--set",
            "Identity:AdminEmail=" + Email,
            "--set",
            "Identity:AdminPassword=" + Password,
            "--set",
            "Tax:Home=DE",
            "--set",
            "Tax:US:Percent=7.25",
            "--set",
            "Carts:AbandonedAfter=00:00:01"
        );
        Api = Api.At(Host).Patient();
    }

    public Task<Api> Owner() => Api.SignIn(Email, Password);

    /// <summary>A product of which there are so many.</summary>
    public static async Task<string> Product(Api owner, string body, long units = 10)
    {
        var id = (string)(await owner.Post("/api/products", body)).Expect(201).Json["product_id"]!;
        (await owner.Post($"/api/inventory/{id}/adjustments", $$"""{"delta":{{units}},"reason":"bought"}""")).Expect(200);
        return id;
    }

    /// <summary>A promotion that ends with the test: it would hold in the tests after it.</summary>
    public static async Task<IAsyncDisposable> Promotion(Api owner, string body) =>
        new Held(owner, "/api/promotions/" + (string)(await owner.Post("/api/promotions", body)).Expect(201).Json["promotion_id"]!);

    /// <summary>A shipping zone, likewise.</summary>
    public static async Task<IAsyncDisposable> Zone(Api owner, string body) =>
        new Held(
            owner,
            "/api/shipping-zones/" + (string)(await owner.Post("/api/shipping-zones", body)).Expect(201).Json["shipping_zone_id"]!
        );

    // Where it did not start, its start tells why.
    public ValueTask DisposeAsync() => Host?.DisposeAsync() ?? ValueTask.CompletedTask;

    private sealed class Held(Api owner, string path) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => (await owner.Delete(path)).Expect(204);
    }
}

/// <summary>Classes that ask one owner's shop, one after the other. Each test has products, guests, zones or rates of its own.</summary>
[CollectionDefinition(Name)]
public sealed class OneOwner : ICollectionFixture<OwnedShop>
{
    public const string Name = "one owner";
}
