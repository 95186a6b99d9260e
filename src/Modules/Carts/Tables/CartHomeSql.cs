// Where the carts of this shop are, so that a shop never starts beside its carts and shows everybody an empty one.
using Cartwright.Kernel;

namespace Cartwright.Carts;

/// <summary>The one row that says it. Rows of all carts are here whatever the store, so that it is known whether there are any.</summary>
public static class CartHomeSql
{
    /// <summary>The value of Carts:Store for carts in the engine of Data.</summary>
    public const string Sql = "sql";

    /// <summary>The value of Carts:Store for carts in Redis.</summary>
    public const string Redis = "redis";

    /// <summary>The value of Carts:Store for carts in DynamoDB.</summary>
    public const string DynamoDb = "dynamodb";

    /// <summary>
    /// Says that the carts of this shop are looked for in this store. A shop without carts may change its mind. Throws
    /// <see cref="ConfigurationRefused"/> with the command that moves them when there are carts and they are elsewhere.
    /// </summary>
    public static async Task Take(Database database, string store)
    {
        var home = await database.Write(async tx =>
        {
            await tx.Send("INSERT INTO cart_home(one, store) VALUES (1, $1) ON CONFLICT DO NOTHING", store);
            await tx.Execute("UPDATE cart_home SET store = $1 WHERE store <> $1 AND NOT EXISTS (SELECT 1 FROM carts)", store);
            return (await Read(tx))!.Store;
        });
        if (home != store)
        {
            throw new ConfigurationRefused(
                $"The carts of this shop are in {Words(home)}, and Carts:Store={store} looks for them in {Words(store)}: every cart would be empty, and orders refused "
                    + $"for versions that were ordered before. Set Carts:Store={home}, or move them while the shop is stopped: cartwright move carts --from {home} --to {store}"
            );
        }
    }

    /// <summary>Null in a shop that has not started yet, or not since there is this row.</summary>
    public static ValueTask<CartHome?> Read(Database database) => database.Read(Read);

    /// <summary>The name of the move under way; of the one before, when that has not ended.</summary>
    public static async Task<string> Begin(Database database, IIds ids)
    {
        var name = ids.Next();
        return await database.Write(async tx =>
        {
            await tx.Execute("UPDATE cart_home SET move_id = $1 WHERE move_id IS NULL", name);
            return (await Read(tx))!.MoveId!;
        });
    }

    /// <summary>From now on the carts are there, and no move is under way.</summary>
    public static Task<bool> Set(Database database, string store) =>
        database.Write(async tx => await tx.Execute("UPDATE cart_home SET store = $1, move_id = NULL", store) == 1);

    /// <summary>A store in words for people.</summary>
    public static string Words(string store) =>
        store switch
        {
            Sql => "the database (Data)",
            Redis => "Redis",
            DynamoDb => "DynamoDB",
            _ => store,
        };

    private static ValueTask<CartHome?> Read(Kernel.Sql sql) =>
        sql.First("SELECT store, move_id FROM cart_home", row => new CartHome(row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1)));
}

/// <summary>What the row says.</summary>
/// <param name="Store">A value of Carts:Store.</param>
/// <param name="MoveId">The name of a move that has begun and not ended.</param>
public sealed record CartHome(string Store, string? MoveId);
