// A broker outside of the process: what it has been given outlives the process, and comes at least once, in the order of each subject.
using Cartwright.Kernel;

namespace Cartwright.Simulation;

/// <summary>What waits at the broker, by the module that hears it.</summary>
internal sealed class Broker
{
    private readonly Dictionary<string, List<Event>> waiting = new(StringComparer.Ordinal);

    /// <summary>Of one module, oldest first.</summary>
    public List<Event> Of(string module) => waiting.TryGetValue(module, out var events) ? events : waiting[module] = [];

    /// <summary>Whether nobody waits for anything.</summary>
    public bool IsEmpty => waiting.Values.All(events => events.Count == 0);
}

/// <summary>The broker as one process reaches it.</summary>
internal sealed class BrokerBus(Life life) : IEventBus
{
    private static readonly TimeSpan Idle = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly List<(Inbox Inbox, Signal Comes)> inboxes = [];

    /// <inheritdoc/>
    public void Subscribe(Inbox subscriber)
    {
        var comes = new Signal();
        inboxes.Add((subscriber, comes));
        _ = Deliver(subscriber, comes);
    }

    /// <inheritdoc/>
    public async ValueTask Publish(IReadOnlyList<Event> events, CancellationToken cancel)
    {
        await life.Cross("publishes");
        if (IsTroubled())
        {
            throw new IOException("The simulated broker is away.");
        }

        foreach (var e in events)
        {
            life.World.Note($"event {e.Topic} {e.Subject}");
            foreach (var (inbox, comes) in inboxes.Where(one => one.Inbox.Wants(e.Topic)))
            {
                life.World.Broker.Of(inbox.Module).Add(e);
                comes.Raise();
            }
        }

        await life.Cross("has published");
        if (IsTroubled())
        {
            throw new IOException("The simulated broker took it and did not say so.");
        }
    }

    private bool IsTroubled() => life.Chance.Of1000(life.World.Faults.EventsTroubled);

    private async Task Deliver(Inbox inbox, Signal comes)
    {
        var waiting = life.World.Broker.Of(inbox.Module);
        while (!life.IsDead)
        {
            try
            {
                if (waiting.Count == 0 || !life.IsUp)
                {
                    await comes.Wait(waiting.Count == 0 ? Idle : Pause, life.Clock, CancellationToken.None);
                    continue;
                }

                await life.Cross("brings an event to " + inbox.Module);

                // Any subject's next: the broker keeps an order for each subject and topic, and for nothing else.
                var one = waiting[IsTroubled() ? life.Chance.Below(waiting.Count) : 0];
                one = waiting.Find(e => e.Topic == one.Topic && e.Subject == one.Subject && e.Source == one.Source)!;
                await inbox.Accept([one], CancellationToken.None);
                await life.Cross("has brought an event to " + inbox.Module);
                if (!IsTroubled())
                {
                    waiting.Remove(one);
                }
            }
            catch (ProcessDied)
            {
                return;
            }
            catch (Exception) when (!life.IsDead)
            {
                await life.Wait(Pause);
            }
        }
    }
}
