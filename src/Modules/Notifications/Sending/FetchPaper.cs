// The papers that go along with a mail about an order: the invoice with the confirmation, or with the first parcel where that is what it is
// paid with; the credit note with the end.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Notifications;

/// <summary>Asks Ordering for them when the mail goes out, so that no event and no row has a file in it.</summary>
public sealed class FetchPaper(IOrdering ordering)
{
    /// <summary>
    /// Tries after which a mail goes without: it says that an order was paid, and its link leads to the page that has the paper.
    /// </summary>
    public const int TriesMax = 3;

    /// <summary>Papers of one mail; what edits have written beyond that stands on the order's page.</summary>
    public const int PapersMax = 10;

    private const string Invoice = "invoice";

    /// <summary>
    /// The mail with its papers; as it is where there is none, or where none can be had after so many tries. Throws
    /// <see cref="IOException"/> while they may still come.
    /// </summary>
    public async ValueTask<FullMail> Along(FullMail mail, CancellationToken cancel)
    {
        // Mails that programs outside ask for are about orders of theirs.
        if (mail.Row.OrderId is not { } orderId || mail.Row.UserId.Length == 0)
        {
            return mail;
        }

        switch (mail.Row.Template)
        {
            case "confirmed":
                return (await Ask(mail, new() { OrderId = orderId, Kind = Invoice }, cancel)) is { } invoice ? With(mail, invoice) : mail;
            case "cancelled" or "returned":
                return (await Ask(mail, new() { OrderId = orderId, Kind = "credit_note" }, cancel)) is { } credit
                    ? With(mail, credit)
                    : mail;
            case OrderLetter.PartiallyShipped or "shipped":
                return await OfParcel(mail, orderId, cancel);
            default:
                return mail;
        }
    }

    // What was written since the mail before: the invoice, where the order is paid with its first parcel, and those of edits since.
    private async ValueTask<FullMail> OfParcel(FullMail mail, string orderId, CancellationToken cancel)
    {
        if (JsonSerializer.Deserialize<OrderNotification>(mail.Data, Event.Json)?.Order is not { Sequence: > 0 and var told })
        {
            return mail;
        }

        var (next, after) = (mail, 0L);
        while ((next.Attached?.Count ?? 0) < PapersMax)
        {
            var asked = new GetPaperRequest
            {
                OrderId = orderId,
                Kind = Invoice,
                ToldBy = told,
                After = after,
            };
            if (await Ask(mail, asked, cancel) is not { } file || file.Sequence <= after)
            {
                break;
            }

            (next, after) = (With(next, file), file.Sequence);
        }

        return next;
    }

    private async ValueTask<PaperFile?> Ask(FullMail mail, GetPaperRequest request, CancellationToken cancel)
    {
        var asked = await ordering.GetPaper(request, cancel);
        return asked.Is(out var file, out var refused) ? file
            : refused.Kind != RefusalKind.Unavailable || refused.Code == "pdf_unavailable" || mail.Row.Tries >= TriesMax ? null
            : throw new IOException($"The paper of this mail cannot be had now: {refused.Detail}");
    }

    private static FullMail With(FullMail mail, PaperFile file) =>
        mail with
        {
            Attached = [.. mail.Attached ?? [], new(file.Number + ".pdf", file.Pdf.ToByteArray())],
        };
}
