// One thread that works on pictures, behind everything else that the machine has to do.
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Cartwright.Pictures;

/// <summary>
/// Work is done one piece after the other. The thread is nice (setpriority, 10): carts and orders of the same machine go first, and on a
/// machine that has nothing else to do it costs nothing. Threads that libvips begins for a piece are begun by it, and as nice.
/// </summary>
internal sealed partial class PictureLane : IDisposable
{
    /// <summary>Pieces that may wait; whoever comes after them is told to come back.</summary>
    public const int WaitersMax = 16;

    private const int Niceness = 10;
    private const int MmapThreshold = -3;
    private const int LargeBytes = 256 * 1024;

    private readonly Channel<Action> pieces = Channel.CreateBounded<Action>(
        new BoundedChannelOptions(WaitersMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );

    // A thread that the runtime's pool begins is as nice as whoever woke the pool: it must not be the lane.
    private readonly BlockingCollection<Action> answers = [];

    public PictureLane()
    {
        new Thread(Answer) { IsBackground = true, Name = "picture answers" }.Start();
        new Thread(Work) { IsBackground = true, Name = "pictures" }.Start();
    }

    /// <summary>Does a piece of work in its turn; null where too much waits.</summary>
    public Task<T>? Do<T>(Func<T> work, CancellationToken cancel)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        return pieces.Writer.TryWrite(Piece) ? done.Task : null;

        void Piece()
        {
            if (cancel.IsCancellationRequested)
            {
                answers.Add(() => done.TrySetCanceled(cancel), CancellationToken.None);
                return;
            }

            try
            {
                var made = work();
                answers.Add(() => done.TrySetResult(made), CancellationToken.None);
            }
            catch (Exception failure)
            {
                answers.Add(() => done.TrySetException(failure), CancellationToken.None);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => pieces.Writer.TryComplete();

    private void Answer()
    {
        foreach (var answer in answers.GetConsumingEnumerable())
        {
            answer();
        }
    }

    private void Work()
    {
        // Of the calling thread alone: on Linux a thread has a niceness of its own.
        if (OperatingSystem.IsLinux())
        {
            _ = SetPriority(0, 0, Niceness);
            KeepLargeApart();
        }

        while (pieces.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (pieces.Reader.TryRead(out var piece))
            {
                piece();
            }

            GiveBack();
        }

        answers.CompleteAdding();
    }

    // Pixels come in large blocks. The C library would take them from its heap after the first few, where one small block above them keeps
    // megabytes; of a size of its own each goes back to the system when it is freed.
    private static void KeepLargeApart()
    {
        try
        {
            _ = SetOption(MmapThreshold, LargeBytes);
        }
        catch (EntryPointNotFoundException)
        {
            // As below.
        }
    }

    // What was decoded is tens of megabytes, which the C library keeps for the next time; a shop that changes no pictures needs none of it.
    private static void GiveBack()
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                _ = Trim(0);
            }
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc, which gives it back by itself.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint kept);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
