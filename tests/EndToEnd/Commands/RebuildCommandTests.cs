// `cartwright rebuild analytics` beside a running shop: lost figures come back from the orders, with progress.
using Cartwright.Kernel;
using Cartwright.Servers;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.Once)]
public class RebuildCommandTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lost_figures_come_back_from_the_orders_while_the_shop_runs(bool onPostgres)
    {
        var postgres = onPostgres ? await (await PostgresServer.Shared).CreateDatabase() : null;
        await using var host = postgres is null ? await HostProcess.Start("--demo") : await HostProcess.StartOn(postgres, "--demo");
        Dialect dialect = postgres is null ? Shape.File(host.Folder) : new PostgresDialect(postgres);
        var data = postgres is null ? host.Folder : "postgres:" + postgres;
        var api = Api.At(host).Patient();
        var (admin, guest) = (await api.Admin(), await api.Guest());
        await guest.Add("1", 2);
        var orderId = (string)(await guest.Post("/api/orders", Api.OrderBody())).Expect(201).Json["order_id"]!;
        Assert.Equal("confirmed", (string)(await admin.Settled(orderId))["status"]!);
        await Figure(admin, 1);

        await using (var writer = await dialect.OpenWriter("analytics"))
        {
            await writer.RunScript("DELETE FROM order_fact");
        }

        await Figure(admin, 0);
        Assert.Equal("never_rebuilt", (await admin.Get("/api/analytics/rebuild")).Expect(404).Code);
        var (code, output) = await HostProcess.Run("rebuild", "analytics", "--data", data);
        Assert.True(code == 0, output);
        Assert.Contains("The facts of 1 orders are as Ordering tells them.", output, StringComparison.Ordinal);
        await Figure(admin, 1);
        var done = (await admin.Get("/api/analytics/rebuild")).Expect(200).Json;
        Assert.Equal(("done", 1, 1), ((string)done["state"]!, (int)done["done"]!, (int)done["total"]!));

        (code, output) = await HostProcess.Run("rebuild", "analytics", "--data", "/tmp/no-such-shop");
        Assert.Equal(2, code);
        Assert.Contains("not rebuilt", output, StringComparison.Ordinal);
    }

    // Figures follow by event, and tell nobody when.
    private static Task Figure(Api admin, int orders) =>
        Eventually.Holds(async () =>
            Assert.Equal(orders, (int)(await admin.Get("/api/analytics/sales")).Expect(200).Json["totals"]!["orders"]!)
        );
}
