// At start: are the carts where Carts:Store says? Else everybody's would be empty, without a word.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cartwright.Carts;

/// <summary>Looks before anything else of Carts starts.</summary>
internal sealed class CartsAtHome([FromKeyedServices("carts")] Database database, CartSettings settings) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => CartHomeSql.Take(database, settings.Store);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
