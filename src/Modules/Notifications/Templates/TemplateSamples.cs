// Mails of nobody, to try templates with: one that has everything, and one that has as little as there can be.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Notifications;

/// <summary>Events as they would ask for a mail.</summary>
public static class TemplateSamples
{
    private const string Shop = "https://shop.example";
    private const string Name = "Ada Lovelace";
    private const long ThenMs = 1_768_473_000_000;
    private const string OrderId = "0197b3c2-6a40-7000-8a3e-0d4c2f1b5e77";

    // An order as it is and three of its ends; a mail must hold for each.
    private static readonly OrderFacts Full = new(
        OrderId,
        "sample",
        "ada@example.com",
        Name,
        "confirmed",
        "sample",
        "EUR",
        125_998,
        1_000,
        500,
        0,
        125_498,
        "SAVE10",
        [
            new("1", "Oak desk", "vendor-1", "Desks", 2, 59_999, 1_000, 0),
            new("2", "Lamp “Luna” & <shade>", "vendor-2", "Lamps", 1, 6_000, 0, 0),
        ],
        "DE",
        ThenMs,
        ThenMs + 1_000,
        2,
        Taxes: [new(19_000, true, 19_957), new(7_000, true, 350)],
        Delivery: new("Standard", "DHL", new(2026, 1, 19), new(2026, 1, 21))
    );

    private static readonly LowStockNotice Stock = new("1", "Oak desk", "OD-1", 3, Shop + "/admin/stock?q=1", "stock@example.com");

    /// <summary>The event of a sample mail, to a recipient.</summary>
    /// <param name="seal">Seals a link for a purpose, as the shop would; null leaves links out.</param>
    public static object Of(string template, string recipient, string? language, Func<string, string, string>? seal = null)
    {
        if (AccountLetter.Knows(template))
        {
            var asked = Account(template) with { Recipient = recipient, Language = language };
            return seal is null ? asked : asked with { SealedLink = seal(asked.Purpose, Shop + "/sample") };
        }

        if (template == Occasion.WelcomeTemplate)
        {
            return Welcome with { Email = recipient, Language = language };
        }

        if (template == CartLetter.Template)
        {
            return Cart with { Recipient = recipient, Language = language };
        }

        if (template == StockLetter.Template)
        {
            return Stock with { Recipient = recipient, Language = language };
        }

        var order = Order(template) with { Recipient = recipient, Language = language };
        return seal is null ? order : order with { SealedKey = seal(order.Purpose, "sample") };
    }

    /// <summary>What is kept of it with a mail.</summary>
    public static string Data(object sample) => JsonSerializer.Serialize(sample, sample.GetType(), Event.Json);

    /// <summary>The model of a sample with all of it, and with links as they look.</summary>
    internal static LetterModel Model(string template, MailPen pen) =>
        AccountLetter.Knows(template) ? AccountLetter.Model(Account(template), Shop + "/sample?token=s4mple", pen)
        : template == Occasion.WelcomeTemplate ? new(pen, Name)
        : template == StockLetter.Template ? StockLetter.Model(Stock, pen)
        : template == CartLetter.Template ? CartLetter.Model(Cart, Shop + "/unsubscribe?token=s4mple", pen)
        : template == OrderNotification.Withdrawal ? WithdrawalLetter.Model(Order(template), OrderLink, pen)
        : OrderLetter.Model(Order(template), OrderLink, pen);

    /// <summary>Every model that a template is tried with.</summary>
    internal static IEnumerable<LetterModel> Models(string template)
    {
        var pen = MailPen.Plain;
        yield return Model(template, pen);
        if (AccountLetter.Knows(template))
        {
            yield return AccountLetter.Model(Account(template) with { Name = string.Empty }, null, pen);
        }
        else if (template == CartLetter.Template)
        {
            yield return CartLetter.Model(Cart with { Name = string.Empty, Lines = [] }, null, pen);
        }
        else if (template == StockLetter.Template)
        {
            yield return StockLetter.Model(Stock with { Name = null, Sku = null, Available = 0 }, pen);
        }
        else if (template == OrderNotification.Withdrawal)
        {
            yield return WithdrawalLetter.Model(Order(template), null, pen);
        }
        else if (template == Occasion.WelcomeTemplate)
        {
            yield return new(pen, null);
        }
        else
        {
            var bare = Full with { Name = string.Empty, Reason = null, Currency = string.Empty, Lines = [], Taxes = null, Delivery = null };
            yield return OrderLetter.Model(new(OrderId, template, "ada@example.com", bare), null, pen);
            yield return OrderLetter.Model(new(OrderId, template, "ada@example.com", Full with { GivenBack = 0 }), OrderLink, pen);
            yield return OrderLetter.Model(
                new(
                    OrderId,
                    template,
                    "ada@example.com",
                    Full with
                    {
                        GivenBack = 2_499,
                        Reserved = 125_498,
                        Lines = [.. Enumerable.Repeat(Full.Lines[1], Limits.CartLinesMax)],
                    }
                ),
                OrderLink,
                pen
            );
        }
    }

    private static string OrderLink => $"{Shop}/orders/{OrderId}?key=s4mple";

    private static UserFacts Welcome { get; } = new("sample", "ada@example.com", Name, null, ThenMs);

    private static CartReminder Cart { get; } =
        new(
            "sample",
            1,
            "ada@example.com",
            Name,
            Shop + "/cart/restore/s4mple",
            "EUR",
            125_998,
            [new("Oak desk", 2, 59_999), new("Lamp “Luna” & <shade>", 1, 6_000)],
            ThenMs
        );

    private static AccountNotification Account(string template) =>
        new(
            "sample",
            "sample",
            template,
            "ada@example.com",
            Name,
            string.Empty,
            ThenMs,
            template == AccountLetter.PayoutAccount
                ? new("vendor-1", "Ada, DE** **** 3000", "Ada, FR** **** 2606", "vendor", ThenMs + 259_200_000, ThenMs)
                : null,
            Note: template is AccountLetter.AskedSeller or AccountLetter.RefusedSeller ? "HRB 12345 (Berlin)?" : null
        );

    private static OrderNotification Order(string template) =>
        new(
            OrderId,
            template,
            "ada@example.com",
            template switch
            {
                "cancelled" or "returned" => Full with { GivenBack = 125_498 },
                _ => Full,
            },
            template is "shipped" or OrderLetter.PartiallyShipped ? "00340434161094042557" : null,
            template is "shipped" or OrderLetter.PartiallyShipped ? [new(1, "DHL", "00340434161094042557", [new("Oak desk", 2)])] : null,
            Withdrawn: template == OrderNotification.Withdrawal
                ? new(1, ThenMs + 60_000, Name, false, [new("Oak desk", 2, 1), new("Lamp “Luna” & <shade>", 1, 1)], 6_000, 59_999, true)
                : null
        );
}
