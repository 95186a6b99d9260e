// The bus of one process, and who is behind on it: a module whose tables cannot be written holds up no other.
namespace Cartwright.Kernel;

/// <summary>The bus of one process: straight from one module's outbox into the others' inboxes.</summary>
public sealed class LocalEventBus : IEventBus
{
    private readonly List<Inbox> subscribers = [];

    /// <inheritdoc/>
    public void Subscribe(Inbox subscriber) => subscribers.Add(subscriber);

    /// <inheritdoc/>
    public bool Hears(string topic, object data) => subscribers.Exists(subscriber => subscriber.Hears(topic, data));

    /// <summary>
    /// Those who hear an event, when everybody who listens to its topic takes it in at once and shares the teller's writer; null when one
    /// does not. Then all events of the topic go the way of the outbox, to all of them and whoever cares for which: two ways for one topic
    /// could change its order.
    /// </summary>
    internal IReadOnlyList<Inbox>? HeardIn(Database teller, string topic, object data)
    {
        List<Inbox>? here = null;
        foreach (var subscriber in subscribers)
        {
            if (subscriber.Wants(topic) && !subscriber.TakesAtOnce(topic, teller))
            {
                return null;
            }

            if (subscriber.Hears(topic, data))
            {
                (here ??= []).Add(subscriber);
            }
        }

        return here;
    }

    /// <inheritdoc/>
    public async ValueTask Publish(IReadOnlyList<Event> events, CancellationToken cancel)
    {
        if (await Offer(events, new Lacks(), cancel) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>
    /// Gives each subscriber what it wants of these and has not had. Who cannot take it now lacks it from here on, and everything later of
    /// this source with it, until it has taken what it lacks in the same order; the others go on.
    /// </summary>
    /// <param name="events">Of one source, in its order: new ones, or some that somebody lacks, the oldest of them first; not both.</param>
    /// <param name="lacks">Who lacks what of this source.</param>
    /// <param name="cancel">Ends the offer; who lacks what is then not known, and stays as it was.</param>
    /// <returns>Why a subscriber could not take them, or null.</returns>
    internal async ValueTask<Exception?> Offer(IReadOnlyList<Event> events, Lacks lacks, CancellationToken cancel)
    {
        var offers = subscribers
            .Select(subscriber => (Subscriber: subscriber, Wanted: lacks.Wanted(subscriber, events)))
            .Where(offer => offer.Wanted.Count > 0)
            .ToList();
        var failures = await Task.WhenAll(offers.Select(offer => Give(offer.Subscriber, offer.Wanted, lacks, cancel)));
        cancel.ThrowIfCancellationRequested();
        for (var i = 0; i < offers.Count; i++)
        {
            lacks.Note(offers[i].Subscriber, offers[i].Wanted, taken: failures[i] is null);
        }

        return Array.Find(failures, failure => failure is not null and not StillBehind);
    }

    private static async Task<Exception?> Give(Inbox subscriber, IReadOnlyList<Event> wanted, Lacks lacks, CancellationToken cancel)
    {
        if (lacks.MustWait(subscriber, wanted))
        {
            return StillBehind.Instance;
        }

        try
        {
            await subscriber.Accept(wanted, cancel);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    /// <summary>Not asked at all: it lacks earlier ones.</summary>
    private sealed class StillBehind : Exception
    {
        public static readonly StillBehind Instance = new();
    }
}

/// <summary>
/// Who lacks which events of one source. Only known while the process lives: after a start all are offered to all, and inboxes know what
/// they had.
/// </summary>
internal sealed class Lacks
{
    private readonly Dictionary<Inbox, HashSet<string>> lacked = [];
    private readonly Dictionary<string, int> byEvent = new(StringComparer.Ordinal);

    /// <summary>Whether somebody lacks it.</summary>
    public bool Has(string eventId) => byEvent.Count > 0 && byEvent.ContainsKey(eventId);

    /// <summary>The modules that lack something.</summary>
    public IEnumerable<string> Modules => lacked.Keys.Select(inbox => inbox.Module);

    public IReadOnlyList<Event> Wanted(Inbox subscriber, IReadOnlyList<Event> events) =>
        [.. events.Where(e => subscriber.Wants(e.Topic) && (!Has(e.Id) || lacked.GetValueOrDefault(subscriber)?.Contains(e.Id) == true))];

    /// <summary>Whether it lacks something earlier than these.</summary>
    public bool MustWait(Inbox subscriber, IReadOnlyList<Event> wanted) =>
        lacked.TryGetValue(subscriber, out var its) && !its.Contains(wanted[0].Id);

    public void Note(Inbox subscriber, IReadOnlyList<Event> wanted, bool taken)
    {
        if (!taken)
        {
            var its = lacked.TryGetValue(subscriber, out var known) ? known : lacked[subscriber] = new(StringComparer.Ordinal);
            foreach (var e in wanted.Where(e => its.Add(e.Id)))
            {
                byEvent[e.Id] = byEvent.GetValueOrDefault(e.Id) + 1;
            }
        }
        else if (lacked.TryGetValue(subscriber, out var its))
        {
            foreach (var e in wanted.Where(e => its.Remove(e.Id)))
            {
                if (--byEvent[e.Id] == 0)
                {
                    byEvent.Remove(e.Id);
                }
            }

            if (its.Count == 0)
            {
                lacked.Remove(subscriber);
            }
        }
    }
}
