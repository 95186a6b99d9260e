// A shop that was left in its folder is not replaced by an empty one on PostgreSQL.
using System.Security.Cryptography;
using Cartwright.Carts;
using Cartwright.Host;
using Cartwright.Kernel;
using Cartwright.Servers;

namespace Cartwright.Unit.Host;

public sealed class DataFolderTests
{
    [Fact]
    public async Task A_start_on_a_fresh_PostgreSQL_beside_a_filled_folder_is_refused_with_the_command_that_takes_it_along()
    {
        var postgres = new PostgresDialect(await (await PostgresServer.Shared).CreateDatabase());
        var folder = Directory.CreateTempSubdirectory("cartwright-unit-").FullName;
        try
        {
            var carts = new ModuleDatabase("carts", Migration.From(typeof(CartsModule).Assembly), []);

            // Keys of a shop on PostgreSQL, and the file of a module that runs elsewhere, are nobody's data here.
            Directory.CreateDirectory(Path.Combine(folder, "keys"));
            await File.WriteAllTextAsync(Path.Combine(folder, "payments.db"), string.Empty);
            await DataFolder.DemandMoved(folder, postgres, [carts]);

            await File.WriteAllTextAsync(Path.Combine(folder, "carts.db"), string.Empty);
            var refused = await Assert.ThrowsAsync<ConfigurationRefused>(() => DataFolder.DemandMoved(folder, postgres, [carts]));
            Assert.Contains("cartwright move --from sqlite:" + folder, refused.Message, StringComparison.Ordinal);
            Assert.Contains("DataFolder=<folder>", refused.Message, StringComparison.Ordinal);

            // Once a shop has been there, moved or begun, what the folder still holds is the past.
            var clock = TimeProvider.System;
            await (
                await Database.Open("carts", postgres, carts.Migrations, new Ids(clock, RandomNumberGenerator.Fill), clock)
            ).DisposeAsync();
            await DataFolder.DemandMoved(folder, postgres, [carts]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
