// What files need so that they outlive a power cut: the bytes synced, the name synced, and a second name before the first is given away.
using System.Runtime.InteropServices;
using System.Text;

namespace Cartwright.Kernel;

/// <summary>
/// Calls on files of which nobody has a connection open. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.
/// </summary>
internal static class DurableFiles
{
    private const string Library = "libc";
    private const int CompareBytes = 1 << 16;

    /// <summary>Returns when the file's bytes are on the disk.</summary>
    public static void Sync(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>
    /// Returns when the names in a folder are on the disk, as far as its file system can say: some cannot, and SQLite does not mind either.
    /// </summary>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = OpenFolder(Name(folder), 0);
        if (descriptor >= 0)
        {
            _ = SyncDescriptor(descriptor);
            _ = Close(descriptor);
        }
    }

    /// <summary>Puts a synced file in the place of another, or where none was. At every moment there is the one or the other.</summary>
    public static void Replace(string file, string by)
    {
        File.Move(by, file, overwrite: true);
        SyncFolder(Path.GetDirectoryName(file)!);
    }

    /// <summary>Gives a file a second name; where the file system has no such thing, a copy with that name.</summary>
    /// <param name="second">Must not be there.</param>
    /// <param name="making">Where a copy is made until it is whole.</param>
    public static void Keep(string file, string second, string making)
    {
        if (OperatingSystem.IsWindows() || Link(Name(file), Name(second)) != 0)
        {
            File.Copy(file, making, overwrite: true);
            Sync(making);
            File.Move(making, second);
        }

        SyncFolder(Path.GetDirectoryName(second)!);
    }

    /// <summary>Whether two files are the same, byte for byte. A file that is not there is the same as none.</summary>
    public static bool AreSame(string one, string other)
    {
        if (!File.Exists(one) || !File.Exists(other))
        {
            return false;
        }

        using var first = new FileStream(one, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var second = new FileStream(other, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (first.Length != second.Length)
        {
            return false;
        }

        var (left, right) = (new byte[CompareBytes], new byte[CompareBytes]);
        while (true)
        {
            var bytes = first.ReadAtLeast(left, CompareBytes, throwOnEndOfStream: false);
            if (
                bytes != second.ReadAtLeast(right, CompareBytes, throwOnEndOfStream: false)
                || !left.AsSpan(0, bytes).SequenceEqual(right.AsSpan(0, bytes))
            )
            {
                return false;
            }

            if (bytes < CompareBytes)
            {
                return true;
            }
        }
    }

    private static byte[] Name(string path) => Encoding.UTF8.GetBytes(path + '\0');

    [DllImport(Library, EntryPoint = "open", CallingConvention = CallingConvention.Cdecl)]
    private static extern int OpenFolder(byte[] path, int flags);

    [DllImport(Library, EntryPoint = "fsync", CallingConvention = CallingConvention.Cdecl)]
    private static extern int SyncDescriptor(int descriptor);

    [DllImport(Library, EntryPoint = "close", CallingConvention = CallingConvention.Cdecl)]
    private static extern int Close(int descriptor);

    [DllImport(Library, EntryPoint = "link", CallingConvention = CallingConvention.Cdecl)]
    private static extern int Link(byte[] file, byte[] second);
}
