// Folders on the disk, for tests whose subject is what outlives a kill.
// All others take the temporary folder, which ./test.sh puts on a RAM disk where there is one.
using System.Diagnostics;

namespace Cartwright.Servers;

/// <summary>The disk, when the temporary folder is none.</summary>
public static class Disk
{
    private static readonly TimeSpan EmptyWithin = TimeSpan.FromSeconds(30);

    internal static readonly string Root = Environment.GetEnvironmentVariable("CARTWRIGHT_TEST_DISK") is { Length: > 0 } disk
        ? disk
        : Path.GetTempPath();

    /// <summary>An empty folder that nobody else has, and nobody else may enter.</summary>
    public static string NewFolder(string prefix)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("The tests run on Linux.");
        }

        var folder = Path.Combine(Root, prefix + Path.GetRandomFileName());
        return Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
    }

    /// <summary>Deletes a folder with all in it, though somebody who was told to end may still make a file there.</summary>
    public static async Task Delete(string folder)
    {
        for (var watch = Stopwatch.StartNew(); Directory.Exists(folder); await Task.Delay(TimeSpan.FromMilliseconds(50)))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (IOException) when (watch.Elapsed < EmptyWithin)
            {
                // A file came while the others went.
            }
        }
    }
}
