// POST /api/orders/lookup: whoever has lost the mail of an order gets its link again, by mail and never in the answer.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <param name="OrderId">The order's id, or its number as mails and pages show it (the last eight characters).</param>
/// <param name="Email">The address it was ordered with.</param>
internal sealed record LookUpBody(string OrderId, string Email);

/// <param name="Detail">What happens now.</param>
internal sealed record LookUpReply(string Detail);

/// <summary>Finds the order and has its mail sent once more, with nothing but its link in mind.</summary>
internal sealed class LookUpOrder(
    [FromKeyedServices("ordering")] Database database,
    OrderStore store,
    OrderKeys keys,
    IIds ids,
    [Steady] TimeProvider clock
)
{
    /// <summary>Mails that a mailbox gets within an hour.</summary>
    public const int MailboxMax = 3;

    /// <summary>Questions of one network within an hour: enough for an office, too few to try numbers.</summary>
    public const int NetworkMax = 30;

    private const int OrderIdCharsMax = 36;
    private const long HourMs = 3_600_000;

    internal static readonly LookUpReply Reply = new(
        "If there is an order with this number and address, a mail with its link is on its way to the address."
    );

    /// <summary>
    /// The same answer whatever was found, and one insert whatever it is. Beyond the bounds nothing is sent, and nobody is told.
    /// </summary>
    /// <param name="body">Which order, and whose.</param>
    /// <param name="network">Where the question comes from.</param>
    public async Task<Outcome<LookUpReply>> Do(LookUpBody body, string network)
    {
        var number = body.OrderId.Trim().TrimStart('#').ToLowerInvariant();
        var email = body.Email.Trim();
        var check = new Check()
            .That(
                number.Length is >= OrderWords.ShortIdChars and <= OrderIdCharsMax && number.All(c => char.IsAsciiHexDigit(c) || c == '-'),
                "order_id",
                "must be the order's number, such as 1A2B3C4D, or its whole id"
            )
            .Email("email", email);
        if (check.Refused is { } refused)
        {
            return refused;
        }

        var mailbox = EmailAddress.Mailbox(email) ?? email;
        var from = keys.Hidden("network\n" + network);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var found = await Find(number, mailbox);
        return await database.Write(async tx =>
        {
            if (await LookUpSql.OfNetwork(tx, from, now - HourMs) >= NetworkMax)
            {
                return Reply;
            }

            // Mails are counted, not questions: a wrong number takes none of the mailbox's.
            var id = ids.Next();
            var counted = keys.Hidden(found is null ? "nothing\n" + id : "mailbox\n" + mailbox);
            var within = await LookUpSql.OfMailbox(tx, counted, now - HourMs) < MailboxMax;
            await LookUpSql.Add(tx, id, counted, from, now);
            if (within && found is var (order, entry))
            {
                await OrderEvents.TellLink(tx, order, entry, keys, id);
            }

            return Reply;
        });
    }

    private async Task<(Order Order, Entry Last)?> Find(string number, string mailbox)
    {
        foreach (var id in await database.Read(sql => LookUpSql.Numbered(sql, number[^OrderWords.ShortIdChars..])))
        {
            if (
                id.EndsWith(number, StringComparison.Ordinal)
                && await store.Get(id) is { } order
                && (EmailAddress.Mailbox(order.Terms.Email) ?? order.Terms.Email) == mailbox
                && await store.Timeline(id, order.Version - 1, 1) is [var last]
            )
            {
                return (order, last);
            }
        }

        return null;
    }
}

internal static class LookUpRoutes
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/orders/lookup", LookUp)
            .Area("Orders")
            .Anyone()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Find an order again",
                "Sends a mail with the order's link to the address it was ordered with, if number and address are right. The answer is the same whether they are or not: "
                    + "a mailbox gets at most three such mails an hour."
            )
            .Example(new LookUpBody("9F1C2B7E", "ada@example.com"), LookUpOrder.Reply);

    private static async Task<Results<Accepted<LookUpReply>, ProblemResult>> LookUp(
        Body<LookUpBody> body,
        LookUpOrder lookUp,
        HttpContext context
    ) =>
        (await lookUp.Do(body.Value, context.Network())).Is(out var reply, out var refused)
            ? TypedResults.Accepted((string?)null, reply)
            : Answer.Problem(refused);
}
