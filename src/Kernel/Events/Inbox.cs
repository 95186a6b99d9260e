// Takes events in: the effect and the memory of the event's id are one transaction, so that a repeated delivery changes nothing.
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Cartwright.Kernel;

/// <summary>One message as it came from a broker.</summary>
/// <param name="Place">Where it stands there (topic, partition and offset, or stream and id): the name of what is no event.</param>
/// <param name="Topic">The topic it came on.</param>
/// <param name="Envelope">What should be a CloudEvent.</param>
public sealed record Message(string Place, string Topic, ReadOnlyMemory<byte> Envelope);

/// <summary>
/// The inbox of one module. Several processes may share one: the ids they take note of and the events that wait are rows, and what one of
/// them has failed on keeps its subject waiting in all of them.
/// </summary>
public sealed partial class Inbox(Database database, Subscriptions subscriptions, TimeProvider clock, ILogger<Inbox> log)
{
    private const int RetriesAtOnceMax = 64;

    // What fails here is tried again when it is due; the look finds what another process or a person with `cartwright events replay` put
    // there.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan CarefulFor = TimeSpan.FromMinutes(1);
    private readonly Signal waiting = new();

    // Topics whose effects failed lately, until when each is tried with a savepoint around it: a try that fails then takes nothing else
    // back.
    private readonly Dictionary<string, DateTimeOffset> failedLately = new(StringComparer.Ordinal);

    // While it is known that nothing waits, and no other process can write the tables, no batch need ask whether its subjects wait.
    private volatile bool nothingWaits;

    public string Module => database.Module;

    /// <summary>Who answers what the shop's own processes ask of the module by messages, or null when nobody does.</summary>
    public IAnswers? Answers { get; init; }

    /// <summary>Who is believed; null where events do not leave the process.</summary>
    public EventSeal? Seal { get; init; }

    /// <summary>The topics the module listens to.</summary>
    public IReadOnlyCollection<string> Topics =>
        Answers is null ? subscriptions.Effects.Keys : [.. subscriptions.Effects.Keys.Union(Answers.Topics, StringComparer.Ordinal)];

    public bool Wants(string topic) => subscriptions.Effects.ContainsKey(topic);

    /// <summary>Whether an event with these data would have an effect here.</summary>
    public bool Hears(string topic, object data) => Wants(topic) && subscriptions.Matters(topic, data);

    /// <summary>Whether it takes such an event in within the transaction that tells it.</summary>
    internal bool TakesAtOnce(string topic, Database teller) =>
        database.SharesWriterWith(teller) && !subscriptions.OfTheirOwn.Contains(topic);

    /// <summary>
    /// Carries out the effects of events within the transaction that tells them. One that fails is kept for another try, as in
    /// <see cref="Accept(IReadOnlyList{Event}, CancellationToken)"/>, and fails nobody: the transaction is decided once more, with care
    /// about that topic.
    /// </summary>
    /// <exception cref="EffectFailed">The whole transaction must be taken back and decided again.</exception>
    internal async ValueTask TakeHere(Transaction transaction, IReadOnlyList<Event> events)
    {
        database.TakeTurn(transaction);
        var held =
            (transaction.Dialect.OneProcess ? nothingWaits : !await transaction.SomeMayWait(Module))
                ? []
                : await InboxNotes.Held(transaction, [.. events.Select(e => e.Subject).Distinct(StringComparer.Ordinal)]);
        foreach (var e in events)
        {
            if (held.Contains(e.Subject) && !Planted.ForgetsOrderOfSubject)
            {
                await Keep(transaction, e, 0, "waits behind an earlier event of its subject");
            }
            else if (IsCareful(e.Topic))
            {
                await transaction.CarryOutGathered();
                database.TakeTurn(transaction);
                if (await Try(transaction, e) is { } failure)
                {
                    await Keep(transaction, e, 1, failure.Message);
                    held.Add(e.Subject);
                    LogFailed(log, Module, e.Topic, e.Id, failure);
                }
            }
            else
            {
                await TryBare(transaction, e);
            }
        }

        var oldest = events.Min(e => e.Time);
        transaction.OnCommitted(() =>
            Telemetry.EventTaken.Record(
                Math.Max(0, (clock.GetUtcNow() - oldest).TotalSeconds),
                new KeyValuePair<string, object?>("module", Module)
            )
        );
    }

    /// <summary>An effect of the topic failed: for a while each is tried on its own.</summary>
    internal void TakeCare(string topic) => failedLately[topic] = clock.GetUtcNow() + CarefulFor;

    private bool IsCareful(string topic) => failedLately.TryGetValue(topic, out var until) && clock.GetUtcNow() < until;

    private async ValueTask TryBare(Transaction transaction, Event e)
    {
        transaction.EffectOf = (this, e.Topic);
        try
        {
            await Effect(transaction, e);
        }
        catch (Exception failure) when (!transaction.Dialect.IsUnavailable(failure))
        {
            TakeCare(e.Topic);
            throw new EffectFailed(failure);
        }
        finally
        {
            transaction.EffectOf = null;
        }
    }

