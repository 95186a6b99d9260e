// Finds the rows for an order: those of the shop itself, of the configuration, and of the program, in one index.
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>The taxes of this shop.</summary>
public sealed class ShopTaxes(TaxRows fixedRows, TaxPolicy policy, [Steady] TimeProvider clock)
{
    /// <summary>What an order to this address would be asked; today, or for an order placed before, on its day.</summary>
    /// <param name="placedMs">When the order was placed, Unix ms; null for now.</param>
    public ValueTask<TaxesDue> At(PostalAddress address, VatNumber? number = null, long? placedMs = null) =>
        ValueTask.FromResult(new TaxesDue(fixedRows.Book, policy, TaxAddress.Of(address), Day(placedMs), number));

    private DateOnly Day(long? placedMs) =>
        DateOnly.FromDateTime((placedMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : clock.GetUtcNow()).UtcDateTime);
}
