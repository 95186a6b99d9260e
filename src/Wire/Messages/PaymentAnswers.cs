// Answers what the shop's own processes ask of Payments by messages, through the same contract as every other caller.
using System.Diagnostics;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Wire.Messages;

/// <summary>
/// A question is answered while others are: a slow payment holds up nobody. What dies with the process is asked again. The same question
/// again is told the same
/// answer, from memory; after a restart, and in another process of the module, the contract answers it once more, and its ids keep money
/// from moving twice.
/// </summary>
public sealed partial class PaymentAnswers(
    IPayments payments,
    IEventBus bus,
    MessageSeal seal,
    TimeSpan timeout,
    TimeProvider clock,
    ILogger<PaymentAnswers> log
) : IAnswers, IHostedService, IDisposable
{
    /// <summary>Under which answers are told. Not the module's own name: the broker keeps apart what its relay tells.</summary>
    public const string Source = "payments/answers";

    private const int PublishTriesMax = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();

    // By question: null while it is being answered. The queue says which was first.
    private readonly Dictionary<string, Event?> known = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();
    private readonly HashSet<Task> underWay = [];

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Topics { get; } =
    [
        Contracts.Topics.PaymentRequested,
        Contracts.Topics.PaymentCaptureRequested,
        Contracts.Topics.PaymentVoidRequested,
        Contracts.Topics.PaymentRefundRequested,
        Contracts.Topics.PaymentMethodsRequested,
    ];

    /// <summary>Questions that are remembered, with their answers or without.</summary>
    internal (int Known, int InOrder) Kept
    {
        get
        {
            lock (gate)
            {
                return (known.Count, order.Count);
            }
        }
    }

    /// <inheritdoc/>
    public void Begin(Event question)
    {
        if (!seal.Holds(question))
        {
            LogForged(log, question.Topic, question.Id, question.Source);
            return;
        }

        if (clock.GetUtcNow() - question.Time > Limits.QuestionLife)
        {
            LogTooOld(log, question.Topic, question.Id, question.Time);
            return;
        }

        lock (gate)
        {
            var again = known.TryGetValue(question.Id, out var answer);
            if (stopping.IsCancellationRequested || (again && answer is null))
            {
                return;
            }

            var overloaded = !again && underWay.Count >= Limits.QuestionsUnderWayMax;
            if (overloaded && question.Topic == Contracts.Topics.PaymentMethodsRequested)
            {
                // Who asks this can do without the answer, and asks again.
                return;
            }

            if (!again && !overloaded)
            {
                known[question.Id] = null;
                order.Enqueue(question.Id);
                ForgetOldest();
            }

            // On a thread of the pool: whoever brings the question has others to bring.
            var task = Task.Run(() =>
                again ? Tell(answer!)
                : overloaded ? Tell(Overloaded(question))
                : Answer(question)
            );
            underWay.Add(task);
            _ = task.ContinueWith(Done, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Lets what is under way come to its end, as long as the process may take for its own.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task[] left;
        lock (gate)
        {
            stopping.Cancel();
            left = [.. underWay];
        }

        await Task.WhenAll(left).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose() => stopping.Dispose();

    private void Done(Task task)
    {
        lock (gate)
        {
            underWay.Remove(task);
        }

        if (task.Exception is { } failure)
        {
            LogFailed(log, failure);
        }
    }

    // One that is still being answered stays: otherwise its repeat would be answered beside it.
    private void ForgetOldest()
    {
        while (order.Count > Limits.AnswersKeptMax)
        {
            var oldest = order.Peek();
            if (known.TryGetValue(oldest, out var answer) && answer is null)
            {
                return;
            }

            // One that got no answer is no longer known, and makes room all the same.
            known.Remove(oldest);
            order.Dequeue();
        }
    }

    private async Task Answer(Event question)
    {
        ActivityContext.TryParse(question.TraceParent, null, isRemote: true, out var parent);
        using var activity = Telemetry.Traces.StartActivity("answer " + question.Topic, ActivityKind.Server, parent);
        using var deadline = new CancellationTokenSource(timeout, clock);
        Event? answer = null;
        var open = false;
        try
        {
            if (question.Topic == Contracts.Topics.PaymentMethodsRequested)
            {
                answer = await Methods(question, deadline.Token);
            }
            else
            {
                var (topic, outcome) = await PaymentQuestion.Ask(payments, question, deadline.Token);
                open = outcome.State == AskedPayment.Unknown;
                answer = Reply(question, topic, outcome);
            }
        }
        catch (Exception fault) when (fault is StorageUnavailable or Kernel.Overloaded)
        {
            LogNotNow(log, question.Topic, question.Id, fault);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            LogTooLate(log, question.Topic, question.Id);
        }
        finally
        {
            lock (gate)
            {
                // Without an answer its repeat is a new question, and so it is when nobody knew one.
                if (answer is null || open)
                {
                    known.Remove(question.Id);
                }
                else
                {
                    known[question.Id] = answer;
                }
            }
        }

        if (answer is not null)
        {
            await Tell(answer);
        }
    }

    // Null: who asks does without the answer until it asks again.
    private async ValueTask<Event?> Methods(Event question, CancellationToken cancel) =>
        (await payments.ListMethods(new(), cancel)).Is(out var reply, out _)
            ? Reply(
                question,
                Contracts.Topics.PaymentMethods,
                new MethodsTold(
                    question.Id,
                    [
                        .. reply.Methods.Select(one => new MethodFacts(
                            one.Method,
                            one.Provider,
                            one.Test,
                            [.. one.Tokens.Select(token => new TokenFacts(token.Token, token.Title, token.Note, token.Waits))],
                            one.TokenPrefixes.Count == 0 ? null : [.. one.TokenPrefixes]
                        )),
                    ]
                )
            )
            : null;

    private Event Overloaded(Event question)
    {
        var refused = Refusal.Unavailable("overloaded", "Payments has more questions than it can answer now. Ask again with the same ids.");
        var name = question.Topic switch
        {
            Contracts.Topics.PaymentRequested => AskedPayment.Payment,
            Contracts.Topics.PaymentCaptureRequested => AskedPayment.Capture,
            Contracts.Topics.PaymentVoidRequested => AskedPayment.Void,
            _ => AskedPayment.Refund,
        };

        // The members that all four kinds of question have; a void has no amount.
        var asked = question.Read<PaymentOutcome>();
        var (topic, outcome) = new AskedPayment(name, asked.OrderId, asked.Attempt, asked.Amount, asked.Currency ?? string.Empty).Refused(
            question.Id,
            refused
        );
        return Reply(question, topic, outcome);
    }

    private Event Reply(Event question, string topic, object data) =>
        seal.Signed(
            new Event(
                Outside.AnswerId(question.Source, question.Id),
                topic,
                question.Subject,
                Source,
                clock.GetUtcNow(),
                Activity.Current?.Id ?? question.TraceParent,
                JsonSerializer.Serialize(data, data.GetType(), Event.Json)
            )
        );

    private async Task Tell(Event answer)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await bus.Publish([answer], CancellationToken.None);
                return;
            }
            catch (EventsForgotten) when (tries < PublishTriesMax)
            {
                // What was answered before needs no telling again: whoever did not hear it asks again.
            }
            catch (StorageUnavailable away) when (tries < PublishTriesMax)
            {
                LogNotTold(log, answer.Topic, answer.Id, away.Message);
                await Task.Delay(Pause * tries, clock);
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Topic} {EventId} of {Source} is signed, but not with the shop's secret: it is dropped. Does every process "
            + "have the same Service:Token?"
    )]
    private static partial void LogForged(ILogger log, string topic, string eventId, string source);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Topic} {EventId} of {Time} is too old to be answered: whoever asked does not wait any more, or the machines' "
            + "clocks differ."
    )]
    private static partial void LogTooOld(ILogger log, string topic, string eventId, DateTimeOffset time);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Topic} {EventId} cannot be answered now.")]
    private static partial void LogNotNow(ILogger log, string topic, string eventId, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Topic} {EventId} was not answered before its deadline.")]
    private static partial void LogTooLate(ILogger log, string topic, string eventId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Topic} {EventId} could not be told and is tried again: {Reason}")]
    private static partial void LogNotTold(ILogger log, string topic, string eventId, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A question by message could not be answered; whoever asked it asks again.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
