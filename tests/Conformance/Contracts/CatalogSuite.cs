// The promises of ICatalog, local, serialised, over the wire and by messages.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Conformance.Contracts;

public abstract class CatalogSuite(ShopUnderTest shop, Shape shape)
{
    private readonly ICatalog catalog = shop.CatalogOver(shape);

    [Fact]
    public async Task It_answers_known_products_in_the_order_asked_and_leaves_out_the_rest()
    {
        var reply = (await catalog.GetProducts(new() { ProductIds = { "2", "no-such", "1", "2" } }, default)).Value;
        Assert.Equal(["2", "1", "2"], reply.Products.Select(p => p.ProductId));
        Assert.Equal(("Wireless Mouse", 2999L, "USD"), (reply.Products[1].Name, reply.Products[1].PriceMinor, reply.Products[1].Currency));
        Assert.All(reply.Products, product => Assert.Equal(TaxClasses.Standard, product.TaxClass));
    }

    [Fact]
    public async Task A_product_is_told_whole() =>
        Assert.Equal(
            (await shop.Local<ICatalog>().GetProducts(new() { ProductIds = { "1", "3" } }, default)).Value,
            (await catalog.GetProducts(new() { ProductIds = { "1", "3" } }, default)).Value
        );

    [Fact]
    public async Task What_can_be_no_product_is_left_out_too()
    {
        Assert.Empty((await catalog.GetProducts(new(), default)).Value.Products);
        Assert.Empty(
            (await catalog.GetProducts(new() { ProductIds = { string.Empty, new string('x', Limits.NameCharsMax + 1) } }, default))
                .Value
                .Products
        );
        Assert.Single((await catalog.GetProducts(new() { ProductIds = { string.Empty, "1" } }, default)).Value.Products);
    }

    [Fact]
    public async Task More_than_the_bound_is_refused_and_the_bound_is_not()
    {
        static GetProductsRequest Ask(int count) =>
            new()
            {
                ProductIds = { Enumerable.Range(1, count).Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture)) },
            };
        Assert.Equal("too_many_ids", (await catalog.GetProducts(Ask(Limits.ContractIdsMax + 1), default)).Refused?.Code);
        Assert.NotEmpty((await catalog.GetProducts(Ask(Limits.ContractIdsMax), default)).Value.Products);
    }
}

public sealed class CatalogOnLocal(ShopUnderTest shop) : CatalogSuite(shop, Shape.Local), IClassFixture<ShopUnderTest>;

public sealed class CatalogSerialised(ShopUnderTest shop) : CatalogSuite(shop, Shape.Serialised), IClassFixture<ShopUnderTest>;

public sealed class CatalogOnWire(ShopUnderTest shop) : CatalogSuite(shop, Shape.Wire), IClassFixture<ShopUnderTest>;

public sealed class CatalogOnRedisMessages(ShopOnRedis shop) : CatalogSuite(shop, Shape.Messages), IClassFixture<ShopOnRedis>;

public sealed class CatalogOnKafkaMessages(ShopOnKafka shop) : CatalogSuite(shop, Shape.Messages), IClassFixture<ShopOnKafka>;

public sealed class CatalogOnPostgres(ShopOnPostgres shop) : CatalogSuite(shop, Shape.Local), IClassFixture<ShopOnPostgres>;
