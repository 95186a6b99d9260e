// The key of all seals survives a change of the token that it is kept under, so that no order is sealed anew and none looks forged.
using System.Security.Cryptography;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Microsoft.Extensions.Configuration;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class SealKeyTests
{
    private static readonly Ids Random = new(TimeProvider.System, RandomNumberGenerator.Fill);

    private const string Old = "old token of more than enough characters";
    private const string New = "new token of more than enough characters";

    [Fact]
    public async Task The_token_is_changed_beside_the_other_one_and_every_seal_holds()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        var terms = (await world.Settled((await world.Place(OrderingWorld.Wish("ada"))).Id)).Terms;
        var before = new OrderSeals(() => SealKey.Open(world.Database, With(Old), Random), Random);
        await before.Ready();
        var order = before.Sealed(Order.Place("o1", "ada", terms, Checkout.Begin("tok_visa", dueMs: 0), 1, seal: true));
        Assert.Null(before.Problem(order));

        // Without the former token the shop does not start: a new key would make a forgery of each order.
        await Assert.ThrowsAsync<ConfigurationRefused>(() => SealKey.Open(world.Database, With(New), Random));

        // The first start with both turns the key; from the next one on the new token is enough, and the former opens nothing any more.
        foreach (var configuration in new[] { With(New, Old), With(New) })
        {
            var after = new OrderSeals(() => SealKey.Open(world.Database, configuration, Random), Random);
            await after.Ready();
            Assert.Null(after.Problem(order));
            Assert.NotNull(after.Problem(order with { UserId = "mallory" }));
            Assert.Equal(await SealKey.Find(world.Database, configuration), await SealKey.Open(world.Database, configuration, Random));
        }

        await Assert.ThrowsAsync<ConfigurationRefused>(() => SealKey.Open(world.Database, With(Old), Random));
    }

    private static IConfiguration With(string token, string? other = null) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection([
                new("Service:Token", token),
                new("Service:OtherToken", other),
                new("Keys", Path.Combine(Path.GetTempPath(), "no keys " + Guid.NewGuid())),
            ])
            .Build();
}
