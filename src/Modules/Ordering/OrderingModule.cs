// The front door of Ordering: what it registers and which routes it has. It listens to payments that change by themselves; all else it
// asks.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Ordering;

/// <inheritdoc/>
public sealed class OrderingModule : IModule
{
    /// <inheritdoc/>
    public string Name => "ordering";

    /// <inheritdoc/>
    public IReadOnlyList<string> Keys =>
        [
            .. TaxRows.Keys,
            .. TaxPolicy.Keys,
            .. VatChecks.Keys,
            .. Rates.Keys,
            CarrierSettings.Key,
            .. WithdrawalPeriod.Keys,
            .. ShopPolicies.Keys,
            .. BookYears.Keys,
            .. ShopSeller.Keys,
            .. PaperSeries.Keys,
            "Orders:PayWithin",
            TakeMoney.Key,
            .. PayoutSettings.Keys,
            "Marketplace:CommissionPercent",
            "Marketplace:Commission:{vendor}",
        ];

    /// <inheritdoc/>
    public IReadOnlyList<Retention> Rows => RetentionSql.Tables;

    /// <inheritdoc/>
    public IReadOnlyList<PersonTable> Persons => PersonSql.Tables;

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddModuleDatabase(Name, typeof(OrderingModule).Assembly, RetentionSql.Tables, configuration);
        services.AddSingleton<IPersonRecords, PersonOrders>();
        services.AddSingleton(new Rates(configuration));
        services.AddSingleton(new TaxRows(configuration));
        services.AddSingleton(TaxPolicy.Of(configuration));
        services.AddSingleton<TaxRateMemory>();
        services.AddHostedService(all => all.GetRequiredService<TaxRateMemory>());
        services.AddSingleton(ConfiguredShop.Of(configuration));
        services.AddSingleton<SettingsMemory>();
        services.AddSingleton<IShopSettings>(all => all.GetRequiredService<SettingsMemory>());
        services.AddHostedService(all => all.GetRequiredService<SettingsMemory>());
        services.AddSingleton<EditSettings>();
        services.AddSingleton<SettingsWarnings>();
        services.AddSingleton(all => new ShopTaxes(
            all.GetRequiredService<TaxRateMemory>(),
            all.GetRequiredService<TaxPolicy>(),
            all.GetRequiredKeyedService<TimeProvider>(SteadyClock.Key),
            all.GetRequiredService<ShopZone>(),
            all.GetService<ITaxes>() is { } provider ? new(provider, all.GetRequiredService<ILogger<OutsideTaxes>>()) : null,
            VatChecks.Of(configuration, all.GetService<IVatRegister>(), all.GetRequiredKeyedService<TimeProvider>(SteadyClock.Key))
        ));
        services.AddSingleton<EditTaxRates>();
        services.AddSingleton<TaxExample>();
        services.AddSingleton<ShippingOutlook>();
        services.AddSingleton<ShippingMemory>();
        services.AddHostedService(all => all.GetRequiredService<ShippingMemory>());
        services.AddSingleton(all => new ShopShipping(
            all.GetRequiredService<ShippingMemory>(),
            all.GetRequiredService<Rates>(),
            all.GetRequiredService<ShopZone>(),
            ShopShipping.DefaultWeightOf(configuration),
            all.GetRequiredKeyedService<TimeProvider>(SteadyClock.Key),
            all.GetRequiredService<CarrierDesk>()
        ));
        if (CarrierSettings.Simulated(configuration))
        {
            services.AddSingleton<ICarrier, SimulatedCarrier>();
        }

        services.AddSingleton<CarrierDesk>();
        services.AddSingleton<BuyLabels>();
        services.AddSingleton<EditShipping>();
        services.AddSingleton<ShippingExample>();
        if (configuration.Switch("Demo"))
        {
            services.AddHostedService<DemoZones>();
        }

