// A move on PostgreSQL is refused while a process of the shop has the module open.
using System.Security.Cryptography;
using Cartwright.Carts;
using Cartwright.Kernel;
using Cartwright.Servers;

namespace Cartwright.Unit.Kernel;

public sealed class AloneTests
{
    [Fact]
    public async Task Who_else_has_the_module_open_is_seen_and_neither_other_modules_nor_other_shops_are()
    {
        var clock = TimeProvider.System;
        var text = await (await PostgresServer.Shared).CreateDatabase();
        var (mine, other) = (new PostgresDialect(text + ";Search Path=mine"), new PostgresDialect(text + ";Search Path=other"));
        await using var catalog = await Open("catalog", mine);
        await using var neighbour = await Open("carts", other);
        await mine.DemandAlone("carts", clock);
        await using (await Open("carts", mine))
        {
            var refused = await Assert.ThrowsAsync<ConfigurationRefused>(() => mine.DemandAlone("carts", clock));
            Assert.Contains("a process of the shop still runs", refused.Message, StringComparison.Ordinal);
        }

        // Its sessions end a moment after it.
        await mine.DemandAlone("carts", clock);

        Task<Database> Open(string module, Dialect dialect) =>
            Database.Open(module, dialect, Migration.From(typeof(CartsModule).Assembly), new Ids(clock, RandomNumberGenerator.Fill), clock);
    }
}