    /// <summary>
    /// What a broker's consumer calls before it acknowledges: carries out the events among the messages as
    /// <see cref="Accept(IReadOnlyList{Event}, CancellationToken)"/> does, and parks what is no event or has a type that does not belong
    /// there. Safe to repeat.
    /// Throws <see cref="StorageUnavailable"/> or <see cref="Overloaded"/>: then nothing may be acknowledged.
    /// </summary>
    public async Task Receive(IReadOnlyList<Message> messages, CancellationToken cancel)
    {
        var events = new List<Event>(messages.Count);
        foreach (var message in messages)
        {
            var read =
                message.Envelope.Length > Limits.EventBytesMax
                    ? Contracts.Refusal.Invalid(
                        CloudEvents.Broken,
                        $"It has {message.Envelope.Length} bytes; {Limits.EventBytesMax} are allowed."
                    )
                    : CloudEvents.Read(message.Envelope);
            if (!read.Is(out var e, out var refused))
            {
                await Park(message.Place, message.Topic, message.Envelope, refused.Detail, cancel);
            }
            else if (e.Topic == message.Topic && e.Signature is not null)
            {
                Answer(e);
            }
            else if (e.Topic != message.Topic || !Wants(e.Topic))
            {
                await Park(e, $"Its type '{e.Topic}' is not known on the topic '{message.Topic}'.", cancel);
            }
            else if (Seal?.Refused(e) is { } why)
            {
                await Park(e, why, cancel);
            }
            else
            {
                events.Add(e);
            }
        }

        await Accept(events, cancel);
    }

    // A signed question is never taken for one of a program outside, and is not kept: whoever asks it asks again until it is answered.
    private void Answer(Event question)
    {
        if (Answers?.Topics.Contains(question.Topic) == true)
        {
            Answers.Begin(question);
        }
        else
        {
            LogNobodyAnswers(log, Module, question.Topic, question.Id);
        }
    }

    /// <summary>Keeps a message that is no event, at once and once, where <c>cartwright events list</c> shows it.</summary>
    /// <param name="place">Where it stands in the broker; with its content it is the message's id.</param>
    /// <param name="topic">The topic it came on.</param>
    /// <param name="envelope">The message; its begin is kept as text.</param>
    /// <param name="reason">What is wrong with it, for people.</param>
    public Task Park(string place, string topic, ReadOnlyMemory<byte> envelope, string reason, CancellationToken cancel) =>
        Park(WaitingEvents.NoEvent(place, topic, envelope.Span, clock.GetUtcNow()), reason, cancel);

    /// <summary>Keeps an event that no try can help, likewise.</summary>
    public async Task Park(Event e, string reason, CancellationToken cancel)
    {
        if (
            await database.Write(transaction => WaitingEvents.Keep(transaction, e, tries: 0, clock.GetUtcNow(), reason, dead: true), cancel)
            > 0
        )
        {
            LogRefused(log, Module, e.Topic, e.Id, reason);
        }
    }

    /// <summary>
    /// Carries out the effects once; one that fails is kept for another try, with all later events of its subject behind it.
    /// </summary>
    public async Task Accept(IReadOnlyList<Event> events, CancellationToken cancel)
    {
        events = subscriptions.ThatMatter(events);
        if (events.Count == 0)
        {
            return;
        }

        try
        {
            await database.Write(tx => Accept(tx, events, careful: false), cancel);
        }
        catch (Exception failure) when (failure is not (StorageUnavailable or Overloaded or OperationCanceledException))
        {
            // One effect failed and took the others back with it: once more, each on its own, to find which.
            await database.Write(tx => Accept(tx, events, careful: true), cancel);
        }

        var oldest = events.Min(e => e.Time);
        Telemetry.EventTaken.Record(
            Math.Max(0, (clock.GetUtcNow() - oldest).TotalSeconds),
            new KeyValuePair<string, object?>("module", Module)
        );
    }

    private async ValueTask<bool> Accept(Transaction transaction, IReadOnlyList<Event> events, bool careful)
    {
        var (unknown, held) = await InboxNotes.Take(transaction, events, clock.GetUtcNow(), mayWait: !nothingWaits);
        foreach (var e in events)
        {
            if (!unknown.Remove(e.Id) && !Planted.InboxForgets)
            {
                continue;
            }

            if (held.Contains(e.Subject) && !Planted.ForgetsOrderOfSubject)
            {
                await Keep(transaction, e, 0, "waits behind an earlier event of its subject");
            }
            else if (!careful)
            {
                await Effect(transaction, e);
            }
            else if (await Try(transaction, e) is { } failure)
            {
                await Keep(transaction, e, 1, failure.Message);
                held.Add(e.Subject);
                LogFailed(log, Module, e.Topic, e.Id, failure);
            }
        }

        return true;
    }

