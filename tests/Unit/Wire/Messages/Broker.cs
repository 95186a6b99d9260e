// A broker in memory: what is told is kept, what the test tells is heard.
using System.Text.Json.Nodes;
using Cartwright.Kernel;

namespace Cartwright.Unit.Wire.Messages;

internal sealed class Broker : IEventBus, IEventTail
{
    private readonly Lock gate = new();
    private readonly List<Event> told = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action<ReadOnlyMemory<byte>>? hear;

    /// <summary>Whether the ends of topics can be found.</summary>
    public bool IsThere { get; set; } = true;

    /// <summary>What publishing throws, while it does.</summary>
    public Func<Exception?> Fails { get; set; } = () => null;

    public IReadOnlyList<Event> Told
    {
        get
        {
            lock (gate)
            {
                return [.. told];
            }
        }
    }

    public void Subscribe(Inbox subscriber) => throw new NotSupportedException();

    public ValueTask Publish(IReadOnlyList<Event> events, CancellationToken cancel)
    {
        lock (gate)
        {
            told.AddRange(events);
            changed.TrySetResult();
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return Fails() is { } failure ? ValueTask.FromException(failure) : ValueTask.CompletedTask;
    }

    public async Task Run(IReadOnlyList<string> topics, Action placed, Action<ReadOnlyMemory<byte>> hear, CancellationToken stop)
    {
        this.hear = hear;
        if (IsThere)
        {
            placed();
        }

        var stopped = new TaskCompletionSource();
        await using var stopping = stop.Register(stopped.SetResult);
        await stopped.Task;
    }

    /// <summary>An event as the broker brings it: through its envelope.</summary>
    public void Tell(Event e) => hear!(CloudEvents.Write(e));

    /// <summary>Waits until so many are told; answers the last of them.</summary>
    public async Task<Event> Nth(int count)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (told.Count >= count)
                {
                    return told[count - 1];
                }

                next = changed.Task;
            }

            await next.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    /// <summary>An answer to a question about a payment, as it must be unless the test changes it.</summary>
    public static Event Answer(Event question, string topic, string operation, MessageText? more = null)
    {
        var asked = JsonNode.Parse(question.Data)!;
        var data = new JsonObject
        {
            ["request_id"] = question.Id,
            ["order_id"] = (string)asked["order_id"]!,
            ["operation"] = operation,
            ["amount"] = (long?)asked["amount"] ?? 0,
            ["currency"] = (string?)asked["currency"] ?? string.Empty,
            ["attempt"] = (int)asked["attempt"]!,
        };
        more?.Invoke(data);
        return new Event("answer-" + question.Id, topic, question.Subject, "payments", question.Time, null, data.ToJsonString());
    }

    public delegate void MessageText(JsonObject data);
}
