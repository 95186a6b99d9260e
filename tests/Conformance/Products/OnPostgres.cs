// The product store on PostgreSQL.
namespace Cartwright.Conformance.Products;

public class OnPostgres : ProductStoreSuite
{
    protected override Task<OpenCatalog> Open() => OpenCatalog.OnPostgres();
}
