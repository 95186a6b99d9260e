// The product store in MongoDB, with the module's database on SQLite.
namespace Cartwright.Conformance.Products;

public class OnMongoDb : ProductStoreSuite
{
    protected override Task<OpenCatalog> Open() => OpenCatalog.OnMongoDb();
}
