// All carts and records in the module's own database, whole.
using System.Runtime.CompilerServices;
using Cartwright.Kernel;

namespace Cartwright.Carts;

/// <summary>
/// The rows of carts are here whatever the store, for lists and figures; only their records are not. So a move that comes here writes over
/// rows that are the shop's own, a slice in one transaction, and they serve the lists at any moment.
/// </summary>
internal sealed class SqlCartsAtRest(Database database) : ICartsAtRest
{
    /// <inheritdoc/>
    public string Where => CartHomeSql.Words(CartHomeSql.Sql);

    /// <inheritdoc/>
    public TimeSpan? RecordsKept => null;

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<CartState>> Carts([EnumeratorCancellation] CancellationToken cancel)
    {
        for (var after = string.Empty; ; )
        {
            cancel.ThrowIfCancellationRequested();
            var ids = await database.Read(sql => CartSql.UsersAfter(sql, after, ICartsAtRest.SliceMax));
            if (ids.Count == 0)
            {
                yield break;
            }

            yield return await Find(ids, cancel);
            after = ids[^1];
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<CartRecord>> Records([EnumeratorCancellation] CancellationToken cancel)
    {
        for (var (user, record) = (string.Empty, string.Empty); ; )
        {
            cancel.ThrowIfCancellationRequested();
            var slice = await database.Read(sql => CartSql.RecordsAfter(sql, user, record, ICartsAtRest.SliceMax));
            if (slice.Count == 0)
            {
                yield break;
            }

            yield return slice;
            (user, record) = (slice[^1].UserId, slice[^1].RecordId);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<CartState>> Find(IReadOnlyList<string> userIds, CancellationToken cancel) =>
        [.. (await database.Read(sql => new ValueTask<IReadOnlyDictionary<string, CartState>>(CartSql.Load(sql, [.. userIds])))).Values];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<CartRecord>> Find(
        IReadOnlyList<(string UserId, string RecordId)> records,
        CancellationToken cancel
    )
    {
        var wanted = records.ToHashSet();
        return
        [
            .. (await database.Read(sql => CartSql.RecordsOf(sql, records))).Where(record =>
                wanted.Contains((record.UserId, record.RecordId))
            ),
        ];
    }

    /// <inheritdoc/>
    public async ValueTask Begin(string moveId, CancellationToken cancel)
    {
        // Records that were left here when the carts went elsewhere, and nobody has read since.
        while (await database.Write(tx => CartSql.DropRecords(tx, ICartsAtRest.SliceMax), cancel) > 0) { }
    }

    /// <inheritdoc/>
    public async ValueTask Put(IReadOnlyList<CartState> carts, CancellationToken cancel) =>
        await database.Write(
            async tx =>
            {
                CartWrite[] writes = [.. carts.Select(cart => new CartWrite(CartHead.Of(cart), 0, cart.Items, [], [], Whole: true))];
                await CartSql.SaveHeads(tx, writes);
                await CartSql.SaveLines(tx, writes);
                await CartLifeSql.EndEmpty(tx, carts);
                return true;
            },
            cancel
        );

    /// <inheritdoc/>
    public async ValueTask Put(IReadOnlyList<CartRecord> records, CancellationToken cancel) =>
        await database.Write(
            async tx =>
            {
                await CartSql.SaveRecords(tx, records);
                return true;
            },
            cancel
        );
}
