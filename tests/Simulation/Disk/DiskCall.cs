// What a simulated disk is asked, and what may go wrong with it.
namespace Cartwright.Simulation;

/// <summary>What a call does.</summary>
internal enum DiskWork
{
    /// <summary>Reads bytes.</summary>
    Read,

    /// <summary>Writes bytes.</summary>
    Write,

    /// <summary>Makes all that was written to a file durable.</summary>
    Sync,

    /// <summary>Cuts a file.</summary>
    Cut,
}

/// <summary>A call that a disk is about to carry out.</summary>
/// <param name="Number">How many there were on this disk before, from 0.</param>
/// <param name="File">Its name in the folder, such as <c>shop.db</c> or <c>shop.db-wal</c>.</param>
/// <param name="Work">What it does.</param>
/// <param name="Offset">Where in the file; the length that is left for a cut.</param>
/// <param name="Bytes">How many are read or written.</param>
internal readonly record struct DiskCall(long Number, string File, DiskWork Work, long Offset, int Bytes)
{
    /// <summary>Whether the file is a log of SQLite's.</summary>
    public bool IsLog => File.EndsWith("-wal", StringComparison.Ordinal);
}

/// <summary>What goes wrong with a call.</summary>
internal enum DiskFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>
    /// EIO. Nothing is read or written. After a sync that fails, what it was asked to keep is read as if it were there, but some of it is
    /// never written, whatever later syncs say: so Linux does it (https://lwn.net/Articles/752063/).
    /// </summary>
    Fails,

    /// <summary>A write that breaks off: a part of the bytes is written, then EIO.</summary>
    Tears,

    /// <summary>There is no room: a write that makes the file longer breaks off at its end.</summary>
    Full,

    /// <summary>A sync that says it is done, and did nothing.</summary>
    Lies,

    /// <summary>One bit of what is read has turned over, and stays so.</summary>
    Flips,
}
