// That the shop itself knows how much can go back: a provider that checks it too would hide that the shop does not.
namespace Cartwright.Unit.Payments;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class RefundRuleTests
{
    [Fact]
    public async Task More_than_was_taken_is_refused_without_asking_the_provider()
    {
        await using var till = await Till.Open();
        await till.Pay("o1");
        var calls = till.Gateway.Calls;
        Assert.Equal("refund_exceeds_captured", (await till.Refund("o1", "r1", 1_001)).Refused?.Code);
        Assert.Equal(calls, till.Gateway.Calls);
        Assert.Null((await till.Refund("o1", "r2", 1_000)).Refused);
        Assert.Equal(calls + 1, till.Gateway.Calls);
    }
}
