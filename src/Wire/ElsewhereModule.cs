// A module in another process: where it is, how often it is asked again, when it is left alone for a moment.
using System.Diagnostics;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace Cartwright.Wire;

/// <summary>
/// Sends calls. A try that met an outage is repeated with the same bytes, which is safe because every command carries a request id, under three bounds:
/// <see cref="WireSettings.TriesMax"/>, the deadline, and a budget for the whole module. After repeated outages the breaker refuses at once and lets one call
/// through a second to see. Whatever was not answered is told as <see cref="RefusalKind.Unavailable"/>: it may have happened, and may be asked again.
/// </summary>
public sealed class ElsewhereModule : IBacklog
{
    /// <summary>Outages among the tries of <see cref="BreakerLooksBack"/> that open the breaker, as long as they are half of the tries.</summary>
    internal const int BreakerTriesMin = 10;

    /// <summary>How long the breaker stays open before it tries one call.</summary>
    internal static readonly TimeSpan BreakerOpen = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BreakerLooksBack = TimeSpan.FromSeconds(5);

    private readonly GrpcConnections connections;
    private readonly TimeProvider clock;
    private readonly Func<double> jitter;
    private readonly ILogger log;
    private readonly string authorization;
    private readonly CircuitBreakerStateProvider state = new();
    private readonly RetryBudget budget = new();
    private readonly ResiliencePipeline<GrpcReply> breaker;

