// Where the carts of this shop are, so that a shop never starts beside its carts and shows everybody an empty one.
using Cartwright.Kernel;

namespace Cartwright.Carts;

/// <summary>The one row that says it. Rows of all carts are here whatever the store, so that it is known whether there are any.</summary>
internal static class CartHomeSql
{
    /// <summary>The value of Carts:Store for carts in the engine of Data.</summary>
    public const string Sql = "sql";

    /// <summary>
    /// Says that the carts of this shop are looked for in this store. A shop without carts may change its mind. Throws <see cref="ConfigurationRefused"/>
    /// when there are carts and they are elsewhere.
    /// </summary>
    public static async Task Take(Database database, string store)
    {
        var home = await database.Write(async tx =>
        {
            await tx.Send("INSERT INTO cart_home(one, store) VALUES (1, $1) ON CONFLICT DO NOTHING", store);
            await tx.Execute("UPDATE cart_home SET store = $1 WHERE store <> $1 AND NOT EXISTS (SELECT 1 FROM carts)", store);
            return await tx.First("SELECT store FROM cart_home", row => row.GetString(0));
        });
        if (home != store)
        {
            throw new ConfigurationRefused(
                $"The carts of this shop are in {Words(home!)}, and Carts:Store={store} looks for them in {Words(store)}: every cart would be empty, and orders refused "
                + $"for versions that were ordered before. Set Carts:Store={home}; carts do not move between stores.");
        }
    }

    private static string Words(string store) => store switch
    {
        Sql => "the database (Data)",
        "redis" => "Redis",
        "dynamodb" => "DynamoDB",
        _ => store,
    };
}
