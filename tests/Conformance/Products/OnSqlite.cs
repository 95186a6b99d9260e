// The product store of one process.
namespace Cartwright.Conformance.Products;

public class OnSqlite : ProductStoreSuite
{
    protected override Task<OpenCatalog> Open() => OpenCatalog.OnSqlite();
}