        services.AddSingleton<OrderChanges>();
        services.AddSingleton(all => OrderKeys.Of(configuration, all.GetRequiredService<SealedText>()));
        services.AddSingleton(all => new OrderSeals(
            () => SealKey.Open(all.GetRequiredKeyedService<Database>(Name), configuration, all.GetRequiredService<IIds>()),
            all.GetRequiredService<IIds>()
        ));
        services.AddSingleton<SealChain>();
        services.AddHostedService(all => all.GetRequiredService<SealChain>());
        services.AddSingleton<OrderStore>();
        services.AddSingleton<IBacklog, CheckoutFigures>();
        services.AddSingleton<LookUpOrder>();
        services.AddSingleton<OrderLists>();
        services.AddSingleton<TimelineLists>();
        services.AddSingleton<FirstOrderSql>();
        services.AddSingleton<Buyers>();
        services.AddSingleton<SumBoundsSql>();
        services.AddSingleton(new Marketplace(configuration));
        services.AddSingleton<VendorLedger>();
        services.AddSingleton<VendorLists>();
        services.AddSingleton<PayoutStore>();
        AddPayouts(services, configuration);
        services.AddSingleton<ComparePayouts>();
        services.AddHostedService(all => all.GetRequiredService<ComparePayouts>());
        services.AddSingleton<MoveParts>();
        services.AddSingleton<Baskets>();
        services.AddSingleton<PlacementsUnderWay>();
        services.AddSingleton(all => ActivatorUtilities.CreateInstance<Neighbours>(all) with { Taking = TakeMoney.Of(configuration) });
        services.AddSingleton<SendPaid>();
        services.AddSingleton<HoldLists>();
        services.AddSingleton<TendHolds>();
        services.AddHostedService(all => all.GetRequiredService<TendHolds>());
        services.AddSingleton<PaymentChoices>();
        services.AddSingleton<Quote>();
        services.AddSingleton<PlaceOrder>();
        services.AddSingleton<MoveOrder>();
        services.AddSingleton<ErasePersons>();
        services.AddSingleton<JoinOrders>();
        services.AddSingleton(all => new BookYears(configuration, TaxPolicy.Of(configuration).Home, all.GetRequiredService<ShopZone>()));
        services.AddHostedService<ForgetBuyers>();
        services.AddSingleton<ReturnLists>();
        services.AddSingleton<OrderNotes>();
        services.AddSingleton<ReturnOrder>();
        services.AddSingleton<EditOrder>();
        services.AddSingleton(all => new WithdrawalPeriod(configuration, all.GetRequiredService<ShopZone>()));
        services.AddSingleton<WithdrawalLists>();
        services.AddSingleton(new ShopPolicies(configuration));
        services.AddSingleton<PolicyStore>();
        services.AddSingleton<WithdrawOrder>();
        _ = new ShopSeller(configuration);
        services.AddSingleton(all => new ShopSeller(
            configuration,
            () => all.GetRequiredService<SettingsMemory>().Written.Body.Seller?.Kept
        ));
        services.AddSingleton(all => new PaperSeries(configuration, all.GetRequiredService<ShopZone>()));
        services.AddSingleton<PaperBook>();
        services.AddSingleton<PrintPapers>();
        services.AddSingleton<TraderStore>();
        services.AddSingleton<TraderDesk>();
        services.AddSingleton<TraderSaving>();
        services.AddSingleton<ApplicationDesk>();
        services.AddSingleton<StatementBook>();
        services.AddSingleton<StatementPapers>();
        services.AddSingleton<StatementRoutes.StatementFiles>();
        services.AddHostedService<CloseMonths>();
        services.AddSingleton<StreamPlaces>();
        services.AddSingleton<OrderStream>();
        services.AddSingleton<IOrdering, OrderingContract>();
        services.AddSingleton(new PayWithin(configuration));
        services.AddSingleton(all => new CheckoutRunner(
            all.GetRequiredService<OrderStore>(),
            all.GetRequiredService<Neighbours>(),
            all.GetRequiredService<PayWithin>(),
            all.GetRequiredKeyedService<TimeProvider>(SteadyClock.Key),
            all.GetRequiredService<ILogger<CheckoutRunner>>(),
            all.GetRequiredKeyedService<Database>(Name).Appear(all.GetRequiredService<IIds>(), all.GetRequiredService<TimeProvider>()),
            all.GetService<SharedCommit>()
        ));
        services.AddHostedService(all => all.GetRequiredService<CheckoutRunner>());
    }

    private static void AddPayouts(IServiceCollection services, IConfiguration configuration)
    {
        var settings = PayoutSettings.Of(configuration);
        services.AddSingleton(settings);
        services.AddSingleton<PayoutFileStore>();
        services.AddSingleton<VendorAccountStore>();
        services.AddSingleton<PayoutTransferStore>();
        services.AddSingleton<TakeBankAnswer>();
        services.AddSingleton<IPayouts, ManualPayouts>();
        if (settings.Account is { } from)
        {
            services.AddSingleton<IPayouts>(all => ActivatorUtilities.CreateInstance<SepaPayouts>(all, from));
        }

        services.AddSingleton<PayoutDesk>();
        services.AddSingleton<CompareTransfers>();
        services.AddSingleton<SendPayout>();
        services.AddHostedService(all => all.GetRequiredService<SendPayout>());
        services.AddSingleton<CountBuyers>();
        services.AddHostedService(all => all.GetRequiredService<CountBuyers>());
    }

    /// <inheritdoc/>
    public void Subscribe(Subscriptions subscriptions, IServiceProvider services)
    {
        // Told when the shop is ready: by then it is known which texts are written in the admin.
        var policies = services.GetRequiredService<ShopPolicies>();
        services.GetRequiredService<StartLines>().Add(_ => policies.Warning ?? string.Empty);

        var seller = services.GetRequiredService<ShopSeller>();
        services.GetRequiredService<StartLines>().Add(_ => seller.Warning ?? string.Empty);

        var join = services.GetRequiredService<JoinOrders>();
        subscriptions.Later<UserFacts>(Topics.UserEmailVerified, (tx, user, _) => join.Do(tx, user));
        subscriptions.Later<UserFacts>(Topics.UserSignedIn, (tx, user, _) => join.Do(tx, user), user => user.EmailVerified);
        var runner = services.GetRequiredService<CheckoutRunner>();
        subscriptions.On<UserErasure>(
            Topics.UserErased,
            async (tx, erased, _) =>
            {
                var rows = await ApplicationSql.Forget(tx, erased.UserId);
                await OrderNoteSql.ForgetAuthor(tx, erased.UserId);
                if (erased.ErasureId is { } entry)
                {
                    await ErasureSql.Count(tx, entry, Name, [new ForgottenRows("vendor_applications", rows)], erased.AtUnixMs);
                }
            }
        );
        subscriptions.On<PersonForgotten>(
            Topics.PersonForgotten,
            (tx, told, _) => ErasureSql.Count(tx, told.ErasureId, told.Module, told.Rows, told.AtUnixMs)
        );
        subscriptions.On<PaymentFacts>(
            Topics.PaymentChanged,
            (tx, payment, _) =>
            {
                tx.OnCommitted(() => runner.Look(payment.OrderId));
                return ValueTask.CompletedTask;
            }
        );
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        CheckoutRoutes.Map(routes);
        CustomerRoutes.Map(routes);
        LookUpRoutes.Map(routes);
        OrderingRoutes.Map(routes);
        OrderExportRoutes.Map(routes);
        VendorExportRoutes.Map(routes);
        TodayRoutes.Map(routes);
        OrderNoteRoutes.Map(routes);
        ReturnRoutes.Map(routes);
        RefundQuoteRoutes.Map(routes);
        WithdrawalRoutes.Map(routes);
        PolicyRoutes.Map(routes);
        SettingsRoutes.Map(routes);
        PaperRoutes.Map(routes);
        EditRoutes.Map(routes);
        ParcelRoutes.Map(routes);
        CaptureRoutes.Map(routes);
        VendorRoutes.Map(routes);
        PayoutRoutes.Map(routes);
        PayoutFileRoutes.Map(routes);
        PayoutTransferRoutes.Map(routes);
        VendorAccountRoutes.Map(routes);
        TraderRoutes.Map(routes);
        ApplicationRoutes.Map(routes);
        StatementRoutes.Map(routes);
        ErasureRoutes.Map(routes);
        TaxRateRoutes.Map(routes);
        ShippingRoutes.Map(routes);
        PickupRoutes.Map(routes);
        ShippingOutlook.Map(routes);
        CarrierRoutes.Map(routes);
    }
}
