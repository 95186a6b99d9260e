// A cardholder's objection to a payment, as the provider tells it.
namespace Cartwright.Contracts.Ports;

/// <summary>A dispute. Amounts are minor units.</summary>
/// <param name="DisputeId">The provider's own id.</param>
/// <param name="State">
/// The provider's word: needs_response, under_review, won, lost and others. Only people answer a dispute; the shop tells of it.
/// </param>
/// <param name="Reason">The provider's word: fraudulent, product_not_received and others.</param>
/// <param name="AnswerByMs">Until when evidence counts; null when none is taken.</param>
public sealed record Dispute(string DisputeId, long AmountMinor, string Currency, string State, string Reason, long? AnswerByMs);
