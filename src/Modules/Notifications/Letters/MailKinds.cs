// Which mails follow from what somebody did, and which only remind: the latter end by one press, whatever their words.
using Cartwright.Contracts;

namespace Cartwright.Notifications;

/// <summary>What a mail is sent for.</summary>
public enum MailKind
{
    /// <summary>It tells of an order or an account, and whoever it is sent to has to have it.</summary>
    Transactional,

    /// <summary>Nobody has to have it: it has a link and both headers by which such mails end (RFC 8058).</summary>
    Reminder,
}

/// <summary>Every template has a kind. One without is written by nobody, so that a new one has to say what it is.</summary>
public static class MailKinds
{
    private static readonly Dictionary<string, MailKind> Kinds = new(StringComparer.Ordinal)
    {
        ["confirmed"] = MailKind.Transactional,
        ["payment_failed"] = MailKind.Transactional,
        ["cancelled"] = MailKind.Transactional,
        [OrderNotification.HoldEnds] = MailKind.Transactional,
        [OrderNotification.Link] = MailKind.Transactional,
        ["processing"] = MailKind.Transactional,
        ["partially_shipped"] = MailKind.Transactional,
        ["shipped"] = MailKind.Transactional,
        ["delivered"] = MailKind.Transactional,
        ["returned"] = MailKind.Transactional,
        [OrderNotification.Withdrawal] = MailKind.Transactional,
        [AccountLetter.Reset] = MailKind.Transactional,
        [AccountLetter.Changed] = MailKind.Transactional,
        [AccountLetter.Erased] = MailKind.Transactional,
        [AccountLetter.PayoutAccount] = MailKind.Transactional,
        ["email_verify"] = MailKind.Transactional,
        ["email_change"] = MailKind.Transactional,
        ["email_change_asked"] = MailKind.Transactional,
        ["account_exists"] = MailKind.Transactional,
        ["staff_invitation"] = MailKind.Transactional,
        ["second_factor_on"] = MailKind.Transactional,
        ["second_factor_off"] = MailKind.Transactional,
        ["passkey_added"] = MailKind.Transactional,
        ["passkey_removed"] = MailKind.Transactional,
        ["passkey_copied"] = MailKind.Transactional,
        ["seller_sent"] = MailKind.Transactional,
        ["seller_asked"] = MailKind.Transactional,
        ["seller_accepted"] = MailKind.Transactional,
        ["seller_refused"] = MailKind.Transactional,
        [Occasion.WelcomeTemplate] = MailKind.Transactional,
        [StockLetter.Template] = MailKind.Transactional,
        [CartLetter.Template] = MailKind.Reminder,
    };

    /// <summary>All templates.</summary>
    public static IReadOnlyCollection<string> Templates => Kinds.Keys;

    /// <summary>The kind of a template; an order's template in words of its own is about an order.</summary>
    /// <exception cref="InvalidOperationException">Nobody has said what it is.</exception>
    public static MailKind Of(string template) =>
        Kinds.TryGetValue(template, out var kind)
            ? kind
            : throw new InvalidOperationException(
                $"MailKinds says nothing of the template '{template}': is it transactional, or a reminder?"
            );
}
