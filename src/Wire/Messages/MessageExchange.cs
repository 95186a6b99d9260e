// Asks by messages: tells a question, hears the answers of all, and takes the one that is meant.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Wire.Messages;

/// <summary>A question before it has an id.</summary>
/// <param name="Topic">Where it is told.</param>
/// <param name="Subject">The aggregate's id, or null when it is about none.</param>
/// <param name="Signed">Whether it is a command, which only the shop may give.</param>
/// <param name="Data">The record, made with the question's id.</param>
public sealed record Question(string Topic, string? Subject, bool Signed, Func<string, object> Data);

/// <summary>
/// The questions of this process. They go straight to the broker and past the outbox: a question is no fact, and who asks repeats it,
/// first with the same id within
/// the deadline, later as a new question about the same payment. Answers of all processes stand on the same topics; each process follows
/// them and takes those to
/// questions of its own. An answer counts when its id is waited for, its signature holds, and it is about what was asked; nothing else
/// changes anything.
/// </summary>
public sealed partial class MessageExchange(
    IEventBus bus,
    IEventTail tail,
    IReadOnlyList<string> answers,
    IIds ids,
    TimeProvider clock,
    ILogger<MessageExchange> log
) : BackgroundService
{
    /// <summary>
    /// The name under which the shop's processes ask. Not a module's: the broker keeps apart what a module's relay tells.
    /// </summary>
    public const string Source = "shop";

    /// <summary>A question is told so often within its deadline: what was lost with a process or a broker is found by then.</summary>
    private const int TimesTold = 3;

    private const int PublishTriesMax = 2;
    private const string Perhaps = "It may have done what was asked; repeat with the same request id.";

    /// <summary>How long the first questions wait for the ends of the topics to be found: without them an answer could be missed.</summary>
    private static readonly TimeSpan PlacedWithin = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, Func<Event, bool>> waiting = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource placed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether answers are heard.</summary>
    public bool IsPlaced => placed.Task.IsCompleted;

    /// <summary>
    /// Asks and waits for the answer that <paramref name="read"/> accepts; it answers null for what is none to this question.
    /// </summary>
    internal ValueTask<Outcome<T>> Ask<T>(AskedModule module, Question question, Func<Event, Outcome<T>?> read, CancellationToken cancel) =>
        module.Ask<T>(
            async (answered, token) =>
            {
                using var activity = Telemetry.Traces.StartActivity("ask " + question.Topic, ActivityKind.Client);
                (answered.Outcome, var heard) = await Exchange(module, question, read, token);
                activity?.SetStatus(heard ? ActivityStatusCode.Unset : ActivityStatusCode.Error, answered.Outcome.Refused?.Detail);
                return heard;
            },
            cancel
        );

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        tail.Run(answers, () => placed.TrySetResult(), Hear, stoppingToken);

    private async ValueTask<(Outcome<T> Outcome, bool Heard)> Exchange<T>(
        AskedModule module,
        Question question,
        Func<Event, Outcome<T>?> read,
        CancellationToken cancel
    )
    {
        var started = clock.GetTimestamp();
        if (!IsPlaced && !await IsPlacedSoon(module.Timeout, cancel))
        {
            return (Unavailable($"'{module.Name}' is asked by messages, and their broker cannot be reached now. It was not asked."), false);
        }

        var e = Event(module, question);
        var answer = new TaskCompletionSource<Outcome<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[e.Id] = reply =>
        {
            if (!module.Seal.Holds(reply) || Read(read, reply) is not { } outcome)
            {
                return false;
            }

            answer.TrySetResult(outcome);
            return true;
        };
        try
        {
            var told = await TellUntilAnswered(module, e, answer.Task, started, cancel);
            return answer.Task.IsCompleted ? (await answer.Task, true) : (NotAnswered(module, e, told), false);
        }
        finally
        {
            waiting.TryRemove(e.Id, out _);
        }
    }

    /// <summary>Tells the question, and again while nothing is heard; answers whether the broker took it once.</summary>
    private async ValueTask<bool> TellUntilAnswered(AskedModule module, Event e, Task answer, long started, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(module.Timeout, clock);
        using var leaving = cancel.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);
        var told = false;
        for (var time = 1; time <= TimesTold && !answer.IsCompleted; time++)
        {
            try
            {
                var sent = Publish(e, deadline.Token);

                // An answer that comes before the broker's word ends the waiting as well.
                if (await Task.WhenAny(sent, answer) == sent)
                {
                    await sent;
                }
                else
                {
                    _ = sent.ContinueWith(
                        static late => late.Exception,
                        CancellationToken.None,
                        TaskContinuationOptions.OnlyOnFaulted,
                        TaskScheduler.Default
                    );
                }

                told = true;
                var until = module.Timeout * time / TimesTold;
                await answer.WaitAsync(Positive(until - clock.GetElapsedTime(started)), clock, cancel);
            }
            catch (StorageUnavailable) when (time < TimesTold)
            {
                await Task.Delay(PauseAfterFailure * time, clock, cancel);
            }
            catch (Exception over)
                when (over is TimeoutException or StorageUnavailable
                    || (over is OperationCanceledException && !cancel.IsCancellationRequested)
                )
            {
                // Told again, or at the end of the deadline.
            }
        }

        return told;
    }

    private async Task Publish(Event e, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await bus.Publish([e], cancel);
                return;
            }
            catch (EventsForgotten) when (tries < PublishTriesMax)
            {
                // Nothing that was asked before needs to be told again: whoever still waits tells it himself.
            }
        }
    }

    private async ValueTask<bool> IsPlacedSoon(TimeSpan timeout, CancellationToken cancel)
    {
        try
        {
            await placed.Task.WaitAsync(timeout < PlacedWithin ? timeout : PlacedWithin, clock, cancel);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private Event Event(AskedModule module, Question question)
    {
        var id = ids.Next();
        var data = question.Data(id);
        var e = new Event(
            id,
            question.Topic,
            IsName(question.Subject) ? question.Subject! : id,
            Source,
            clock.GetUtcNow(),
            Activity.Current?.Id,
            JsonSerializer.Serialize(data, data.GetType(), Kernel.Event.Json)
        );
        return question.Signed ? module.Seal.Signed(e) : e;
    }

    // What no envelope can name cannot be the subject; the data has it all the same, and the module says what it thinks of it.
    private static bool IsName(string? text) => text is { Length: > 0 and <= Limits.EnvelopeMemberCharsMax } && !text.Any(char.IsControl);

    private void Hear(ReadOnlyMemory<byte> envelope)
    {
        if (CloudEvents.Read(envelope).Is(out var e, out _) && QuestionOf(e) is { } id && waiting.TryGetValue(id, out var take) && !take(e))
        {
            LogNotMeant(log, e.Topic, e.Id, e.Source, id);
        }
    }

    private static string? QuestionOf(Event e)
    {
        try
        {
            var data = e.Read<Answering>();
            return data.RequestId ?? data.CorrelationId;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // What is signed and no answer all the same must not end the hearing of others.
    private static Outcome<T>? Read<T>(Func<Event, Outcome<T>?> read, Event reply)
    {
        try
        {
            return read(reply);
        }
        catch (Exception unread) when (unread is JsonException or NullReferenceException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private Refusal NotAnswered(AskedModule module, Event e, bool told)
    {
        LogNotAnswered(log, e.Topic, e.Id, module.Name, module.Timeout.TotalSeconds, told);
        return told
            ? Refusal.Unavailable(
                "module_timeout",
                $"'{module.Name}' did not answer within {module.Timeout.TotalSeconds:0.###} s. {Perhaps}"
            )
            : Unavailable($"'{module.Name}' is asked by messages, and their broker does not take any now. {Perhaps}");
    }

    private static Refusal Unavailable(string detail) => Refusal.Unavailable("module_unavailable", detail);

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A message on {Topic} ({EventId} of {Source}) says it answers {QuestionId}, but is not signed as it must be, "
            + "or is about something else. It changes nothing."
    )]
    private static partial void LogNotMeant(ILogger log, string topic, string eventId, string source, string questionId);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Topic} {QuestionId} was not answered by {Module} within {Seconds} s (told: {Told})."
    )]
    private static partial void LogNotAnswered(ILogger log, string topic, string questionId, string module, double seconds, bool told);

    private sealed record Answering(string? RequestId, string? CorrelationId);
}