    /// <param name="name">The module's name, for messages.</param>
    /// <param name="address">Scheme, host and inner port.</param>
    /// <param name="connections">Shared by all modules.</param>
    /// <param name="clock">For deadlines, pauses and the breaker.</param>
    /// <param name="jitter">From 0 to 1: spreads pauses, so that callers which failed together do not come again together.</param>
    /// <param name="log">Hears when the module is lost and found.</param>
    public ElsewhereModule(string name, Uri address, GrpcConnections connections, TimeProvider clock, Func<double> jitter, ILogger<ElsewhereModule> log)
    {
        Check(name, address);
        Name = name;
        Address = address;
        Timeout = connections.Settings.Timeout;
        this.connections = connections;
        this.clock = clock;
        this.jitter = jitter;
        this.log = log;
        authorization = "Bearer " + connections.Settings.Token;
        breaker = new ResiliencePipelineBuilder<GrpcReply> { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<GrpcReply>
            {
                StateProvider = state,
                FailureRatio = 0.5,
                MinimumThroughput = BreakerTriesMin,
                SamplingDuration = BreakerLooksBack,
                BreakDuration = BreakerOpen,
                ShouldHandle = static tried => ValueTask.FromResult(tried.Outcome.Result.Ending is Ending.Outage or Ending.TooLate && tried.Outcome.Exception is null),
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
            })
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
            throw new ConfigurationRefused($"'{address}' is no inner address of {name}. Use: Elsewhere:{name}=http://<host>:8081, or https when Wire:Certificate is set there.");
        }
    }

    /// <summary>Whether it is left alone now.</summary>
    public ValueTask<IReadOnlyList<BacklogFigure>> Look(CancellationToken cancel) => ValueTask.FromResult<IReadOnlyList<BacklogFigure>>(
        [new(BacklogGauge.Breaker, Name, state.CircuitState == CircuitState.Closed ? 0 : 1)]);

    /// <summary>The path of one of its calls, to be made once.</summary>
    internal Uri PathOf(string service, string method) => new(Address, $"/{service}/{method}");

    /// <summary>Asks once, past breaker and budget and without the token: whether it serves.</summary>
    internal async ValueTask<GrpcReply> AskHealth(Uri path, IMessage question, TimeSpan within, CancellationToken cancel)
    {
        var frame = GrpcFrame.Rent(question);
        using var deadline = new CancellationTokenSource(within, clock);
        using var leaving = cancel.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);
        try
        {
            return await GrpcExchange.Try(connections.Http, path, null, frame, within, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return GrpcReply.Without(Ending.TooLate, $"no answer within {within.TotalSeconds:0.###} s");
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(frame.Array!);
        }
    }

    /// <summary>Asks until it answers or a bound is reached. Throws only when <paramref name="cancel"/> is cancelled.</summary>
    internal async ValueTask<GrpcReply> Ask(Uri path, IMessage request, CancellationToken cancel)
    {
        using var activity = Telemetry.Traces.StartActivity(path.AbsolutePath[1..], ActivityKind.Client);
        var started = clock.GetTimestamp();
        using var deadline = new CancellationTokenSource(Timeout, clock);
        using var leaving = cancel.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);
        var frame = GrpcFrame.Rent(request);
        try
        {
            for (var tries = 1; ; tries++)
            {
                var reply = await Try(path, frame, Timeout - clock.GetElapsedTime(started), deadline.Token, cancel);
                if (reply.Ending == Ending.Answered)
                {
                    budget.Succeeded();
                    return reply;
                }

                activity?.SetStatus(ActivityStatusCode.Error, reply.Why);
                if (reply.Ending != Ending.Outage || !budget.Failed() || tries >= connections.Settings.TriesMax)
                {
                    return reply;
                }

                var pause = connections.Settings.Backoff * (1 << (tries - 1)) * (0.5 + (jitter() / 2));
                if (pause >= Timeout - clock.GetElapsedTime(started))
                {
                    return reply;
                }

                await Task.Delay(pause, clock, cancel);
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(frame.Array!);
        }
    }

    /// <summary>What the caller is told when nothing was answered. The address is for our log: a refusal may be shown to a shopper.</summary>
    internal Refusal Unavailable(Uri path, GrpcReply reply)
    {
        if (reply.Ending != Ending.LeftAlone)
        {
            // The breaker has told of its opening once; a line for every call it spares would drown the rest of the log.
            log.LogWarning(Telemetry.Outage, "{Path} of {Module} at {Address} was not answered: {Why}", path.AbsolutePath, Name, Address, reply.Why);
        }

        return reply.Ending switch
        {
            Ending.TooLate => Refusal.Unavailable("module_timeout", $"'{Name}' did not answer within {Timeout.TotalSeconds:0.###} s. It may have done what was asked; repeat with the same request id."),
            Ending.Broken => Refusal.Unavailable("module_failed", $"'{Name}' cannot answer this call. It may have done what was asked; repeat with the same request id."),
            Ending.LeftAlone => Refusal.Unavailable("module_unavailable", $"'{Name}' cannot be reached now. It was not asked."),
            _ => Refusal.Unavailable("module_unavailable", $"'{Name}' cannot be reached now. It may have done what was asked; repeat with the same request id."),
        };
    }

    private async ValueTask<GrpcReply> Try(Uri path, ArraySegment<byte> frame, TimeSpan left, CancellationToken deadline, CancellationToken cancel)
    {
        var context = ResilienceContextPool.Shared.Get(CancellationToken.None);
        try
        {
            var tried = await breaker.ExecuteOutcomeAsync(
                static async (_, call) =>
                {
                    try
                    {
                        return Outcome.FromResult(await GrpcExchange.Try(call.Module.connections.Http, call.Path, call.Module.authorization, call.Frame, call.Left, call.Deadline));
                    }
                    catch (OperationCanceledException gone) when (call.Cancel.IsCancellationRequested)
                    {
                        // Says nothing about the module.
                        return Outcome.FromException<GrpcReply>(gone);
                    }
                    catch (OperationCanceledException)
                    {
                        return Outcome.FromResult(GrpcReply.Without(Ending.TooLate, "no answer before the deadline"));
                    }
                },
                context,
                (Module: this, Path: path, Frame: frame, Left: left, Deadline: deadline, Cancel: cancel));
            if (tried.Exception is BrokenCircuitException)
            {
                return GrpcReply.Without(Ending.LeftAlone, "it did not answer a moment ago");
            }

            tried.ThrowIfException();
            return tried.Result;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }
}
