// What a server program needs to be started by a test: where it is, how it is called, how it shows that it answers.
namespace Cartwright.Servers;

/// <summary>A server program. It must stay in the foreground, keep its data in its folder and listen on 127.0.0.1.</summary>
/// <param name="Name">For messages: "Redis".</param>
/// <param name="File">The executable; a bare name is looked up on PATH.</param>
/// <param name="Install">The command that installs it, told when it is missing.</param>
/// <param name="Arguments">The command line for a folder and a port.</param>
public sealed record ServerProgram(string Name, string File, string Install, Func<string, int, IReadOnlyList<string>> Arguments)
{
    /// <summary>Whether the server on this port answers; exceptions count as no. By default: it accepts a connection.</summary>
    public Func<int, Task<bool>> Answers { get; init; } = ServerProcess.Accepts;

    /// <summary>Makes the data folder ready, once, before the first start.</summary>
    public Func<string, Task> Prepare { get; init; } = _ => Task.CompletedTask;

    /// <summary>The signal that asks it to end in good order.</summary>
    public string StopSignal { get; init; } = "TERM";

    /// <summary>Whether what it acknowledged outlives a kill: then its folder is on the disk; else it must not be killed.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>The user it runs as when the tests run as root, for servers that refuse to; null: the same user.</summary>
    public string? NotAsRoot { get; init; }

    /// <summary>The full path of <see cref="File"/>, or an exception that says how to install it.</summary>
    public string Find()
    {
        if (File.Contains('/', StringComparison.Ordinal))
        {
            return System.IO.File.Exists(File) ? File : throw Missing();
        }

        var paths = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':', StringSplitOptions.RemoveEmptyEntries);
        return paths.Select(path => Path.Combine(path, File)).FirstOrDefault(System.IO.File.Exists) ?? throw Missing();
    }

    private FileNotFoundException Missing() => new($"{Name} is missing ({File}). Install it: {Install}");
}
