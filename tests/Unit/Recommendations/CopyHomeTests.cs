// A changed Recommendations:Store is said once, with what it means.
using Cartwright.Recommendations;
using Cartwright.Unit.Wire;

namespace Cartwright.Unit.Recommendations;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class CopyHomeTests
{
    [Fact]
    public async Task A_change_of_the_store_is_said_at_the_next_start_and_not_at_the_one_after()
    {
        await using var test = await TestDatabase.Open("recommendations", typeof(RecommendationsModule).Assembly);
        Assert.Empty(await Start("sql"));
        Assert.Empty(await Start("sql"));
        Assert.Contains("was sql and is redis", Assert.Single(await Start("redis")), StringComparison.Ordinal);
        Assert.Empty(await Start("redis"));
        var left = Assert.Single(await Start("sql"));
        Assert.Contains("was redis and is sql", left, StringComparison.Ordinal);
        Assert.Contains("set Recommendations:Store=redis again", left, StringComparison.Ordinal);
        Assert.Empty(await Start("sql"));

        async Task<IReadOnlyList<string>> Start(string store)
        {
            var log = new KeptLog<CopyHome>();
            await new CopyHome(test.Database, store, log).StartAsync(default);
            return log.Lines;
        }
    }
}
