// What is to be done today: the numbers with which the desk of staff and of vendors begins.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>How much waits.</summary>
/// <param name="Count">Exact; at most 99.</param>
/// <param name="More">Whether there are more than 99.</param>
/// <param name="Oldest">Since when the one that waits longest waits; of holds and accounts when the next one ends. Null: none.</param>
public sealed record WaitingBody(long Count, bool More, DateTimeOffset? Oldest);

/// <summary>What is to be done. What the caller may not see is null.</summary>
/// <param name="ToPack">Paid orders, of a vendor its parts of them, that nobody has begun to pack.</param>
/// <param name="ToShip">Those that are being packed.</param>
/// <param name="PartlySent">Those of which a part has not left.</param>
/// <param name="PaymentsWaiting">
/// Orders whose payment has been open for an hour: a transfer that does not come, or an outcome that nobody knows.
/// </param>
/// <param name="ReturnsRequested">Returns that wait for an answer.</param>
/// <param name="ReturnsReceived">Returns whose goods are back and whose money is not.</param>
/// <param name="Withdrawals">Withdrawals of the last fourteen days, within which money goes back.</param>
/// <param name="HoldsEnding">Orders whose held money can be taken for less than two days more.</param>
/// <param name="Applications">Applications to sell here that wait for an answer.</param>
/// <param name="PayoutFiles">Files for the bank of which nobody has said what became.</param>
/// <param name="VendorAccounts">Accounts that vendors changed and that staff may confirm before their time.</param>
public sealed record TodayBody(
    WaitingBody? ToPack = null,
    WaitingBody? ToShip = null,
    WaitingBody? PartlySent = null,
    WaitingBody? PaymentsWaiting = null,
    WaitingBody? ReturnsRequested = null,
    WaitingBody? ReturnsReceived = null,
    WaitingBody? Withdrawals = null,
    WaitingBody? HoldsEnding = null,
    WaitingBody? Applications = null,
    WaitingBody? PayoutFiles = null,
    WaitingBody? VendorAccounts = null
);

internal static class TodayRoutes
{
    private static readonly TimeSpan PaymentPatience = TimeSpan.FromHours(1);
    private static readonly TimeSpan HoldNotice = TimeSpan.FromDays(2);
    private static readonly TimeSpan WithdrawalTerm = TimeSpan.FromDays(14);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGroup("/api/orders")
            .Area("Orders")
            .MapGet("/today", Get)
            .WithToken(Permission.OrdersView, Permission.PaymentsView, Permission.PayoutsView, Permission.VendorsEdit)
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "What is to be done today",
                "How many orders, returns, holds, applications and payouts wait for somebody, and since when. Staff see what their permissions let them see, a vendor its own parts; shoppers have nothing to do here."
            )
            .Example(
                response: new TodayBody(
                    new(3, false, Examples.Order.CreatedAt),
                    new(1, false, Examples.Order.CreatedAt),
                    new(0, false, null),
                    new(0, false, null),
                    new(99, true, Examples.Return.CreatedAt),
                    new(0, false, null),
                    new(0, false, null)
                )
            )
            .Refuses(RefusalKind.Forbidden, "permission_missing", "the caller neither works for the shop nor sells here");

    private static async Task<Results<Ok<TodayBody>, ProblemResult>> Get(
        Caller caller,
        [FromKeyedServices("ordering")] Database database,
        TimeProvider clock
    )
    {
        var (orders, payments, payouts, sellers) = (
            caller.May(Permission.OrdersView),
            caller.May(Permission.PaymentsView),
            caller.May(Permission.PayoutsView),
            caller.May(Permission.VendorsEdit)
        );
        if (!orders && !payments && !payouts && !sellers && caller.VendorId is null)
        {
            return Answer.Problem(Permissions.Missing(Permission.OrdersView));
        }

        var now = clock.GetUtcNow();
        long Ms(TimeSpan later) => (now + later).ToUnixTimeMilliseconds();
        return TypedResults.Ok(
            await database.Snapshot(async sql =>
            {
                var vendor = orders ? null : caller.VendorId;
                return new TodayBody(
                    ToPack: await At(Status.Confirmed),
                    ToShip: await At(Status.Processing),
                    PartlySent: await At(Status.PartiallyShipped),
                    PaymentsWaiting: orders ? Body(await TodaySql.Orders(sql, Ms(-PaymentPatience), Status.Pending)) : null,
                    ReturnsRequested: orders ? Body(await TodaySql.Returns(sql, Return.Requested)) : null,
                    ReturnsReceived: orders ? Body(await TodaySql.Returns(sql, Return.Received)) : null,
                    Withdrawals: orders ? Body(await TodaySql.Withdrawals(sql, Ms(-WithdrawalTerm))) : null,
                    HoldsEnding: payments ? Body(await TodaySql.Holds(sql, Ms(HoldNotice))) : null,
                    Applications: sellers ? Body(await TodaySql.Applications(sql, ApplicationState.Sent)) : null,
                    PayoutFiles: payouts ? Body(await TodaySql.PayoutFiles(sql)) : null,
                    VendorAccounts: payouts ? Body(await TodaySql.Accounts(sql, Ms(TimeSpan.Zero))) : null
                );

                async ValueTask<WaitingBody?> At(string status) =>
                    orders ? Body(await TodaySql.Orders(sql, long.MaxValue, status))
                    : vendor is not null ? Body(await TodaySql.Parts(sql, vendor, status))
                    : null;
            })
        );
    }

    private static WaitingBody Body(Waiting waiting) =>
        new(waiting.Count, waiting.More, waiting.OldestMs is { } ms ? OrderBody.Time(ms) : null);
}
