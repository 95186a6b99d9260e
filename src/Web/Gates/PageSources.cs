// What pages may load of others beside the shop's own: the form of a payment provider.
namespace Cartwright.Web;

/// <summary>
/// Origins that are added to the policy of every page; a page of the shop is one document however far a shopper goes in it.
/// </summary>
/// <param name="Scripts">Where scripts may come from.</param>
/// <param name="Frames">What may be shown in a frame.</param>
/// <param name="Connections">What scripts may speak to.</param>
public sealed record PageSources(IReadOnlyList<string> Scripts, IReadOnlyList<string> Frames, IReadOnlyList<string> Connections);
