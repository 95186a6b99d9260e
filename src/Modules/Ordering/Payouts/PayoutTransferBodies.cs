// Payouts by a provider, banks' answers and changed accounts as the HTTP API shows them.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>Body of a payout that the provider is asked for.</summary>
/// <param name="Amount">Major units; absent: the whole balance.</param>
public sealed record PayoutTransferAskBody(string VendorId, string Currency, decimal? Amount = null, string? Note = null);

/// <summary>A payout that the provider was asked for.</summary>
/// <param name="Status">asked: what became of it is not known yet, and is asked about again.</param>
/// <param name="Destination">A part of the vendor's account there.</param>
/// <param name="Reason">Why it was refused, or is not known; null where there is nothing to say.</param>
/// <param name="Reference">The provider's id of it.</param>
/// <param name="Returned">What came back after it was paid.</param>
public sealed record PayoutTransferBody(
    string PayoutId,
    string Provider,
    string VendorId,
    decimal Amount,
    string Currency,
    string Destination,
    [OneOf(PayoutTransfer.Asked, PayoutTransfer.Paid, PayoutTransfer.Refused)] string Status,
    string? Reason,
    string? Reference,
    decimal Returned,
    string? Note,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    public static PayoutTransferBody Of(PayoutTransfer one) =>
        new(
            one.Id,
            one.Provider,
            one.VendorId,
            Currencies.ToMajor(one.Amount, one.Currency),
            one.Currency,
            VendorAccount.ShownStripe(one.Destination),
            one.Status,
            one.Reason,
            one.Reference,
            Currencies.ToMajor(one.Returned, one.Currency),
            one.Note,
            OrderBody.Time(one.CreatedMs),
            OrderBody.Time(one.UpdatedMs)
        );
}

/// <summary>How vendors are paid.</summary>
/// <param name="IsOnline">Whether the shop sends the money itself.</param>
/// <param name="Destination">What a vendor's account is: nothing that the shop knows, an account at a bank, or one at Stripe.</param>
/// <param name="Currencies">Those that it pays; null: all.</param>
/// <param name="AccountHoldSeconds">How long an account that a vendor changed by itself is not paid to.</param>
public sealed record PayoutProviderBody(
    [OneOf(PayoutSettings.Manual, PayoutSettings.SepaFiles, PayoutSettings.Stripe)] string Provider,
    bool IsOnline,
    [OneOf("none", "iban", "stripe_account")] string Destination,
    IReadOnlyList<string>? Currencies,
    long AccountHoldSeconds
);

/// <summary>Body of a payout that came back.</summary>
/// <param name="Amount">Major units; absent: all that had not come back.</param>
public sealed record PayoutReturnedBody(string Reason, decimal? Amount = null);

/// <summary>What a bank's answer changed.</summary>
/// <param name="Message">What was uploaded, such as camt.053.001.08.</param>
/// <param name="Executed">Payouts that are paid now, by their ids.</param>
/// <param name="Refused">Those that the bank did not carry out: owed as before.</param>
/// <param name="Returned">Those that were paid and came back: owed again.</param>
/// <param name="UnderWay">How many the bank has and has not carried out yet.</param>
/// <param name="AsBefore">How many were known already.</param>
/// <param name="Unknown">Ids of transfers that are none of the shop's payouts; nothing was done about them.</param>
public sealed record BankAnswerBody(
    string Message,
    IReadOnlyList<string> Executed,
    IReadOnlyList<string> Refused,
    IReadOnlyList<string> Returned,
    int UnderWay,
    int AsBefore,
    IReadOnlyList<string> Unknown
)
{
    public static BankAnswerBody Of(TakenAnswer one) =>
        new(one.Message, one.Executed, one.Refused, one.Returned, one.UnderWay, one.AsBefore, one.Unknown);
}

/// <summary>Body of a vendor's word on where its payouts go.</summary>
/// <param name="Proof">Of POST /api/users/me/password/proof.</param>
public sealed record OwnAccountAskBody(
    string Proof,
    string? Holder = null,
    string? Iban = null,
    string? Bic = null,
    string? StripeAccount = null
);

/// <summary>Body of staff's word that an account is the vendor's.</summary>
/// <param name="UpdatedAt">Of the account as they have seen it.</param>
public sealed record AccountConfirmBody(DateTimeOffset UpdatedAt);

/// <summary>A change of where a vendor's payouts go.</summary>
/// <param name="Before">A part of what it was; null where there was none.</param>
/// <param name="After">A part of what it became.</param>
/// <param name="By">Who: somebody who sells for the vendor, or the shop's staff.</param>
/// <param name="PayableAt">From when on it is paid to; null: at once.</param>
/// <param name="ConfirmedBy">Who of the staff let it be paid to before that.</param>
public sealed record AccountChangeBody(
    string VendorId,
    string? Before,
    string After,
    [OneOf("vendor", "admin")] string By,
    string ActorId,
    DateTimeOffset At,
    DateTimeOffset? PayableAt,
    string? ConfirmedBy
)
{
    public static AccountChangeBody Of(VendorAccountChange one) =>
        new(
            one.VendorId,
            one.Before.Length == 0 ? null : one.Before,
            one.After,
            one.Role,
            one.ActorId,
            OrderBody.Time(one.AtMs),
            one.PayableMs == 0 ? null : OrderBody.Time(one.PayableMs),
            one.ConfirmedBy
        );
}
