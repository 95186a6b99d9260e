// Sharing a cart by links: whoever has one can see the cart, or change it, until it ends or is revoked. Also the links of reminders.
using System.Security.Cryptography;
using System.Text;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Carts;

internal sealed class ShareCart(
    [FromKeyedServices("carts")] Database database,
    ICartStore store,
    ShowCart show,
    MergeCarts merge,
    IIds ids,
    [Steady] TimeProvider clock
)
{
    public const string View = "view";
    public const string Edit = "edit";
    public const string Restore = "restore";

    private const long ExpiresInMin = 60;
    private const long ExpiresInMax = 30 * 24 * 3600;
    private const long ExpiresInDefault = 7 * 24 * 3600;

    /// <summary>Characters a token can have at most; ours have 43.</summary>
    private const int TokenCharsMax = 100;

    private static readonly Refusal NotThere = Refusal.NotFound(
        "share_not_found",
        "This link does not open a cart. It may have ended or been revoked: ask for a new one."
    );
    private static readonly Refusal ViewOnly = Refusal.Forbidden(
        "share_view_only",
        "This link shows the cart and cannot change it. Ask its owner for one that can."
    );
    private static readonly Refusal SignInRequired = Refusal.Forbidden(
        "sign_in_required",
        "This cart belongs to a customer's account. Sign in to that account and open the link again."
    );
    private static readonly Refusal TooMany = Refusal.Conflict(
        "share_limit",
        $"A cart can have at most {Limits.CartLinksMax} links at a time. Revoke one first."
    );

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Makes the row of a new link and the token that opens it.</summary>
    public static (CartLink Link, string Token) Make(string userId, bool guest, string kind, long nowMs, long expiresMs, IIds ids)
    {
        var token = ids.Secret();
        return (new(Hash(token), userId, guest, kind, nowMs, expiresMs), token);
    }

    public async ValueTask<Outcome<LinkBody>> Create(CartCaller by, NewLink body, CancellationToken cancel)
    {
        var check = new Check()
            .Required("permission", body.Permission)
            .OneOf("permission", body.Permission, View, Edit)
            .Range("expires_in", body.ExpiresIn, ExpiresInMin, ExpiresInMax);
        if (check.Refused is { } wrong)
        {
            return wrong;
        }

        var now = NowMs;
        var (link, token) = Make(by.UserId, by.IsGuest, body.Permission, now, now + ((body.ExpiresIn ?? ExpiresInDefault) * 1000), ids);
        return await database.Write<Outcome<LinkBody>>(
            async tx =>
            {
                if (await CartLinkSql.CountOfUser(tx, by.UserId, now) >= Limits.CartLinksMax)
                {
                    return TooMany;
                }

                await CartLinkSql.Add(tx, link);
                return Body(link) with { Token = token, Url = "/shared/" + token };
            },
            cancel
        );
    }

    public async ValueTask<IReadOnlyList<LinkBody>> List(string userId) =>
        [.. (await database.Read(sql => CartLinkSql.OfUser(sql, userId, NowMs))).Select(Body)];

    /// <summary>Ends a link; nothing when it is not there or another's.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="link">The link's <c>share_id</c>, or its token; null ends all.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask Revoke(string userId, string? link, CancellationToken cancel) =>
        await database.Write(
            async tx =>
                link is null
                    ? await CartLinkSql.DeleteAll(tx, userId)
                    : await CartLinkSql.Delete(tx, userId, link) + await CartLinkSql.Delete(tx, userId, Hash(link)),
            cancel
        );

    /// <summary>The link a token is for, if it allows this; unknown, ended and revoked ones are all answered alike.</summary>
    public async ValueTask<Outcome<CartLink>> Open(string token, bool toEdit)
    {
        var link = await Find(token);
        return link is null or { Kind: Restore } ? NotThere
            : toEdit && link.Kind != Edit ? ViewOnly
            : link;
    }

    /// <summary>The cart behind a link.</summary>
    public async ValueTask<Outcome<SharedCartBody>> Show(CartLink link, CancellationToken cancel)
    {
        // Coupon and saved lines are the owner's own business.
        var cart = await store.Load(link.UserId, null, cancel);
        return (await show.Body(cart with { Coupon = null, Items = [.. cart.Active] }, cancel)).Then(body => new SharedCartBody(
            link.Kind,
            DateTimeOffset.FromUnixTimeMilliseconds(link.ExpiresMs),
            body.Version,
            body.Currency,
            body.Items,
            body.TotalItems,
            body.TotalPrice
        ));
    }

    /// <summary>
    /// Brings an abandoned cart back by the link of its reminder: a guest's moves into the caller's cart, a customer's is for the customer
    /// alone.
    /// </summary>
    public async ValueTask<Outcome<RestoredBody>> BringBack(string token, Caller caller, CancellationToken cancel)
    {
        if (await Find(token) is not { Kind: Restore } link)
        {
            return NotThere;
        }

        var report = new List<RestoredLine>();
        if (link.UserId == caller.UserId)
        {
            await store.Change(new ReturnToCart(caller.UserId, caller.UserId), cancel);
        }
        else
        {
            if (!link.Guest)
            {
                return SignInRequired;
            }

            if (!(await merge.Run(link.UserId, caller.UserId, caller.IsGuest, cancel)).Is(out var merged, out var refusal))
            {
                return refusal;
            }

            report.AddRange(
                merged.Lines.Select(line => new RestoredLine(
                    line.ProductId,
                    line.GuestQuantity,
                    line.UserQuantity,
                    line.Quantity,
                    line.Fate,
                    line.Reason.Length == 0 ? null : line.Reason
                ))
            );
        }

        var status =
            link.UserId == caller.UserId ? "own"
            : report.Count == 0 ? "nothing_left"
            : "merged";
        return (await show.Body(await store.Load(caller.UserId, null, cancel), cancel)).Then(cart => new RestoredBody(
            cart,
            new(status, report)
        ));
    }

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static LinkBody Body(CartLink link) =>
        new(
            link.Hash,
            null,
            null,
            link.Kind,
            DateTimeOffset.FromUnixTimeMilliseconds(link.CreatedMs),
            DateTimeOffset.FromUnixTimeMilliseconds(link.ExpiresMs)
        );

    private async ValueTask<CartLink?> Find(string token) =>
        token.Length is 0 or > TokenCharsMax ? null : await database.Read(sql => CartLinkSql.Find(sql, Hash(token), NowMs));
}
