// The payment port over gRPC: Ports:Payments:acme=http://acme:9000. What it must answer stands in
// src/Contracts/Ports/Payments/payment_provider.proto.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using V1 = Cartwright.Contracts.Ports.V1;

namespace Cartwright.Wire;

/// <summary>
/// A provider that is another program, asked with the deadline, tries and breaker that calls between processes have: money moves once a
/// payment id, so each call may be repeated. Away, late or wrong is <c>payment_unknown</c>: the shop gives nothing away and asks again.
/// </summary>
public sealed partial class PaymentsByOthers : IGateway, IDependency, IDisposable
{
    private const string Port = "Ports:Payments";
    private const string TitleName = "Title";
    private const string NoteName = "Note";
    private const string TestName = "Test";

    // As for a provider that is asked over the internet: it asks a bank while we wait.
    private static readonly TimeSpan TimeoutDefault = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookWithin = TimeSpan.FromSeconds(1);

    private static readonly Method<byte[], IMessage> AuthorizeCall = Call("Authorize", V1.SaidPayment.Parser);
    private static readonly Method<byte[], IMessage> CaptureCall = Call("Capture", V1.SaidPayment.Parser);
    private static readonly Method<byte[], IMessage> VoidCall = Call("Void", V1.SaidPayment.Parser);
    private static readonly Method<byte[], IMessage> RefundCall = Call("Refund", V1.SaidPayment.Parser);
    private static readonly Method<byte[], IMessage> LookUpCall = Call("LookUp", V1.SaidPayment.Parser);
    private static readonly Method<byte[], IMessage> EntriesCall = Call("ListEntries", V1.SaidEntries.Parser);

    private readonly InnerConnections connections;
    private readonly ElsewhereModule provider;
    private readonly ILogger<ElsewhereModule> log;
    private readonly string shop;

    /// <param name="at">Who it is, and where.</param>
    /// <param name="method">How shoppers are offered it.</param>
    /// <param name="shop">The address of the shop's pages without a slash at its end; empty where nobody has said it.</param>
    public PaymentsByOthers(PortAddress at, AcceptedMethod method, string shop, TimeProvider clock, ILogger<ElsewhereModule> log)
    {
        connections = new(new(at.Token) { Timeout = at.Timeout });
        provider = new(at.Name, at.Address, connections, clock, Random.Shared.NextDouble, log);
        (Name, Method, this.shop, this.log) = (at.Name, method, shop, log);
    }

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [.. PortAddress.Keys(Port + ":{name}"), $"{Port}:{{name}}:{TitleName}", $"{Port}:{{name}}:{NoteName}", $"{Port}:{{name}}:{TestName}"];

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public AcceptedMethod Method { get; }

    string IDependency.Name => "port:payments:" + Name;

    /// <summary>
    /// Registers each one that is said, also where <c>Payments:Providers</c> does not name it: money that was taken must be returnable.
    /// Throws <see cref="ConfigurationRefused"/> with the line to change.
    /// </summary>
    /// <param name="taken">Names of the providers that the program has itself.</param>
    public static void Add(IServiceCollection services, IConfiguration configuration, IReadOnlyList<string> taken)
    {
        var shop = (configuration["Shop:Url"] ?? string.Empty).TrimEnd('/');
        foreach (var one in PortAddress.ReadAll(configuration, Port, "a payment provider", TimeoutDefault, taken))
        {
            var title = Text(configuration, one, TitleName, one.Name);
            var note = Text(configuration, one, NoteName, "You may be asked to approve the payment on the provider's page");
            var method = Offered(one.Name, title, note, configuration.Switch($"{one.Key}:{TestName}"));
            services.AddSingleton(
                new OutsideProvider(one.Name, IsReady: true, $"at {one.Address.GetLeftPart(UriPartial.Authority)}") { TellsStandard = true }
            );
            services.AddKeyedSingleton(
                one.Key,
                (all, _) =>
                    new PaymentsByOthers(
                        one,
                        method,
                        shop,
                        all.GetRequiredKeyedService<TimeProvider>(SteadyClock.Key),
                        all.GetRequiredService<ILogger<ElsewhereModule>>()
                    )
            );
            services.AddSingleton<IGateway>(all => all.GetRequiredKeyedService<PaymentsByOthers>(one.Key));
            services.AddSingleton<IDependency>(all => all.GetRequiredKeyedService<PaymentsByOthers>(one.Key));
        }
    }

