// The port of where the files of product pictures are kept: a folder, S3, or what another program offers.
namespace Cartwright.Contracts.Ports;

/// <summary>
/// Keeps files under names of <see cref="PictureNames"/>. A name stands for one content for ever, so nothing is ever changed in place. The
/// numbers are the cases of the conformance suite.
/// 1. What <see cref="Put"/> has answered for is there for everyone, and outlives a power cut. Putting a name again is done already.
/// 2. A file is there whole or not at all: a put that was broken off leaves nothing that <see cref="Open"/> finds.
/// 3. <see cref="Open"/> gives the bytes asked for and says how many there are in all; a name that is not there is null, not an error.
/// 4. <see cref="List"/> names every file once, with its bytes and when it was put; names come and go while it runs.
/// 5. <see cref="Delete"/> of what is not there is done already.
/// Names that are none are an <see cref="ArgumentException"/>. A store that cannot be reached throws <see cref="PicturesAway"/>: the caller
/// says that to its client and may repeat anything.
/// </summary>
public interface IPictureStore
{
    /// <summary>What it is, for operators: a folder or a bucket.</summary>
    string Where { get; }

    /// <summary>Keeps a file.</summary>
    Task Put(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancel);

    /// <summary>A file from a byte on; null when there is none. The caller closes it.</summary>
    /// <param name="from">The first byte; behind the end gives an empty stream.</param>
    /// <param name="count">Bytes wanted at most; null for all that follow.</param>
    Task<PictureFile?> Open(string name, long from, long? count, CancellationToken cancel);

    /// <summary>Whether there is such a file.</summary>
    Task<bool> Has(string name, CancellationToken cancel);

    /// <summary>All files, in no order.</summary>
    IAsyncEnumerable<StoredPicture> List(CancellationToken cancel);

    /// <summary>Takes a file away.</summary>
    Task Delete(string name, CancellationToken cancel);
}

/// <summary>A file that is listed.</summary>
/// <param name="At">When it was put, by the clock of the store.</param>
public sealed record StoredPicture(string Name, long Bytes, DateTimeOffset At);

/// <summary>An open file.</summary>
/// <param name="Content">The bytes asked for.</param>
/// <param name="Bytes">How many the whole file has.</param>
public sealed record PictureFile(Stream Content, long Bytes) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>Thrown when the store does not answer, or has no room.</summary>
public sealed class PicturesAway(string message, Exception? cause = null) : Exception(message, cause);
