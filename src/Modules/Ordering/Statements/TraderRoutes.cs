// The HTTP routes of who vendors are: a vendor writes its own details and agrees to self-billing; admins do the same for any.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Cartwright.Ordering;

internal static class TraderRoutes
{
    private static readonly DateTimeOffset Then = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);

    private static readonly TraderAskBody Details = new(
        "Ada Lovelace GmbH",
        "DE",
        VatStatus.Registered,
        "Unter den Linden 1",
        "10117",
        "Berlin",
        VatNumber: "DE136695976",
        Register: "Amtsgericht Berlin HRB 12345",
        Email: "ada@example.com",
        Phone: "+49 30 1234567"
    );

    private static readonly TraderBody Example = new(
        "vendor-1",
        2,
        Details,
        new("vies", VatCheck.InForce, Then, "WAPIAAAAW1234567"),
        Then,
        "vendor",
        SelfBillingTerms.Version,
        SelfBillingTerms.Version,
        SelfBillingTerms.Text,
        [],
        Then
    );

    private static readonly TraderChangesBody ChangesExample = new([new(2, Details, true, VatCheck.InForce, "vendor", "user-7", Then)]);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var mine = routes.MapGroup("/api/vendor/trader").Area("Vendor");
        Mine(mine.MapGet("/", Own).Only(Role.Vendor).RequireRateLimiting(RateLimits.Read))
            .Doc("Who you are", "Your details for invoices and for the law on traders, what is missing of them, and for what.")
            .Example(response: Example);
        Writes(Mine(mine.MapPut("/", SaveOwn).Only(Role.Vendor).RequireRateLimiting(RateLimits.Write)))
            .Doc(
                "Give your details",
                "All of them at once. The VAT number is looked up where the shop has a register. Papers that waited for them are written."
            )
            .Example(Details, Example);
        Agreement(Mine(mine.MapPut("/self-billing", AgreeOwn).Only(Role.Vendor).RequireRateLimiting(RateLimits.Write)))
            .Doc("Agree to self-billing, or end it", "Without it the shop writes no invoices in your name.")
            .Example(new SelfBillingAskBody(true, SelfBillingTerms.Version), Example);
        Mine(mine.MapGet("/changes", OwnChanges).Only(Role.Vendor).RequireRateLimiting(RateLimits.Read))
            .Doc("Versions of your details", "Newest first, with who wrote each and when.")
            .Example(response: ChangesExample);

        var all = routes.MapGroup("/api/payouts/traders").Area("Payouts");
        all.MapGet("/{vendor_id}", Of)
            .May(Permission.PayoutsView)
            .RequireRateLimiting(RateLimits.Read)
            .Doc("Who a vendor is", "Its details for invoices and for the law on traders, what is missing of them, and for what.")
            .Example(response: Example);
        Writes(all.MapPut("/{vendor_id}", SaveOf).May(Permission.VendorsEdit).RequireRateLimiting(RateLimits.Write))
            .Doc(
                "Give a vendor's details",
                "All of them at once. The VAT number is looked up where the shop has a register. Papers that waited for them are written."
            )
            .Example(Details, Example);
        Agreement(all.MapPut("/{vendor_id}/self-billing", AgreeOf).May(Permission.VendorsEdit).RequireRateLimiting(RateLimits.Write))
            .Doc(
                "Record a vendor's agreement to self-billing, or its end",
                "For an agreement on paper; a vendor agrees by itself on its page."
            )
            .Example(new SelfBillingAskBody(true, SelfBillingTerms.Version), Example);
        all.MapGet("/{vendor_id}/changes", ChangesOf)
            .May(Permission.PayoutsView)
            .RequireRateLimiting(RateLimits.Read)
            .Doc("Versions of a vendor's details", "Newest first, with who wrote each and when.")
            .Example(response: ChangesExample);
        all.MapDelete("/{vendor_id}", Delete)
            .May(Permission.VendorsEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Forget a vendor's details",
                "With all their versions: for six months after its contract has ended, when the law on traders wants them deleted. What stands on papers stays."
            )
            .Refuses(RefusalKind.NotFound, "trader_not_found", "nothing is known of the vendor");
    }

    private static RouteHandlerBuilder Mine(RouteHandlerBuilder route) =>
        route.Refuses(RefusalKind.Forbidden, "vendor_missing", "the account sells for no vendor");

    private static RouteHandlerBuilder Versioned(RouteHandlerBuilder route) =>
        route
            .Header("If-Match", "The ETag seen, \"0\" or absent for the first details; another version is refused.")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "somebody else has written in between");

    private static RouteHandlerBuilder Writes(RouteHandlerBuilder route) =>
        Versioned(route)
            .Refuses(RefusalKind.Invalid, "vat_number_invalid", "it is no VAT number of the country, or a check digit is wrong")
            .Refuses(RefusalKind.Unavailable, "vat_register_unavailable", "the shop wants numbers looked up, and nobody answers");

    private static RouteHandlerBuilder Agreement(RouteHandlerBuilder route) =>
        Versioned(route)
            .Refuses(RefusalKind.NotFound, "trader_not_found", "nothing is known of the vendor yet")
            .Refuses(RefusalKind.Conflict, "text_changed", "another text is to be agreed to now");

    private static async Task<Results<Ok<TraderBody>, ProblemResult>> Own(
        Caller caller,
        TraderStore store,
        ShopSeller shop,
        HttpContext context
    ) =>
        VendorRoutes.VendorOf(caller).Is(out var vendorId, out var refused)
            ? await Shown(vendorId, store, shop, context)
            : Answer.Problem(refused);

    private static async Task<Results<Ok<TraderBody>, ProblemResult>> Of(
        [FromRoute(Name = "vendor_id")] string vendorId,
        TraderStore store,
        ShopSeller shop,
        HttpContext context
    ) => await Shown(vendorId, store, shop, context);

    private static async Task<Results<Ok<TraderBody>, ProblemResult>> SaveOwn(
        Body<TraderAskBody> body,
        Caller caller,
        TraderSaving saving,
        HttpContext context,
        CancellationToken cancel
    ) =>
        VendorRoutes.VendorOf(caller).Is(out var vendorId, out var refused)
            ? await saving.Save(vendorId, body.Value, new Actor("vendor", caller.UserId), context, cancel)
            : Answer.Problem(refused);

    private static Task<Results<Ok<TraderBody>, ProblemResult>> SaveOf(
        [FromRoute(Name = "vendor_id")] string vendorId,
        Body<TraderAskBody> body,
        Caller caller,
        TraderSaving saving,
        HttpContext context,
        CancellationToken cancel
    ) => saving.Save(vendorId, body.Value, new Actor("admin", caller.UserId), context, cancel);

    private static async Task<Results<Ok<TraderBody>, ProblemResult>> AgreeOwn(
        Body<SelfBillingAskBody> body,
        Caller caller,
        TraderSaving saving,
        HttpContext context,
        CancellationToken cancel
    ) =>
        VendorRoutes.VendorOf(caller).Is(out var vendorId, out var refused)
            ? await saving.Agree(vendorId, body.Value, new Actor("vendor", caller.UserId), context, cancel)
            : Answer.Problem(refused);

    private static Task<Results<Ok<TraderBody>, ProblemResult>> AgreeOf(
        [FromRoute(Name = "vendor_id")] string vendorId,
        Body<SelfBillingAskBody> body,
        Caller caller,
        TraderSaving saving,
        HttpContext context,
        CancellationToken cancel
    ) => saving.Agree(vendorId, body.Value, new Actor("admin", caller.UserId), context, cancel);

    private static async Task<Results<Ok<TraderChangesBody>, ProblemResult>> OwnChanges(Caller caller, TraderStore store) =>
        VendorRoutes.VendorOf(caller).Is(out var vendorId, out var refused)
            ? TypedResults.Ok(new TraderChangesBody([.. (await store.Changes(vendorId)).Select(TraderChangeBody.Of)]))
            : Answer.Problem(refused);

    private static async Task<Ok<TraderChangesBody>> ChangesOf([FromRoute(Name = "vendor_id")] string vendorId, TraderStore store) =>
        TypedResults.Ok(new TraderChangesBody([.. (await store.Changes(vendorId)).Select(TraderChangeBody.Of)]));

    private static async Task<Results<NoContent, ProblemResult>> Delete(
        [FromRoute(Name = "vendor_id")] string vendorId,
        TraderStore store
    ) => await store.Delete(vendorId) ? TypedResults.NoContent() : Answer.Problem(TraderStore.NotFound);

    private static async Task<Results<Ok<TraderBody>, ProblemResult>> Shown(
        string vendorId,
        TraderStore store,
        ShopSeller shop,
        HttpContext context
    )
    {
        var kept = await store.Get(vendorId);
        context.Response.Headers.ETag = Conditional.ETag(kept?.Version ?? 0);
        return TypedResults.Ok(TraderBody.Of(vendorId, kept, shop.Who));
    }
}

