// Builds the process from the configuration and runs it until it is told to stop.
using System.Diagnostics;
using System.Net;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Payments;
using Cartwright.Web;
using Cartwright.Wire;
using Cartwright.Wire.Messages;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Cartwright.Host;

internal static class Serve
{
    /// <summary>How long a server that is not there yet is waited for: one that starts together with the shop is there by then.</summary>
    private static readonly TimeSpan ServerWait = TimeSpan.FromSeconds(60);

    /// <summary>Where shoppers are served when nothing else is said.</summary>
    internal const int PortDefault = 8080;

    /// <summary>Runs until the process is told to stop, and answers its exit code: 1 when what it worked for is gone.</summary>
    public static async Task<int> Run(IReadOnlyDictionary<string, string?> settings, CancellationToken cancel)
    {
        try
        {
            return await RunToTheEnd(settings, cancel);
        }
        catch (Exception failure) when (Environment.GetEnvironmentVariable(RuntimeApi.Variable) is { Length: > 0 } address)
        {
            using var runtime = new RuntimeApi(address);
            await runtime.InitError(failure.GetType().Name, failure.Message);
            throw;
        }
    }

    private static async Task<int> RunToTheEnd(IReadOnlyDictionary<string, string?> settings, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        BuiltShop? shop = null;
        var runs = false;
        try
        {
            RefusePlanted();
            shop = await Build(settings);
            shop.App.Lifetime.ApplicationStarted.Register(() =>
            {
                runs = true;
                Print(shop, Stopwatch.GetElapsedTime(started));
            });
            var runtime = shop.App.Services.GetService<RuntimeApi>();
            await StartAndWait(shop.App, cancel);
            return runtime?.Gone is null ? 0 : 1;
        }
        catch (OperationCanceledException) when (shop is null)
        {
            // Told to stop while a demo's past was made; what there is of it the next start throws away.
            return 0;
        }
        catch (Exception failure) when (!runs && StartFailure.Of(failure, shop?.Operators) is ConfigurationRefused refused)
        {
            throw refused;
        }
        finally
        {
            if (shop is not null)
            {
                await shop.DisposeAsync();
            }
        }
    }

    /// <summary>A shop that is broken on purpose serves nobody.</summary>
    private static void RefusePlanted()
    {
        if (Planted.AllOn is [_, ..] planted)
        {
            throw new ConfigurationRefused(
                $"The program is broken on purpose, for tests: take {Planted.Prefix}{string.Join(" and " + Planted.Prefix, planted)} out of its runtime configuration."
            );
        }
    }

