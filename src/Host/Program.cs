// The command line of the one binary. `cartwright serve` starts what the configuration says; options are shorthands for configuration keys.
using System.CommandLine;
using Cartwright.Host;
using Cartwright.Kernel;

var port = new Option<int?>("--port") { Description = "Port on which the shop listens (8080)." };
var listen = new Option<string?>("--listen") { Description = "Address to listen on: localhost, or 0.0.0.0 for all." };
var data = new Option<string?>("--data") { Description = "Folder of the embedded databases (./data), or a value of the key Data." };
var run = new Option<string?>("--run") { Description = "Modules that run in this process, comma separated, or * (the default)." };
var demo = new Option<bool>("--demo") { Description = "Fill empty databases with the demo shop and its accounts." };
var inPublic = new Option<bool>("--demo-in-public")
{
    Description = "Lets the demo listen on an address that others can reach: everybody knows its passwords.",
};
var noDemo = new Option<bool>("--no-demo") { Description = "No demo data, whatever the configuration says." };
var set = new Option<string[]>("--set")
{
    Description = "Any configuration key: --set Key:Name=value. May be repeated.",
    AllowMultipleArgumentsPerToken = false,
};

var serve = new Command("serve", "Starts the shop.") { port, listen, data, run, demo, inPublic, noDemo, set };
serve.SetAction(
    async (parsed, cancel) =>
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in parsed.GetValue(set) ?? [])
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                await Console.Error.WriteLineAsync($"--set {pair}: write --set Key:Name=value.");
                return 2;
            }

            settings[pair[..equals]] = pair[(equals + 1)..];
        }

        if (parsed.GetValue(port) is { } number)
        {
            settings["Port"] = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (parsed.GetValue(listen) is { } address)
        {
            settings["Listen"] = address;
        }

        if (parsed.GetValue(data) is { } folder)
        {
            settings["Data"] =
                folder.StartsWith("sqlite:", StringComparison.Ordinal) || folder.StartsWith("postgres:", StringComparison.Ordinal)
                    ? folder
                    : "sqlite:" + folder;
        }

        if (parsed.GetValue(run) is { } modules)
        {
            settings["Run"] = modules;
        }

        if (parsed.GetValue(demo))
        {
            settings["Demo"] = "true";
        }

        if (parsed.GetValue(inPublic))
        {
            settings["Demo:InPublic"] = "true";
        }

        if (parsed.GetValue(noDemo))
        {
            settings["Demo"] = "false";
        }

        try
        {
            return await Serve.Run(settings, cancel);
        }
        catch (ConfigurationRefused refused)
        {
            await Console.Error.WriteLineAsync("Cartwright did not start: " + refused.Message);
            return 2;
        }
    }
);

var root = new RootCommand("Cartwright, a commerce backbone.")
{
    serve,
    DatabaseCommand.Make(),
    MoveCommand.Make(),
    EventsCommand.Make(),
    RebuildCommand.Make(),
    AdminCommand.Make(),
    VerifyCommand.Make(),
    EraseCommand.Make(),
};

// What is under way is drained first; the library would end the process two seconds after the signal, which a busy shop needs for its last
// orders.
return await root.Parse(args)
    .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = Limits.DrainTime + TimeSpan.FromSeconds(5) });
