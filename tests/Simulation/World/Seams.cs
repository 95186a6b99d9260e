// Where the shop's process meets others: each place gets somebody in between, who takes time, loses, doubles and dies by the seed.
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Host;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Notifications;
using Cartwright.Payments;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Simulation;

/// <summary>Puts them into the container of a process.</summary>
internal static class Seams
{
    /// <summary>What modules ask of each other.</summary>
    private static readonly Type[] Contracts =
    [
        typeof(ICarts),
        typeof(ICatalog),
        typeof(IIdentity),
        typeof(IInventory),
        typeof(IOrdering),
        typeof(IPayments),
        typeof(IPromotions),
        typeof(IRecommendations),
    ];

    /// <summary>Over what is registered already.</summary>
    public static void Put(IServiceCollection services, Life life)
    {
        foreach (var contract in Contracts)
        {
            var own = services.Last(service => service.ServiceType == contract && !service.IsKeyedService);
            services.AddSingleton(contract, all => Carried.Over(contract, Made(own, all), life));
        }

        services.AddSingleton(all => new Gateways(
            [
                new TroubledPayments(all.GetRequiredService<SimulatedGateway>(), life),
                new TroubledPayments(all.GetRequiredService<SimulatedBank>(), life),
            ],
            all.GetRequiredService<PaymentSettings>().Providers
        ));
        services.AddSingleton<IMailTransport>(new TroubledMail(life));
        services.AddSingleton(new ProcessEnd((_, _) => life.Die("a disk that failed")));

        // No seed may cost a second of hashing; that many rounds are tested elsewhere.
        services.AddSingleton(new PasswordLane(Limits.PasswordLaneWaitersMax, iterations: 1, hash => _ = OnPool(hash)));
        if (life.World.Faults.Broker)
        {
            services.AddSingleton<IEventBus>(new BrokerBus(life));
        }
    }

    private static async Task OnPool(Action what)
    {
        await Pool.Yield();
        what();
    }

    private static object Made(ServiceDescriptor own, IServiceProvider all) =>
        own.ImplementationInstance
        ?? own.ImplementationFactory?.Invoke(all)
        ?? ActivatorUtilities.CreateInstance(all, own.ImplementationType!);
}

/// <summary>A contract as another process would be asked by it: late, or not at all, or twice.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "The proxy is made as a subclass.")]
internal class Carried : DispatchProxy
{
    private static readonly MethodInfo Call = typeof(Carried).GetMethod(nameof(Ask), BindingFlags.NonPublic | BindingFlags.Instance)!;
    private readonly Dictionary<MethodInfo, MethodInfo?> calls = [];
    private object inner = null!;
    private Life life = null!;
    private string name = string.Empty;

    public static object Over(Type contract, object inner, Life life)
    {
        var carried = (Carried)Create(contract, typeof(Carried));
        (carried.inner, carried.life, carried.name) = (inner, life, contract.Name[1..].ToLowerInvariant());
        return carried;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (!calls.TryGetValue(targetMethod!, out var call))
        {
            calls[targetMethod!] = call = Replied(targetMethod!) is { } reply ? Call.MakeGenericMethod(reply) : null;
        }

        return call is null || PlanRun.IsRunning
            ? targetMethod!.Invoke(inner, BindingFlags.DoNotWrapExceptions, null, args, null)
            : call.Invoke(this, BindingFlags.DoNotWrapExceptions, null, [targetMethod, args], null);
    }

    private static Type? Replied(MethodInfo method) =>
        method.ReturnType is { IsGenericType: true } task
        && task.GetGenericTypeDefinition() == typeof(ValueTask<>)
        && task.GetGenericArguments()[0] is { IsGenericType: true } outcome
        && outcome.GetGenericTypeDefinition() == typeof(Outcome<>)
            ? outcome.GetGenericArguments()[0]
            : null;

