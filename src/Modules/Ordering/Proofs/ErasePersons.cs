// Erases a person from the orders: those of a user, or those of an e-mail address. Slice by slice in the writer; what an interrupted run
// has not come to is found by the next one.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>What became of a person's orders.</summary>
/// <param name="Orders">How many there are; of a dry run how many would be erased.</param>
/// <param name="Erased">Those erased now. Others were before.</param>
/// <param name="UserId">The account that was erased, or would be; null where there is none.</param>
/// <param name="ErasureId">The entry of the log; null where there was nothing to erase.</param>
public sealed record PersonErased(long Orders, IReadOnlyList<string> Erased, string? UserId = null, string? ErasureId = null);

/// <summary>Carries erasures out, in the shop or beside it.</summary>
public sealed class ErasePersons(
    [FromKeyedServices("ordering")] Database database,
    OrderSeals seals,
    OrderChanges changes,
    IIds ids,
    [Steady] TimeProvider clock
)
{
    /// <summary>Orders of one commit: some hundred rows, a few milliseconds of the writer.</summary>
    internal const int SliceOrders = 20;

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    // Orders that must be mentioned in a refusal: more are only counted.
    private const int NamedMax = 20;

    /// <summary>
    /// Erases all orders of a person, or none: refused with <c>order_under_way</c> and <c>orders</c> while one has not ended, with
    /// <c>order_does_not_hold</c> when one is not as the shop wrote it (erasing it would hide that), and with <c>orders_unsealed</c> while
    /// older orders are still being sealed. Repeating erases what has come since.
    /// </summary>
    /// <param name="userId">Whose orders, or null.</param>
    /// <param name="email">The address that orders were placed with, by whomever, or null.</param>
    /// <param name="by">Who erases, for the timelines.</param>
    /// <param name="dry">Only says what would be done.</param>
    /// <param name="entry">The entry of the log of erasures; null for a new one.</param>
    /// <param name="accountId">The account that is erased with them, should any.</param>
    public async Task<Outcome<PersonErased>> Erase(
        string? userId,
        string? email,
        Actor by,
        bool dry,
        CancellationToken cancel,
        string? entry = null,
        string? accountId = null
    )
    {
        await seals.Ready();
        if (!await database.Read(SealSql.HasFound))
        {
            return Refusal.Conflict(
                "orders_unsealed",
                "Orders of an earlier version are still being sealed. Try again in some minutes, with the shop running."
            );
        }

        seals.AllFound = true;
        var mine = new List<string>();
        mine.AddRange(userId is null ? [] : await database.Read(sql => EraseSql.OfUser(sql, userId)));
        mine.AddRange(email is null ? [] : await database.Read(sql => EraseSql.OfEmail(sql, email)));
        mine = [.. mine.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var refused = new List<Refusal>();
        var open = 0L;
        foreach (var some in mine.Chunk(SliceOrders))
        {
            cancel.ThrowIfCancellationRequested();
            var looked = await database.Snapshot(sql => VerifyOrdersSql.Some(sql, seals, some));
            refused.AddRange(looked.Select(Refuses).OfType<Refusal>());
            open += looked.Count(one => one.Order is { Seal.ErasedTo: 0 });
        }

        if (refused.Count > 0)
        {
            return Together(refused);
        }

        if (dry)
        {
            return new PersonErased(open, []);
        }

        if (mine.Count == 0 && accountId is null)
        {
            return new PersonErased(0, []);
        }

        entry ??= ids.Next();
        await database.Write(
            async tx =>
            {
                await ErasureSql.Begin(tx, entry, by, accountId ?? userId, Now);
                return true;
            },
            cancel
        );
        var (erased, not) = await EraseThese(mine, by, entry, cancel);
        if (not.Count > 0)
        {
            return Together(not);
        }

        // Where all had been erased before there is nothing to tell of.
        var nothing = erased.Count == 0 && accountId is null && await database.Write(tx => ErasureSql.Drop(tx, entry), cancel) > 0;
        return new PersonErased(mine.Count, erased, ErasureId: nothing ? null : entry);
    }

    /// <summary>Erases those of the orders that may be, in slices, under an entry of the log that has begun.</summary>
    internal async Task<(List<string> Erased, List<Refusal> Refused)> EraseThese(
        IReadOnlyCollection<string> orderIds,
        Actor by,
        string entry,
        CancellationToken cancel
    )
    {
        var (erased, refused) = (new List<string>(), new List<Refusal>());
        foreach (var some in orderIds.Chunk(SliceOrders))
        {
            cancel.ThrowIfCancellationRequested();
            var (done, not) = await database.Write(tx => Slice(tx, some, by, entry), cancel);
            erased.AddRange(done);
            refused.AddRange(not);
        }

        return (erased, refused);
    }

    /// <summary>
    /// Erases a person whole, account and orders: both are asked before either changes, so that who may not be erased yet loses nothing.
    /// Refused as <see cref="Erase"/> and <see cref="IIdentity.EraseAccount"/>. What an outage leaves undone is done by repeating it.
    /// </summary>
    /// <param name="account">Identity's part.</param>
    /// <param name="entry">The entry of the log of erasures; null for a new one.</param>
    /// <param name="tell">Whether whoever had the account is told by mail.</param>
    public async Task<Outcome<PersonErased>> EraseWhole(
        string? userId,
        string? email,
        Actor by,
        bool dry,
        Func<EraseAccountRequest, ValueTask<Outcome<EraseAccountReply>>> account,
        CancellationToken cancel,
        string? entry = null,
        bool tell = false
    )
    {
        var ask = new EraseAccountRequest
        {
            UserId = userId ?? string.Empty,
            Email = email ?? string.Empty,
            By = by.Id ?? by.Role,
            DryRun = true,
        };
        if (!(await account(ask)).Is(out var found, out var refused))
        {
            return refused;
        }

        var accountId = found.UserId.Length > 0 ? found.UserId : null;
        if (!(await Erase(userId ?? accountId, email, by, dry, cancel, entry, accountId)).Is(out var orders, out refused))
        {
            return refused;
        }

        if (accountId is not null && !dry)
        {
            // By its id: the address may be somebody else's by now.
            var last = new EraseAccountRequest
            {
                UserId = accountId,
                By = ask.By,
                ErasureId = orders.ErasureId,
                Tell = tell,
            };
            if (!(await account(last)).Is(out _, out refused))
            {
                return refused;
            }
        }

        if (orders.ErasureId is { } begun)
        {
            await database.Write(
                async tx =>
                {
                    await ErasureSql.End(tx, begun, Now);
                    return true;
                },
                cancel
            );
        }

        return orders with
        {
            UserId = accountId,
        };
    }

    private async ValueTask<(List<string> Erased, List<Refusal> Refused)> Slice(Transaction tx, string[] orderIds, Actor by, string entry)
    {
        var now = Now;
        var (entries, replies, notes) = (0L, 0L, 0L);
        var (erased, refused) = (new List<string>(), new List<Refusal>());
        var held = await EraseSql.Hold(tx, orderIds);
        foreach (var looked in await VerifyOrdersSql.Some(tx, seals, [.. held]))
        {
            if (Refuses(looked) is { } why)
            {
                refused.Add(why);
                continue;
            }

            var before = looked.Order!;
            if (
                Erasing.Erase(before, await EraseSql.Entries(tx, before.Id), seals, ids.Secret(PersonalData.SaltBytes), by, now)
                is not { } after
            )
            {
                continue;
            }

            var order = seals.Sealed(after.Order);
            var gone = await EraseSql.Save(tx, before, order, after.Entries);
            replies += gone.Replies;
            notes += gone.Notes;
            entries += after.Entries.Count;
            await SealChain.Note(tx, seals, [order]);
            await tx.Publish(Topics.OrderErased, order.Id, new OrderErasure(order.Id, order.UserId, now, order.Version, entry));
            tx.OnCommitted(() => changes.Raise(order.Id));
            erased.Add(order.Id);
        }

        await ErasureSql.CountOrders(tx, entry, erased.Count);
        await ErasureSql.Count(
            tx,
            entry,
            "ordering",
            [new("orders", erased.Count), new("timeline", entries), new("placements", replies), new("order_notes", notes)],
            now
        );
        return (erased, refused);
    }

    private static Refusal? Refuses(LookedAt looked) =>
        !looked.Verdict.Holds || looked.Order is null
            ? Refusal.Conflict(
                "order_does_not_hold",
                $"The order {looked.OrderId} is not as the shop wrote it, and erasing would hide that: {looked.Verdict.Problem} Look: cartwright verify.",
                new System.Text.Json.Nodes.JsonObject { ["order_id"] = looked.OrderId }
            )
            : Erasing.NotYet(looked.Order);

    /// <summary>The first refusal, with all the orders that are refused for the same reason.</summary>
    private static Refusal Together(List<Refusal> refused)
    {
        // A forgery is worse than an order that only takes its time.
        var first = refused.Find(one => one.Code == "order_does_not_hold") ?? refused[0];
        var same = refused.FindAll(one => one.Code == first.Code);
        return Refusal.Conflict(
            first.Code,
            same.Count == 1 ? first.Detail : $"{first.Detail} So do {same.Count - 1} more.",
            new System.Text.Json.Nodes.JsonObject
            {
                ["orders"] = new System.Text.Json.Nodes.JsonArray([
                    .. same.Take(NamedMax)
                        .Select(one => System.Text.Json.Nodes.JsonValue.Create(one.Facts!["order_id"]!.GetValue<string>())),
                ]),
            }
        );
    }
}
