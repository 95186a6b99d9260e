// The HTTP routes of categories.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Catalog.Categories;

internal static class CategoryRoutes
{
    private const string Id = "018f2c3a-7b1e-7c55-9d40-5f0a4d1f2b77";

    private const string IfMatch = "The `version` you read, as an ETag (`\"7\"`): the change is made only if it still is the present one.";

    private static readonly CategoryReply Shown = new(
        Id,
        null,
        "Clothing",
        "Clothing",
        "clothing",
        "clothing",
        0,
        "What people wear.",
        null,
        null,
        42,
        1,
        DateTimeOffset.UnixEpoch,
        null,
        []
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("/api/categories").Area("Catalog");
        open.MapGet(string.Empty, List)
            .Anyone()
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "Get the tree of categories",
                "All of it, siblings in their order, each with the number of products for sale in it and below it. A product names its category by `path`."
            )
            .Header("If-None-Match", "The ETag you have.")
            .Produces<CategoriesReply>()
            .Produces(StatusCodes.Status304NotModified)
            .Example(response: new CategoriesReply([Shown]));
        open.MapGet("/by-slug/{**slug_path}", BySlug)
            .Anyone()
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "Get a category by its address",
                "The category whose path of slugs it is, or, where none has it now, whose it was; `slug_path` in the answer is the present one. With what is below it and the way to it."
            )
            .Header("If-None-Match", "The ETag you have.")
            .Refuses(RefusalKind.NotFound, "category_not_found", "no category has or had this address")
            .Produces<CategoryPageReply>()
            .Produces(StatusCodes.Status304NotModified)
            .Example(response: new CategoryPageReply(Shown, []));
        var staff = routes.MapGroup("/api/categories").Area("Catalog").May(Permission.ProductsEdit).RequireRateLimiting(RateLimits.Write);
        staff
            .MapPost(string.Empty, Create)
            .Doc(
                "Make a category",
                $"At the root, or below `parent_id`; up to {CategoryPath.DepthMax} levels, {CategoryTree.ChildrenMax} children of one and {CategoryTree.NodesMax} in all. "
                    + "A product written with a category that is not there yet makes it too."
            )
            .Refuses(RefusalKind.Conflict, "category_exists", "a sibling has this name, whatever its case; `category_id` names it")
            .Refuses(RefusalKind.Conflict, "slug_taken", "a sibling has this slug")
            .Refuses(RefusalKind.Conflict, "too_many_categories", "there are as many as there may be")
            .Refuses(RefusalKind.Conflict, "category_moving", "products are still on their way out of this name after a rename")
            .Produces<CategoryReply>(StatusCodes.Status201Created)
            .Example(new CategoryBody("Clothing", Description: "What people wear."), Shown);
        staff
            .MapPatch("/{category_id}", Change)
            .TakesPartOf<CategoryBody>()
            .Doc(
                "Rename, move or change a category",
                "Absent members stay (RFC 7396). With another name or parent its products, those below it, and the promotions that name them follow: at once for "
                    + "whoever asks by category, and one after the other in their own data (`moving` says so until all have). The old address leads to the new one."
            )
            .Header("If-Match", IfMatch)
            .Refuses(RefusalKind.NotFound, "category_not_found", "there is no such category")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "it has changed since the version in If-Match")
            .Refuses(RefusalKind.Conflict, "category_exists", "a sibling has this name, whatever its case; nothing was changed")
            .Refuses(RefusalKind.Conflict, "category_below_itself", "the new parent is the category itself or below it")
            .Refuses(RefusalKind.Conflict, "slug_taken", "a sibling has this slug")
            .Refuses(RefusalKind.Conflict, "category_moving", "products are still on their way out of this name after a rename")
            .Refuses(RefusalKind.Conflict, "too_many_moves", $"{CategoryTree.MovesMax} renames and moves are being carried out")
            .Produces<CategoryReply>()
            .Example(new JsonObject { ["name"] = "Clothes" }, Shown with { Name = "Clothes", Path = "Clothes", Version = 2 });
        staff
            .MapDelete("/{category_id}", Delete)
            .Produces(StatusCodes.Status204NoContent)
            .Doc(
                "Delete a category",
                "One without categories below it. Its products go to `move_to`, and so does whoever has its address; promotions for it do not follow. Repeating is done already."
            )
            .Header("If-Match", IfMatch)
            .Query("move_to", "The category that its products go to.")
            .Refuses(RefusalKind.Conflict, "category_has_children", "there are categories below it")
            .Refuses(RefusalKind.Conflict, "category_has_products", "there are products in it, and no `move_to`")
            .Refuses(RefusalKind.Conflict, "too_many_moves", $"{CategoryTree.MovesMax} renames and moves are being carried out")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "it has changed since the version in If-Match")
            .Refuses(RefusalKind.Invalid, "validation_failed", "`move_to` is no other category");
    }

    private static async Task<IResult> List(HttpContext context, ShowCategories show)
    {
        var written = await show.Written();
        return context.NotModifiedForAll(written.ETag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : Answer.Json(written.Utf8);
    }

    private static async Task<IResult> BySlug(
        string slug_path,
        HttpContext context,
        CategoryBook book,
        FindPages pages,
        ShowCategories show
    )
    {
        var tree = await book.Tree();
        return await pages.Category(tree, slug_path) is { } node
            ? context.ForAll(await show.One(tree, node))
            : Answer.Problem(Refusal.NotFound("category_not_found", "No category has this address, and none had it."));
    }

    private static async Task<IResult> Create(
        Body<CategoryBody> body,
        EditCategories edit,
        CategoryBook book,
        ShowCategories show,
        HttpContext context,
        CancellationToken cancel
    ) => await Answered(await edit.Create(body.Value, cancel), book, show, context, StatusCodes.Status201Created);

    private static async Task<IResult> Change(
        string category_id,
        Body<JsonObject> body,
        Caller caller,
        EditCategories edit,
        CategoryBook book,
        ShowCategories show,
        HttpContext context,
        CancellationToken cancel
    ) =>
        context.Request.IfMatch().Is(out var version, out var refused)
            ? await Answered(
                await edit.Change(category_id, body.Value, version, caller.UserId, cancel),
                book,
                show,
                context,
                StatusCodes.Status200OK
            )
            : Answer.Problem(refused);

    private static async Task<IResult> Delete(
        string category_id,
        [FromQuery] string? move_to,
        Caller caller,
        EditCategories edit,
        HttpContext context,
        CancellationToken cancel
    ) =>
        context.Request.IfMatch().Is(out var version, out var refused)
            ? Answer.NoContent(
                await edit.Delete(category_id, string.IsNullOrEmpty(move_to) ? null : move_to, version, caller.UserId, cancel)
            )
            : Answer.Problem(refused);

    private static async Task<IResult> Answered(
        Outcome<string> outcome,
        CategoryBook book,
        ShowCategories show,
        HttpContext context,
        int status
    )
    {
        if (!outcome.Is(out var id, out var refused))
        {
            return Answer.Problem(refused);
        }

        var tree = await book.Tree();
        if (tree.Find(id) is not { } node)
        {
            return Answer.Problem(EditCategories.NotFound);
        }

        context.Response.Headers.ETag = Conditional.ETag(node.Version);
        return TypedResults.Json((await show.One(tree, node)).Category, Json.Options, statusCode: status);
    }
}