    private static async Task StartAndWait(WebApplication app, CancellationToken cancel)
    {
        try
        {
            await app.StartAsync(cancel);
        }
        catch (Exception)
        {
            // Workers that had begun before the start failed are waited for: they must not meet databases that are closing, whose fault
            // would be told in the place of what failed.
            await app.StopAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await app.WaitForShutdownAsync(cancel);
    }

    /// <summary>All but the start: configuration understood, databases open, events and routes in place.</summary>
    /// <param name="settings">What wins over the environment and files.</param>
    /// <param name="replaced">Of a shop that lives through a past or a simulation; null for one that people come to.</param>
    internal static async Task<BuiltShop> Build(IReadOnlyDictionary<string, string?> settings, Replaced? replaced = null)
    {
        // Configuration is read once. Watching it for changes would watch every folder below the working directory, the databases'
        // included.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);

        // Later sources win: .env, then the environment, then the command line.
        builder.Configuration.AddInMemoryCollection(DotEnv.Read(DotEnv.File)).AddEnvironmentVariables().AddInMemoryCollection(settings);
        if (replaced is null)
        {
            ShopKeys.Check(builder.Configuration, settings);
        }

        AnswerInvocations(builder);
        if (GatewaySettings.IsWanted(builder.Configuration))
        {
            return await Gateway.Build(builder, Listen(builder, innerPort: null));
        }

        var topology = Topology.Read(builder.Configuration);

        // Memory mirrors embedded databases, so they have one process; a server's may have several.
        var folder = topology.Dialect.OneProcess ? DataFolder.Take(topology.Folder, "Data=sqlite:<folder>") : null;
        topology = topology with { Dialect = replaced?.Engine?.Invoke(topology.Dialect) ?? topology.Dialect };

        builder.Configuration.AddInMemoryCollection([new("DataFolder", topology.Folder)]);
        var operators = Listen(builder, topology.InnerPort);
        Registrations.Register(builder, topology);
        replaced?.Register(builder.Services);

        var app = builder.Build();

        // By now whatever is refused has been.
        var told = replaced is null ? await DemoPast.Make(builder.Configuration, settings, topology) : [];
        await Open(app, topology);
        Subscribe(app, topology);

        Observability.Begin(app);
        var operations = Operations.Of(app);
        OperatorsPort.Use(app, operations);
        if (topology.InnerPort is not null)
        {
            // First of all: other processes' calls never meet the shoppers' routes, nor the other way round.
            InnerPort.Use(app);
        }

        app.UseCartwrightWeb(topology.IsSplit ? WholeDocument.Of(app) : null);
        Shop.Use(app, topology.Runs(typeof(ICatalog)) ? PagesHere.Of(app.Services, app.Configuration) : null);
        foreach (var row in topology.Here)
        {
            row.Module.Map(app.MapGroup(string.Empty).WithMetadata(AdmissionTo(row, app.Services)));
        }

        operations.Map(app, operators.Public);
        return new BuiltShop(
            app,
            topology.IsSplit ? "listens" : "shop   ",
            [.. topology.Print(), .. Money(app), .. Taxes(app), .. Observability.Print(app.Configuration), .. told],
            operators,
            folder
        );
    }

    /// <summary>
    /// Those who change something wait for the module's writer, and for no other: an order that stands in line elsewhere is refused as
    /// before.
    /// </summary>
    private static Admission AdmissionTo(ModuleRow row, IServiceProvider services)
    {
        var database = services.GetRequiredKeyedService<Database>(row.Module.Name);
        return new Admission(() => database.ChangesWaiting, services.GetRequiredService<TimeProvider>());
    }

    private static IEnumerable<string> Taxes(WebApplication app) =>
        app.Services.GetService<Ordering.TaxRows>() is not { } taxes ? []
        : app.Services.GetService<Contracts.Ports.ITaxes>() is { } provider
            ? [$"taxes     asked of the provider {provider.Name}; while it does not answer nothing is sold"]
        : [$"taxes     {taxes.Print()}"];

    /// <summary>Where a function runs, its runtime's invocations come in through a port of this process's own.</summary>
    private static void AnswerInvocations(WebApplicationBuilder builder)
    {
        if (builder.Configuration[RuntimeApi.Variable] is { Length: > 0 } address)
        {
            builder.Configuration.AddInMemoryCollection(FunctionLoop.Settings);
            builder.Services.AddSingleton(_ => new RuntimeApi(address));
            builder.Services.AddHostedService<FunctionLoop>();
        }
    }

    private static async Task Open(WebApplication app, Topology topology)
    {
        var clock = app.Services.GetRequiredService<TimeProvider>();
        var databases = app.Services.GetServices<ModuleDatabase>().ToList();
        if (topology.Dialect is PostgresDialect postgres)
        {
            await postgres.Reach([.. databases.Select(database => database.Module)], ServerWait, clock, Console.Error.WriteLine);
            await DataFolder.DemandMoved(topology.Folder, postgres, databases);
        }

        if (topology.Dialect is SqliteDialect)
        {
            // Looked at first: what one module refuses leaves all files where they are.
            MigrationPlan.Demand(await ModuleDatabases.Plan(databases, topology.Dialect));
            var shared = databases.Select(database => database.Module).ToLookup(module => topology.Dialect.PlaceOf(module) != module);
            await PlaceFiles.Arrange(
                topology.Folder,
                Modules.Places,
                [.. shared[true]],
                [.. shared[false]],
                clock,
                Console.Error.WriteLine
            );
        }

        await ModuleDatabases.Open(databases, topology.Dialect, app.Services.GetRequiredService<IIds>(), clock);
        if (
            topology.Dialect is SqliteDialect sqlite
            && databases.Select(database => database.Module).DistinctBy(sqlite.PlaceOf).Where(sqlite.IsUnchecked).ToList()
                is { Count: > 0 } without
        )
        {
            await Console.Error.WriteLineAsync(
                $"Without checksums: {string.Join(", ", without.Select(sqlite.PlaceOf))}. A flipped bit in such a file would be served. "
                    + "Stop the shop once and run: "
                    + "cartwright database compact"
            );
        }
    }

    private static OperatorsPort Listen(WebApplicationBuilder builder, int? innerPort)
    {
        var port = builder.Configuration.Port(PortDefault);

        var address = builder.Configuration["Listen"] ?? "localhost";
        if (address != "localhost" && !IPAddress.TryParse(address, out _))
        {
            throw new ConfigurationRefused($"Listen={address} is not an address. Use localhost, or an IP address such as 0.0.0.0.");
        }

        if (
            builder.Configuration.Switch("Demo")
            && !builder.Configuration.Switch("Demo:InPublic")
            && address != "localhost"
            && !IPAddress.IsLoopback(IPAddress.Parse(address))
        )
        {
            throw new ConfigurationRefused(
                $"A demo on {address} opens accounts to everybody who can reach this machine: the demo's passwords are public, its administrator's too. "
                    + "Listen on this machine alone (--listen localhost), leave the demo out (--no-demo), or say that it is meant: --demo-in-public (Demo:InPublic=true)"
            );
        }

        var operators = OperatorsPort.Read(builder.Configuration, port, innerPort);
        var wire = innerPort is null ? null : WireSettings.Read(builder.Configuration);
        if (wire is not null)
        {
            builder.Services.AddSingleton(wire);
        }
        else
        {
            WireSettings.CheckFiles(builder.Configuration);
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            On(kestrel, address, port);
            if (wire is not null)
            {
                InnerPort.Listen(kestrel, address == "localhost" ? IPAddress.Loopback : IPAddress.Parse(address), innerPort!.Value, wire);
            }

            operators.Listen(kestrel);
        });
        return operators;
    }

