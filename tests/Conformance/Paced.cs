// How long something took on a machine that may be busy with other things: what is promised in seconds is promised for a machine that has
// time.
namespace Cartwright.Conformance;

/// <summary>A clock that beats as often as this process gets to run, and so stands still while it does not.</summary>
internal static class Paced
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The time that passed in such beats; never more than by the clock on the wall. What waits too long is seen on any machine: it waits
    /// through as many beats.
    /// </summary>
    public static async Task<TimeSpan> Took(Func<Task> what)
    {
        var beats = 0;
        var running = Task.Run(what);
        while (await Task.WhenAny(running, Task.Delay(Beat)) != running)
        {
            beats++;
        }

        await running;
        return beats * Beat;
    }
}
