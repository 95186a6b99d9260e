// What is to be done today, in numbers. Each text walks an index and ends after so many rows, so that a shop that has fallen far behind
// asks no more of the database than one that is done.
using System.Globalization;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>How much waits.</summary>
/// <param name="Count">Exact up to <see cref="TodaySql.CountMax"/>.</param>
/// <param name="More">Whether there are more than that.</param>
/// <param name="OldestMs">Since when the first of them waits, or when it ends; null where there is none.</param>
internal sealed record Waiting(long Count, bool More, long? OldestMs);

internal static class TodaySql
{
    /// <summary>People count no further.</summary>
    public const int CountMax = 99;

    private static readonly string Rows = (CountMax + 1).ToString(CultureInfo.InvariantCulture);

    private static readonly string OfStatus =
        $"SELECT created_ms AS at_ms FROM orders WHERE status = $1 AND created_ms < $2 ORDER BY created_ms, order_id LIMIT {Rows}";

    private static readonly string OfStage =
        $"SELECT created_ms AS at_ms FROM fulfilments WHERE vendor_id = $1 AND stage = $2 ORDER BY created_ms, order_id LIMIT {Rows}";

    private static readonly string OfReturns =
        $"SELECT created_ms AS at_ms FROM returns WHERE status = $1 ORDER BY created_ms, return_id LIMIT {Rows}";

    private static readonly string OfWithdrawals =
        $"SELECT at_ms FROM withdrawals WHERE at_ms >= $1 ORDER BY at_ms, order_id, number LIMIT {Rows}";

    private static readonly string OfHolds =
        $"SELECT until_ms AS at_ms FROM order_holds WHERE until_ms < $1 ORDER BY until_ms, order_id LIMIT {Rows}";

    private static readonly string OfApplications =
        $"SELECT updated_ms AS at_ms FROM vendor_applications WHERE state = $1 ORDER BY updated_ms, application_id LIMIT {Rows}";

    private static readonly string OfPayoutFiles =
        $"SELECT created_ms AS at_ms FROM payout_files WHERE status = 'made' ORDER BY created_ms LIMIT {Rows}";

    private static readonly string OfAccounts =
        $"SELECT payable_ms AS at_ms FROM vendor_accounts WHERE payable_ms > $1 ORDER BY payable_ms LIMIT {Rows}";

    /// <summary>Orders in a state that were placed before a moment.</summary>
    public static ValueTask<Waiting> Orders(Sql sql, long beforeMs, string status) => Of(sql, OfStatus, status, beforeMs);

    /// <summary>A vendor's parts at a stage.</summary>
    public static ValueTask<Waiting> Parts(Sql sql, string vendorId, string stage) => Of(sql, OfStage, vendorId, stage);

    public static ValueTask<Waiting> Returns(Sql sql, string status) => Of(sql, OfReturns, status);

    public static ValueTask<Waiting> Withdrawals(Sql sql, long sinceMs) => Of(sql, OfWithdrawals, sinceMs);

    /// <summary>Holds that end before a moment, those that have ended among them while nobody has looked.</summary>
    public static ValueTask<Waiting> Holds(Sql sql, long beforeMs) => Of(sql, OfHolds, beforeMs);

    public static ValueTask<Waiting> Applications(Sql sql, string state) => Of(sql, OfApplications, state);

    /// <summary>Files that were made for the bank, and of which nobody has said what became.</summary>
    public static ValueTask<Waiting> PayoutFiles(Sql sql) => Of(sql, OfPayoutFiles);

    /// <summary>Accounts that vendors changed themselves and that are not paid to yet.</summary>
    public static ValueTask<Waiting> Accounts(Sql sql, long nowMs) => Of(sql, OfAccounts, nowMs);

    /// <summary>Every text, for those who look at the plans.</summary>
    internal static IEnumerable<(string Name, string Text)> Texts() =>
        [
            ("today orders", OfStatus),
            ("today parts", OfStage),
            ("today returns", OfReturns),
            ("today withdrawals", OfWithdrawals),
            ("today holds", OfHolds),
            ("today applications", OfApplications),
            ("today payout files", OfPayoutFiles),
            ("today accounts", OfAccounts),
        ];

    private static async ValueTask<Waiting> Of(Sql sql, string text, params object?[] args)
    {
        var found = await sql.Query(text, row => row.GetInt64(0), args);
        return new(Math.Min(found.Count, CountMax), found.Count > CountMax, found.Count == 0 ? null : found[0]);
    }
}
