// An answer of Stripe's that did not come, or that is none.
namespace Cartwright.Stripe;

/// <summary>
/// A call whose answer is lost: out of time, cut off, or not what Stripe answers. It may or may not have been carried out.
/// </summary>
internal sealed class StripeLost(string how, Exception? inner = null) : Exception(how, inner);
