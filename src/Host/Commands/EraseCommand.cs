// `cartwright erase`: erases a person from a shop, beside the running shop or without it: orders and account here, all else by the events
// of that.
using System.CommandLine;
using System.Data.Common;
using System.Security.Cryptography;
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Web;
using Command = System.CommandLine.Command;

namespace Cartwright.Host;

internal static class EraseCommand
{
    private const int Done = 0;
    private const int NotNow = 1;
    private const int Refused = 2;

    private static readonly Actor Operator = new("operator");

    public static Command Make()
    {
        var user = new Option<string?>("--user") { Description = "The id of an account: it, and its orders." };
        var email = new Option<string?>("--email")
        {
            Description = "An address: the account that has it with its orders, and every order that was placed with it.",
        };
        var dry = new Option<bool>("--dry-run") { Description = "Only says what would be erased, and what stands against it." };
        var data = DataOption.Make();
        var set = new Option<string[]>("--set")
        {
            Description = "Any configuration key: --set Key:Name=value. May be repeated.",
            AllowMultipleArgumentsPerToken = false,
        };
        var erase = new Command(
            "erase",
            "Erases a person from orders, account, carts, mail, coupons and recommendations, beside a running shop or without one. What the books need stays: goods, amounts, taxes, "
                + "numbers. Every order still verifies. There is no way back. Ends with 0, with 1 while an order has not ended or something else stands against it, with 2 when it cannot be done here."
        )
        {
            user,
            email,
            dry,
            data,
            set,
        };
        erase.SetAction(
            async (parsed, cancel) =>
            {
                try
                {
                    return await Run(
                        (parsed.GetValue(user), parsed.GetValue(email)?.Trim()),
                        parsed.GetValue(dry),
                        parsed.GetValue(data),
                        parsed.GetValue(set) ?? [],
                        cancel
                    );
                }
                catch (Exception refused)
                    when (refused is ConfigurationRefused or StorageUnavailable or Overloaded or DbException or IOException)
                {
                    await Console.Error.WriteLineAsync(
                        "Nobody was erased, or not wholly: " + refused.Message + " The command may be repeated."
                    );
                    return Refused;
                }
            }
        );
        return erase;
    }

    private static async Task<int> Run((string? UserId, string? Email) whom, bool dry, string? data, string[] set, CancellationToken cancel)
    {
        if (whom.UserId is null == whom.Email is null || (whom.Email is { } typed && !EmailAddress.IsValid(typed)))
        {
            throw new ConfigurationRefused("Say whom: --user <id>, or --email <address>, and one of them.");
        }

        var configuration = DataOption.Configuration(data, set);
        var topology = Topology.Read(configuration);
        configuration = new ConfigurationBuilder()
            .AddConfiguration(configuration)
            .AddInMemoryCollection([new("DataFolder", topology.Folder)])
            .Build();
        var ids = new Ids(TimeProvider.System, RandomNumberGenerator.Fill);
        await using var identity = await Open(topology, "identity", ids);
        await using var ordering = await Open(topology, "ordering", ids);
        var accounts = new EraseAccounts(identity, new RevocationList(TimeProvider.System), TimeProvider.System);
        var orders = new ErasePersons(
            ordering,
            new OrderSeals(() => SealKey.Find(ordering, configuration), ids),
            new OrderChanges(),
            ids,
            TimeProvider.System
        );

        if (
            !(await orders.EraseWhole(whom.UserId, whom.Email, Operator, dry, async asked => await accounts.Answer(asked), cancel)).Is(
                out var erased,
                out var against
            )
        )
        {
            return await Against(against);
        }

        var account = erased.UserId;

        if (dry)
        {
            Console.WriteLine($"ordering: {erased.Orders} orders would be erased.");
            Console.WriteLine(
                account is null ? "identity: there is no account." : $"identity: the account {account} would be closed and emptied."
            );
            Console.WriteLine("Nothing was changed.");
            return Done;
        }

        Console.WriteLine(
            $"ordering: {erased.Erased.Count} of {erased.Orders} orders erased now: name, address, e-mail address, what people wrote, search words, links."
        );
        Console.WriteLine(
            account is null
                ? "identity: there is no account; guests' tokens end."
                : $"identity: the account {account} is closed and empty; sessions, links and tries ended."
        );
        Console.WriteLine(
            """
            By the events of that, within seconds beside a running shop, else once it starts:
            notifications: mails to the person and about the orders are deleted.
            carts: lines, saved lines, coupon, reminder, history and links are deleted.
            promotions: out of all groups; the hashes of mailbox and place are deleted, uses stay counted.
            recommendations: the orders belong to nobody any more.
            payments: the reasons of refunds are deleted.
            What stays: goods, amounts, taxes, countries, times, parcels' numbers and payments, which the books need; the user's id, which leads to nobody;
            what payment providers, carriers and whoever gets your events keep; backups; on SQLite the free space of the files, until: cartwright database compact.
            """
        );
        return Done;
    }

    private static async Task<int> Against(Refusal refused)
    {
        await Console.Error.WriteLineAsync($"{refused.Code}: {refused.Detail}");
        if (refused.Facts?["orders"] is { } named)
        {
            await Console.Error.WriteLineAsync("Orders: " + string.Join(", ", named.AsArray().Select(id => id!.GetValue<string>())));
        }

        return NotNow;
    }

    private static async Task<Database> Open(Topology topology, string module, IIds ids)
    {
        var here =
            Modules.Databases(topology.Here).FirstOrDefault(one => one.Module == module)
            ?? throw new ConfigurationRefused(
                $"The tables of {module} are not here. Give the --data, and --set Run=*, so that both identity and ordering are."
            );
        return await Database.OpenBeside(module, topology.Dialect, here.Migrations, ids, TimeProvider.System);
    }
}
