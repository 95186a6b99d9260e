// What each template says, as data.
using Cartwright.Contracts;

namespace Cartwright.Notifications;

/// <summary>The words of one template.</summary>
/// <param name="Subject">Continues "Order 1A2B3C4D ".</param>
/// <param name="Headline">One short sentence.</param>
/// <param name="Lead">What happened and what happens next.</param>
/// <param name="TellsReason">Whether the order's reason is shown.</param>
public sealed record Wording(string Subject, string Headline, string Lead, bool TellsReason = false)
{
    /// <summary>The template of a parcel that leaves before the others.</summary>
    public const string PartiallyShipped = "partially_shipped";

    private static readonly Dictionary<string, Wording> Templates = new(StringComparer.Ordinal)
    {
        ["confirmed"] = new(
            "is confirmed",
            "Thank you for your order.",
            "Your payment went through and the goods are yours. We will write again when they are on their way."
        ),
        ["payment_failed"] = new(
            "could not be paid",
            "Your payment did not go through.",
            "Nothing was charged, and nothing will be sent. Your items are back in your cart, so you can try again with another card.",
            TellsReason: true
        ),
        ["cancelled"] = new(
            "was cancelled",
            "Your order was cancelled.",
            "Nothing will be sent. What you already paid goes back the way it came.",
            TellsReason: true
        ),
        ["processing"] = new(
            "is being prepared",
            "We are packing your order.",
            "Your items are being picked and packed. From now on the order can no longer be cancelled, but it can be returned."
        ),
        [PartiallyShipped] = new(
            "is partly on its way",
            "A part of your order is on its way.",
            "The parcel below was handed to the carrier. We will write again when the rest follows."
        ),
        ["shipped"] = new("is on its way", "Your order has been shipped.", "Everything was handed to the carrier."),
        ["delivered"] = new(
            "was delivered",
            "Your order has arrived.",
            "We hope everything is as you wished. If not, you can ask for a return on the order's page."
        ),
        [OrderNotification.HoldEnds] = new(
            "waits longer than planned",
            "Your order has not left yet.",
            "What is reserved for it and not taken yet is released by your bank soon. You need not do anything: we will send the order or write to you."
        ),
        [OrderNotification.Link] = new(
            "as you asked",
            "Here is your order.",
            "Somebody, most likely you, asked for its link with its number and this address. If it was not you, simply ignore this mail: nothing has changed."
        ),
        ["returned"] = new("was returned", "Your return has arrived.", "We have your items back, and the refund is on its way to you."),
    };

    /// <summary>The templates that have words of their own.</summary>
    public static IEnumerable<string> Names => Templates.Keys;

    public static bool Knows(string template) => Templates.ContainsKey(template);

    /// <summary>The words of a mail: those of its template, with what goes back where the order says so.</summary>
    public static Wording Of(OrderNotification notification)
    {
        var (wording, order) = (Of(notification.Template), notification.Order);
        if (notification.Template == "confirmed" && order is { Reserved: > 0 and var reserved, Currency.Length: > 0 })
        {
            return wording with
            {
                Lead =
                    $"{MailText.Amount(reserved, order.Currency)} is reserved on your account, and taken when your items ship: each parcel takes its part. We will write again when they are on their way.",
            };
        }

        return (notification.Template, order.GivenBack) switch
        {
            // Whether a payment was just under way nobody knows at that moment.
            ("cancelled", 0) => wording with
            {
                Lead =
                    "Nothing will be sent, and nothing is owed: it had not been paid. A payment that was just under way goes back the way it came.",
            },
            ("cancelled", > 0 and var back) when order.Currency.Length > 0 => wording with
            {
                Lead = $"Nothing will be sent. {MailText.Amount(back, order.Currency)} goes back the way it came.",
            },
            ("returned", > 0 and var back) when order.Currency.Length > 0 => wording with
            {
                Lead = $"We have your items back, and {MailText.Amount(back, order.Currency)} is on its way to you.",
            },
            _ => wording,
        };
    }

    /// <summary>The words of a template. A status that a newer part of the shop knows and this one does not is still told.</summary>
    public static Wording Of(string template)
    {
        if (Templates.TryGetValue(template, out var wording))
        {
            return wording;
        }

        var words = MailText.OneLine(template).Replace('_', ' ');
        return new($"is now {words}", "There is news about your order.", $"Your order is now {words}.", TellsReason: true);
    }
}
