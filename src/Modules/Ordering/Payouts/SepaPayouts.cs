// Payouts by files for the shop's bank, behind the port: what is sent waits in a file until people, or the bank's answer, say what
// became of it.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>
/// One payout is a file of one transfer; POST /api/payouts/files makes one of all who are due. Its memory is the shop's own files, so that
/// whoever decides in the shop's database writes them in the same commit.
/// </summary>
/// <param name="from">The account that payouts come from.</param>
/// <param name="zone">In which the day is counted on which the bank shall pay.</param>
public sealed class SepaPayouts(
    [FromKeyedServices("ordering")] Database database,
    PayoutAccount from,
    ShopZone zone,
    IIds ids,
    [Steady] TimeProvider clock
) : IPayouts
{
    private const int PageMax = 100;

    /// <inheritdoc/>
    public string Name => PayoutSettings.SepaFiles;

    /// <inheritdoc/>
    public PayoutAbilities Can { get; } = new(IsOnline: false, PayoutDestination.Iban, [SepaFile.Currency]);

    /// <summary>The day of a moment where the shop is.</summary>
    public static DateOnly DayOf(DateTimeOffset moment, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime);

    /// <inheritdoc/>
    public async ValueTask<Outcome<PayoutTruth>> Send(PayoutOrder order, CancellationToken cancel)
    {
        if (PayoutRefusals.Of(this, order) is { } refused)
        {
            return refused;
        }

        var now = clock.GetUtcNow();
        if (
            !VendorAccount
                .Read(order.VendorId, order.Holder, order.Destination, order.Bic, string.Empty, 0)
                .Is(out var account, out var faulty)
        )
        {
            return PayoutRefusals.Destination(faulty.Detail);
        }

        var fileId = ids.Next();
        return await database.Write<Outcome<PayoutTruth>>(
            async tx =>
            {
                // Of two who send at once one waits for the other's row here.
                if (await Truth(tx, order.PayoutId) is { } there)
                {
                    return there.IsOf(order) ? there : PayoutRefusals.Differs(order.PayoutId);
                }

                await PayoutFileSql.Put(
                    tx,
                    new(fileId, string.Empty, order.PayoutId, now, DayOf(now, zone.Now)),
                    from,
                    [new(order.PayoutId, order.VendorId, order.AmountMinor, account.Holder, account.Iban, account.Bic)]
                );
                return (await Truth(tx, order.PayoutId))!;
            },
            cancel
        );
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<PayoutTruth>> LookUp(string payoutId, CancellationToken cancel) =>
        await database.Read(sql => Truth(sql, payoutId)) ?? new PayoutTruth { PayoutId = payoutId, State = PayoutState.None };

    /// <inheritdoc/>
    public async ValueTask<Outcome<PayoutPage>> List(PayoutPeriod period, CancellationToken cancel)
    {
        var named = await database.Read(sql => PayoutFileSql.MadeIn(sql, period.FromUnixMs, period.BeforeUnixMs, period.After, PageMax));
        var found = await database.Read(sql => Truths(sql, named));
        var page = new PayoutPage { Next = named.Count == PageMax ? named[^1] : string.Empty };
        page.Payouts.AddRange(found);
        return page;
    }

    private static async ValueTask<PayoutTruth?> Truth(Sql sql, string payoutId) => (await Truths(sql, [payoutId])).FirstOrDefault();

    private static async ValueTask<List<PayoutTruth>> Truths(Sql sql, IReadOnlyCollection<string> payoutIds)
    {
        var truths = new List<PayoutTruth>();
        foreach (var (fileId, one) in await PayoutFileSql.Named(sql, payoutIds))
        {
            var file = (await PayoutFileSql.Find(sql, fileId))!;
            truths.Add(
                new()
                {
                    PayoutId = one.Instruction.PayoutId,
                    State =
                        one.Status == FiledPayout.InFile ? PayoutState.Waiting
                        : one.Status == FiledPayout.Refused ? PayoutState.Refused
                        : one.Returned > 0 ? PayoutState.Returned
                        : PayoutState.Paid,
                    AmountMinor = one.Instruction.Amount,
                    Currency = SepaFile.Currency,
                    Destination = one.Instruction.Iban,
                    Reference = one.Instruction.EndToEndId,
                    ReturnedMinor = one.Returned,
                    Reason = one.Reason ?? string.Empty,
                    AtUnixMs = file.CreatedMs,
                }
            );
        }

        return truths;
    }
}
