// Writes the mails about an account: the link to set a new password, and the word that something of it was changed.
using Cartwright.Contracts;
using static Cartwright.Notifications.MailText;

namespace Cartwright.Notifications;

/// <summary>From the event and its opened link to the mail, without clock, disk or network.</summary>
public static class AccountLetter
{
    /// <summary>The template of the link to set a new password.</summary>
    public const string Reset = "password_reset";

    /// <summary>The template of the word that it was changed.</summary>
    public const string Changed = "password_changed";

    /// <summary>The template of the last word: that the account is erased.</summary>
    public const string Erased = "account_erased";

    /// <summary>The template of the word that a vendor's payouts go elsewhere now.</summary>
    public const string PayoutAccount = "payout_account_changed";

    /// <summary>The template of what staff ask whoever wants to sell.</summary>
    public const string AskedSeller = "seller_asked";

    /// <summary>The template of the word that somebody cannot sell.</summary>
    public const string RefusedSeller = "seller_refused";

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        Reset,
        Changed,
        Erased,
        PayoutAccount,
        "email_verify",
        "email_change",
        "email_change_asked",
        "account_exists",
        "staff_invitation",
        "second_factor_on",
        "second_factor_off",
        "passkey_added",
        "passkey_removed",
        "passkey_copied",
        "seller_sent",
        AskedSeller,
        "seller_accepted",
        RefusedSeller,
    };

    /// <summary>All templates.</summary>
    public static IReadOnlyCollection<string> Templates => Known;

    public static bool Knows(string template) => Known.Contains(template);

    /// <param name="asked">The event.</param>
    /// <param name="link">Opened; null where it must not be seen.</param>
    /// <param name="pen">With what it is written; null for <see cref="MailPen.Plain"/>.</param>
    public static Letter Write(AccountNotification asked, string? link, MailPen? pen = null) =>
        Letter.Of(asked.Template, Model(asked, link, pen ?? MailPen.Plain));

    /// <summary>What the template may say.</summary>
    internal static LetterModel Model(AccountNotification asked, string? link, MailPen pen)
    {
        var model = new LetterModel(pen, asked.Name);
        model.Add(
            "account",
            ("when", pen.Language.Moment(asked.AtUnixMs)),
            ("link", new LetterLink(link)),
            ("payouts", asked.Vendor is null ? null : Payouts(asked.Vendor, asked.AtUnixMs, pen.Language)),
            ("note", asked.Note is null ? null : OneLine(asked.Note))
        );
        return model;
    }

    // Who changed it, from what to what, and from when on it is paid to.
    private static string Payouts(VendorAccountFacts facts, long atMs, MailLanguage say) =>
        string.Join(
            ' ',
            say.Say(facts.By == "admin" ? "payouts_by_staff" : "payouts_by_vendor", ("when", say.Moment(atMs))),
            say.Say(
                "payouts_accounts",
                ("before", facts.Before.Length == 0 ? say.Say("payouts_none") : OneLine(facts.Before)),
                ("after", OneLine(facts.After))
            ),
            facts.PayableUnixMs is { } untilMs ? say.Say("payouts_not_before", ("when", say.Moment(untilMs))) : say.Say("payouts_next")
        );
}
