// The carrier port: whoever takes parcels to people stands behind it. A carrier is right when it passes the one suite in
// tests/Conformance/Carriers. One in another language answers carriers.proto, where the same is said call by call.
namespace Cartwright.Contracts.Ports;

/// <summary>
/// A carrier, or somebody who speaks for several. It is asked outside of every writer, with a deadline of the caller's; an implementation
/// holds neither a thread nor a writer while it waits. What it answers is kept by the shop and not asked again.
/// </summary>
/// <remarks>
/// Absence. 1. While rates cannot be had, the steps of the zone's own method hold: a quote never waits for a carrier, and nothing is
/// shipped for nothing. 2. While labels cannot be had, a parcel is sent as ever, with a number typed by hand. 3. While it cannot be
/// tracked, the parcel's page says so.
/// <para>Refusals. <c>carrier_away</c> (503): nobody answered, or nothing that can be understood, and whether a label was bought is unknown
/// until the same request id is asked again. <c>parcel_refused</c> (409): this carrier does not take this parcel, in words.
/// <c>label_in_use</c> (409): a label whose parcel travels already cannot be given back. <c>tracking_unknown</c> (404).</para>
/// </remarks>
public interface ICarrier
{
    /// <summary>Its name, as methods of zones and parcels have it: small letters and digits.</summary>
    string Name { get; }

    /// <summary>Its name for people.</summary>
    string Label { get; }

    /// <summary>
    /// What the parcel would cost by each of its services, in the currency asked for; a service that does not take it is left out, and none
    /// is an empty list. Nothing is kept. Refused with <c>carrier_away</c>.
    /// </summary>
    ValueTask<Outcome<IReadOnlyList<CarrierRate>>> Rates(CarrierParcel parcel, CancellationToken cancel);

    /// <summary>
    /// Buys a label, once a request id: the same id again answers the same label and buys nothing. Refused with <c>parcel_refused</c> and
    /// <c>carrier_away</c>.
    /// </summary>
    /// <param name="requestId">The shop's own id of this label.</param>
    ValueTask<Outcome<CarrierLabel>> BuyLabel(string requestId, CarrierParcel parcel, CancellationToken cancel);

    /// <summary>
    /// Gives a label back that has not been used; true when there was one, and again when it is given back already. An id it has not seen
    /// is false, and remembered, so that a purchase that comes late buys nothing. Refused with <c>label_in_use</c> and <c>carrier_away</c>.
    /// </summary>
    ValueTask<Outcome<bool>> CancelLabel(string requestId, CancellationToken cancel);

    /// <summary>What happened to a parcel, the oldest first. Refused with <c>tracking_unknown</c> and <c>carrier_away</c>.</summary>
    ValueTask<Outcome<IReadOnlyList<CarrierEvent>>> Track(string trackingNumber, CancellationToken cancel);
}
