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
    /// Answers the mark of the shop that keeps its products in this store. A shop without products begins there. Throws
    /// <see cref="ConfigurationRefused"/> with the command that moves them when they are elsewhere.
    /// </summary>
    public static async Task<string> Take(Database database, string store, IIds ids)
    {
        if (await Read(database) is not { } home)
        {
            var newShop = ids.Next();
            home = await database.Write(async tx =>
            {
                // A shop that is older than this row has its products in the database.
                var begins = await ProductSql.IsEmpty(tx) ? store : Sql;
                await tx.Send("INSERT INTO product_home(one, store, shop_id) VALUES (1, $1, $2) ON CONFLICT DO NOTHING", begins, newShop);
                return (await Read(tx))!;
            });
        }

        // What has no products yet may change its mind.
        if (home.Store == Sql && store != Sql && await database.Read(ProductSql.IsEmpty))
        {
            await Set(database, store);
            return home.ShopId;
        }

        return home.Store == store ? home.ShopId : throw new ConfigurationRefused(
            $"The products of this shop are in {Words(home.Store)}, and Catalog:Store={store} looks for them in {Words(store)}. "
            + $"Set Catalog:Store={home.Store}, "
            + $"or move them while the shop is stopped: cartwright move products --to {store}");
    }

    /// <summary>Null in a shop that has not been started since there is such a row.</summary>
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
