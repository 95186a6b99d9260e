// What staff write down about an order: for each other, and never for whoever ordered. A note stays as it was written.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

internal sealed class OrderNotes([FromKeyedServices("ordering")] Database database, OrderStore store, IIds ids, [Steady] TimeProvider clock)
{
    private const int NoteCharsMax = 4_000;

    private static readonly Refusal Full = Refusal.Conflict(
        "notes_full",
        $"There are {Limits.OrderNotesMax} notes about this order, which is as many as it can have."
    );

    private static readonly Refusal Erased = Refusal.Conflict(
        "order_erased",
        "Whoever ordered was erased: nothing is written about the order any more."
    );

    /// <summary>Notes about an order, newest first. Refused with <c>order_not_found</c>, <c>invalid_cursor</c>.</summary>
    public async Task<Outcome<Page<OrderNoteBody>>> Page(string orderId, PageRequest page)
    {
        var purpose = "order notes\n" + orderId;
        if (!page.After(purpose, 1).Is(out var after, out var refused))
        {
            return refused;
        }

        if (await store.Get(orderId) is null)
        {
            return OrderStore.NotFound;
        }

        var rows = await database.Read(sql => OrderNoteSql.Page(sql, orderId, after?[0], page.Limit + 1));
        return page.Page(purpose, rows, OrderNoteBody.Of, note => [note.Id]);
    }

    /// <summary>
    /// Keeps a note. Refused with <c>validation_failed</c>, <c>order_not_found</c>, <c>order_erased</c>, <c>notes_full</c>.
    /// </summary>
    public async Task<Outcome<OrderNoteBody>> Write(Caller by, string orderId, string? text)
    {
        var check = new Check()
            .That(text is not null, "text", "is required")
            .Text("text", text, NoteCharsMax, lines: true)
            .Straight("text", text);
        if (check.Refused is { } faulty)
        {
            return faulty;
        }

        var note = new OrderNote(ids.Next(), by.UserId, by.Email ?? string.Empty, text!.Trim(), clock.GetUtcNow().ToUnixTimeMilliseconds());
        return await database.Write<Outcome<OrderNoteBody>>(async tx =>
        {
            // Held until the commit, so that an erasure in between forgets this note too.
            if ((await EraseSql.Hold(tx, [orderId])).Count == 0)
            {
                return OrderStore.NotFound;
            }

            if (await EraseSql.SealOf(tx, orderId) is { ErasedTo: > 0 })
            {
                return Erased;
            }

            if (await OrderNoteSql.Count(tx, orderId) >= Limits.OrderNotesMax)
            {
                return Full;
            }

            await OrderNoteSql.Add(tx, orderId, note);
            return OrderNoteBody.Of(note);
        });
    }
}
