// What each mail about an account says, as data.
namespace Cartwright.Notifications;

/// <summary>The words of one template.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Headline">One short sentence.</param>
/// <param name="Lead">What happened; <c>{when}</c> is the moment, <c>{payouts}</c> what a vendor's account was and is.</param>
/// <param name="Ask">What the link is for.</param>
/// <param name="Button">What the link says.</param>
/// <param name="Last">What whoever did not ask for it does.</param>
internal sealed record AccountWording(string Subject, string Headline, string Lead, string Ask, string Button, string Last)
{
    private static readonly Dictionary<string, AccountWording> All = new(StringComparer.Ordinal)
    {
        [AccountLetter.Reset] = new(
            "Set a new password",
            "Set a new password.",
            "Somebody, most likely you, asked for a new password for your account.",
            "Set it here. The link is good once and for an hour:",
            "Set a new password",
            "If it was not you, simply ignore this mail: nothing has changed."
        ),
        [AccountLetter.Changed] = new(
            "Your password was changed",
            "Your password was changed.",
            "It was changed on {when}. All other devices are signed out.",
            "If it was not you, take your account back at once by setting a new password:",
            "Set a new password",
            "If it was you, there is nothing to do."
        ),
        [AccountLetter.Erased] = new(
            "Your account is deleted",
            "Your account is deleted.",
            "As you asked on {when}, your account is closed and your name, addresses and mails are erased. "
                + "What you bought stays in our books without your name, because the law on books asks for it.",
            "This is the last mail to you, and your address is erased with it. You are welcome as a guest or with a new account:",
            "Open the shop",
            "If it was not you, answer soon: somebody knows your password. What is erased cannot be brought back."
        ),
        [AccountLetter.PayoutAccount] = new(
            "Where your payouts go was changed",
            "Where your payouts go was changed.",
            "{payouts}",
            "Look at it here:",
            "Open your payouts",
            "If it was not you, change your password at once and tell the shop, before anything is paid."
        ),
        ["email_verify"] = new(
            "Confirm your e-mail address",
            "Confirm your e-mail address.",
            "Somebody, most likely you, gave this address for an account at our shop.",
            "If it was you, confirm it here. The link is good once and for a day:",
            "Confirm the address",
            "If it was not you, do not open the link: without it nobody can use your address here."
        ),
        ["email_change"] = new(
            "Confirm your new e-mail address",
            "Confirm your new e-mail address.",
            "Somebody, most likely you, asked on {when} that your account at our shop have this address.",
            "If it was you, confirm it here. The link is good once and for a day:",
            "Use this address",
            "If it was not you, do not open the link: without it nothing changes."
        ),
        ["email_change_asked"] = new(
            "Your e-mail address is about to change",
            "Your e-mail address is about to change.",
            "On {when} somebody who knows your password asked for another e-mail address for your account. It changes when the new address is confirmed.",
            "If it was not you, stop it here, within a week, even if it has changed by then. You get your account back and set a new password:",
            "It was not me",
            "If it was you, there is nothing to do."
        ),
        ["account_exists"] = new(
            "You already have an account",
            "You already have an account.",
            "Somebody, most likely you, gave this address for an account at our shop on {when}. There is one already, and nothing has changed.",
            "Sign in with it. If you do not know the password any more, set a new one:",
            "Set a new password",
            "If it was not you, simply ignore this mail."
        ),
        ["second_factor_on"] = new(
            "Signing in now asks for a code",
            "Signing in now asks for a code.",
            "A second factor was set up for your account on {when}: besides the password, signing in asks for a code of your authenticator app. Keep the recovery codes in a safe place.",
            "If it was not you, set a new password at once, and tell us:",
            "Set a new password",
            "If it was you, there is nothing to do."
        ),
        ["second_factor_off"] = new(
            "Signing in no longer asks for a code",
            "Signing in no longer asks for a code.",
            "The second factor of your account was turned off on {when}. The password alone opens it now.",
            "If it was not you, take your account back at once by setting a new password:",
            "Set a new password",
            "If it was you, there is nothing to do."
        ),
    };

    /// <summary>All templates.</summary>
    public static IReadOnlyCollection<string> Templates => All.Keys;

    /// <summary>Null for a template that is none of an account.</summary>
    public static AccountWording? Of(string template) => All.GetValueOrDefault(template);
}
