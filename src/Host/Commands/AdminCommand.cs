// `cartwright admin create` and `cartwright admin reset`: an administrator for a shop that has none, or that has lost the way in.
using System.CommandLine;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Host;

internal static class AdminCommand
{
    private const string Module = "identity";

    private static readonly Option<string> Email = new("--email") { Description = "The account's address.", Required = true };
    private static readonly Option<bool> AskPassword = new("--password")
    {
        Description = "Asks for the password, or reads it from standard input; without it a one-time link is printed, good for an hour.",
    };
    private static readonly Option<string?> Data = DataOption.Make();
    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "Any configuration key: --set Key:Name=value. May be repeated.",
        AllowMultipleArgumentsPerToken = false,
    };

    public static Command Make()
    {
        var name = new Option<string>("--name")
        {
            Description = "How the shop addresses the administrator.",
            DefaultValueFactory = _ => "Admin",
        };
        var promote = new Option<bool>("--promote") { Description = "Makes an existing account an administrator; its password stays." };
        var enable = new Option<bool>("--enable") { Description = "Opens a disabled account as well." };
        var create = new Command("create", "Makes an administrator, beside a running shop or without one.")
        {
            Email,
            name,
            promote,
            AskPassword,
            Data,
            Set,
        };
        create.SetAction(
            (parsed, _) =>
                Guarded(
                    parsed,
                    (accounts, email, password) => accounts.Create(email, parsed.GetValue(name)!, password, parsed.GetValue(promote))
                )
        );
        var reset = new Command(
            "reset",
            "Ends the password, the second factor and all sessions of an account at once, and gives it back to its owner."
        )
        {
            Email,
            enable,
            AskPassword,
            Data,
            Set,
        };
        reset.SetAction(
            (parsed, _) => Guarded(parsed, (accounts, email, password) => accounts.Reset(email, password, parsed.GetValue(enable)))
        );
        return new Command("admin", "Makes an administrator, and gives an account back.") { create, reset };
    }

    private static async Task<int> Guarded(ParseResult parsed, Func<AdminAccounts, string, string?, Task<Outcome<AdminOutcome>>> command)
    {
        try
        {
            return await Run(parsed, command);
        }
        catch (Exception refused) when (refused is ConfigurationRefused or StorageUnavailable or Overloaded or DbException or IOException)
        {
            await Console.Error.WriteLineAsync("The account was not changed: " + refused.Message);
            return 2;
        }
    }

    private static async Task<int> Run(ParseResult parsed, Func<AdminAccounts, string, string?, Task<Outcome<AdminOutcome>>> command)
    {
        var configuration = DataOption.Configuration(parsed.GetValue(Data), parsed.GetValue(Set) ?? []);
        var topology = Topology.Read(configuration);
        if (topology.Here.All(row => row.Module.Name != Module))
        {
            throw new ConfigurationRefused("Identity does not run here. Give the --data and the keys of the process that runs it.");
        }

        configuration = new ConfigurationBuilder()
            .AddConfiguration(configuration)
            .AddInMemoryCollection([new("DataFolder", topology.Folder)])
            .Build();
        var password = parsed.GetValue(AskPassword) ? ReadPassword() : null;
        var ids = new Ids(TimeProvider.System, RandomNumberGenerator.Fill);
        await using var database = await Database.OpenBeside(Module, topology.Dialect, AdminAccounts.Migrations, ids, TimeProvider.System);
        var seals = new SealedText(KeyFolder.Of(configuration).Secret(SealedText.KeyFile, 32));
        var outcome = await command(
            new AdminAccounts(database, ShopUrl.Of(configuration), seals, ids, TimeProvider.System),
            parsed.GetValue(Email)!.Trim(),
            password
        );
        if (!outcome.Is(out var done, out var refused))
        {
            throw new ConfigurationRefused(
                refused.Facts?["errors"] is JsonObject errors
                    ? string.Join("; ", errors.SelectMany(error => error.Value!.AsArray().Select(sentence => $"{error.Key} {sentence}")))
                        + "."
                    : refused.Detail
            );
        }

        Console.WriteLine(
            done.Made ? $"{done.Email} is an administrator."
            : parsed.CommandResult.Command.Name == "create" ? $"{done.Email} is an administrator now; the password is as it was."
            : $"{done.Email}: the old password and all sessions have ended."
        );
        if (done.Link is not null)
        {
            Console.WriteLine($"Set the password within an hour, once, at: {done.Link}");
        }

        return 0;
    }

    // Never from the arguments, which every user of the machine can read.
    private static string ReadPassword()
    {
        if (Console.IsInputRedirected)
        {
            return Console.In.ReadLine()
                ?? throw new ConfigurationRefused("--password reads the password from standard input, and there was none.");
        }

        Console.Error.Write("Password: ");
        var typed = new StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (key.KeyChar != '\0')
            {
                typed.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}
