// Takes a vendor's details from whoever may give them, and has its VAT number looked up where there is a register.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>The slices behind the writes of a vendor's details.</summary>
public sealed class TraderDesk(TraderStore store, ShopTaxes taxes)
{
    /// <summary>
    /// Saves details. The agreement to self-billing stays; what was found of a VAT number stays with the number. Refused with
    /// <c>validation_failed</c>, <c>vat_number_invalid</c>, <c>version_mismatch</c>, <c>trader_not_found</c>, and
    /// <c>vat_register_unavailable</c> where the shop wants that.
    /// </summary>
    /// <param name="seen">The version that was seen; null for the first.</param>
    public async ValueTask<Outcome<KeptTrader>> Save(
        string vendorId,
        TraderAskBody asked,
        long? seen,
        Actor actor,
        long nowMs,
        CancellationToken cancel
    )
    {
        if (!Trader.Of(asked).Is(out var trader, out var refused))
        {
            return refused;
        }

        var before = await store.Get(vendorId);
        var check = before?.Trader.VatNumber == trader.VatNumber ? before?.Trader.VatCheck : null;
        if (check is null or { State: VatCheck.Unchecked } && !(await Check(trader, cancel)).Is(out check, out refused))
        {
            return refused;
        }

        return await store.Change(vendorId, seen, now => trader with { VatCheck = check, SelfBilling = now?.SelfBilling }, actor, nowMs);
    }

    /// <summary>
    /// Agrees that the shop writes the vendor's invoices, or ends that. Refused with <c>trader_not_found</c>, <c>version_mismatch</c>.
    /// </summary>
    public Task<Outcome<KeptTrader>> Agree(string vendorId, bool agrees, long? seen, Actor actor, long nowMs) =>
        store.Change(
            vendorId,
            seen,
            now =>
                now is null ? TraderStore.NotFound
                : agrees && now.SelfBilling?.Text == SelfBillingTerms.Version ? now
                : now with { SelfBilling = agrees ? new(SelfBillingTerms.Version, nowMs, actor.Role, actor.Id ?? actor.Role) : null },
            actor,
            nowMs
        );

    /// <summary>Asks the register again about a number that it did not answer before; keeps what it says.</summary>
    internal async Task LookUpAgain(KeptTrader kept, long nowMs, CancellationToken cancel)
    {
        if ((await Check(kept.Trader, cancel)).Is(out var check, out _) && check is not null and not { State: VatCheck.Unchecked })
        {
            // Whoever wrote in between has had it looked up too.
            await store.Change(
                kept.VendorId,
                kept.Version,
                now => now is null ? TraderStore.NotFound : now with { VatCheck = check },
                Actor.System,
                nowMs
            );
        }
    }

    /// <summary>
    /// What the register of VAT numbers says of a trader's; null where nobody looks. Refused with <c>vat_register_unavailable</c>.
    /// </summary>
    internal ValueTask<Outcome<VatCheck?>> LookUp(Trader trader, CancellationToken cancel) => Check(trader, cancel);

    private ValueTask<Outcome<VatCheck?>> Check(Trader trader, CancellationToken cancel) =>
        trader.VatNumber is { } said && VatNumber.Read(said).Is(out var number, out _)
            ? taxes.LookUp(number, cancel)
            : ValueTask.FromResult<Outcome<VatCheck?>>((VatCheck?)null);
}
