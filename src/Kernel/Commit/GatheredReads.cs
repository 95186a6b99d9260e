// Reads that arrive while one is on its way share the next: many callers, few statements. The counterpart of the group commit.
namespace Cartwright.Kernel;

/// <summary>
/// Gathers keys that are asked for at the same time into one statement. Every read sees what was acknowledged before it was asked for,
/// because the statement that answers it begins after that. No timer: under light load each read is a statement of its own, at once.
/// </summary>
/// <typeparam name="T">What is read for a key; keys that are not there are left out.</typeparam>
/// <param name="read">Reads many keys in one round trip.</param>
public sealed class GatheredReads<T>(Func<string[], Task<IReadOnlyDictionary<string, T>>> read)
{
    /// <summary>Statements under way at a time: one is answered while the other is asked.</summary>
    private const int AtOnce = 2;

    private readonly Lock gate = new();
    private Batch? gathering;
    private int running;

    /// <summary>Answers at least these keys.</summary>
    public Task<IReadOnlyDictionary<string, T>> Read(IEnumerable<string> keys)
    {
        Batch batch;
        var begin = false;
        lock (gate)
        {
            batch = gathering ??= new Batch();
            batch.Keys.UnionWith(keys);
            if (running < AtOnce)
            {
                running++;
                gathering = null;
                begin = true;
            }
        }

        if (begin)
        {
            _ = Run(batch);
        }

        return batch.Answer.Task;
    }

    private async Task Run(Batch batch)
    {
        while (true)
        {
            try
            {
                batch.Answer.SetResult(await read([.. batch.Keys]));
            }
            catch (Exception failure)
            {
                // Whoever asked hears it; the next batch is another try.
                batch.Answer.SetException(failure);
            }

            lock (gate)
            {
                if (gathering is null)
                {
                    running--;
                    return;
                }

                batch = gathering;
                gathering = null;
            }
        }
    }

    private sealed class Batch
    {
        public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);

        public TaskCompletionSource<IReadOnlyDictionary<string, T>> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
