// At start: are the products where Catalog:Store says? Else the shop would open with none.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cartwright.Catalog;

/// <summary>Looks before anything else of Catalog starts, when the products are in the module's own database; another store looks for
/// itself.</summary>
internal sealed class ProductsAtHome([FromKeyedServices("catalog")] Database database, IIds ids, IProductJournal? journal = null)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        journal is null ? ProductHomeSql.Take(database, ProductHomeSql.Sql, ids) : Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
