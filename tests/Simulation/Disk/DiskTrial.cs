// What the trials of a disk have in common: a folder, a template of the shop, and what went wrong.
using System.Diagnostics;

namespace Cartwright.Simulation;

/// <summary>A run of trials from one seed.</summary>
/// <param name="folder">A folder of the machine's; nothing of the databases comes to lie in it.</param>
/// <param name="template">A disk with an empty shop.</param>
/// <param name="seed">Decides all faults; what the threads of the shop do meanwhile is theirs.</param>
internal sealed class DiskTrial(string folder, SimulatedDisk template, int seed)
{
    private const int RoundsMax = 64;

    // SQLite's check says what a read would have thrown.
    private const string Found = "error code=8202";

    private readonly List<string> wrongs = [];

    /// <summary>What went wrong, in sentences.</summary>
    public IReadOnlyList<string> Wrongs => wrongs;

    /// <summary>Opens a trial in a folder that is empty.</summary>
    public static async Task<DiskTrial> Begin(string folder, int seed) => new(folder, await DiskShop.Template(folder), seed);

    /// <summary>
    /// S3: the power goes at so many moments, and what was not synced is kept, dropped, torn or reordered. Answers a line of figures.
    /// </summary>
    /// <param name="cuts">How often.</param>
    /// <param name="lies">Whether syncs lie now and then: then something must be lost, or the trial would see nothing.</param>
    public async Task<string> PowerCuts(int cuts, bool lies = false)
    {
        const int CutsARun = 100;
        const int ChangesEach = 25;
        var (random, began, lost, acknowledged) = (new Random(seed), Stopwatch.GetTimestamp(), 0, 0L);
        for (var done = 0; done < cuts; )
        {
            var disk = template.Clone().PutIn(folder);
            DiskHistory history;
            await using (var shop = await DiskShop.Open(folder))
            {
                await shop.Cramp(random.Next(2) == 0 ? 40 : 400);
                history = disk.Remember();
                var liar = new Random(random.Next());
                disk.Trouble = lies ? call => call.Work == DiskWork.Sync && liar.Next(3) == 0 ? DiskFault.Lies : DiskFault.None : null;
                Expect(await shop.Change(ChangesEach, 0, random, history.Note) == 0, "a disk that works refused a change");
            }

            for (var cut = 0; cut < CutsARun && done < cuts; cut++, done++)
            {
                var moment = cut == 0 ? history.Count : history.AnyMoment(random);
                var told = history.Told(moment);
                acknowledged += told.Count;
                var found = await Start(history.WithoutPower(moment, random), told);
                lost += found.Count > 0 ? 1 : 0;
                if (!lies)
                {
                    wrongs.AddRange(found.Select(wrong => $"seed {seed}, cut {done} at step {moment}: {wrong}"));
                }
            }
        }

        Expect(!lies || lost > 0, "syncs lied, and nothing was found to be lost: this trial sees nothing");
        return $"power cuts     {cuts} moments, {acknowledged} acknowledged before them, {lost} with something lost"
            + $"{(lies ? " (syncs that lie: some must be)" : string.Empty)}; {Seconds(began)}";
    }

