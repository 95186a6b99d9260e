// A module in another process: where it is, how often it is asked again, when it is left alone for a moment.
using System.Diagnostics;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace Cartwright.Wire;

/// <summary>
/// Sends calls. A try that met an outage is repeated with the same bytes, which is safe because every command carries a request id, under
/// three bounds:
/// <see cref="WireSettings.TriesMax"/>, the deadline, and a budget for the whole module. After repeated outages the breaker refuses at once
/// and lets one call through a second to see. Whatever was not answered is told as <see cref="RefusalKind.Unavailable"/>: it may have
/// happened, and may be asked again.
/// </summary>
public sealed class ElsewhereModule : IBacklog
{
    /// <summary>
    /// Outages among the tries of <see cref="BreakerLooksBack"/> that open the breaker, as long as they are half of the tries.
    /// </summary>
    internal const int BreakerTriesMin = 10;

    /// <summary>How long the breaker stays open before it tries one call.</summary>
    internal static readonly TimeSpan BreakerOpen = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BreakerLooksBack = TimeSpan.FromSeconds(5);

    private static readonly Marshaller<byte[]> Requests = Marshallers.Create(
        static (request, context) => context.Complete(request),
        static byte[] (_) => throw new NotSupportedException("Requests are only written here.")
    );

    private static readonly Method<byte[], IMessage> HealthCheck = Method("grpc.health.v1.Health", "Check", HealthCheckResponse.Parser);

    private readonly CallInvoker calls;
    private readonly WireSettings settings;
    private readonly TimeProvider clock;
    private readonly Func<double> jitter;
    private readonly ILogger log;
    private readonly Metadata authorized;
    private readonly CircuitBreakerStateProvider state = new();
    private readonly RetryBudget budget = new();
    private readonly ResiliencePipeline<Ended> breaker;

