// Pictures as files: each is written beside its place, synced, and given its name at once.
using System.Runtime.CompilerServices;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;

namespace Cartwright.Pictures;

/// <inheritdoc cref="IPictureStore"/>
/// <param name="folder">Made when the first picture is kept.</param>
/// <param name="ids">Names what is being written.</param>
/// <param name="clock">Says when what a crash left is old.</param>
public sealed class FolderPictures(string folder, IIds ids, TimeProvider clock) : IPictureStore
{
    // Beside the pictures, so that a rename is one within a file system; never a name of a picture.
    private const string Making = ".making";

    private static readonly TimeSpan LeftAfter = TimeSpan.FromDays(1);

    private readonly string root = Path.GetFullPath(folder);

    /// <inheritdoc/>
    public string Where => root;

    /// <inheritdoc/>
    public async Task Put(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        var place = PlaceOf(name);
        try
        {
            if (File.Exists(place))
            {
                return;
            }

            var making = Directory.CreateDirectory(Path.Combine(root, Making)).FullName;
            var half = Path.Combine(making, ids.Next());
            await Write(half, bytes, cancel);

            var shelf = Path.GetDirectoryName(place)!;
            if (!Directory.Exists(shelf))
            {
                Directory.CreateDirectory(shelf);
                DurableFiles.SyncFolder(Path.GetDirectoryName(shelf)!);
                DurableFiles.SyncFolder(root);
            }

            DurableFiles.Replace(place, half);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw Away(failed);
        }
    }

    /// <inheritdoc/>
    public Task<PictureFile?> Open(string name, long from, long? count, CancellationToken cancel)
    {
        var place = PlaceOf(name);
        try
        {
            var file = new FileStream(
                place,
                FileMode.Open,
                FileAccess.Read,
                FileShare.Read | FileShare.Delete,
                0,
                FileOptions.Asynchronous | FileOptions.SequentialScan
            );
            file.Position = Math.Min(from, file.Length);
            return Task.FromResult<PictureFile?>(new(count is { } bytes ? new PartStream(file, bytes) : file, file.Length));
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<PictureFile?>(null);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw Away(failed);
        }
    }

    /// <inheritdoc/>
    public Task<bool> Has(string name, CancellationToken cancel) => Task.FromResult(File.Exists(PlaceOf(name)));

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredPicture> List([EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        var all = new DirectoryInfo(root);
        if (!all.Exists)
        {
            yield break;
        }

        foreach (var file in all.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            cancel.ThrowIfCancellationRequested();
            var name = $"{file.Directory!.Name}/{file.Name}";
            StoredPicture? stored = null;
            try
            {
                if (PictureNames.IsName(name))
                {
                    stored = new(name, file.Length, file.LastWriteTimeUtc);
                }
                else if (file.Directory.Name == Making && file.LastWriteTimeUtc < clock.GetUtcNow() - LeftAfter)
                {
                    // Left by a process that ended in the middle of it.
                    file.Delete();
                }
            }
            catch (FileNotFoundException)
            {
                // Gone since it was named.
            }

            if (stored is not null)
            {
                yield return stored;
            }
        }
    }

    /// <inheritdoc/>
    public Task Delete(string name, CancellationToken cancel)
    {
        var place = PlaceOf(name);
        try
        {
            File.Delete(place);
            var shelf = Path.GetDirectoryName(place)!;
            if (Directory.Exists(shelf) && !Directory.EnumerateFileSystemEntries(shelf).Any())
            {
                Directory.Delete(shelf);
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Gone already.
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // A file came into the folder between the two looks: the picture is gone all the same.
            if (File.Exists(place))
            {
                throw Away(failed);
            }
        }

        return Task.CompletedTask;
    }

    // Two digits a folder: none of them grows to what tools choke on.
    private string PlaceOf(string name)
    {
        PictureNames.Checked(name);
        return Path.Combine(root, name[..2], name[..PictureNames.HashChars], name[(PictureNames.HashChars + 1)..]);
    }

    private static async Task Write(string half, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        var whole = false;
        try
        {
            await using var file = new FileStream(half, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous);
            await file.WriteAsync(bytes, cancel);
            file.Flush(flushToDisk: true);
            whole = true;
        }
        finally
        {
            if (!whole)
            {
                File.Delete(half);
            }
        }
    }

    private PicturesAway Away(Exception failed) => new($"The folder of pictures {root} cannot be used: {failed.Message}", failed);
}
