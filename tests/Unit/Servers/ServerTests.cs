// The servers of the tests themselves: killed they keep what was committed, and a missing one says how to get it.
using Cartwright.Servers;
using Npgsql;

namespace Cartwright.Unit.Servers;

public sealed class ServerTests
{
    [Fact]
    public async Task A_killed_PostgreSQL_keeps_what_was_committed_and_its_port()
    {
        await using var server = await PostgresServer.Start();
        var (port, id) = (server.Process.Port, server.Process.Id);
        var text = await server.CreateDatabase();
        await PostgresServer.Execute(text, "CREATE TABLE kept AS SELECT 7 AS number");

        server.Process.Kill();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => PostgresServer.Execute(text, "SELECT 1"));
        await server.Process.Restart();

        Assert.Equal(port, server.Process.Port);
        Assert.NotEqual(id, server.Process.Id);
        await PostgresServer.Execute(text, "SELECT 1 / COUNT(*) FROM kept WHERE number = 7");

        await server.Process.Stop();
        await server.Process.Restart();
        await PostgresServer.Execute(text, "SELECT 1 / COUNT(*) FROM kept WHERE number = 7");

        var folder = server.Process.Folder;
        await server.DisposeAsync();
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_missing_program_says_how_to_install_it()
    {
        var missing = await Assert.ThrowsAsync<FileNotFoundException>(() =>
            ServerProcess.Start(
                new ServerProgram("Nothing", "cartwright-has-no-such-program", "sudo apt-get install nothing", (_, _) => [])
            )
        );
        Assert.Contains(
            "Nothing is missing (cartwright-has-no-such-program). Install it: sudo apt-get install nothing",
            missing.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_server_that_ends_at_once_says_what_it_printed()
    {
        var ended = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            ServerProcess.Start(new ServerProgram("Shell", "sh", "nothing", (_, _) => ["-c", "echo no luck >&2; exit 3"]))
        );
        Assert.Contains("no luck", ended.Message, StringComparison.Ordinal);
    }
}