    /// <summary>How a provider is offered: one token of its name, and those that begin with it.</summary>
    public static AcceptedMethod Offered(string name, string title, string note, bool isTest) =>
        new()
        {
            Method = name,
            Provider = name,
            Test = isTest,
            Tokens =
            {
                new AcceptedToken
                {
                    Token = name,
                    Title = title,
                    Note = note,
                    Waits = true,
                },
            },
            TokenPrefixes = { name + "_" },
        };

    /// <inheritdoc/>
    public bool Knows(string methodToken) =>
        methodToken.StartsWith(Name, StringComparison.Ordinal)
        && (methodToken.Length == Name.Length || (methodToken[Name.Length] == '_' && methodToken.Length > Name.Length + 1));

    /// <inheritdoc/>
    public ValueTask<Outcome<GatewayPayment>> Authorize(Charge charge, CancellationToken cancel) =>
        Asked(
            AuthorizeCall,
            new V1.AskedCharge
            {
                PaymentId = charge.PaymentId,
                OrderId = charge.OrderId,
                AmountMinor = charge.AmountMinor,
                Currency = charge.Currency,
                MethodToken = charge.MethodToken,
                TakesAtOnce = charge.TakesAtOnce,
                ReturnUrl =
                    shop.Length == 0
                        ? string.Empty
                        : $"{shop}/orders/{Uri.EscapeDataString(charge.OrderId)}?payment={Uri.EscapeDataString(charge.PaymentId)}",
            },
            charge.PaymentId,
            charge,
            cancel
        );

    /// <inheritdoc/>
    public ValueTask<Outcome<GatewayPayment>> Capture(string paymentId, long totalMinor, bool more, CancellationToken cancel) =>
        Asked(
            CaptureCall,
            new V1.AskedCapture
            {
                PaymentId = paymentId,
                TotalMinor = totalMinor,
                More = more,
            },
            paymentId,
            null,
            cancel
        );

    /// <inheritdoc/>
    public ValueTask<Outcome<GatewayPayment>> Void(string paymentId, CancellationToken cancel) =>
        Asked(VoidCall, new V1.AskedVoid { PaymentId = paymentId }, paymentId, null, cancel);

    /// <inheritdoc/>
    public ValueTask<Outcome<GatewayPayment>> Refund(string paymentId, string refundId, long amountMinor, CancellationToken cancel) =>
        Asked(
            RefundCall,
            new V1.AskedRefund
            {
                PaymentId = paymentId,
                RefundId = refundId,
                AmountMinor = amountMinor,
            },
            paymentId,
            null,
            cancel
        );

    /// <inheritdoc/>
    public ValueTask<Outcome<GatewayPayment>> LookUp(string paymentId, CancellationToken cancel) =>
        Asked(LookUpCall, new V1.AskedLook { PaymentId = paymentId }, paymentId, null, cancel);

    /// <summary>Throws <see cref="StorageUnavailable"/> where they cannot be had: half of a book would show as differences.</summary>
    public async ValueTask<IReadOnlyList<LedgerEntry>> Entries(LedgerPlace after, int limit, CancellationToken cancel)
    {
        var request = new V1.AskedEntries
        {
            AfterPaymentId = after.PaymentId,
            AfterKind = after.Kind,
            AfterReference = after.Reference,
            Limit = limit,
        };
        var ended = await provider.Ask(EntriesCall, request, provider.Timeout, cancel);
        if (ended.Message is not V1.SaidEntries said)
        {
            throw new StorageUnavailable($"The payment provider {Name} does not read out its entries: {Why(ended)}");
        }

        var entries = said.Entries.Select(Entry).ToList();
        var fault =
            entries.Count > limit ? $"it has {entries.Count} entries, asked were {limit}"
            : said.Entries.Select(PortPaymentAnswers.Fault).FirstOrDefault(one => one is not null) is { } wrong ? wrong
            : entries.Where((entry, i) => entry.Place.CompareTo(i == 0 ? after : entries[i - 1].Place) <= 0).Any()
                ? "its entries are not in their order"
            : null;
        return fault is null
            ? entries
            : throw new StorageUnavailable($"The entries of the payment provider {Name} cannot be used: {fault}");
    }

