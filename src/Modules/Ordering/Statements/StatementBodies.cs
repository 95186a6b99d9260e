// Vendors' details, statements and papers as the HTTP API shows them.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>Body of a vendor's details. What is not known yet is left out; the answer says what that keeps from being done.</summary>
/// <param name="Country">ISO 3166-1; goods leave from there.</param>
/// <param name="VatNumber">With its letters, such as DE136695976.</param>
/// <param name="TaxNumber">Of the tax office.</param>
/// <param name="Register">The trade register with the number in it.</param>
public sealed record TraderAskBody(
    string LegalName,
    string Country,
    [OneOf(Ordering.VatStatus.Registered, Ordering.VatStatus.SmallBusiness)] string VatStatus,
    string? Street = null,
    string? PostalCode = null,
    string? City = null,
    string? Region = null,
    string? VatNumber = null,
    string? TaxNumber = null,
    string? Register = null,
    string? Email = null,
    string? Phone = null
);

/// <summary>Body of a vendor's agreement to self-billing.</summary>
/// <param name="Agrees">False ends it.</param>
/// <param name="Text">The version of the text that was read.</param>
public sealed record SelfBillingAskBody(bool Agrees, string Text);

/// <summary>What became of looking up a VAT number.</summary>
/// <param name="Consultation">Under which the register can be held to its answer.</param>
public sealed record TraderCheckBody(
    string Register,
    [OneOf(VatCheck.InForce, VatCheck.NotInForce, VatCheck.Unchecked)] string State,
    DateTimeOffset At,
    string? Consultation
);

/// <summary>Something that is missing.</summary>
/// <param name="Field">The member of the details; self_billing for the agreement; what begins with shop_ is the shop's.</param>
/// <param name="For">trader: what the law wants known; self_billing and commission: the paper that waits for it.</param>
/// <param name="What">What to do, in words.</param>
public sealed record TraderGapBody(
    string Field,
    [OneOf(TraderGaps.Trader, TraderGaps.SelfBilling, TraderGaps.Commission)] string For,
    string What
)
{
    internal static TraderGapBody Of(TraderGap gap) => new(gap.Field, gap.For, gap.Sentence);
}

/// <summary>Who a vendor is.</summary>
/// <param name="Version">Counts the changes; 0 while nothing is known. Also the ETag.</param>
/// <param name="Details">Null while nothing is known.</param>
/// <param name="VatCheck">Null where the number was not looked up.</param>
/// <param name="SelfBillingAt">When self-billing was agreed to; null: it is not.</param>
/// <param name="SelfBillingBy">By a vendor, or an admin who has it on paper.</param>
/// <param name="SelfBillingAgreed">The version of the text that was agreed to.</param>
/// <param name="SelfBillingVersion">The version of the present text.</param>
/// <param name="SelfBillingText">The text that is agreed to.</param>
/// <param name="Missing">What is missing, and for what.</param>
public sealed record TraderBody(
    string VendorId,
    long Version,
    TraderAskBody? Details,
    TraderCheckBody? VatCheck,
    DateTimeOffset? SelfBillingAt,
    string? SelfBillingBy,
    string? SelfBillingAgreed,
    string SelfBillingVersion,
    string SelfBillingText,
    IReadOnlyList<TraderGapBody> Missing,
    DateTimeOffset? UpdatedAt
)
{
    internal static TraderBody Of(string vendorId, KeptTrader? kept, Seller? shop) =>
        new(
            vendorId,
            kept?.Version ?? 0,
            kept is null ? null : DetailsOf(kept.Trader),
            kept?.Trader.VatCheck is { } check ? new(check.Register, check.State, OrderBody.Time(check.AtMs), check.Consultation) : null,
            kept?.Trader.SelfBilling is { } agreed ? OrderBody.Time(agreed.AtMs) : null,
            kept?.Trader.SelfBilling?.Role,
            kept?.Trader.SelfBilling?.Text,
            SelfBillingTerms.Version,
            SelfBillingTerms.Text,
            [.. TraderGaps.Of(kept?.Trader, shop).Select(TraderGapBody.Of)],
            kept is null ? null : OrderBody.Time(kept.UpdatedMs)
        );

    internal static TraderAskBody DetailsOf(Trader one) =>
        new(
            one.LegalName,
            one.Country,
            one.VatStatus,
            one.Street,
            one.PostalCode,
            one.City,
            one.Region,
            one.VatNumber,
            one.TaxNumber,
            one.Register,
            one.Email,
            one.Phone
        );
}

/// <summary>A version of a vendor's details.</summary>
/// <param name="Role">Who wrote it: vendor, admin, or system for what a register said.</param>
/// <param name="ActorId">The same as a user's id; empty for the system.</param>
public sealed record TraderChangeBody(
    long Version,
    TraderAskBody Details,
    bool SelfBilling,
    string? VatState,
    string Role,
    string ActorId,
    DateTimeOffset At
)
{
    internal static TraderChangeBody Of(TraderChange one) =>
        new(
            one.Version,
            TraderBody.DetailsOf(one.Trader),
            one.Trader.SelfBilling is not null,
            one.Trader.VatCheck?.State,
            one.Role,
            one.ActorId,
            OrderBody.Time(one.AtMs)
        );
}

