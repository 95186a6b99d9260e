// Where the products of this shop are, so that a shop never starts beside its products and finds none.
using Cartwright.Kernel;

namespace Cartwright.Catalog;

/// <summary>The one row that says it.</summary>
public static class ProductHomeSql
{
    /// <summary>The value of Catalog:Store for products in the engine of Data.</summary>
    public const string Sql = "sql";

    /// <summary>The value of Catalog:Store for products in MongoDB.</summary>
    public const string MongoDb = "mongodb";

    /// <summary>
    /// Says that the products of this shop are looked for in this store. A shop without products begins there. Throws
    /// <see cref="ConfigurationRefused"/> with the command that moves them when they are elsewhere.
    /// </summary>
    public static async Task Take(Database database, string store, IIds ids)
    {
        var home = await Read(database);

        // Without a row they are in the database, as before there was one. What has no products yet may change its mind.
        if (home?.Store != store && store != Sql && home?.Store != MongoDb && await database.Read(ProductSql.IsEmpty))
        {
            await Mark(database, ids);
            await Set(database, store);
            return;
        }

        var at = home?.Store ?? Sql;
        if (at != store)
        {
            throw new ConfigurationRefused(
                $"The products of this shop are in {Words(at)}, and Catalog:Store={store} looks for them in {Words(store)}. "
                    + $"Set Catalog:Store={at}, or move them while the shop is stopped: cartwright move products --to {store}"
            );
        }
    }

    /// <summary>The shop's mark, made when it has none yet.</summary>
    public static async Task<string> Mark(Database database, IIds ids)
    {
        var mark = ids.Next();
        return await database.Write(async tx =>
        {
            await tx.Send("INSERT INTO product_home(one, store, shop_id) VALUES (1, $1, $2) ON CONFLICT DO NOTHING", Sql, mark);
            return (await Read(tx))!.ShopId;
        });
    }

    /// <summary>Null in a shop whose products were never anywhere else.</summary>
    public static ValueTask<ProductHome?> Read(Database database) => database.Read(Read);

    /// <summary>From now on the products are there.</summary>
    public static Task<bool> Set(Database database, string store) =>
        database.Write(async tx => await tx.Execute("UPDATE product_home SET store = $1", store) == 1);

    private static ValueTask<ProductHome?> Read(Kernel.Sql sql) =>
        sql.First("SELECT store, shop_id FROM product_home", row => new ProductHome(row.GetString(0), row.GetString(1)));

    private static string Words(string store) => store == MongoDb ? "MongoDB" : "the database (Data)";
}

/// <param name="Store">A value of Catalog:Store.</param>
/// <param name="ShopId">The shop's mark.</param>
public sealed record ProductHome(string Store, string ShopId);
