// The paper that goes along with a mail about an order: the invoice with the confirmation, the credit note with the end.
using Cartwright.Contracts;

namespace Cartwright.Notifications;

/// <summary>Asks Ordering for it when the mail goes out, so that no event and no row has a file in it.</summary>
public sealed class FetchPaper(IOrdering ordering)
{
    /// <summary>
    /// Tries after which a mail goes without: it says that an order was paid, and its link leads to the page that has the paper.
    /// </summary>
    public const int TriesMax = 3;

    /// <summary>
    /// The mail with its paper; as it is where there is none, or where none can be had after so many tries. Throws
    /// <see cref="IOException"/> while it may still come.
    /// </summary>
    public async ValueTask<FullMail> Along(FullMail mail, CancellationToken cancel)
    {
        var kind = mail.Row.Template switch
        {
            "confirmed" => "invoice",
            "cancelled" or "returned" => "credit_note",
            _ => null,
        };

        // Mails that programs outside ask for are about orders of theirs.
        if (kind is null || mail.Row.OrderId is not { } orderId || mail.Row.UserId.Length == 0)
        {
            return mail;
        }

        var asked = await ordering.GetPaper(new() { OrderId = orderId, Kind = kind }, cancel);
        return asked.Is(out var file, out var refused) ? mail with { Attached = new(file.Number + ".pdf", file.Pdf.ToByteArray()) }
            : refused.Kind != RefusalKind.Unavailable || refused.Code == "pdf_unavailable" || mail.Row.Tries >= TriesMax ? mail
            : throw new IOException($"The paper of this mail cannot be had now: {refused.Detail}");
    }
}