/// <summary>All versions, the newest first; at most 200.</summary>
public sealed record TraderChangesBody(IReadOnlyList<TraderChangeBody> Items);

/// <summary>Commission at one rate, with what went back of it.</summary>
/// <param name="Percent">Null where the order does not say.</param>
public sealed record CommissionAtBody(decimal? Percent, decimal Amount);

/// <summary>
/// The sums of one currency. opening + sales + refunds + commission + commission_refunds + adjustments + payouts = closing.
/// </summary>
/// <param name="Refunds">Negative.</param>
/// <param name="Commission">Negative.</param>
/// <param name="Payouts">Negative.</param>
/// <param name="Orders">Orders that something was booked for.</param>
public sealed record StatementSumsBody(
    string Currency,
    decimal Opening,
    decimal Sales,
    decimal Refunds,
    decimal Commission,
    decimal CommissionRefunds,
    decimal Adjustments,
    decimal Payouts,
    decimal Closing,
    long Orders,
    IReadOnlyList<CommissionAtBody> Rates
)
{
    internal static StatementSumsBody Of(StatementSums sums)
    {
        decimal Major(long minor) => Currencies.ToMajor(minor, sums.Currency);
        return new(
            sums.Currency,
            Major(sums.Opening),
            Major(sums.Sales),
            Major(sums.Refunds),
            Major(sums.Commission),
            Major(sums.CommissionRefunds),
            Major(sums.Adjustments),
            Major(sums.Payouts),
            Major(sums.Closing),
            sums.Orders,
            [.. sums.Rates.Select(rate => new CommissionAtBody(rate.Milli < 0 ? null : rate.Milli / 1000m, Major(rate.Amount)))]
        );
    }
}

/// <summary>An invoice or a credit note between the shop and a vendor. Amounts are above zero, on a credit note too.</summary>
/// <param name="Corrects">Number of the invoice that a credit note belongs to; null where there is none.</param>
public sealed record VendorPaperBody(
    string Number,
    [OneOf(
        VendorPaperKind.SelfBilledInvoice,
        VendorPaperKind.SelfBilledCreditNote,
        VendorPaperKind.CommissionInvoice,
        VendorPaperKind.CommissionCreditNote
    )]
        string Kind,
    DateOnly Date,
    decimal Net,
    decimal Tax,
    decimal Total,
    string Currency,
    IReadOnlyList<PaperTaxBody> Taxes,
    string? Corrects
)
{
    internal static VendorPaperBody Of(VendorPaper paper)
    {
        var content = paper.Content;
        decimal Major(long minor) => Currencies.ToMajor(minor, content.Currency);
        return new(
            paper.Number,
            paper.Kind,
            content.Day,
            Major(content.Net),
            Major(content.Tax),
            Major(content.Total),
            content.Currency,
            [.. content.Taxes.Select(tax => new PaperTaxBody(tax.Milli / 1000m, tax.Reason, Major(tax.Base), Major(tax.Amount)))],
            content.Corrects
        );
    }
}

/// <summary>A paper that is not there yet.</summary>
/// <param name="Side">supply: what the vendor sold to the shop; commission: the shop's commission.</param>
/// <param name="Missing">Empty where it is written within the hour.</param>
public sealed record PaperWaitingBody(
    [OneOf(VendorPaperKind.Supply, VendorPaperKind.Commission)] string Side,
    IReadOnlyList<TraderGapBody> Missing
);

/// <summary>A vendor's statement of a month.</summary>
/// <param name="Month">Such as 2026-11.</param>
/// <param name="Date">The shop's day on which it was made.</param>
/// <param name="Papers">Those of the month that are written.</param>
/// <param name="Waiting">Those that are not, and why.</param>
public sealed record StatementBody(
    string Number,
    string VendorId,
    string Month,
    DateOnly From,
    DateOnly To,
    DateOnly Date,
    IReadOnlyList<StatementSumsBody> Sums,
    IReadOnlyList<VendorPaperBody> Papers,
    IReadOnlyList<PaperWaitingBody> Waiting
)
{
    internal static StatementBody Of(Statement statement, IEnumerable<VendorPaper> papers, IEnumerable<PaperWaiting> waiting) =>
        new(
            statement.Number,
            statement.Content.VendorId,
            statement.Content.Month,
            statement.Content.From,
            statement.Content.To,
            statement.Content.Made,
            [.. statement.Content.Sums.Select(StatementSumsBody.Of)],
            [.. papers.Select(VendorPaperBody.Of)],
            [.. waiting.Select(one => new PaperWaitingBody(one.Side, [.. one.Gaps.Select(TraderGapBody.Of)]))]
        );
}
