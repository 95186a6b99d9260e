// Finds the taxes of an order: by its address, its day and who buys.
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>The taxes of this shop.</summary>
public sealed class ShopTaxes(TaxRateMemory memory, TaxPolicy policy, [Steady] TimeProvider clock)
{
    /// <summary>Where goods leave from, ISO 3166-1; null where nobody has said.</summary>
    public string? Home => policy.Home;

    /// <summary>What an order to this address would be asked; today, or for an order placed before, on its day.</summary>
    /// <param name="placedMs">When the order was placed, Unix ms; null for now.</param>
    public async ValueTask<TaxesDue> At(PostalAddress address, VatNumber? number = null, long? placedMs = null) =>
        new(await memory.Book(), policy, TaxAddress.Of(address), Day(placedMs), number);

    /// <summary>The same of any place today, with one row more where somebody is about to write it.</summary>
    /// <param name="without">The id of the row that it takes the place of, or null.</param>
    public async ValueTask<TaxesDue> Try(TaxAddress address, VatNumber? number, TaxRow? row = null, string? without = null) =>
        new(
            row is null ? await memory.Book() : await memory.BookWith(row, without),
            policy,
            address,
            row?.From > Day(null) ? row.From.Value : Day(null),
            number
        );

    // UTC, as long as the shop has no time zone of its own.
    private DateOnly Day(long? placedMs) =>
        DateOnly.FromDateTime((placedMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : clock.GetUtcNow()).UtcDateTime);
}
