namespace Cartwright.Contracts;

/// <summary>What other modules may ask of Recommendations.</summary>
public interface IRecommendations
{
    /// <summary>
    /// Products to show beside a product or to a user, best first, each with the reason. Never refused: when nothing is known, what is
    /// popular.
    /// </summary>
    ValueTask<Outcome<RecommendReply>> Recommend(RecommendRequest request, CancellationToken cancel);
}
