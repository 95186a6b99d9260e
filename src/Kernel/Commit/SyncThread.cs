// Makes commits durable beside the writer, which decides the next transaction meanwhile.
using System.Collections.Concurrent;

namespace Cartwright.Kernel;

/// <summary>A thread of its own, once it is needed: a sync holds one up for as long as the disk likes.</summary>
/// <param name="elsewhere">Who makes the syncs instead, one after the other; null for the thread.</param>
internal sealed class SyncThread(Action<Action>? elsewhere = null) : IDisposable
{
    /// <summary>What the thread is called.</summary>
    public const string Name = "sync";

    private readonly BlockingCollection<Action> waiting = [];
    private Thread? thread;

    /// <summary>Does it on the thread, after all that was left to it before. It must not throw.</summary>
    public void Do(Action sync)
    {
        if (elsewhere is not null)
        {
            elsewhere(sync);
            return;
        }

        if (thread is null)
        {
            thread = new Thread(Run) { IsBackground = true, Name = Name };
            thread.Start();
        }

        waiting.Add(sync);
    }

    /// <summary>Ends it, once all is done that was left to it.</summary>
    public void Dispose()
    {
        waiting.CompleteAdding();
        thread?.Join();
        waiting.Dispose();
    }

    private void Run()
    {
        foreach (var sync in waiting.GetConsumingEnumerable())
        {
            sync();
        }
    }
}