/// <summary>What both doors of a vendor's details do with what was asked.</summary>
internal sealed partial class TraderSaving(
    TraderDesk desk,
    StatementPapers papers,
    ShopSeller shop,
    [Steady] TimeProvider clock,
    ILogger<TraderSaving> log
)
{
    /// <summary>Months of one vendor that are looked at at once: ten years.</summary>
    private const int MonthsMax = 120;

    private static Refusal TextChanged { get; } =
        Refusal.Conflict(
            "text_changed",
            $"The text has changed since it was read. Read version {SelfBillingTerms.Version} of it, and agree to that."
        );

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<Results<Ok<TraderBody>, ProblemResult>> Save(
        string vendorId,
        TraderAskBody asked,
        Actor actor,
        HttpContext context,
        CancellationToken cancel
    ) =>
        (
            new Check().Text("vendor_id", vendorId).Refused is { } faulty ? Answer.Problem(faulty)
            : !Seen(context).Is(out var seen, out var refused) ? Answer.Problem(refused)
            : await Answered(vendorId, await desk.Save(vendorId, asked, seen, actor, Now, cancel), context)
        );

    public async Task<Results<Ok<TraderBody>, ProblemResult>> Agree(
        string vendorId,
        SelfBillingAskBody asked,
        Actor actor,
        HttpContext context,
        CancellationToken cancel
    ) =>
        (
            asked.Agrees && asked.Text != SelfBillingTerms.Version ? Answer.Problem(TextChanged)
            : !Seen(context).Is(out var seen, out var refused) ? Answer.Problem(refused)
            : await Answered(vendorId, await desk.Agree(vendorId, asked.Agrees, seen, actor, Now), context)
        );

    // No header and the version 0 both say that nothing was there.
    private static Outcome<long?> Seen(HttpContext context) => context.Request.IfMatch().Then(version => version is 0 ? null : version);

    private async ValueTask<Results<Ok<TraderBody>, ProblemResult>> Answered(string vendorId, Outcome<KeptTrader> done, HttpContext context)
    {
        if (!done.Is(out var kept, out var refused))
        {
            return Answer.Problem(refused);
        }

        // What has waited for this is written now; what still cannot be, the page of statements tells, and the next hour tries again.
        foreach (var (_, month) in (await papers.Due((vendorId, string.Empty), MonthsMax)).Where(due => due.VendorId == vendorId))
        {
            if ((await papers.Write(vendorId, month, Now)).Refused is { } why)
            {
                LogRefused(log, month, vendorId, why.Detail);
            }
        }

        context.Response.Headers.ETag = Conditional.ETag(kept.Version);
        return TypedResults.Ok(TraderBody.Of(vendorId, kept, shop.Who));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The papers of {Month} of the vendor {VendorId} cannot be written: {Why}")]
    private static partial void LogRefused(ILogger log, string month, string vendorId, string why);
}
