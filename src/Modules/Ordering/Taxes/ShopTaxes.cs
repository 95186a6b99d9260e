// Finds the taxes of an order: by its address, its day and who buys.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>The taxes of this shop.</summary>
/// <param name="zone">In which it counts days.</param>
/// <param name="outside">The provider that is asked instead of the rows; null for the built-in one.</param>
/// <param name="checks">Where VAT numbers are looked up; null where they are believed by their form.</param>
public sealed class ShopTaxes(
    TaxRateMemory memory,
    TaxPolicy policy,
    [Steady] TimeProvider clock,
    ShopZone zone,
    OutsideTaxes? outside = null,
    VatChecks? checks = null
)
{
    /// <summary>Where goods leave from, ISO 3166-1; null where nobody has said.</summary>
    public string? Home => policy.Home;

    /// <summary>
    /// What an order to this address would be asked today. Refused with <c>vat_register_unavailable</c> where a number has to be looked up,
    /// cannot, and the shop sells nothing to it then.
    /// </summary>
    public async ValueTask<Outcome<TaxesDue>> At(PostalAddress address, VatNumber? number, CancellationToken cancel, string? network = null)
    {
        var at = TaxAddress.Of(address);
        VatCheck? check = null;
        if (checks is not null && number is not null && policy.IsReverseCharge(at, number))
        {
            if (!(await checks.Of(number, network, cancel)).Is(out check, out var refused))
            {
                return refused;
            }
        }

        return new TaxesDue(await memory.Book(), policy, at, Day(null), number)
        {
            Checked = check,
            Outside = outside,
            To = address,
        };
    }

    /// <summary>
    /// Whether a VAT number is in force; null where nobody can say, because no register is configured or it has none of that kind. Refused
    /// with <c>vat_register_unavailable</c> where the shop wants that.
    /// </summary>
    public ValueTask<Outcome<VatCheck?>> LookUp(VatNumber number, CancellationToken cancel) =>
        checks is null ? ValueTask.FromResult<Outcome<VatCheck?>>((VatCheck?)null) : checks.Of(number, network: null, cancel);

    /// <summary>The same for an order that stands, on its day and with what was found of its number then.</summary>
    /// <param name="placedMs">When it was placed, Unix ms; null for now.</param>
    public async ValueTask<TaxesDue> Of(Terms agreed, long? placedMs) =>
        new(
            await memory.Book(),
            policy,
            TaxAddress.Of(agreed.Address),
            Day(placedMs),
            agreed.VatNumber is { } number ? VatNumber.Read(number).Value : null
        )
        {
            Checked = agreed.VatCheck,
            Outside = outside,
            To = agreed.Address,
        };

    /// <summary>The same of any place today by the rows, with one more where somebody is about to write it.</summary>
    /// <param name="without">The id of the row that it takes the place of, or null.</param>
    public async ValueTask<TaxesDue> Try(TaxAddress address, VatNumber? number, TaxRow? row = null, string? without = null) =>
        new(
            row is null ? await memory.Book() : await memory.BookWith(row, without),
            policy,
            address,
            row?.From > Day(null) ? row.From.Value : Day(null),
            number
        );

    private DateOnly Day(long? placedMs)
    {
        var at = placedMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : clock.GetUtcNow();
        return DateOnly.FromDateTime(at.UtcDateTime + zone.Now.GetUtcOffset(at));
    }
}
