// The power goes at any moment: what was told, or shown, is there at the next start, whole, and no transaction is half there.
using System.Collections.Concurrent;
using System.Globalization;
using Cartwright.Kernel;
using Cartwright.Simulation;

namespace Cartwright.Unit.Kernel;

public sealed class PowerCutTests : IDisposable
{
    private const int Writers = 12;
    private const int Changes = 25;
    private const int FollowedEach = 4;
    private const int Cuts = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 40)]
    [InlineData(3, 400)]
    public async Task What_was_told_or_shown_is_there_at_the_next_start_whenever_the_power_goes(int seed, int logPages)
    {
        var random = new Random(seed);
        var simulated = new SimulatedDisk();
        await using var place = await SharedPlace.OnSqlite(["apple", "pear"], disk: simulated);
        await Cramp(place, logPages);
        var disk = simulated.Remember();
        var (syncs, beside) = (0, 0);
        simulated.Trouble = call =>
        {
            var isOne = call is { Work: DiskWork.Sync, IsLog: true };
            syncs += isOne ? 1 : 0;
            beside += isOne && Thread.CurrentThread.Name == SyncThread.Name ? 1 : 0;
            return DiskFault.None;
        };
        var reading = true;
        var readers = Enumerable
            .Range(0, 2)
            .Select(async _ =>
            {
                var known = new HashSet<int>();
                while (Volatile.Read(ref reading))
                {
                    var seen = await place["pear"]
                        .Read(sql => sql.Query("SELECT id FROM pears WHERE id <> 'sum'", row => Number(row.GetString(0))));
                    seen.FindAll(known.Add).ForEach(disk.Note);
                    await Task.Yield();
                }
            })
            .ToList();
        var lengths = Enumerable.Range(0, 2 * Writers * Changes).Select(_ => random.Next(2_000)).ToArray();
        var followers = new ConcurrentBag<Task>();
        await Task.WhenAll(
            Enumerable
                .Range(0, Writers)
                .Select(async writer =>
                {
                    var pauses = new Random(writer);
                    for (var change = 0; change < Changes; change++)
                    {
                        // Some come while others are decided.
                        for (var turns = pauses.Next(40); turns > 0; turns--)
                        {
                            await Task.Yield();
                        }

                        await Change((writer * Changes) + change, followed: change % FollowedEach == writer % FollowedEach);
                    }
                })
        );
        await Task.WhenAll(followers);
        Volatile.Write(ref reading, false);
        await Task.WhenAll(readers);

        // The next transaction was decided while the last one was being synced.
        Assert.True(beside > 5, $"{beside} of {syncs}");
        for (var cut = 0; cut < Cuts; cut++)
        {
            await Check(disk, disk.AnyMoment(random), random);
        }

        await Check(disk, disk.Count, random);

        async Task Change(int id, bool followed)
        {
            await place["apple"]
                .InOneCommit(async () =>
                {
                    await place["apple"].Write(tx => Put(tx, "apple", id, lengths[id]));
                    if (followed)
                    {
                        Follow(id + (Writers * Changes));
                    }

                    await place["pear"].Write(tx => Put(tx, "pear", id, 0));
                    return true;
                });
            disk.Note(id);
        }

        // Decides on only when another change waits for the next transaction, so that this one's sync is made beside it.
        void Follow(int id)
        {
            using (ExecutionContext.SuppressFlow())
            {
                followers.Add(Task.Run(() => Change(id, followed: false)));
            }

            SpinWait.SpinUntil(() => place["apple"].ChangesWaiting > 0, Patience);
        }
    }

    private static async Task Cramp(SharedPlace place, int logPages)
    {
        await place["apple"].Write(tx => tx.Execute("INSERT INTO apples(id, n) VALUES ('sum', 0)"));
        await place["pear"].Write(tx => tx.Execute("INSERT INTO pears(id, n) VALUES ('sum', 0)"));
        await place["apple"].Write(tx => tx.Execute("PRAGMA cache_size=20"));
        await place["apple"].Write(tx => tx.Execute($"PRAGMA wal_autocheckpoint={logPages}"));
    }

    private static async ValueTask<int> Put(Transaction tx, string module, int id, int length)
    {
        await tx.Execute($"INSERT INTO {module}s(id, n) VALUES ($1, 1)", $"{id:D5}" + new string('x', length));
        return await tx.Execute($"UPDATE {module}s SET n = n + 1 WHERE id = 'sum'");
    }

    private static int Number(string id) => int.Parse(id.AsSpan(0, 5), NumberStyles.None, CultureInfo.InvariantCulture);

    private async Task Check(DiskHistory disk, int moment, Random random)
    {
        disk.WithoutPower(moment, random).PutIn(folder);
        await using var connection = SqliteConnection.Open(Path.Combine(folder, "shop.db"), create: false, "PRAGMA query_only=ON;");
        Assert.Equal("ok", (await PlaceContents.Rows(connection, "PRAGMA integrity_check", row => row.GetString(0)))[0]);
        var (apples, pears) = (await Ids("apple"), await Ids("pear"));
        Assert.Equal(apples, pears);
        Assert.Empty(disk.Told(moment).Except(apples));

        async Task<SortedSet<int>> Ids(string module)
        {
            var rows = await PlaceContents.Rows(
                connection,
                $"SELECT substr(id, 1, 5), n FROM {module}s",
                row => (Id: row.GetString(0), N: row.GetInt64(1))
            );
            Assert.Equal(rows.Count - 1, rows.Single(row => row.Id == "sum").N);
            return [.. rows.Where(row => row.Id != "sum").Select(row => Number(row.Id))];
        }
    }
}
