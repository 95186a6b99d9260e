// What stands on a vendor's statement of a month: kept as it was made, and never computed again.
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartwright.Ordering;

/// <summary>A calendar month of the shop.</summary>
public static class ShopMonth
{
    /// <summary>The month that a day lies in: <c>2026-11</c>.</summary>
    public static string Of(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>Its first day; null for a text that is no month.</summary>
    public static DateOnly? First(string? month) =>
        DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
        && first.Year is > 1969 and < 9999
            ? first
            : null;
}

/// <summary>
/// A statement. Of each currency: opening + movements = closing, and the closing balance is the next month's opening one.
/// </summary>
/// <param name="Month">Such as 2026-11.</param>
/// <param name="From">Its first day, by the shop's time zone.</param>
/// <param name="To">Its last day.</param>
/// <param name="Made">The day on which it was made.</param>
/// <param name="Shop">Null where the shop had not said who sells.</param>
/// <param name="Vendor">Null where nothing was known of it.</param>
public sealed record StatementContent(
    string VendorId,
    string Month,
    DateOnly From,
    DateOnly To,
    DateOnly Made,
    Seller? Shop,
    Seller? Vendor,
    IReadOnlyList<StatementSums> Sums
)
{
    /// <summary>As it is stored.</summary>
    public string Stored() => JsonSerializer.Serialize(this, StatementsJson.Default.StatementContent);

    public static StatementContent Read(string stored) =>
        JsonSerializer.Deserialize(stored, StatementsJson.Default.StatementContent)
        ?? throw new JsonException("A statement is stored with nothing on it.");
}

/// <summary>The sums of one currency, minor units; positive is owed to the vendor.</summary>
/// <param name="Commission">Negative: kept by the shop.</param>
/// <param name="Refunds">Negative.</param>
/// <param name="Adjustments">Whatever is neither of the others.</param>
/// <param name="Payouts">Negative: paid to the vendor; less what came back.</param>
/// <param name="Rates">The commission by its rate, with what went back of it.</param>
public sealed record StatementSums(
    string Currency,
    long Opening,
    long Sales,
    long Refunds,
    long Commission,
    long CommissionRefunds,
    long Adjustments,
    long Payouts,
    long Closing,
    long Orders,
    long Entries,
    IReadOnlyList<CommissionAt> Rates
)
{
    /// <summary>What changed the balance.</summary>
    [JsonIgnore]
    public long Movements => checked(Sales + Refunds + Commission + CommissionRefunds + Adjustments + Payouts);
}

/// <summary>Commission of orders at one rate.</summary>
/// <param name="Milli">Thousandths of a percent.</param>
public sealed record CommissionAt(long Milli, long Amount);

/// <summary>A statement as it is kept.</summary>
/// <param name="Number">Series and number in one.</param>
public sealed record Statement(string Number, long AtMs, StatementContent Content);

/// <summary>An entry of the ledger that stands in a statement, with the rate of its order.</summary>
public sealed record StatementEntry(long Number, VendorEntry Entry, long? CommissionMilli);

/// <summary>A paper between the shop and a vendor as it is kept.</summary>
/// <param name="Side">One of the constants of <see cref="VendorPaperKind"/>.</param>
public sealed record VendorPaper(string Number, string Kind, string VendorId, string Month, string Side, long AtMs, PaperContent Content);

/// <summary>What a paper between the shop and a vendor is.</summary>
public static class VendorPaperKind
{
    /// <summary>What the vendor sold to the shop, written by the shop in its name.</summary>
    public const string SelfBilledInvoice = "self_billed_invoice";

    /// <summary>The same where more came back than was sold.</summary>
    public const string SelfBilledCreditNote = "self_billed_credit_note";

    /// <summary>The shop's commission.</summary>
    public const string CommissionInvoice = "commission_invoice";

    /// <summary>The same where more of it went back than was due.</summary>
    public const string CommissionCreditNote = "commission_credit_note";

    /// <summary>The vendor sells.</summary>
    public const string Supply = "supply";

    /// <summary>The shop does.</summary>
    public const string Commission = "commission";

    /// <summary>Whether the vendor is the seller, and the shop writes the paper for it.</summary>
    public static bool IsSelfBilled(string kind) => kind is SelfBilledInvoice or SelfBilledCreditNote;

    /// <summary>Whether the paper takes back.</summary>
    public static bool IsCredit(string kind) => kind is SelfBilledCreditNote or CommissionCreditNote or PaperKind.CreditNote;

    internal static string Of(string side, bool credit) =>
        (side, credit) switch
        {
            (Supply, false) => SelfBilledInvoice,
            (Supply, true) => SelfBilledCreditNote,
            (_, false) => CommissionInvoice,
            _ => CommissionCreditNote,
        };
}