    /// <param name="name">The module's name, for messages.</param>
    /// <param name="address">Scheme, host and inner port.</param>
    /// <param name="connections">Shared by all modules.</param>
    /// <param name="clock">
    /// For pauses and the breaker, and for what is left of the deadline; within one try the library counts by the machine's.
    /// </param>
    /// <param name="jitter">From 0 to 1: spreads pauses, so that callers which failed together do not come again together.</param>
    /// <param name="log">Hears when the module is lost and found.</param>
    public ElsewhereModule(
        string name,
        Uri address,
        InnerConnections connections,
        TimeProvider clock,
        Func<double> jitter,
        ILogger<ElsewhereModule> log
    )
    {
        Check(name, address);
        Name = name;
        Address = address;
        settings = connections.Settings;
        Timeout = settings.Timeout;
        calls = connections.To(address).CreateCallInvoker();
        authorized = Authorized();
        this.clock = clock;
        this.jitter = jitter;
        this.log = log;
        breaker = new ResiliencePipelineBuilder<Ended> { TimeProvider = clock }
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions<Ended>
                {
                    StateProvider = state,
                    FailureRatio = 0.5,
                    MinimumThroughput = BreakerTriesMin,
                    SamplingDuration = BreakerLooksBack,
                    BreakDuration = BreakerOpen,
                    ShouldHandle = static tried =>
                        ValueTask.FromResult(
                            tried.Outcome.Result.Ending is Ending.Outage or Ending.TooLate && tried.Outcome.Exception is null
                        ),
                    OnOpened = tried =>
                    {
                        log.LogWarning("{Module} at {Address} is left alone for a moment: {Why}", Name, Address, tried.Outcome.Result.Why);
                        return default;
                    },
                    OnClosed = _ =>
                    {
                        log.LogWarning("{Module} at {Address} answers again.", Name, Address);
                        return default;
                    },
                }
            )
            .Build();
    }

    /// <summary>As in the table of modules: <c>inventory</c>.</summary>
    public string Name { get; }

    /// <summary>Where it is asked.</summary>
    public Uri Address { get; }

    /// <summary>The deadline of a call with all its tries.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>Throws <see cref="ConfigurationRefused"/> when a module cannot be asked at an address.</summary>
    public static void Check(string name, Uri address)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https") || address.PathAndQuery != "/")
        {
            throw new ConfigurationRefused(
                $"'{address}' is no inner address of {name}. Use: Elsewhere:{name}=http://<host>:8081, or https when Wire:Certificate is set there."
            );
        }
    }

    /// <summary>A call as gRPC has it, to be made once. Its request is bytes, so that every try sends the same.</summary>
    internal static Method<byte[], IMessage> Method(string service, string name, MessageParser replies) =>
        new(
            MethodType.Unary,
            service,
            name,
            Requests,
            Marshallers.Create<IMessage>(
                static (_, _) => throw new NotSupportedException("Replies are only read here."),
                context => replies.ParseFrom(context.PayloadAsReadOnlySequence())
            )
        );

    /// <summary>Whether it is left alone now.</summary>
    public ValueTask<IReadOnlyList<BacklogFigure>> Look(CancellationToken cancel) =>
        ValueTask.FromResult<IReadOnlyList<BacklogFigure>>([
            new(BacklogGauge.Breaker, Name, state.CircuitState == CircuitState.Closed ? 0 : 1),
        ]);

    /// <summary>Asks once, past breaker and budget and without the token: whether it serves.</summary>
    internal async ValueTask<Ended> AskHealth(HealthCheckRequest question, TimeSpan within, CancellationToken cancel) =>
        await Send(HealthCheck, question.ToByteArray(), [], within, cancel);

    /// <summary>Asks until it answers or a bound is reached. Throws only when <paramref name="cancel"/> is cancelled.</summary>
    internal async ValueTask<Ended> Ask(Method<byte[], IMessage> method, IMessage request, TimeSpan within, CancellationToken cancel)
    {
        using var activity = Begin(method);
        var started = clock.GetTimestamp();
        var bytes = request.ToByteArray();
        var headers = Traced();
        for (var tries = 1; ; tries++)
        {
            var ended = await Try(method, bytes, headers, within - clock.GetElapsedTime(started), cancel);
            if (ended.Ending == Ending.Answered)
            {
                budget.Succeeded();
                return ended;
            }

            activity?.SetStatus(ActivityStatusCode.Error, ended.Why);
            if (ended.Ending != Ending.Outage || !budget.Failed() || tries >= settings.TriesMax)
            {
                return ended;
            }

            var pause = settings.Backoff * (1 << (tries - 1)) * (0.5 + (jitter() / 2));
            if (pause >= within - clock.GetElapsedTime(started))
            {
                return ended;
            }

            await Task.Delay(pause, clock, cancel);
        }
    }

    /// <summary>
    /// What the caller is told when nothing was answered. The address is for our log: a refusal may be shown to a shopper.
    /// </summary>
    internal Refusal Unavailable(IMethod method, Ended ended, TimeSpan within)
    {
        if (ended.Ending != Ending.LeftAlone)
        {
            // The breaker has told of its opening once; a line for every call it spares would drown the rest of the log.
            log.LogWarning(
                Telemetry.Outage,
                "{Path} of {Module} at {Address} was not answered: {Why}",
                method.FullName,
                Name,
                Address,
                ended.Why
            );
        }

        return ended.Ending switch
        {
            Ending.TooLate => Refusal.Unavailable(
                "module_timeout",
                $"'{Name}' did not answer within {within.TotalSeconds:0.###} s. It may have done what was asked; repeat with the same request id."
            ),
            Ending.Broken => Refusal.Unavailable(
                "module_failed",
                $"'{Name}' cannot answer this call. It may have done what was asked; repeat with the same request id."
            ),
            Ending.LeftAlone => Refusal.Unavailable("module_unavailable", $"'{Name}' cannot be reached now. It was not asked."),
            _ => Refusal.Unavailable(
                "module_unavailable",
                $"'{Name}' cannot be reached now. It may have done what was asked; repeat with the same request id."
            ),
        };
    }

    private async ValueTask<Ended> Try(
        Method<byte[], IMessage> method,
        byte[] request,
        Metadata headers,
        TimeSpan left,
        CancellationToken cancel
    )
    {
        var context = ResilienceContextPool.Shared.Get(CancellationToken.None);
        try
        {
            var tried = await breaker.ExecuteOutcomeAsync(
                static async (_, call) =>
                {
                    try
                    {
                        return Outcome.FromResult(await call.Module.Send(call.Method, call.Request, call.Headers, call.Left, call.Cancel));
                    }
                    catch (OperationCanceledException gone)
                    {
                        // Says nothing about the module.
                        return Outcome.FromException<Ended>(gone);
                    }
                },
                context,
                (Module: this, Method: method, Request: request, Headers: headers, Left: left, Cancel: cancel)
            );
            if (tried.Exception is BrokenCircuitException)
            {
                return Ended.Without(Ending.LeftAlone, "it did not answer a moment ago");
            }

            tried.ThrowIfException();
            return tried.Result;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<Ended> Send(
        Method<byte[], IMessage> method,
        byte[] request,
        Metadata headers,
        TimeSpan within,
        CancellationToken cancel
    )
    {
        try
        {
            using var call = calls.AsyncUnaryCall(method, null, new CallOptions(headers, DateTime.UtcNow + within, cancel), request);
            return Ended.With(await call.ResponseAsync);
        }
        catch (RpcException failure)
        {
            cancel.ThrowIfCancellationRequested();
            return Ended.By(failure);
        }
    }

    private static Activity? Begin(Method<byte[], IMessage> method) =>
        Telemetry
            .Traces.StartActivity(method.FullName[1..], ActivityKind.Client)
            ?.SetTag("rpc.system", "grpc")
            .SetTag("rpc.service", method.ServiceName)
            .SetTag("rpc.method", method.Name);

    // A program that is not ours may want no token.
    private Metadata Authorized() => settings.Token.Length == 0 ? [] : new() { { "authorization", "Bearer " + settings.Token } };

    // The trace goes on from our own activity, or from the caller's when ours is not sampled.
    private Metadata Traced()
    {
        if (Activity.Current is not { } activity)
        {
            return authorized;
        }

        var headers = Authorized();
        DistributedContextPropagator.Current.Inject(
            activity,
            headers,
            static (carrier, name, value) =>
            {
                // Baggage may hold what a shopper's browser sent; it is nobody's business here.
                if (name is "traceparent" or "tracestate")
                {
                    ((Metadata)carrier!).Add(name, value);
                }
            }
        );
        return headers;
    }
}
