// The front door of Notifications: what it registers, what it listens to, which routes it has.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Notifications;

/// <inheritdoc/>
public sealed class NotificationsModule : IModule
{
    // A mail without a name is better than a mailbox that waits for one.
    private static readonly TimeSpan NameWithin = TimeSpan.FromSeconds(2);

    private readonly Signal mailWaiting = new();

    /// <inheritdoc/>
    public string Name => "notifications";

    /// <inheritdoc/>
    public IReadOnlyList<string> Keys => MailSettings.Keys;

    /// <inheritdoc/>
    public IReadOnlyList<Retention> Rows => RetentionSql.Tables;

    /// <inheritdoc/>
    public IReadOnlyList<PersonTable> Persons => PersonSql.Tables;

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        var settings = MailSettings.Read(configuration);
        services.AddModuleDatabase(Name, typeof(NotificationsModule).Assembly, RetentionSql.Tables, configuration);
        services.AddSingleton<IPersonRecords, PersonMails>();
        services.AddSingleton(settings);
        var shop = ShopUrl.Of(configuration);
        services.AddSingleton(all => new ReminderStop(all.GetRequiredService<Pseudonyms>(), shop));
        services.AddSingleton<ShopSender>();
        services.AddSingleton<MailFaces>();
        services.AddSingleton(all => new MailTemplates(
            all.GetRequiredKeyedService<Database>(Name),
            all.GetRequiredService<MailFaces>(),
            all.GetRequiredService<TimeProvider>(),
            all.GetRequiredService<ILogger<MailTemplates>>()
        ));
        services.AddSingleton(all => new EditTemplates(
            all.GetRequiredKeyedService<Database>(Name),
            all.GetRequiredService<MailTemplates>(),
            all.GetRequiredService<MailLinks>(),
            settings,
            all.GetRequiredService<IIdentity>(),
            all.GetRequiredService<IIds>(),
            all.GetRequiredService<TimeProvider>(),
            mailWaiting
        ));
        services.AddSingleton(all => new MailLinks(
            all.GetRequiredService<SealedText>(),
            shop,
            configuration.Switch("Demo") && settings.Smtp is null,
            all.GetRequiredService<ReminderStop>(),
            all.GetRequiredService<MailTemplates>()
        ));
        services.AddSingleton<IBacklog, MailFigures>();
        services.AddSingleton(all => new WriteMail(
            settings,
            all.GetRequiredService<MailLinks>(),
            all.GetRequiredService<IIds>(),
            all.GetRequiredService<TimeProvider>(),
            mailWaiting,
            all.GetRequiredService<ReminderStop>(),
            all.GetRequiredService<MailTemplates>()
        ));
        services.AddSingleton(all => new ResendMail(
            all.GetRequiredKeyedService<Database>(Name),
            settings,
            all.GetRequiredService<TimeProvider>(),
            mailWaiting
        ));
        if (settings.Smtp is { } server)
        {
            services.AddSingleton<IMailTransport>(all => new SmtpTransport(
                server,
                () => all.GetRequiredService<ShopSender>().Current,
                all.GetRequiredService<MailLinks>(),
                all.GetRequiredService<MailTemplates>()
            ));
            services.AddSingleton<IHostedService>(all => new MailSender(
                all.GetRequiredKeyedService<Database>(Name),
                all.GetRequiredService<IMailTransport>(),
                mailWaiting,
                all.GetRequiredService<TimeProvider>(),
                all.GetRequiredService<ILogger<MailSender>>(),
                new FetchPaper(all.GetRequiredService<IOrdering>())
            ));
        }
    }

    /// <inheritdoc/>
    public void Subscribe(Subscriptions subscriptions, IServiceProvider services)
    {
        var write = services.GetRequiredService<WriteMail>();
        var shop = ShopUrl.Of(services.GetRequiredService<IConfiguration>());
        subscriptions
            .On<OrderNotification>(Topics.OrderNotification, write.About)
            .On<AccountNotification>(Topics.AccountNotification, (tx, asked, e) => write.About(tx, asked, e))
            .On<UserFacts>(Topics.UserRegistered, (tx, user, e) => write.Welcome(tx, user, e))
            .On<CartReminder>(Topics.CartReminder, (tx, cart, e) => write.Remind(tx, cart, e))
            .On<StockFacts>(Topics.StockLow, (tx, stock, e) => write.RunsLow(tx, stock, e, shop, NameOf))
            .On<OrderErasure>(
                Topics.OrderErased,
                async (tx, erased, _) => await Told(tx, erased.ErasureId, erased.AtUnixMs, await MailStore.ForgetOrder(tx, erased.OrderId))
            )
            .On<UserErasure>(
                Topics.UserErased,
                async (tx, erased, _) => await Told(tx, erased.ErasureId, erased.AtUnixMs, await MailStore.ForgetUser(tx, erased.UserId))
            );

        async ValueTask<(string, string?)?> NameOf(string productId)
        {
            using var soon = new CancellationTokenSource(NameWithin);
            try
            {
                var request = new GetProductsRequest { WithheldToo = true };
                request.ProductIds.Add(productId);
                return
                    (await services.GetRequiredService<ICatalog>().GetProducts(request, soon.Token)).Is(out var reply, out _)
                    && reply.Products is [{ } product, ..]
                    ? (product.Name, product.Sku.Length > 0 ? product.Sku : null)
                    : null;
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }

        ValueTask Told(Transaction tx, string? erasureId, long atMs, long mails) =>
            ErasedPersons.Tell(tx, erasureId, Name, atMs, new ForgottenRows("mail", mails));
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        NotificationsRoutes.Map(routes);
        TemplateRoutes.Map(routes);
    }
}