    /// <summary>
    /// S4: one sync fails, once. Nothing is acknowledged that was not durable, the place takes no more, and the next start is clean.
    /// </summary>
    public async Task<string> FailingSyncs(int times)
    {
        const int ChangesEach = 12;
        var (random, began, broke, went) = (new Random(seed), Stopwatch.GetTimestamp(), 0, 0);
        for (var time = 0; time < times; time++)
        {
            var disk = template.Clone().PutIn(folder);
            var history = disk.Remember();
            var shop = await DiskShop.Open(folder);
            await shop.Cramp(40);
            DiskCall? failed = null;
            var (left, inFile) = (random.Next(40), time % 4 == 0);
            disk.Trouble = call =>
            {
                if (
                    call.Work != DiskWork.Sync
                    || call.File.StartsWith("plum", StringComparison.Ordinal)
                    || call.IsLog == inFile
                    || left-- != 0
                )
                {
                    return DiskFault.None;
                }

                failed = call;
                return DiskFault.Fails;
            };

            // Until it fails: how many syncs there are hangs on how many changes share one.
            for (var round = 0; failed is null && round < RoundsMax; round++)
            {
                left = Math.Min(left, inFile ? 1 : left);
                await shop.Change(ChangesEach, round * ChangesEach * DiskShop.Writers, random, history.Note);
            }

            var name = $"seed {seed}, sync {time}";
            Expect(failed is not null, $"{name}: no sync failed");
            if (failed is { IsLog: true })
            {
                // The log's: no change may be taken any more. The next commit at the latest finds it out.
                Expect(await Refuses(shop, 900_000 + time), $"{name}: a change was taken after the log's sync had failed");
                Expect(shop.Apples.Broken.IsCompleted, $"{name}: the place says nothing of it");
                broke += shop.Apples.Broken.IsCompleted ? 1 : 0;
            }
            else
            {
                // The file's, when the log is copied into it: the log still has all, and SQLite copies it again.
                went++;
            }

            var told = history.Told(history.Count);
            var after = disk.WithoutPower(random);
            await shop.DisposeAsync();
            wrongs.AddRange((await Start(after, told)).Select(wrong => $"{name} ({failed?.File}): {wrong}"));
        }

        return $"failing syncs  {times} times EIO: {broke} of the log broke the place; "
            + $"{went} of the file, of which the log has all; {Seconds(began)}";
    }

    /// <summary>
    /// S5: the disk is full under the log, and under the file. Reads go on, changes are refused, and taken again once there is room.
    /// </summary>
    public async Task<string> FullDisks(int each)
    {
        const int ChangesEach = 10;
        const int RoomBytesMax = 400_000;
        var (random, began, refusedAll, readsAll) = (new Random(seed), Stopwatch.GetTimestamp(), 0, 0);
        for (var time = 0; time < 2 * each; time++)
        {
            var underFile = time >= each;
            var name = $"seed {seed}, full {(underFile ? "file" : "log")} {time}";
            var disk = template.Clone().PutIn(folder);
            var shop = await DiskShop.Open(folder);
            await shop.Cramp(random.Next(2) == 0 ? 40 : 400);
            var told = new System.Collections.Concurrent.ConcurrentDictionary<int, bool>();
            disk.BytesMax = disk.Bytes + random.Next(RoomBytesMax);
            disk.Trouble = underFile ? call => call.Work == DiskWork.Write && !call.IsLog ? DiskFault.Full : DiskFault.None : null;
            var refused = 0;
            for (var round = 0; refused == 0 && round < RoundsMax; round++)
            {
                refused += await shop.Change(ChangesEach, round * ChangesEach * DiskShop.Writers, random, id => told[id] = true);
            }

            Expect(refused > 0, $"{name}: it was never full");
            for (var read = 0; read < ChangesEach; read++)
            {
                Expect(await shop.Count() > 0, $"{name}: nothing was read");
                readsAll++;
            }

            // Small ones may still find a place; large ones cannot.
            Expect(!shop.Apples.Broken.IsCompleted, $"{name}: a full disk broke the place");
            disk.BytesMax = null;
            disk.Trouble = null;
            var again = await shop.Change(ChangesEach, 500_000, random, id => told[id] = true);
            Expect(again == 0, $"{name}: {again} changes were refused though there was room again");
            refusedAll += refused;
            var after = time % 2 == 0 ? disk.WithoutPower(random) : disk.AfterKill();
            await shop.DisposeAsync();
            wrongs.AddRange((await Start(after, told.Keys.ToHashSet())).Select(wrong => $"{name}: {wrong}"));
        }

        return $"full disks     {each} under the log, {each} under the file: {refusedAll} changes refused, "
            + $"{readsAll} reads answered, all changes taken again with room; {Seconds(began)}";
    }

