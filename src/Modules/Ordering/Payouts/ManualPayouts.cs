// Payouts by people: the money moves outside, and what they record is paid.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>The provider that is built in: its memory is the shop's own payouts, and whoever records one says that it was paid.</summary>
public sealed class ManualPayouts([FromKeyedServices("ordering")] Database database, [Steady] TimeProvider clock) : IPayouts
{
    private const int PageMax = 100;

    /// <inheritdoc/>
    public string Name => PayoutSettings.Manual;

    /// <inheritdoc/>
    public PayoutAbilities Can { get; } = new(IsOnline: false, PayoutDestination.Nowhere, null);

    /// <inheritdoc/>
    public async ValueTask<Outcome<PayoutTruth>> Send(PayoutOrder order, CancellationToken cancel) =>
        PayoutRefusals.Of(this, order) is { } refused
            ? refused
            : await database.Write<Outcome<PayoutTruth>>(
                async tx =>
                {
                    var paid = new Payout(
                        order.PayoutId,
                        order.VendorId,
                        order.Currency,
                        order.AmountMinor,
                        null,
                        string.Empty,
                        clock.GetUtcNow().ToUnixTimeMilliseconds()
                    );
                    await PayoutStore.Record(tx, paid, order.PayoutId, order.PayoutId);
                    var truth = Truth((await PayoutStore.Find(tx, order.PayoutId))!, order.Destination);
                    return truth.IsOf(order) ? truth : PayoutRefusals.Differs(order.PayoutId);
                },
                cancel
            );

    /// <inheritdoc/>
    public async ValueTask<Outcome<PayoutTruth>> LookUp(string payoutId, CancellationToken cancel) =>
        await database.Read(sql => PayoutStore.Find(sql, payoutId)) is { } paid
            ? Truth(paid, string.Empty)
            : new PayoutTruth { PayoutId = payoutId, State = PayoutState.None };

    /// <inheritdoc/>
    public async ValueTask<Outcome<PayoutPage>> List(PayoutPeriod period, CancellationToken cancel)
    {
        // What others paid is theirs to tell.
        var rows = await database.Read(sql => PayoutStore.ByHand(sql, period.FromUnixMs, period.BeforeUnixMs, period.After, PageMax));
        var page = new PayoutPage { Next = rows.Count == PageMax ? rows[^1].Id : string.Empty };
        page.Payouts.AddRange(rows.Select(paid => Truth(paid, string.Empty)));
        return page;
    }

    // Where the money went is known to people alone: no account is another one.
    private static PayoutTruth Truth(Payout paid, string destination) =>
        new()
        {
            PayoutId = paid.Id,
            State = paid.Returned > 0 ? PayoutState.Returned : PayoutState.Paid,
            AmountMinor = paid.Amount,
            Currency = paid.Currency,
            Destination = destination,
            Reference = paid.Id,
            ReturnedMinor = paid.Returned,
            AtUnixMs = paid.CreatedMs,
        };
}
