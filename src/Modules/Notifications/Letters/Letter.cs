// A mail before it is stored: pure text made of an event, the same for every repetition of it.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Notifications;

/// <summary>
/// What a mail says. <paramref name="Subject"/> never has a line break, and <paramref name="Html"/> never has unescaped foreign text.
/// </summary>
/// <param name="OneClick">Of a reminder: where a mail program sends the one press with which reminders end; else null.</param>
public sealed record Letter(string Subject, string Text, string Html, string? OneClick = null)
{
    /// <summary>The letter that an event asked for.</summary>
    /// <param name="template">The name of its wording.</param>
    /// <param name="data">The event's data.</param>
    /// <param name="links">What opens a sealed link; null leaves it out.</param>
    /// <exception cref="MailRefused">A sealed link cannot be opened.</exception>
    public static Letter Of(string template, string data, MailLinks? links = null) =>
        template switch
        {
            _ when AccountLetter.Knows(template) => OfAccount(Read<AccountNotification>(data), links),
            Occasion.WelcomeTemplate => WelcomeLetter.Write(Read<UserFacts>(data)),
            CartLetter.Template => OfCart(Read<CartReminder>(data), links),
            _ => OfOrder(Read<OrderNotification>(data), links),
        };

    private static Letter OfOrder(OrderNotification asked, MailLinks? links) =>
        asked.Withdrawn is null ? OrderLetter.Write(asked, links?.ToOrder(asked)) : WithdrawalLetter.Write(asked, links?.ToOrder(asked));

    private static Letter OfCart(CartReminder cart, MailLinks? links)
    {
        var (page, oneClick) = links?.StopFor(cart) ?? default;
        return CartLetter.Write(cart, page) with { OneClick = oneClick };
    }

    private static Letter OfAccount(AccountNotification asked, MailLinks? links) =>
        AccountLetter.Write(
            asked,
            links is null
                ? null
                : links.Open(asked)
                    ?? throw new MailRefused("The link of this mail was sealed with another key than the shop's. Ask for a new one.")
        );

    private static T Read<T>(string data) =>
        JsonSerializer.Deserialize<T>(data, Event.Json) ?? throw new JsonException("A mail has no data.");
}

/// <summary>Why a mail is written. There is at most one mail an occasion, for ever.</summary>
/// <param name="Key">
/// Unique: order and template, order, template and parcel, user and template, account and request, or cart and version.
/// </param>
/// <param name="Template">The name of the wording.</param>
/// <param name="OrderId">Null when the mail is about no order.</param>
/// <param name="UserId">Whose mail it is.</param>
public sealed record Occasion(string Key, string Template, string? OrderId, string UserId)
{
    /// <summary>The template of <see cref="WelcomeLetter"/>.</summary>
    public const string WelcomeTemplate = "welcome";

    public static Occasion Order(string orderId, string template, string userId) =>
        new($"order/{orderId}/{template}", template, orderId, userId);

    /// <summary>A parcel of an order that leaves before the others.</summary>
    public static Occasion Parcel(string orderId, int number, string template, string userId) =>
        new(string.Create(CultureInfo.InvariantCulture, $"order/{orderId}/{template}/{number}"), template, orderId, userId);

    /// <summary>The receipt of a withdrawal from an order.</summary>
    public static Occasion Withdrawal(string orderId, int number, string userId) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"order/{orderId}/{OrderNotification.Withdrawal}/{number}"),
            OrderNotification.Withdrawal,
            orderId,
            userId
        );

    /// <summary>Somebody asked for the order's link.</summary>
    public static Occasion Link(string orderId, string request, string userId) =>
        new($"order/{orderId}/{OrderNotification.Link}/{request}", OrderNotification.Link, orderId, userId);

    public static Occasion Welcome(string userId) => new($"user/{userId}/welcome", WelcomeTemplate, null, userId);

    public static Occasion Account(AccountNotification asked) =>
        new(
            $"account/{asked.UserId}/{asked.RequestId}",
            asked.Template,
            null,
            // Of whoever is erased nothing is kept under an id.
            asked.Template == AccountLetter.Erased
                ? string.Empty
                : asked.UserId
        );

    public static Occasion Cart(string userId, long version) =>
        new(string.Create(CultureInfo.InvariantCulture, $"cart/{userId}/{version}"), CartLetter.Template, null, userId);

    /// <summary>
    /// The Message-ID (RFC 5322, 3.6.4): a function of the occasion alone, so that a mail sent twice around a crash is recognised as one
    /// by the mailbox it reaches.
    /// </summary>
    public string MessageId(string domain) =>
        $"<{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)).AsSpan(0, 16))}@{domain}>";
}
