// Cards by Stripe pass the suite of the payment port, against the stand-in of Stripe's HTTP surface.
using Cartwright.Servers;
using Cartwright.Unit;

namespace Cartwright.Conformance.Payments;

public sealed class OnStripe : ProviderInShopSuite
{
    private protected override async Task<ProviderWorld> World() => await StripeWorld.New();
}

/// <summary>The same with what the provider remembers on PostgreSQL.</summary>
public sealed class OnStripeAndPostgres : ProviderInShopSuite
{
    private protected override async Task<ProviderWorld> World() => await StripeWorld.OnPostgres();
}