    private static void On(KestrelServerOptions kestrel, string address, int port)
    {
        if (address == "localhost" && port != 0)
        {
            kestrel.ListenLocalhost(port, Http1);
        }
        else
        {
            kestrel.Listen(address == "localhost" ? IPAddress.Loopback : IPAddress.Parse(address), port, Http1);
        }

        // Version 2 needs TLS to be chosen, which the proxy in front speaks.
        static void Http1(ListenOptions listen) => listen.Protocols = HttpProtocols.Http1;
    }

    private static void Subscribe(WebApplication app, Topology topology)
    {
        var bus = app.Services.GetRequiredService<IEventBus>();
        var inboxes = app.Services.GetRequiredService<List<Inbox>>();
        foreach (var row in topology.Here)
        {
            var subscriptions = new Subscriptions();
            row.Module.Subscribe(subscriptions, app.Services);
            var inbox = new Inbox(
                app.Services.GetRequiredKeyedService<Database>(row.Module.Name),
                subscriptions,
                app.Services.GetRequiredService<TimeProvider>(),
                app.Services.GetRequiredService<ILogger<Inbox>>()
            )
            {
                Answers = row.Answers == typeof(IPayments) ? app.Services.GetService<PaymentAnswers>() : null,
                Seal = app.Services.GetService<EventSeal>(),
            };
            inboxes.Add(inbox);
            bus.Subscribe(inbox);
        }

        // Now that it is known who listens.
        foreach (var row in topology.Here)
        {
            app.Services.GetRequiredKeyedService<Database>(row.Module.Name).HeardBy(bus);
        }
    }

    // How the shop is paid is the one setting that gives goods away when it is wrong, so it is always said.
    private static IEnumerable<string> Money(WebApplication app) =>
        app.Services.GetService<PaymentSettings>() is { } settings ? [settings.Line] : [];

    private static void Print(BuiltShop shop, TimeSpan took)
    {
        var addresses = shop.App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        Console.WriteLine($"Cartwright is ready after {took.TotalMilliseconds:F0} ms");
        var understood = shop.Understood.Concat(shop.Operators.Print([.. addresses]));
        var told = shop.App.Services.GetService<StartLines>()?.At(addresses.FirstOrDefault() ?? string.Empty) ?? [];
        foreach (var line in addresses.Select(address => $"{shop.Listens}   {address}").Take(1).Concat(understood).Concat(told))
        {
            Console.WriteLine("  " + line);
        }

        if (shop.App.Configuration.Switch("Demo"))
        {
            Console.WriteLine("  demo      admin@example.com, vendor@example.com, customer@example.com; password Passw0rd!demo");
        }
    }
}
