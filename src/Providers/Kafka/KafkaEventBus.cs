// Events over Kafka: a topic an event type, the key is the subject, the group is the subscribing module.
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Kafka;

/// <summary>
/// The bus. What <see cref="Publish"/> has returned for is on all replicas in sync; inboxes take it from there while <see cref="Listen"/>
/// runs.
/// </summary>
internal sealed class KafkaEventBus(KafkaSettings settings, KafkaTopics topics, KafkaReach reach, TimeProvider clock, ILoggerFactory logs)
    : IEventBus,
        IBacklog,
        IDisposable
{
    private readonly List<KafkaListener> listeners = [];
    private readonly KafkaSender sender = new(settings, topics, reach, clock);
    private readonly List<Inbox> subscribers = [];

    /// <inheritdoc/>
    public void Subscribe(Inbox subscriber) => subscribers.Add(subscriber);

    /// <inheritdoc/>
    public async ValueTask Publish(IReadOnlyList<Event> events, CancellationToken cancel) => await sender.Send(events, cancel);

    /// <summary>Takes events from the brokers until stopped.</summary>
    public Task Listen(CancellationToken stop)
    {
        foreach (var inbox in subscribers.Where(inbox => inbox.Topics.Count > 0))
        {
            listeners.Add(new KafkaListener(inbox, settings, topics, reach, clock, logs.CreateLogger<KafkaListener>()));
        }

        return Task.WhenAll(listeners.Select(listener => listener.Run(stop)));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<BacklogFigure>> Look(CancellationToken cancel) =>
        ValueTask.FromResult<IReadOnlyList<BacklogFigure>>([
            .. listeners.Select(listener => new BacklogFigure(BacklogGauge.Broker, listener.Module, listener.Lag)),
        ]);

    /// <inheritdoc/>
    public void Dispose() => sender.Dispose();
}

/// <summary>Lets the bus listen from when the process has started: every module's own start has run by then.</summary>
internal sealed class KafkaListening(KafkaEventBus bus, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = lifetime.ApplicationStarted.Register(started.SetResult);
        try
        {
            await started.Task.WaitAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process was told to end before it had started; whoever did so says why.
            return;
        }

        await bus.Listen(stoppingToken);
    }
}
