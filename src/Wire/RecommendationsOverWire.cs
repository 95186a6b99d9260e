// Recommendations as calls that can leave the process, and the side that makes them.
using Cartwright.Contracts;

namespace Cartwright.Wire;

/// <summary><see cref="IRecommendations"/> over a channel.</summary>
public sealed class RecommendationsOverWire(IWireChannel<IRecommendations> channel) : IRecommendations
{
    private static readonly WireMethod<IRecommendations, RecommendRequest, RecommendReply> RecommendMethod = new(
        "Recommend",
        (on, request, cancel) => on.Recommend(request, cancel)
    );

    /// <summary>The service as the other side answers it.</summary>
    public static WireService<IRecommendations> Service { get; } = new("cartwright.v1.Recommendations", [RecommendMethod]);

    public ValueTask<Outcome<RecommendReply>> Recommend(RecommendRequest request, CancellationToken cancel) =>
        channel.Call(RecommendMethod, request, cancel);
}
