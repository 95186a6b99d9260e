// Affinities from the module's own tables, on both engines.
using Cartwright.Kernel;
using Cartwright.Recommendations;
using Cartwright.Unit;

namespace Cartwright.Conformance.Recommendations;

public sealed class AffinitiesOnSqlite : AffinitySuite
{
    private protected override async Task<AffinityShop> Open() =>
        new(await TestDatabase.OnSqlite("recommendations", Migration.From(typeof(RecommendationsModule).Assembly)), null);
}

public sealed class AffinitiesOnPostgres : AffinitySuite
{
    private protected override async Task<AffinityShop> Open() =>
        new(await TestDatabase.OnPostgres("recommendations", Migration.From(typeof(RecommendationsModule).Assembly)), null);
}