    private async ValueTask<Outcome<T>> Ask<T>(MethodInfo method, object?[] args)
    {
        var point = $"{name}.{method.Name}";
        ValueTask<Outcome<T>> Once() => (ValueTask<Outcome<T>>)method.Invoke(inner, BindingFlags.DoNotWrapExceptions, null, args, null)!;
        await life.Cross("asks " + point);
        if (life.Chance.Of1000(life.World.Faults.ModulesAway))
        {
            var isAsked = life.Chance.Below(2) == 0;
            life.World.Note($"{point} is {(isAsked ? "not heard" : "away")}");
            if (isAsked)
            {
                await Once();
            }

            return Refusal.Unavailable("module_unavailable", $"'{name}' did not answer.");
        }

        if (life.Chance.Of1000(life.World.Faults.ModulesDoubled))
        {
            life.World.Note($"{point} comes twice");
            await Once();
        }

        var answer = await Once();
        await life.Cross("answered by " + point);
        return answer;
    }
}

/// <summary>A payment provider behind a bad line.</summary>
internal sealed class TroubledPayments(IGateway inner, Life life) : IGateway
{
    private static readonly TimeSpan SlowMost = TimeSpan.FromSeconds(12);

    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public AcceptedMethod Method => inner.Method;

    /// <inheritdoc/>
    public PaymentForm? Form => inner.Form;

    /// <inheritdoc/>
    public bool Knows(string methodToken) => inner.Knows(methodToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<GatewayPayment>> Authorize(Charge charge, CancellationToken cancel) =>
        Asked("authorize", charge.PaymentId, () => inner.Authorize(charge, CancellationToken.None));

    /// <inheritdoc/>
    public ValueTask<Outcome<GatewayPayment>> Capture(string paymentId, long totalMinor, bool more, CancellationToken cancel) =>
        Asked("capture", paymentId, () => inner.Capture(paymentId, totalMinor, more, CancellationToken.None));

    /// <inheritdoc/>
    public ValueTask<Outcome<GatewayPayment>> Void(string paymentId, CancellationToken cancel) =>
        Asked("void", paymentId, () => inner.Void(paymentId, CancellationToken.None));

    /// <inheritdoc/>
    public ValueTask<Outcome<GatewayPayment>> Refund(string paymentId, string refundId, long amountMinor, CancellationToken cancel) =>
        Asked("refund", paymentId, () => inner.Refund(paymentId, refundId, amountMinor, CancellationToken.None));

    /// <inheritdoc/>
    public ValueTask<Outcome<GatewayPayment>> LookUp(string paymentId, CancellationToken cancel) =>
        Asked("look up", paymentId, () => inner.LookUp(paymentId, CancellationToken.None));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LedgerEntry>> Entries(LedgerPlace after, int limit, CancellationToken cancel)
    {
        await life.Cross("asks provider.entries");
        return await inner.Entries(after, limit, cancel);
    }

    private async ValueTask<Outcome<GatewayPayment>> Asked(string call, string paymentId, Func<ValueTask<Outcome<GatewayPayment>>> ask)
    {
        await life.Cross("asks provider." + call);
        var faults = life.World.Faults;
        if (life.Chance.Of1000(faults.PaymentsLost) && life.Chance.Below(2) == 0)
        {
            life.World.Note($"provider.{call} is lost");
            await life.Wait(life.Chance.Between(TimeSpan.Zero, SlowMost));
            return PaymentRefusals.Unknown(paymentId);
        }

        var answer = await ask();
        await life.Cross("the provider has done " + call);
        if (life.Chance.Of1000(faults.PaymentsSlow))
        {
            await life.Wait(life.Chance.Between(TimeSpan.Zero, SlowMost));
            await life.Cross("the provider answers late");
        }

        if (life.Chance.Of1000(faults.PaymentsLost))
        {
            life.World.Note($"the answer of provider.{call} is lost");
            return PaymentRefusals.Unknown(paymentId);
        }

        return answer;
    }
}

/// <summary>A mail server behind a bad line.</summary>
internal sealed class TroubledMail(Life life) : IMailTransport
{
    /// <inheritdoc/>
    public async Task Send(FullMail mail, CancellationToken cancel)
    {
        await life.Cross("sends a mail");
        if (life.Chance.Of1000(life.World.Faults.MailsLost))
        {
            if (life.Chance.Below(2) == 0)
            {
                life.World.Mails++;
            }

            throw new IOException("The simulated mail server is away.");
        }

        life.World.Mails++;
        await life.Cross("has sent a mail");
    }

    /// <inheritdoc/>
    public Task Rest(CancellationToken cancel) => Task.CompletedTask;
}
