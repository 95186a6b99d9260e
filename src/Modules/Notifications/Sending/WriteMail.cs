// Puts a mail into the mailbox once an occasion, whatever the number of events that ask for it.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Notifications;

/// <summary>The effects of the events that ask for mail.</summary>
/// <param name="links">Tells the shop's own requests about accounts from made-up ones.</param>
/// <param name="waiting">Raised when a mail waits for the sender.</param>
/// <param name="stops">Knows who is not reminded any more.</param>
/// <param name="templates">Knows the words and the language.</param>
public sealed class WriteMail(
    MailSettings settings,
    MailLinks links,
    IIds ids,
    TimeProvider clock,
    Signal waiting,
    ReminderStop stops,
    MailTemplates templates
)
{
    /// <param name="tx">The inbox's transaction.</param>
    /// <param name="asked">What the event asks for.</param>
    /// <param name="e">The event: the bodies are made of its data when the mail is sent or read.</param>
    public ValueTask About(Transaction tx, OrderNotification asked, Event e)
    {
        if (!OutsideMail.IsOutside(e))
        {
            return Put(tx, OccasionOf(asked), asked.Recipient, asked.Language, e.Data, e);
        }

        var tidy = OutsideMail.Tidy(asked, e);
        return Put(
            tx,
            Occasion.Order(Outside.Id(e.Source, tidy.OrderId), tidy.Template, string.Empty),
            tidy.Recipient,
            tidy.Language,
            JsonSerializer.Serialize(tidy, Event.Json),
            e
        );
    }

    // Parcels leave one after the other, each with a mail of its own; of withdrawals there may be several, too.
    private static Occasion OccasionOf(OrderNotification asked) =>
        asked is { Template: OrderNotification.Link, Request: { } request } ? Occasion.Link(asked.OrderId, request, asked.Order.UserId)
        : asked.Withdrawn is { } withdrawn ? Occasion.Withdrawal(asked.OrderId, withdrawn.Number, asked.Order.UserId)
        : asked is { Template: OrderLetter.PartiallyShipped, Parcels: [{ } first, ..] }
            ? Occasion.Parcel(asked.OrderId, first.Number, asked.Template, asked.Order.UserId)
        : Occasion.Order(asked.OrderId, asked.Template, asked.Order.UserId);

    /// <summary>
    /// The same about an account. Only the shop itself may ask for it: one whose link is not sealed by it is parked where people see it.
    /// </summary>
    public ValueTask About(Transaction tx, AccountNotification asked, Event e) =>
        AccountLetter.Knows(asked.Template) && links.Open(asked) is not null
            ? Put(tx, Occasion.Account(asked), asked.Recipient, asked.Language, e.Data, e)
            : throw new InvalidDataException("An account_notification comes from the shop alone; this one is not sealed with its key.");

    /// <summary>The same for a new account.</summary>
    public ValueTask Welcome(Transaction tx, UserFacts user, Event e) =>
        Put(tx, Occasion.Welcome(user.UserId), user.Email, user.Language, e.Data, e);

    /// <summary>The same for an abandoned cart.</summary>
    public ValueTask Remind(Transaction tx, CartReminder cart, Event e) =>
        Put(tx, Occasion.Cart(cart.UserId, cart.Version), cart.Recipient, cart.Language, e.Data, e);

    /// <summary>
    /// The same for a product that runs low, where somebody wants to be told (<c>Mail:LowStock</c>): in the shop's language.
    /// </summary>
    /// <param name="nameOf">What the catalog says of a product, or null while it does not answer: the mail goes out all the same.</param>
    public async ValueTask RunsLow(
        Transaction tx,
        StockFacts stock,
        Event e,
        string shopUrl,
        Func<string, ValueTask<(string Name, string? Sku)?>> nameOf
    )
    {
        if (settings.LowStock is not { } staff)
        {
            return;
        }

        var known = await nameOf(stock.ProductId);
        var notice = new LowStockNotice(
            stock.ProductId,
            known?.Name,
            known?.Sku,
            stock.Available,
            $"{shopUrl}/admin/stock?q={Uri.EscapeDataString(stock.ProductId)}",
            staff
        );
        await Put(tx, StockLetter.OccasionOf(stock), staff, null, JsonSerializer.Serialize(notice, Event.Json), e);
    }

    // Whoever wants no reminders gets none, whichever it is.
    private async ValueTask Put(Transaction tx, Occasion occasion, string to, string? language, string data, Event e)
    {
        if (MailKinds.Of(occasion.Template) == MailKind.Reminder && await MailStore.IsStopped(tx, stops.NameOf(to)))
        {
            return;
        }

        var address = MailText.IsAddress(to);
        var status =
            !address ? "failed"
            : settings.Smtp is null ? "sent"
            : "queued";
        var spoken = templates.LanguageOf(language);
        var (subject, version) = await Words(tx, occasion.Template, spoken, data);
        MailStore.Add(
            tx,
            ids.Next(),
            occasion,
            occasion.MessageId(settings.MessageIdDomain),
            MailText.OneLine(to ?? string.Empty),
            subject,
            data,
            status,
            address ? null : "The recipient is not an e-mail address.",
            clock.GetUtcNow().ToUnixTimeMilliseconds(),
            Cause.Of(e.TraceParent).TraceParent,
            spoken,
            version
        );
        if (status == "queued")
        {
            // For a mail that was there already the sender looks once in vain, which costs less than to ask each time.
            tx.OnCommitted(waiting.Raise);
        }
    }

    /// <summary>
    /// The subject, and the version of the owner's words that the mail is written with from now on. Where they make no mail of this
    /// event, those of the program do, and staff are told: the whole mail is tried here, while somebody can still be.
    /// </summary>
    private async ValueTask<(string Subject, long? Version)> Words(Transaction tx, string template, string language, string data)
    {
        var own = await templates.InForce(tx, template, language);
        var pen = new MailPen(MailLanguage.Of(language), templates.Face, own?.Words);
        var letter = Letter.Of(template, data, own is null ? null : links, pen);
        if (letter.Fault is not { } fault)
        {
            return (letter.Subject, own?.Version);
        }

        await templates.Tell(tx, template, language, own!.Version, fault);
        return (letter.Subject, null);
    }
}