    /// <summary>Tries again what failed, until stopped.</summary>
    public async Task Retry(CancellationToken stop)
    {
        var failing = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                // Nothing waits most of the time; yet another process, or a person with `cartwright events replay`, may have put something
                // there.
                if (!nothingWaits || await database.Read(WaitingEvents.Count) > 0)
                {
                    await database.Write(RetryDue, stop);
                }

                failing = false;
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                // A full disk or queue now must not end the tries for ever; it is said once an outage.
                if (!failing)
                {
                    failing = true;
                    LogPaused(log, Module, failure);
                }
            }

            await waiting.Wait(nothingWaits ? LookEvery : Backoff(1), clock, stop);
        }
    }

    /// <summary>Backoff before try number <paramref name="tries"/> + 1: 0.1 s, 0.4 s, 1.6 s, 6.4 s.</summary>
    private static TimeSpan Backoff(int tries) => TimeSpan.FromMilliseconds(25 * Math.Pow(4, tries));

    private async ValueTask<bool> RetryDue(Transaction transaction)
    {
        foreach (var (e, before) in await WaitingEvents.Due(transaction, clock.GetUtcNow(), RetriesAtOnceMax))
        {
            if (await Try(transaction, e) is not { } failure)
            {
                await WaitingEvents.Done(transaction, e);
                continue;
            }

            var tries = before + 1;
            var dead = tries >= Limits.DeliveryTriesMax;
            await WaitingEvents.Failed(transaction, e, tries, clock.GetUtcNow() + Backoff(tries), failure.Message, dead);
            if (dead)
            {
                LogParked(log, Module, e.Topic, e.Id, tries, failure);
            }
        }

        var none = await WaitingEvents.Count(transaction) == 0;
        transaction.OnCommitted(() => nothingWaits = none);
        return true;
    }

    private async ValueTask<Exception?> Try(Transaction transaction, Event e)
    {
        if (!Wants(e.Topic))
        {
            return new InvalidOperationException($"Nothing in {Module} listens to '{e.Topic}'.");
        }

        var mark = transaction.Mark();
        await transaction.Dispatch("SAVEPOINT effect");
        try
        {
            await Effect(transaction, e);
            await transaction.CarryOutGathered();
            database.TakeTurn(transaction);
            await transaction.Run("RELEASE effect");
            return null;
        }
        catch (Exception failure) when (!transaction.Dialect.IsUnavailable(failure))
        {
            database.TakeTurn(transaction);
            transaction.ForgetFrom(mark);
            await transaction.GoBackTo("effect");
            return failure;
        }
    }

    /// <summary>The effect goes on with the event's trace, and so does whatever it tells.</summary>
    private async ValueTask Effect(Transaction transaction, Event e)
    {
        using var span = Cause.Continue("process " + e.Topic, ActivityKind.Consumer, e.TraceParent);
        span?.SetTag("cartwright.module", Module).SetTag("messaging.message.id", e.Id);
        transaction.CausedBy(span is null ? Cause.Of(e.TraceParent) : new(span, null));
        try
        {
            if (ErasedPersons.Told(e.Topic))
            {
                await ErasedPersons.Forget(transaction, e.Subject);
            }

            await subscriptions.Effects[e.Topic](transaction, e);
        }
        catch (Exception failure)
        {
            span?.SetStatus(ActivityStatusCode.Error, failure.GetType().Name);
            throw;
        }
    }

    private async ValueTask Keep(Transaction transaction, Event e, int tries, string error)
    {
        if (Planted.LosesFailedEffects)
        {
            return;
        }

        await WaitingEvents.Keep(transaction, e, tries, clock.GetUtcNow() + Backoff(tries), error, dead: false);

        // The next batch of this transaction must ask. Should the transaction be taken back, asking costs a look; not asking would leave
        // events lying.
        nothingWaits = false;
        transaction.SomeWait(Module);
        transaction.OnCommitted(() =>
        {
            nothingWaits = false;
            waiting.Raise();
        });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Module} failed on {Topic} {EventId} and will try again.")]
    private static partial void LogFailed(ILogger log, string module, string topic, string eventId, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Module} could not try its waiting events again now; it will go on trying.")]
    private static partial void LogPaused(ILogger log, string module, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Module} parked {Topic} {EventId} after {Tries} tries.")]
    private static partial void LogParked(ILogger log, string module, string topic, string eventId, int tries, Exception failure);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Module} answers no signed {Topic}: {EventId} is dropped. Does this process have the Service:Token of those "
            + "who ask?"
    )]
    private static partial void LogNobodyAnswers(ILogger log, string module, string topic, string eventId);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Module} parked what came on {Topic} as {EventId}: {Reason}")]
    private static partial void LogRefused(ILogger log, string module, string topic, string eventId, string reason);
}
