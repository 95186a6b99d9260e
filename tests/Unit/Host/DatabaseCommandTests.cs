// What `cartwright database` does to the files of a folder, whichever version wrote them.
using System.CommandLine;
using Cartwright.Host;
using Cartwright.Kernel;
using Cartwright.Unit.Kernel;
using Cartwright.Unit.Upgrades;

namespace Cartwright.Unit.Host;

[Trait(TestDatabase.Engine, TestDatabase.Sqlite)]
public sealed class DatabaseCommandTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Compacting_takes_the_files_that_are_there_also_before_a_start_has_made_one_of_them(bool isPlace)
    {
        await using var shop = await UnpackedShop.Of("105b793", isPlace);
        var rows = await shop.Rows();
        string[] files = isPlace ? [SqlitePlace.Name] : [.. shop.Modules];
        foreach (var file in files)
        {
            await using var connection = SqliteConnection.Open(
                FileOf(file),
                create: false,
                "CREATE TABLE gone AS SELECT zeroblob(100000) AS text; DROP TABLE gone"
            );
            Assert.True(await Free(connection) > 20);
        }

        var compact = DatabaseCommand.Make().Parse(["compact", "--data", shop.Folder!]);
        Assert.Equal(0, await compact.InvokeAsync(cancellationToken: TestContext.Current.CancellationToken));
        foreach (var file in files)
        {
            await using var connection = SqliteConnection.Open(FileOf(file), create: false, string.Empty);
            Assert.Equal((0, true), (await Free(connection), connection.HasChecksums));
        }

        Assert.Equal(rows, await shop.Rows());

        string FileOf(string name) => Path.Combine(shop.Folder!, name + ".db");

        static Task<long> Free(SqliteConnection connection) => PlaceContents.Number(connection, "PRAGMA freelist_count");
    }

    public static TheoryData<string> Commands =>
        new()
        {
            "verify",
            "erase --email a@example.com",
            "admin reset --email a@example.com",
            "rebuild analytics",
            "events list",
            "events replay --all",
            "move carts --from sql --to redis --set Redis=localhost:1",
            "move products --to mongodb --set MongoDb=mongodb://localhost:1",
        };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task What_reads_or_changes_a_folder_leaves_one_alone_that_no_start_has_arranged(string words)
    {
        // Its tables are today's; only where they lie is not.
        await using var shop = await UnpackedShop.Of("67c9b19");
        await shop.Open();
        await shop.Close();
        var before = Files();
        Command[] all =
        [
            VerifyCommand.Make(),
            EraseCommand.Make(),
            AdminCommand.Make(),
            RebuildCommand.Make(),
            EventsCommand.Make(),
            MoveCommand.Make(),
        ];
        string[] parts = words.Split(' ');
        var command = all.Single(one => one.Name == parts[0]).Parse([.. parts[1..], "--data", shop.Folder!]);
        Assert.Empty(command.Errors);
        Assert.Equal(2, await command.InvokeAsync(cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(before, Files());

        string[] Files() =>
            [
                .. Directory
                    .EnumerateFiles(shop.Folder!, "*.db*")
                    .Order(StringComparer.Ordinal)
                    .Select(file =>
                        Path.GetFileName(file) + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))
                    ),
            ];
    }
}
