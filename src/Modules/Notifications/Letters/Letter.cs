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
/// <param name="Fault">Why the owner's words could not be used and those of the program stand in their place; else null.</param>
/// <param name="Language">The tag of the language it is in.</param>
public sealed record Letter(
    string Subject,
    string Text,
    string Html,
    string? OneClick = null,
    string? Fault = null,
    string Language = Languages.Default
)
{
    /// <summary>Characters of a subject as it goes out: mail programs show no more.</summary>
    public const int SubjectCharsMax = 200;

    /// <summary>The letter that an event asked for.</summary>
    /// <param name="template">The name of its template.</param>
    /// <param name="data">The event's data.</param>
    /// <param name="links">What opens a sealed link; null leaves it out.</param>
    /// <param name="pen">With what it is written; null for <see cref="MailPen.Plain"/>.</param>
    /// <exception cref="MailRefused">A sealed link cannot be opened.</exception>
    public static Letter Of(string template, string data, MailLinks? links = null, MailPen? pen = null) =>
        template switch
        {
            _ when AccountLetter.Knows(template) => OfAccount(Read<AccountNotification>(data), links, pen),
            Occasion.WelcomeTemplate => WelcomeLetter.Write(Read<UserFacts>(data), pen),
            CartLetter.Template => OfCart(Read<CartReminder>(data), links, pen),
            StockLetter.Template => StockLetter.Write(Read<LowStockNotice>(data), pen),
            _ => OfOrder(Read<OrderNotification>(data), links, pen),
        };

    /// <summary>
    /// The letter that a template makes of a model: the owner's words where they hold, else those that come with the program. A mail is
    /// never lost for its words.
    /// </summary>
    internal static Letter Of(string template, LetterModel model)
    {
        var kept = TemplateText.Default(template, model.Pen.Language.Code);
        if (model.Pen.Own is not { } own)
        {
            return Render(kept, model);
        }

        try
        {
            return Render(own, model, TemplateVariables.Of(template));
        }
        catch (TemplateFault fault)
        {
            return Render(kept, model) with { Fault = fault.Message };
        }
    }

    /// <exception cref="TemplateFault">The words make no mail.</exception>
    internal static Letter Render(TemplateText words, LetterModel model, IReadOnlyList<TemplateVariable>? must = null)
    {
        var subject = SubjectOf(TemplateLiquid.Subject(words.Subject, model));
        var marked = MailMarkup.Of(TemplateLiquid.Body(words.Body, model), model);
        if (must?.FirstOrDefault(one => one.Required is not null && !IsIn(one, subject, marked, model)) is { } missing)
        {
            throw new TemplateFault($"{{{{ {missing.Name} }}}} is not in the mail: {missing.Required}.");
        }

        var text = string.Join('\n', [marked.Text, model.Pen.Face.Name, .. MailFrame.Footer(model.Pen)]) + "\n";
        return new(
            subject,
            text,
            MailFrame.Whole(model.Pen, marked.Headline.Length > 0 ? marked.Headline : subject, marked.Html),
            Language: model.Pen.Language.Code
        );
    }

    private static string SubjectOf(string rendered)
    {
        if (MailMarkup.HasMark(rendered))
        {
            throw new TemplateFault("A link of the recipient's own stands in the body alone, never in the subject.");
        }

        var subject = string.Join(' ', MailText.OneLine(rendered).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return subject.Length is > 0 and <= SubjectCharsMax ? subject
            : subject.Length == 0 ? throw new TemplateFault("The subject is empty.")
            : throw new TemplateFault($"The subject is longer than {SubjectCharsMax} characters.");
    }

    // A block that has nothing to tell is in every mail.
    private static bool IsIn(TemplateVariable one, string subject, MarkedUp marked, LetterModel model)
    {
        if (one.Kind == TemplateVariables.Block)
        {
            return marked.Blocks.Contains(one.Name) || model.Blocks[one.Name].Html.Length == 0;
        }

        if (one.Kind == TemplateVariables.Link)
        {
            // Whether or not it is shown here: the mailbox of the staff has the mail that was sent.
            return marked.Links.Contains(one.Name) || !model.Links.ContainsKey(one.Name);
        }

        var value =
            one.Name.Split('.') is [var root, var name] && model.Roots[root] is Dictionary<string, object?> group
                ? group.GetValueOrDefault(name) as string
                : null;
        return string.IsNullOrEmpty(value)
            || subject.Contains(value, StringComparison.Ordinal)
            || (
                marked.Text.Contains(value, StringComparison.Ordinal)
                && marked.Html.Contains(MailText.Escape(value), StringComparison.Ordinal)
            );
    }

    private static Letter OfOrder(OrderNotification asked, MailLinks? links, MailPen? pen) =>
        OrderLetter.Write(asked, links?.ToOrder(asked), pen);

    private static Letter OfCart(CartReminder cart, MailLinks? links, MailPen? pen)
    {
        var (page, oneClick) = links?.StopFor(cart) ?? default;
        return CartLetter.Write(cart, page, pen) with { OneClick = oneClick };
    }

    private static Letter OfAccount(AccountNotification asked, MailLinks? links, MailPen? pen) =>
        AccountLetter.Write(
            asked,
            links is null
                ? null
                : links.Open(asked)
                    ?? throw new MailRefused("The link of this mail was sealed with another key than the shop's. Ask for a new one."),
            pen
        );

    private static T Read<T>(string data) =>
        JsonSerializer.Deserialize<T>(data, Event.Json) ?? throw new JsonException("A mail has no data.");
}

/// <summary>Why a mail is written. There is at most one mail an occasion, for ever.</summary>
/// <param name="Key">
/// Unique: order and template, order, template and parcel, user and template, account and request, or cart and version.
/// </param>
/// <param name="Template">The name of the template.</param>
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