    /// <summary>Whether somebody answers there: an id that nobody has may be refused in any way.</summary>
    public async ValueTask Ask(CancellationToken cancel)
    {
        var ended = await provider.Ask(LookUpCall, new V1.AskedLook(), LookWithin, cancel);
        if (ended.Ending is Ending.Outage or Ending.LeftAlone or Ending.TooLate)
        {
            throw new StorageUnavailable($"The payment provider {Name} at {provider.Address} does not answer: {ended.Why}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => connections.Dispose();

    private static Method<byte[], IMessage> Call(string name, MessageParser replies) =>
        ElsewhereModule.Method("cartwright.ports.v1.Payments", name, replies);

    private static string Text(IConfiguration configuration, PortAddress one, string name, string otherwise)
    {
        var said = configuration[$"{one.Key}:{name}"] is { Length: > 0 } text ? text : otherwise;
        return said.Length <= Limits.NameCharsMax && !said.Any(char.IsControl)
            ? said
            : throw new ConfigurationRefused($"{one.Key}:{name} is shown to shoppers: 1 to {Limits.NameCharsMax} characters of one line");
    }

    private static string? Why(Ended ended) =>
        ended.Refused is { } foreign ? $"it refuses with '{foreign.Code}' beside the port" : ended.Why;

    private static LedgerEntry Entry(V1.SaidEntry entry) =>
        new(
            0,
            entry.PaymentId,
            entry.OrderId,
            entry.Kind,
            entry.Reference,
            entry.AmountMinor,
            entry.Currency,
            entry.TransactionId,
            entry.AtMs
        );

    private static GatewayPayment Payment(V1.SaidPayment said) =>
        new(
            said.PaymentId,
            said.Seen,
            said.TransactionId,
            said.DeclineCode.Length == 0 ? null : said.DeclineCode,
            said.Voided,
            [.. said.Entries.Select(Entry)],
            said.Wait is not { } wait
                ? null
                : new PaymentWait(
                    wait.Kind,
                    wait.UntilMs,
                    wait.MissingMinor,
                    wait.ReceivedMinor,
                    wait.Account,
                    wait.AccountHolder,
                    wait.Reference,
                    wait.Bic,
                    wait.Kind == PaymentWait.Challenge ? wait.Url : string.Empty
                )
        )
        {
            Hold = said.Hold is { } hold ? new(hold.LeftMinor, hold.UntilMs, hold.InParts, hold.Renewable) : null,
            Disputes =
            [
                .. said.Disputes.Select(one => new Dispute(
                    one.DisputeId,
                    one.AmountMinor,
                    one.Currency,
                    one.State,
                    one.Reason,
                    one.AnswerByMs == 0 ? null : one.AnswerByMs
                )),
            ],
        };

    private async ValueTask<Outcome<GatewayPayment>> Asked(
        Method<byte[], IMessage> call,
        IMessage request,
        string paymentId,
        Charge? charge,
        CancellationToken cancel
    )
    {
        var ended = await provider.Ask(call, request, provider.Timeout, cancel);
        if (ended.Message is V1.SaidPayment said)
        {
            if (PortPaymentAnswers.Fault(paymentId, charge, said) is not { } fault)
            {
                return Payment(said);
            }

            LogWrong(log, call.Name, Name, fault);
            return Unknown(paymentId);
        }

        // A refusal of ours in a trailer is none of the port's.
        if (ended.Refused is not null)
        {
            ended = Ended.Without(Ending.Broken, Why(ended)!);
        }

        provider.Unavailable(call, ended, provider.Timeout);
        return Unknown(paymentId);
    }

    private static Refusal Unknown(string paymentId) =>
        Refusal.Unavailable(
            "payment_unknown",
            $"The provider's answer about payment {paymentId} is not known yet. Ask again with the same ids: money moves once."
        );

    [LoggerMessage(Level = LogLevel.Error, Message = "The answer to {Call} of the payment provider {Provider} cannot be used: {Fault}")]
    private static partial void LogWrong(ILogger log, string call, string provider, string fault);
}
