// The HTTP routes of notes about orders. Staff alone: whoever ordered and whoever sells in it learns of none.
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Ordering;

/// <summary>Body of a note.</summary>
public sealed record OrderNoteAskBody(string Text);

/// <summary>What somebody of the shop wrote down about an order.</summary>
/// <param name="Author">The address that the author signed in with; empty once the author is erased.</param>
public sealed record OrderNoteBody(string NoteId, string Text, string AuthorId, string Author, DateTimeOffset WrittenAt)
{
    internal static OrderNoteBody Of(OrderNote note) => new(note.Id, note.Text, note.AuthorId, note.Author, OrderBody.Time(note.WrittenMs));
}

internal static class OrderNoteRoutes
{
    private static readonly OrderNoteBody Example = new(
        "0199a1b2-0000-7000-8000-0000000000aa",
        "Rang her: leave it with the neighbour.",
        "018f2c3a-7b1e-7c55-9d40-5f0a4d1f2b77",
        "sam@example.com",
        OrderBody.Time(1_780_000_000_000)
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        var notes = routes.MapGroup("/api/orders/{order_id}/notes").Area("Orders");
        notes
            .MapGet(string.Empty, List)
            .May(Permission.OrdersView)
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "Notes about an order",
                "What staff wrote down for each other, newest first. No page and no mail shows them to the customer; the file of a person's data has them."
            )
            .Example(response: Examples.Page(Example))
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order");
        notes
            .MapPost(string.Empty, Write)
            .May(Permission.OrdersEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Write a note about an order",
                "It stays as it was written, with who wrote it and when, and goes when the customer is erased."
            )
            .Example(new OrderNoteAskBody(Example.Text), Example)
            .Produces<OrderNoteBody>(StatusCodes.Status201Created)
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order")
            .Refuses(RefusalKind.Conflict, "order_erased", "whoever ordered was erased")
            .Refuses(RefusalKind.Conflict, "notes_full", "the order has as many notes as it can");
    }

    private static async Task<Results<Ok<Page<OrderNoteBody>>, ProblemResult>> List(
        [FromRoute(Name = "order_id")] string orderId,
        PageRequest page,
        OrderNotes notes
    ) => Answer.Ok(await notes.Page(orderId, page));

    private static async Task<Results<Created<OrderNoteBody>, ProblemResult>> Write(
        [FromRoute(Name = "order_id")] string orderId,
        Body<OrderNoteAskBody> body,
        Caller caller,
        OrderNotes notes
    ) =>
        (await notes.Write(caller, orderId, body.Value.Text)).Is(out var note, out var refused)
            ? TypedResults.Created($"/api/orders/{orderId}/notes", note)
            : Answer.Problem(refused);
}
