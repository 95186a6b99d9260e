// Vendors' accounts and files of payouts as the HTTP API shows them.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>Body of a vendor's account: at a bank, at Stripe, or both.</summary>
/// <param name="Holder">Required with an IBAN.</param>
/// <param name="Iban">The whole number; answers show a part of it.</param>
/// <param name="StripeAccount">The id of an account that is connected to the shop's own: acct_….</param>
public sealed record VendorAccountAskBody(string? Holder = null, string? Iban = null, string? Bic = null, string? StripeAccount = null);

/// <summary>A vendor's account.</summary>
/// <param name="Holder">Empty where it has none at a bank.</param>
/// <param name="Iban">The country and the last four digits; empty where it has none at a bank.</param>
/// <param name="StripeAccount">The last four characters; null where it has none at Stripe.</param>
/// <param name="PayableAt">From when on it is paid to, because the vendor changed it itself; null: now.</param>
public sealed record VendorAccountBody(
    string VendorId,
    string Holder,
    string Iban,
    string? Bic,
    DateTimeOffset UpdatedAt,
    string? StripeAccount,
    DateTimeOffset? PayableAt
)
{
    public static VendorAccountBody Of(VendorAccount account) =>
        new(
            account.VendorId,
            account.Holder,
            account.Iban.Length == 0 ? string.Empty : Ordering.Iban.Shown(account.Iban),
            account.Bic.Length == 0 ? null : account.Bic,
            OrderBody.Time(account.UpdatedMs),
            account.StripeAccount.Length == 0 ? null : VendorAccount.ShownStripe(account.StripeAccount),
            account.PayableMs == 0 ? null : OrderBody.Time(account.PayableMs)
        );
}

/// <summary>Body of a new file; it takes all who are due.</summary>
public sealed record PayoutFileAskBody();

/// <summary>Body of what a bank did with a file.</summary>
public sealed record PayoutFileEndBody([OneOf(PayoutFile.Executed, PayoutFile.Discarded)] string Status);

/// <summary>Body of a transfer that the bank refused.</summary>
public sealed record PayoutRefusedBody(string Reason);

/// <summary>One transfer of a file.</summary>
/// <param name="Iban">The country and the last four digits.</param>
/// <param name="Reason">Why the bank refused it, or sent it back.</param>
/// <param name="Returned">What came back after it was sent.</param>
public sealed record FiledPayoutBody(
    string PayoutId,
    string VendorId,
    decimal Amount,
    string Holder,
    string Iban,
    string EndToEndId,
    [OneOf(FiledPayout.InFile, FiledPayout.Sent, FiledPayout.Refused)] string Status,
    string? Reason,
    decimal Returned = 0
)
{
    public static FiledPayoutBody Of(FiledPayout one) =>
        new(
            one.Instruction.PayoutId,
            one.Instruction.VendorId,
            Currencies.ToMajor(one.Instruction.Amount, SepaFile.Currency),
            one.Instruction.Holder,
            Ordering.Iban.Shown(one.Instruction.Iban),
            one.Instruction.EndToEndId,
            one.Status,
            one.Reason,
            Currencies.ToMajor(one.Returned, SepaFile.Currency)
        );
}

/// <summary>Somebody who is owed money and is not in the file.</summary>
/// <param name="Why">
/// No account is known, the vendor has changed it itself and it is not paid to yet, it is not owed in euros, or the file was full.
/// </param>
public sealed record LeftOutBody(
    string VendorId,
    decimal Balance,
    string Currency,
    [OneOf("no_account", "account_held", "no_euro", "too_many")] string Why
);

/// <summary>A file of payouts.</summary>
/// <param name="Payouts">Its transfers; null in lists.</param>
/// <param name="LeftOut">Who was owed and is not in it; only of a file that was just made.</param>
public sealed record PayoutFileBody(
    string FileId,
    [OneOf(PayoutFile.Made, PayoutFile.Executed, PayoutFile.Discarded)] string Status,
    int Transfers,
    decimal Total,
    string Currency,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    IReadOnlyList<FiledPayoutBody>? Payouts = null,
    IReadOnlyList<LeftOutBody>? LeftOut = null
)
{
    public static PayoutFileBody Of(PayoutFile file, IEnumerable<FiledPayout>? payouts = null, IEnumerable<LeftOut>? leftOut = null) =>
        new(
            file.Id,
            file.Status,
            file.Count,
            Currencies.ToMajor(file.Sum, SepaFile.Currency),
            SepaFile.Currency,
            OrderBody.Time(file.CreatedMs),
            OrderBody.Time(file.UpdatedMs),
            payouts is null ? null : [.. payouts.Select(FiledPayoutBody.Of)],
            leftOut is null
                ? null
                :
                [
                    .. leftOut.Select(one => new LeftOutBody(
                        one.VendorId,
                        Currencies.ToMajor(one.Balance, one.Currency),
                        one.Currency,
                        one.Why
                    )),
                ]
        );
}

/// <summary>What differs between the books and whoever pays.</summary>
/// <param name="FileId">Null of a payout that is in no file.</param>
public sealed record PayoutDifferenceBody(string? FileId, string? PayoutId, string What);

/// <summary>All of it.</summary>
public sealed record PayoutDifferencesBody(IReadOnlyList<PayoutDifferenceBody> Differences);
