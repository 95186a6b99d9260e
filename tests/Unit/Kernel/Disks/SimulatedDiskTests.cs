// The simulated disk itself: what it keeps, loses and refuses, and that several connections share a file on it as on a real one.
using System.Runtime.CompilerServices;
using Cartwright.Kernel;
using Cartwright.Simulation;

namespace Cartwright.Unit.Kernel.Disks;

public sealed class SimulatedDiskTests : IDisposable
{
    private const string Small = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=0;";

    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-").FullName;

    private string File => Path.Combine(folder, "shop.db");

    /// <summary>Before any test opens a file: SQLite stands on one VFS for as long as the process lives.</summary>
    [ModuleInitializer]
    internal static void Install() => DiskVfs.Install();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_image_and_its_copies_hold_what_was_written_to_each(int seed)
    {
        var random = new Random(seed);
        List<(DiskImage Image, byte[] Bytes)> all = [(new DiskImage(), [])];
        for (var step = 0; step < 2_000; step++)
        {
            var at = random.Next(all.Count);
            var (image, bytes) = all[at];
            switch (random.Next(10))
            {
                case 0 when all.Count < 5:
                    all.Add((image.Clone(), [.. bytes]));
                    break;
                case 1:
                    var length = random.Next(40_000);
                    image.SetLength(length);
                    all[at] = (image, [.. bytes.Take(length), .. new byte[Math.Max(0, length - bytes.Length)]]);
                    break;
                default:
                    var (offset, written) = (random.Next(30_000), new byte[random.Next(9_000)]);
                    random.NextBytes(written);
                    image.Write(offset, written);
                    var longer = new byte[Math.Max(bytes.Length, offset + written.Length)];
                    bytes.CopyTo(longer, 0);
                    written.CopyTo(longer, offset);
                    all[at] = (image, longer);
                    break;
            }
        }

        foreach (var (image, bytes) in all)
        {
            var (read, from) = (new byte[50_000], random.Next(1_000));
            var there = Math.Max(0, bytes.Length - from);
            Assert.Equal(bytes.Length, image.Length);
            Assert.Equal(there, image.Read(from, read));
            Assert.Equal([.. bytes.Skip(from), .. new byte[read.Length - there]], read);
        }
    }

    [Fact]
    public async Task Several_connections_share_a_file_and_one_of_them_writes()
    {
        new SimulatedDisk().PutIn(folder);
        await using var first = SqliteConnection.Open(File, create: true, Small);
        first.Run("CREATE TABLE t(n); INSERT INTO t VALUES (1); BEGIN IMMEDIATE; INSERT INTO t VALUES (2);");
        await using var second = SqliteConnection.Open(File, create: false, "PRAGMA busy_timeout=0;");
        Assert.Equal(5, Assert.Throws<SqliteFailure>(() => second.Run("BEGIN IMMEDIATE")).Code);
        Assert.Equal(1, await Rows(second));
        second.Run("BEGIN");
        Assert.Equal(1, await Rows(second));
        first.Run("COMMIT");

        // As it was when its transaction began, and no checkpoint takes that away.
        first.Run("PRAGMA wal_checkpoint(PASSIVE)");
        Assert.Equal(1, await Rows(second));
        second.Run("COMMIT");
        Assert.Equal(2, await Rows(second));
        second.Run("BEGIN IMMEDIATE; INSERT INTO t VALUES (3); COMMIT");
        Assert.Equal(3, await Rows(first));
        Assert.False(System.IO.File.Exists(File), "It lies on the machine's disk.");
    }

    [Fact]
    public async Task What_was_committed_is_left_without_power_and_what_was_not_is_whole_or_gone()
    {
        var disk = new SimulatedDisk().PutIn(folder);
        await using var connection = SqliteConnection.Open(File, create: true, Small);
        connection.Run("CREATE TABLE t(n); INSERT INTO t VALUES (1);");
        connection.Run("PRAGMA synchronous=OFF; INSERT INTO t VALUES (2);");
        var counts = new HashSet<long>();
        var history = disk.Remember();
        for (var cut = 0; cut < 50; cut++)
        {
            history.WithoutPower(history.Count, new Random(cut)).PutIn(folder);
            await using var after = SqliteConnection.Open(File, create: false, string.Empty);
            counts.Add(await Rows(after));
        }

        Assert.Equal([1, 2], counts.Order());

        // A process that is killed leaves all that it wrote, and is heard of no more.
        disk.AfterKill().PutIn(folder);
        await using (var after = SqliteConnection.Open(File, create: false, string.Empty))
        {
            Assert.Equal(2, await Rows(after));
        }

        Assert.Equal(10, Assert.Throws<SqliteFailure>(() => connection.Run("INSERT INTO t VALUES (3)")).Code);
    }

    [Fact]
    public async Task A_clone_goes_its_own_way()
    {
        var disk = new SimulatedDisk().PutIn(folder);
        await using var connection = SqliteConnection.Open(File, create: true, Small);
        connection.Run("CREATE TABLE t(n); INSERT INTO t VALUES (1);");
        var clone = disk.Clone();
        connection.Run("INSERT INTO t VALUES (2)");
        clone.PutIn(folder);
        await using var other = SqliteConnection.Open(File, create: false, string.Empty);
        other.Run("INSERT INTO t VALUES (3), (4)");
        Assert.Equal(2, await Rows(connection));
        Assert.Equal(3, await Rows(other));
    }

    [Fact]
    public async Task A_sync_of_the_log_that_fails_while_it_is_copied_into_the_file_is_not_kept_quiet()
    {
        var disk = new SimulatedDisk();
        await using var place = await SharedPlace.OnSqlite(["apple"], disk: disk);
        await place["apple"].Write(tx => tx.Execute("PRAGMA wal_autocheckpoint=1000"));
        await place.Put("apple", "first", 1);
        await place["apple"].Write(tx => tx.Execute("PRAGMA wal_autocheckpoint=1"));
        var syncs = 0;
        disk.Trouble = call => call is { Work: DiskWork.Sync, IsLog: true } && syncs++ == 0 ? DiskFault.Fails : DiskFault.None;

        // SQLite copies the log into the file behind the commit, before its owed sync is made, and says nothing of what went wrong.
        await Assert.ThrowsAsync<StorageUnavailable>(() => place.Put("apple", "second", 1));
        Assert.True(place["apple"].Broken.IsCompleted);
        await Assert.ThrowsAsync<StorageUnavailable>(() => place.Put("apple", "third", 1));
        Assert.Equal(1, syncs);
    }

    private static async Task<long> Rows(SqliteConnection connection) => await PlaceContents.Number(connection, "SELECT COUNT(*) FROM t");
}
