// What the process's container is given: by the topology, modules of its own and others' by wire or by messages.
using System.Security.Cryptography;
using Cartwright.Contracts;
using Cartwright.DynamoDb;
using Cartwright.Kafka;
using Cartwright.Kernel;
using Cartwright.Lucene;
using Cartwright.MongoDb;
using Cartwright.Papers;
using Cartwright.Pictures;
using Cartwright.Redis;
using Cartwright.S3;
using Cartwright.Stripe;
using Cartwright.Vies;
using Cartwright.Web;
using Cartwright.Wire;
using Cartwright.Wire.Messages;

namespace Cartwright.Host;

/// <summary>Fills the container of <see cref="Serve"/>.</summary>
internal static class Registrations
{
    private const string IdentityModule = "identity";
    private const string OrderingModule = "ordering";

    /// <summary>Registers the web, configured providers, the modules that run here, and events: each after what it builds on.</summary>
    public static void Register(WebApplicationBuilder builder, Topology topology)
    {
        Logs.Add(builder);
        Observability.Add(builder, topology.Here is [var only] ? only.Module.Name : null);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Limits.DrainTime);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IIds>(services => new Ids(services.GetRequiredService<TimeProvider>(), RandomNumberGenerator.Fill));
        builder.Services.AddSingleton(new List<Inbox>());
        builder.Services.AddSingleton<IReadOnlyList<Inbox>>(services => services.GetRequiredService<List<Inbox>>());
        builder.Services.AddCartwrightWeb(builder.Configuration);

        AskOthers(builder, topology);
        if (topology.InnerPort is not null)
        {
            AnswerOthers(builder.Services, topology);
        }

        // Before the modules, which keep what is already in place.
        if (topology.Runs(typeof(ICarts)))
        {
            RedisCarts.Add(builder.Services, builder.Configuration);
            DynamoDbCarts.Add(builder.Services, builder.Configuration);
        }

        if (topology.Runs(typeof(ICatalog)))
        {
            MongoDbProducts.Add(builder.Services, builder.Configuration);
            S3Pictures.Add(builder.Services, builder.Configuration);
            PictureKeeping.Add(builder.Services, builder.Configuration);
            LuceneSearch.Add(builder.Services, builder.Configuration);
        }

        if (topology.Runs(typeof(IRecommendations)))
        {
            RedisRecommendations.Add(builder.Services, builder.Configuration);
        }

        if (topology.Runs(typeof(IPayments)))
        {
            StripePayments.Add(builder.Services, builder.Configuration);
            PaymentsByOthers.Add(
                builder.Services,
                builder.Configuration,
                [.. Payments.PaymentSettings.BuiltIn, StripePayments.Provider, "none", "pm", "tok", "ctoken"]
            );
        }

        if (topology.Runs(typeof(IOrdering)))
        {
            TaxesByOthers.Add(builder.Services, builder.Configuration);
            CarriersByOthers.Add(builder.Services, builder.Configuration, [Ordering.SimulatedCarrier.Known, "none"]);
            ViesRegister.Add(builder.Services, builder.Configuration);
            PaperPrinting.Add(builder.Services, builder.Configuration);
            StripePayments.AddPayouts(builder.Services, builder.Configuration);
        }

        PagesOf(builder.Services, builder.Configuration);
        builder.Services.AddSingleton(topology.SharedWithOrdering());
        foreach (var row in topology.Here)
        {
            row.Module.Register(builder.Services, builder.Configuration);
        }

        if (topology is { InnerPort: not null, Events: not "local" })
        {
            MessageForms.Answer(builder.Services, topology.Runs(typeof(IPayments)));
        }

        // Last, so that every module's own start has run before the first event moves.
        AddEvents(builder, topology.Events);
        builder.Services.AddHostedService<EventLoops>();
    }

    /// <summary>What the pages may load of others; any process may serve them, also one that takes no payments itself.</summary>
    internal static void PagesOf(IServiceCollection services, IConfiguration configuration)
    {
        if (StripePayments.Sources(configuration) is { } sources)
        {
            services.AddSingleton(sources);
        }
    }

    private static void AddEvents(WebApplicationBuilder builder, string events)
    {
        // Looked at in any case, so that a faulty key is refused.
        EventSeals.Check(builder.Configuration);
        if (events != "local")
        {
            builder.Services.AddSingleton(EventSeals.Read(builder.Configuration));
        }

        switch (events)
        {
            case "redis":
                RedisEvents.Add(builder.Services, builder.Configuration);
                break;
            case "kafka":
                KafkaEvents.Add(builder.Services, builder.Configuration);
                break;
            default:
                builder.Services.AddSingleton<IEventBus, LocalEventBus>();
                break;
        }
    }

    private static void AskOthers(WebApplicationBuilder builder, Topology topology)
    {
        foreach (var (module, address) in topology.Elsewhere)
        {
            WiredContracts.Of(Modules.All.Single(row => row.Module.Name == module).Answers!).Register(builder.Services, module, address);
        }

        MessageForms.Ask(builder.Services, builder.Configuration, topology.ByMessages);
        foreach (var (module, address) in topology.RecordsElsewhere)
        {
            if (address is not null)
            {
                WiredContracts.RegisterRecords(builder.Services, module, module, address);
            }
            else if (topology.Elsewhere.TryGetValue(IdentityModule, out var identity))
            {
                // A module that is asked by messages has no address here; Identity's process knows one.
                WiredContracts.RegisterRecords(builder.Services, module, IdentityModule, identity);
            }
            else
            {
                builder.Services.AddSingleton<IPersonRecords>(new PersonRecordsNowhere(module));
            }
        }

        if (!topology.Runs(typeof(IOrdering)))
        {
            HearSettings(builder, topology);
        }

        if (!topology.Runs(typeof(IIdentity)))
        {
            builder.Services.AddSingleton<HeardSigningKeys>();
            builder.Services.AddSingleton(services => new RevocationWait(HeldFor(services.GetRequiredService<WireSettings>().Timeout)));
            builder.Services.AddSingleton<ISigningKeys>(services => services.GetRequiredService<HeardSigningKeys>());
        }
    }

    private static void HearSettings(WebApplicationBuilder builder, Topology topology)
    {
        if (topology.SettingsAt is { } at && !topology.Elsewhere.ContainsKey(OrderingModule))
        {
            WiredContracts.RegisterSettings(builder.Services, OrderingModule, at);
        }

        var configured = ShopDefaults.Of(builder.Configuration);
        builder.Services.AddSingleton(services => new HeardShopSettings(
            services,
            configured,
            HeldFor(services.GetRequiredService<WireSettings>().Timeout),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<HeardShopSettings>>()
        ));
        builder.Services.AddSingleton<IShopSettings>(services => services.GetRequiredService<HeardShopSettings>());
        builder.Services.AddHostedService(services => services.GetRequiredService<HeardShopSettings>());
    }

    private static void AnswerOthers(IServiceCollection services, Topology topology)
    {
        foreach (var row in topology.Here.Where(row => row.Answers is not null))
        {
            services.AddSingleton(provider => WiredContracts.Of(row.Answers!).Answered(provider));
        }

        services.AddSingleton(WiredContracts.AnsweredRecords);
        InnerPort.Add(services);
    }

    // Well within the deadline of a call, and within the time after which silence of Identity ends the trust in tokens.
    private static TimeSpan HeldFor(TimeSpan timeout) => TimeSpan.FromSeconds(Math.Min(10, timeout.TotalSeconds * 0.8));
}
