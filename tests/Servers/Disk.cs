// Folders on the disk, for tests whose subject is what outlives a kill.
// All others take the temporary folder, which ./test.sh puts on a RAM disk where there is one.
namespace Cartwright.Servers;

/// <summary>The disk, when the temporary folder is none.</summary>
public static class Disk
{
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
}
