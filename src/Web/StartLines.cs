// What a module has to tell whoever starts the process, once it is ready: printed, never logged.
using System.Collections.Concurrent;

namespace Cartwright.Web;

/// <summary>Lines of the start-up print.</summary>
public sealed class StartLines
{
    private readonly ConcurrentQueue<Func<string, string>> lines = new();

    /// <summary>Adds a line; it is given the address at which the process listens. An empty one is not printed.</summary>
    public void Add(Func<string, string> line) => lines.Enqueue(line);

    /// <summary>All lines.</summary>
    public IEnumerable<string> At(string address) => lines.Select(line => line(address)).Where(line => line.Length > 0);
}
