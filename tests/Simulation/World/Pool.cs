// The one thread of the simulation: the worker of the thread pool, on which the driver takes its turn like everybody else.
using System.Runtime.CompilerServices;

namespace Cartwright.Simulation;

/// <summary>The queue of the pool, from within.</summary>
internal static class Pool
{
    /// <summary>What waits for the thread.</summary>
    public static long Waiting => ThreadPool.PendingWorkItemCount;

    /// <summary>Lets everybody go first who waits now.</summary>
    public static Turn Yield() => default;

    /// <summary>Runs the driver on the pool's thread, and waits for it on this one.</summary>
    public static int Run(Func<Task<int>> driver)
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        if (most != 1)
        {
            throw new InvalidOperationException(
                $"The pool has up to {most} threads: run the program as it was built, with its runtimeconfig.json."
            );
        }

        using var ended = new ManualResetEventSlim();
        var (code, failure) = (1, (Exception?)null);
        ThreadPool.UnsafeQueueUserWorkItem(
            async _ =>
            {
                try
                {
                    code = await driver();
                }
                catch (Exception e)
                {
                    failure = e;
                }

                ended.Set();
            },
            null
        );
        ended.Wait();
        return failure is null ? code : throw new InvalidOperationException("The simulation itself failed.", failure);
    }

    /// <summary>Awaited: goes on behind all that waits.</summary>
    internal readonly struct Turn : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public Turn GetAwaiter() => this;

        public void GetResult() { }

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        // To the queue of all: this thread's own is taken from its end, and would be empty never.
        public void UnsafeOnCompleted(Action continuation) =>
            ThreadPool.UnsafeQueueUserWorkItem(static go => go(), continuation, preferLocal: false);
    }
}
