// One process a data folder: a second one would answer from memory that the first does not know of.
using Cartwright.Kernel;

namespace Cartwright.Host;

internal static class DataFolder
{
    /// <summary>Takes the folder until the process ends, however it ends.</summary>
    /// <param name="line">The line that gives another folder.</param>
    public static FileStream Take(string folder, string line)
    {
        try
        {
            Directory.CreateDirectory(folder);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            return new FileStream(Path.Combine(folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new ConfigurationRefused($"The data folder {folder} is in use by another process, or is not a folder ({e.Message}). Stop that process, or give another: {line}");
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ConfigurationRefused($"The data folder {folder} may not be written: {e.Message} Give another: {line}");
        }
    }
}
