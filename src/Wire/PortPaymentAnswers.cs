// What the payment port demands of an answer, held against each one of another program: a provider that is wrong gives no goods away.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using V1 = Cartwright.Contracts.Ports.V1;

namespace Cartwright.Wire;

/// <summary>
/// The rules of <c>payment_provider.proto</c> that an answer alone can break. What depends on what was known before (entries that are gone,
/// sums below those of yesterday) is the book's, which learns nothing from an older answer.
/// </summary>
internal static class PortPaymentAnswers
{
    /// <summary>Movements of one payment: as many as parcels, refunds and transfers together.</summary>
    public const int EntriesMax = 1_000;

    private const int DisputesMax = 100;
    private const int IdCharsMax = 200;
    private const int CodeCharsMax = 64;
    private const int TextCharsMax = 200;
    private const int UrlCharsMax = 2_000;

    // The last moment that a date can name.
    private const long TimesMax = 253_402_300_800_000;

    private static readonly string[] Kinds = [LedgerKind.Authorized, LedgerKind.Captured, LedgerKind.Released, LedgerKind.Refunded];

    /// <summary>What is wrong with an answer, in a sentence for the log; null when it holds.</summary>
    /// <param name="paymentId">Which payment was asked about.</param>
    /// <param name="charge">What was to be secured, where the caller knows it.</param>
    public static string? Fault(string paymentId, Charge? charge, V1.SaidPayment said)
    {
        if (said.PaymentId != paymentId)
        {
            return $"it is about the payment '{Short(said.PaymentId)}', asked was {paymentId}";
        }

        if (!said.Seen)
        {
            return
                charge is null
                && said
                    is { Voided: false, Wait: null, Hold: null, DeclineCode: "", Entries.Count: 0, Disputes.Count: 0, TransactionId: "" }
                ? null
                : "it has not seen the payment, and says more of it";
        }

        if (said.Entries.Count > EntriesMax || said.Disputes.Count > DisputesMax)
        {
            return $"it has {said.Entries.Count} entries and {said.Disputes.Count} disputes";
        }

        if (!IsText(said.TransactionId, IdCharsMax))
        {
            return "its transaction id is no text of one line";
        }

        var places = new HashSet<(string, string)>();
        foreach (var entry in said.Entries)
        {
            if ((Fault(entry) ?? Beside(entry, paymentId, charge, said.Entries[0])) is { } fault)
            {
                return fault;
            }

            if (!places.Add((entry.Kind, entry.Reference)))
            {
                return $"the entry {entry.Kind} '{Short(entry.Reference)}' stands twice";
            }
        }

        return Sums(said, charge) ?? Words(said) ?? Waits(said);
    }

    /// <summary>What is wrong with an entry by itself.</summary>
    public static string? Fault(V1.SaidEntry entry) =>
        !Kinds.Contains(entry.Kind, StringComparer.Ordinal) ? $"'{Short(entry.Kind)}' is no kind of movement"
        : entry.AmountMinor is < 1 or > Kernel.Limits.OrderTotalMinorMax ? $"{entry.Kind} moves {entry.AmountMinor}"
        : !Currencies.IsKnown(entry.Currency) ? $"'{Short(entry.Currency)}' is no currency"
        : entry.PaymentId.Length is 0 or > IdCharsMax || entry.OrderId.Length is 0 or > IdCharsMax ? "an entry names no payment and order"
        : !IsText(entry.Reference, IdCharsMax) || !IsText(entry.TransactionId, IdCharsMax) ? "an entry's ids are no text of one line"
        : entry.AtMs is <= 0 or >= TimesMax ? $"an entry is of {entry.AtMs}"
        : null;

    private static string? Beside(V1.SaidEntry entry, string paymentId, Charge? charge, V1.SaidEntry first) =>
        entry.PaymentId != paymentId ? $"an entry is of the payment '{Short(entry.PaymentId)}'"
        : entry.OrderId != (charge?.OrderId ?? first.OrderId) ? $"an entry is of the order '{Short(entry.OrderId)}'"
        : entry.Currency != (charge?.Currency ?? first.Currency) ? $"an entry is in {entry.Currency}"
        : null;

