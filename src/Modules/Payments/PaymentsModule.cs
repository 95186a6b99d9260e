// The front door of Payments: what it registers, what it listens to, which routes it has. Our own commands come through the contract; events are for programs outside.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Payments;

/// <inheritdoc/>
public sealed class PaymentsModule : IModule
{
    // How late tok_timeout answers: long enough to see the shop not wait for it.
    private static readonly TimeSpan LateAnswer = TimeSpan.FromSeconds(3);

    // An unknown payment is known again within a minute even when two rounds fail.
    private static readonly TimeSpan ReconcileEvery = TimeSpan.FromSeconds(5);

    private readonly Signal requestsWaiting = new();

    /// <inheritdoc/>
    public string Name => "payments";

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddModuleDatabase(Name, typeof(PaymentsModule).Assembly);
        services.AddSingleton<IGateway>(provider => new SimulatedGateway(
            Tables(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IIds>(),
            configuration.GetValue("Payments:LateAnswer", LateAnswer)));
        services.AddSingleton(provider => new PaymentBook(Tables(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AuthorizePayment>();
        services.AddSingleton<CapturePayment>();
        services.AddSingleton<VoidPayment>();
        services.AddSingleton<RefundPayment>();
        services.AddSingleton<IPayments, LocalPayments>();
        services.AddSingleton(provider => new CompareBooks(Tables(provider), provider.GetRequiredService<IGateway>()));
        services.AddSingleton<IHostedService>(provider => new RepairPayments(
            provider.GetRequiredService<PaymentBook>(),
            provider.GetRequiredService<IGateway>(),
            provider.GetRequiredService<RefundPayment>(),
            provider.GetRequiredService<TimeProvider>(),
            configuration.GetValue("Payments:ReconcileEvery", ReconcileEvery),
            provider.GetRequiredService<ILogger<RepairPayments>>()));
        services.AddSingleton(provider => new TakeRequest(provider.GetRequiredService<IGateway>(), provider.GetRequiredService<TimeProvider>(), requestsWaiting));
        services.AddSingleton<IHostedService>(provider => new AnswerRequests(
            provider.GetRequiredService<PaymentBook>(),
            provider.GetRequiredService<AuthorizePayment>(),
            provider.GetRequiredService<RefundPayment>(),
            requestsWaiting,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AnswerRequests>>()));
    }

    /// <inheritdoc/>
    public void Subscribe(Subscriptions subscriptions, IServiceProvider services)
    {
        var take = services.GetRequiredService<TakeRequest>();
        subscriptions
            .On<PaymentRequest>(Topics.PaymentRequested, take.Pay)
            .On<RefundWish>(Topics.PaymentRefundRequested, take.PayBack);
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => PaymentsRoutes.Map(routes);

    private Database Tables(IServiceProvider provider) => provider.GetRequiredKeyedService<Database>(Name);
}
