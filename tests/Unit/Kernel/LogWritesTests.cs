// Writes to SQLite's log are gathered until it is synced: what is committed is in the files at that moment, whole, and nothing else is seen
// by anybody.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Unit.Kernel;

public sealed class LogWritesTests : IDisposable
{
    private const int Rounds = 30;

    private static readonly Refusal No = Refusal.Conflict("no", "No.");

    private readonly string copies = Directory.CreateTempSubdirectory("cartwright-").FullName;

    public void Dispose() => Directory.Delete(copies, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_copy_of_the_files_at_any_moment_is_the_last_commit_and_nothing_of_the_next(int seed)
    {
        await using var place = await SharedPlace.OnSqlite(["apple", "pear"]);
        var (random, model) = (new Random(seed), new SortedDictionary<string, long>(StringComparer.Ordinal));

        // Next to no memory, so that pages go to the log before their commit and come back from it; and a log that begins anew every few
        // commits.
        await place["apple"].Write(tx => tx.Execute("PRAGMA cache_size=4"));
        await place["apple"].Write(tx => tx.Execute("PRAGMA wal_autocheckpoint=40"));
        for (var round = 0; round < Rounds; round++)
        {
            var next = new SortedDictionary<string, long>(model, StringComparer.Ordinal);
            var refused = random.Next(4) == 0;
            var outcome = await place["apple"]
                .Write<Outcome<bool>>(async tx =>
                {
                    next = new SortedDictionary<string, long>(model, StringComparer.Ordinal);
                    for (var change = random.Next(random.Next(3) == 0 ? 120 : 6); change >= 0; change--)
                    {
                        // Some larger than what is gathered.
                        var id = $"{random.Next(60):00}" + new string('x', random.Next(20) == 0 ? 200_000 : random.Next(3_000));
                        if (random.Next(5) == 0)
                        {
                            await tx.Execute("DELETE FROM apples WHERE id LIKE $1", id[..2] + "%");
                            foreach (var gone in next.Keys.Where(key => key.StartsWith(id[..2], StringComparison.Ordinal)).ToList())
                            {
                                next.Remove(gone);
                            }
                        }
                        else
                        {
                            await tx.Execute(
                                "INSERT INTO apples(id, n) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET n = excluded.n",
                                id,
                                change
                            );
                            next[id] = change;
                        }
                    }

                    Assert.Equal(
                        Said(next),
                        Said(
                            await tx.Query(
                                "SELECT id, n FROM apples ORDER BY id",
                                row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1))
                            )
                        )
                    );
                    if (round % 10 == 0)
                    {
                        Assert.Equal(Said(model), await InACopy(place.File));
                    }

                    return refused ? No : true;
                });
            model = outcome.Refused is null ? next : model;
            Assert.Equal(Said(model), await InACopy(place.File));
        }

        Assert.True(model.Count > 0);
    }

    /// <summary>What a process finds that is started after the power has gone.</summary>
    private async Task<string> InACopy(string file)
    {
        var copy = Path.Combine(copies, "shop.db");
        foreach (var end in new[] { string.Empty, "-wal" })
        {
            File.Delete(copy + end);
            if (File.Exists(file + end))
            {
                File.Copy(file + end, copy + end);
            }
        }

        File.Delete(copy + "-shm");
        await using var connection = SqliteConnection.Open(copy, create: false, "PRAGMA query_only=ON;");
        var rows = await PlaceContents.Rows(
            connection,
            "SELECT id, n FROM apples ORDER BY id",
            row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1))
        );
        Assert.Equal("ok", (await PlaceContents.Rows(connection, "PRAGMA quick_check", row => row.GetString(0)))[0]);
        return Said(rows);
    }

    private static string Said(IEnumerable<KeyValuePair<string, long>> rows) =>
        string.Join(' ', rows.Select(row => $"{row.Key[..2]}/{row.Key.Length}={row.Value}"));
}