    private static string? Sums(V1.SaidPayment said, Charge? charge)
    {
        long Sum(string kind) => said.Entries.Where(entry => entry.Kind == kind).Sum(entry => entry.AmountMinor);
        var (held, taken, released, back) = (
            Sum(LedgerKind.Authorized),
            Sum(LedgerKind.Captured),
            Sum(LedgerKind.Released),
            Sum(LedgerKind.Refunded)
        );
        var left = held - taken - released;
        return back > taken ? $"{back} was paid back of {taken}"
            : held > 0 && left < 0 ? $"{held} was held, {taken} taken and {released} let go"
            : charge is not null && (held > charge.AmountMinor || taken > charge.AmountMinor)
                ? $"{Math.Max(held, taken)} was secured, asked were {charge.AmountMinor}"
            : charge is { TakesAtOnce: true } && taken > 0 && taken != charge.AmountMinor
                ? $"{taken} was taken at once, asked were {charge.AmountMinor}"
            : charge is { TakesAtOnce: false } && held > 0 && held != charge.AmountMinor
                ? $"{held} was held, asked were {charge.AmountMinor}"
            : said.Voided && (back != taken || said.Hold is not null) ? "it is voided, and something of it is kept"
            : said.DeclineCode.Length > 0 && (taken > back || said.Hold is not null) ? "it is declined, and something of it is kept"
            : said.Hold is { } hold && (hold.LeftMinor < 1 || hold.LeftMinor != left || hold.UntilMs is <= 0 or >= TimesMax)
                ? $"{hold.LeftMinor} is held until {hold.UntilMs}, and its entries leave {left}"
            : charge is not null && IsSilent(said) ? "it says neither what has moved nor what it waits for"
            : null;
    }

    // A charge that was heard has moved, waits, or never will.
    private static bool IsSilent(V1.SaidPayment said) =>
        said.Entries.Count == 0 && said.Wait is null && said.DeclineCode.Length == 0 && !said.Voided;

    private static string? Words(V1.SaidPayment said) =>
        said.DeclineCode.Length > CodeCharsMax || !said.DeclineCode.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_')
            ? "its decline code is none"
        : said.Disputes.Any(one =>
            one.DisputeId.Length is 0 or > IdCharsMax
            || one.AmountMinor is < 1 or > Kernel.Limits.OrderTotalMinorMax
            || !Currencies.IsKnown(one.Currency)
            || !IsText(one.DisputeId, IdCharsMax)
            || one.State.Length is 0 or > CodeCharsMax
            || !IsText(one.State, CodeCharsMax)
            || !IsText(one.Reason, CodeCharsMax)
            || one.AnswerByMs is < 0 or >= TimesMax
        )
            ? "a dispute is none"
        : null;

    private static string? Waits(V1.SaidPayment said)
    {
        if (said.Wait is not { } wait)
        {
            return null;
        }

        return said.Voided || said.DeclineCode.Length > 0 || said.Hold is not null || said.Entries.Any(e => e.Kind == LedgerKind.Captured)
                ? "it waits, and nothing is missing"
            : wait.UntilMs is <= 0 or >= TimesMax ? $"it waits until {wait.UntilMs}"
            : wait.MissingMinor is < 1 or > Kernel.Limits.OrderTotalMinorMax
            || wait.ReceivedMinor is < 0 or > Kernel.Limits.OrderTotalMinorMax
                ? $"it waits for {wait.MissingMinor}, and has {wait.ReceivedMinor}"
            : wait.Kind switch
            {
                PaymentWait.Challenge when !IsPage(wait.Url) => "it sends the shopper to no page of https",
                PaymentWait.Transfer when wait.Account.Length == 0 || wait.Reference.Length == 0 =>
                    "it names no account and reference to pay to",
                PaymentWait.Challenge or PaymentWait.Transfer or PaymentWait.Provider => IsText(wait.Account, TextCharsMax)
                && IsText(wait.AccountHolder, TextCharsMax)
                && IsText(wait.Reference, TextCharsMax)
                && IsText(wait.Bic, TextCharsMax)
                    ? null
                    : "what it waits for is no text of one line",
                _ => $"it waits for '{Short(wait.Kind)}'",
            };
    }

    // A page of this machine is a test's.
    private static bool IsPage(string url) =>
        url.Length <= UrlCharsMax
        && Uri.TryCreate(url, UriKind.Absolute, out var page)
        && page.UserInfo.Length == 0
        && (page.Scheme == Uri.UriSchemeHttps || (page.Scheme == Uri.UriSchemeHttp && page.IsLoopback));

    private static bool IsText(string text, int most) => text.Length <= most && !text.Any(char.IsControl);

    private static string Short(string text) => text.Length <= CodeCharsMax ? text : text[..CodeCharsMax];
}
