// How much is asked of this process: what jobs in the background look at before they take a processor.
namespace Cartwright.Kernel;

/// <summary>Counts the requests that the public port took. One of a process; any thread.</summary>
public sealed class ServedRequests
{
    private long began;

    /// <summary>Requests since the process started.</summary>
    public long Began => Volatile.Read(ref began);

    /// <summary>Another one has come.</summary>
    public void Begin() => Interlocked.Increment(ref began);
}
