// The checkout's questions answered with redis-cli.
using Cartwright.Conformance.Events;

namespace Cartwright.Conformance.Messages;

public sealed class RedisByHandTests(PaidByHandOnRedis shop) : ByHandSuite(shop), IClassFixture<PaidByHandOnRedis>
{
    private protected override IPlainClient Client() => new PlainRedis(shop.Redis);
}

/// <summary>A shop whose payments are a program's business.</summary>
public sealed class PaidByHandOnRedis : ShopOnRedis
{
    protected override async Task<Dictionary<string, string?>> More() => PaidByHand.With(await base.More());
}

internal static class PaidByHand
{
    public static Dictionary<string, string?> With(Dictionary<string, string?> settings)
    {
        settings["Run"] = "identity,catalog,inventory,carts,promotions,ordering,notifications,recommendations,analytics";
        settings["Elsewhere:payments"] = "events";
        settings["Messages:Answers:payments"] = ByHandSuite.Secret;
        return settings;
    }
}
