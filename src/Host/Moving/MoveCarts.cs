// `cartwright move carts --from sql --to redis`, and dynamodb either way: takes the carts of a stopped shop along, and proves that both are
// equal.
using System.CommandLine;
using Cartwright.Carts;
using Cartwright.DynamoDb;
using Cartwright.Kernel;
using Cartwright.Redis;

namespace Cartwright.Host;

internal static class MoveCarts
{
    private const string Carts = "carts";
    private const int Moved = 0;
    private const int Differs = 1;
    private const int Refused = 2;
    private static readonly string[] Stores = [CartHomeSql.Sql, CartHomeSql.Redis, CartHomeSql.DynamoDb];

    public static Command Make()
    {
        var from = new Option<string>("--from")
        {
            Description = "Where they are: sql (the key Data), redis (Redis) or dynamodb (DynamoDb:…).",
            Required = true,
        };
        var to = new Option<string>("--to") { Description = "Where they go: another of these, without carts of others.", Required = true };
        var lost = new Option<bool>("--accept-lost")
        {
            Description = "Goes on though the store to be left has lost carts; they are empty then.",
        };
        var data = DataOption.Make();
        var set = new Option<string[]>("--set") { Description = "Any configuration key: --set Redis=localhost:6379. May be repeated." };
        var move = new Command(
            "carts",
            "Copies the carts of a stopped shop between Data, Redis and DynamoDB, with their versions and what makes commands happen once, and proves both equal. "
                + "May be broken off and started again. Ends with 1 when something differs."
        )
        {
            from,
            to,
            lost,
            data,
            set,
        };
        move.SetAction(
            async (parsed, cancel) =>
            {
                try
                {
                    return await Run(
                        parsed.GetValue(from)!,
                        parsed.GetValue(to)!,
                        parsed.GetValue(lost),
                        parsed.GetValue(data),
                        parsed.GetValue(set) ?? [],
                        cancel
                    );
                }
                catch (ConfigurationRefused refused)
                {
                    await Console.Error.WriteLineAsync("The carts were not moved: " + refused.Message);
                    return Refused;
                }
                catch (Exception failure) when (failure is StorageUnavailable or Overloaded or InvalidDataException)
                {
                    await Console.Error.WriteLineAsync(
                        $"The carts were not moved: {failure.Message} The shop still looks for them where they were. Start the move again: it begins anew."
                    );
                    return Refused;
                }
            }
        );
        return move;
    }

    private static async Task<int> Run(string from, string to, bool lost, string? data, string[] set, CancellationToken cancel)
    {
        if (new[] { from, to }.FirstOrDefault(store => !Stores.Contains(store)) is { } unknown)
        {
            throw new ConfigurationRefused($"'{unknown}' is no store of carts. Use: sql (the engine of Data), redis or dynamodb.");
        }

        if (from == to)
        {
            throw new ConfigurationRefused($"--from and --to are both {from}. Give the store where the carts are, and another one.");
        }

        var configuration = DataOption.Configuration(data, set);
        await using var shop = await StoppedShop.Open(configuration, Carts, "carts");
        var (database, ids, clock) = (shop.Database, shop.Ids, TimeProvider.System);
        var move = new CartMove(database, CartSettings.Read(configuration), ids, clock, Console.WriteLine);
        if (!await move.Check(from, to))
        {
            Console.WriteLine($"The carts are there already: Carts:Store={to}.");
            return Moved;
        }

        await using var source = await Open(from);
        await using var target = await Open(to);
        Console.WriteLine($"From {source.AtRest.Where} to {target.AtRest.Where}");
        if (!await move.Run(source, target, lost, cancel))
        {
            await Console.Error.WriteLineAsync(
                "NOT EQUAL. The shop still looks for its carts where they were. Find out who else works with them, and start the move again."
            );
            return Differs;
        }

        Console.WriteLine($"Start the shop with Carts:Store={to}.");
        Console.WriteLine(
            from == CartHomeSql.Sql
                ? "The rows in the database stay, for lists and figures, and follow the carts from now on."
                : $"What was copied still lies in {source.AtRest.Where} and is looked at no more: delete it once you are sure, for what goes from the shop does not go from there."
        );
        return Moved;

        async Task<CartsBeside> Open(string store) =>
            store switch
            {
                CartHomeSql.Redis => await RedisCarts.Beside(configuration, clock, Console.Error.WriteLine, cancel),
                CartHomeSql.DynamoDb => await DynamoDbCarts.Beside(configuration, store == to, ids, clock, cancel),
                _ => move.InData(),
            };
    }
}