    /// <summary>
    /// Calls that fail, once or from then on, and writes that break off. Nothing acknowledged is lost, no transaction is half there, and
    /// whoever asks hears <see cref="Kernel.StorageUnavailable"/> and nothing else.
    /// </summary>
    public async Task<string> BrokenCalls(int times)
    {
        const int ChangesEach = 12;
        const int CallsMax = 1_500;
        var (random, began, hit, refused) = (new Random(seed), Stopwatch.GetTimestamp(), 0, 0);
        for (var time = 0; time < times; time++)
        {
            var disk = template.Clone().PutIn(folder);
            var history = disk.Remember();
            var shop = await DiskShop.Open(folder);
            await shop.Cramp(40);
            var (left, forEver, tears) = (random.Next(CallsMax), time % 2 == 0, random.Next(2) == 0);
            var name = $"seed {seed}, broken call {time}";
            DiskCall? first = null;
            disk.Trouble = call =>
            {
                if (left-- > 0 || (first is not null && !forEver))
                {
                    return DiskFault.None;
                }

                first ??= call;
                return tears && call.Work == DiskWork.Write ? DiskFault.Tears : DiskFault.Fails;
            };
            try
            {
                for (var round = 0; first is null && round < RoundsMax; round++)
                {
                    refused += await shop.Change(ChangesEach, round * ChangesEach * DiskShop.Writers, random, history.Note);
                }

                refused += await shop.Change(ChangesEach, 500_000, random, history.Note);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                wrongs.Add($"{name}, {first}: {failure.Message}");
            }

            hit += first is null ? 0 : 1;
            var told = history.Told(history.Count);
            var after = time % 3 == 0 ? disk.AfterKill() : disk.WithoutPower(random);
            await shop.DisposeAsync();
            wrongs.AddRange((await Start(after, told)).Select(wrong => $"{name}, {first}: {wrong}"));
        }

        return $"broken calls   {hit} of {times} times EIO, once or from then on, writes torn among them: "
            + $"{refused} changes refused; {Seconds(began)}";
    }

    /// <summary>S22: a bit of a file flips while nobody looks. It is found or does not matter, and is never served.</summary>
    public async Task<string> FlippedBits(int times)
    {
        var (random, began, found, harmless) = (new Random(seed), Stopwatch.GetTimestamp(), 0, 0);
        var disk = template.Clone().PutIn(folder);
        var told = new System.Collections.Concurrent.ConcurrentDictionary<int, bool>();
        await using (var shop = await DiskShop.Open(folder))
        {
            await shop.Change(20, 0, random, id => told[id] = true);
        }

        for (var time = 0; time < times; time++)
        {
            var flipped = disk.Clone();
            var bit = random.NextInt64(flipped.LengthOf("shop.db") * 8);
            flipped.Flip("shop.db", bit);
            var refused = false;
            try
            {
                var wrong = await Start(flipped, told.Keys.ToHashSet(), goesOn: false);
                refused = wrong.Any(one =>
                    one.StartsWith("refused", StringComparison.Ordinal) || one.Contains(Found, StringComparison.Ordinal)
                );
                Expect(refused || wrong.Count == 0, $"seed {seed}, bit {bit}: served: {string.Join("; ", wrong)}");
            }
            finally
            {
                (found, harmless) = refused ? (found + 1, harmless) : (found, harmless + 1);
            }
        }

        return $"flipped bits   {times} of the file: {found} found and refused, "
            + $"{harmless} on what nobody reads, none served; {Seconds(began)}";
    }

    /// <summary>Starts a shop on what is left of a disk, looks at all of it, and changes it once.</summary>
    private async Task<List<string>> Start(SimulatedDisk disk, IReadOnlySet<int> told, bool goesOn = true)
    {
        disk.PutIn(folder);
        try
        {
            await using var shop = await DiskShop.Open(folder);
            var found = await shop.Wrongs(told);
            if (goesOn)
            {
                await shop.Fruit(999_999, 100);
            }

            return found;
        }
        catch (Exception failure)
            when (failure is Kernel.StorageUnavailable or System.Data.Common.DbException or Kernel.ConfigurationRefused)
        {
            return [$"refused: {failure.Message}"];
        }
    }

    private static async Task<bool> Refuses(DiskShop shop, int id)
    {
        try
        {
            // The first may be what finds it out.
            await shop.Fruit(id, 10);
        }
        catch (Kernel.StorageUnavailable)
        {
            return true;
        }

        return false;
    }

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            wrongs.Add(otherwise);
        }
    }

    private static string Seconds(long began) => $"{Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s";
}
