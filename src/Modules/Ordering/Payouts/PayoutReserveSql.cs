// What of a vendor's balance is on its way already.
using Cartwright.Kernel;

namespace Cartwright.Ordering;

internal static class PayoutReserveSql
{
    /// <summary>What files and orders that are under way reserve; to be read with the balance's row locked.</summary>
    public static async ValueTask<long> Of(Sql sql, string vendorId, string currency) =>
        checked(
            await Sum(sql, "payout_orders WHERE vendor_id = $1 AND currency = $2 AND status = 'asked'", vendorId, currency)
            + (
                currency == SepaFile.Currency
                    ? await Sum(sql, "payout_instructions WHERE vendor_id = $1 AND status = 'in_file'", vendorId)
                    : 0
            )
        );

    private static async ValueTask<long> Sum(Sql sql, string of, params object?[] args) =>
        (long)await sql.First($"SELECT {ExactSum.Of("amount")} FROM {of}", row => ExactSum.At(row, 0), args);
}
