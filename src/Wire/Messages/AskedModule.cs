// A module that is asked by messages: whose answers count, how long they are waited for, when it is left alone for a moment.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace Cartwright.Wire.Messages;

/// <summary>One module, or the program that answers in its place.</summary>
public sealed class AskedModule
{
    /// <summary>Questions without an answer that open the breaker, as long as they are half of all.</summary>
    internal const int BreakerTriesMin = 10;

    /// <summary>How long the breaker stays open before it lets one question through.</summary>
    internal static readonly TimeSpan BreakerOpen = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BreakerLooksBackMin = TimeSpan.FromSeconds(5);
    private readonly ResiliencePipeline<bool> breaker;
    private volatile bool leftAlone;

    /// <param name="name">As in the table of modules: <c>payments</c>.</param>
    /// <param name="seal">Signs commands to it; only answers under it count.</param>
    /// <param name="timeout">The deadline of a question with all its repeats.</param>
    /// <param name="clock">For the breaker.</param>
    /// <param name="log">Hears when it is lost and found.</param>
    public AskedModule(string name, MessageSeal seal, TimeSpan timeout, TimeProvider clock, ILogger log)
    {
        Name = name;
        Seal = seal;
        Timeout = timeout;
        breaker = new ResiliencePipelineBuilder<bool> { TimeProvider = clock }
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions<bool>
                {
                    FailureRatio = 0.5,
                    MinimumThroughput = BreakerTriesMin,
                    SamplingDuration = timeout > BreakerLooksBackMin ? timeout : BreakerLooksBackMin,
                    BreakDuration = BreakerOpen,
                    ShouldHandle = static asked => ValueTask.FromResult(asked.Outcome is { Exception: null, Result: false }),
                    OnOpened = _ =>
                    {
                        leftAlone = true;
                        log.LogWarning("{Module} does not answer messages; it is left alone for a moment.", Name);
                        return default;
                    },
                    OnClosed = _ =>
                    {
                        leftAlone = false;
                        log.LogWarning("{Module} answers messages again.", Name);
                        return default;
                    },
                }
            )
            .Build();
    }

    /// <summary>As in the table of modules.</summary>
    public string Name { get; }

    /// <summary>See the constructor.</summary>
    public MessageSeal Seal { get; }

    /// <summary>The deadline of a question with all its repeats.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>Whether its silence of a moment ago still counts.</summary>
    internal bool IsLeftAlone => leftAlone;

    /// <summary>
    /// Asks, unless it did not answer a moment ago. <paramref name="ask"/> sets the outcome and tells whether there was an answer.
    /// </summary>
    internal async ValueTask<Contracts.Outcome<T>> Ask<T>(
        Func<Answered<T>, CancellationToken, ValueTask<bool>> ask,
        CancellationToken cancel
    )
    {
        var answered = new Answered<T>();
        try
        {
            await breaker.ExecuteAsync(
                static async (call, token) => await call.Ask(call.Answered, token),
                (Ask: ask, Answered: answered),
                cancel
            );
            return answered.Outcome;
        }
        catch (BrokenCircuitException)
        {
            return Refusal.Unavailable("module_unavailable", $"'{Name}' cannot be reached now. It was not asked.");
        }
    }

    /// <summary>Where the outcome is put.</summary>
    internal sealed class Answered<T>
    {
        /// <summary>The answer, or why there is none.</summary>
        public Contracts.Outcome<T> Outcome { get; set; }
    }
}
