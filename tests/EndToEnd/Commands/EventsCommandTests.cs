// `cartwright events` beside a running shop: what is parked is listed, and put back it takes effect within seconds.
using Cartwright.Kernel;
using Cartwright.Servers;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.Once)]
public class EventsCommandTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Parked_events_are_listed_and_replayed_beside_the_running_shop(bool onPostgres)
    {
        var postgres = onPostgres ? await (await PostgresServer.Shared).CreateDatabase() : null;
        await using var host = postgres is null ? await HostProcess.Start("--no-demo") : await HostProcess.StartOn(postgres, "--no-demo");
        Dialect dialect = postgres is null ? Shape.File(host.Folder) : new PostgresDialect(postgres);
        var data = postgres is null ? host.Folder : "postgres:" + postgres;
        var (code, output) = await HostProcess.Run("events", "list", "--data", data);
        Assert.Equal((0, "No event is parked.\n"), (code, output));

        await using var writer = await dialect.OpenWriter("analytics");
        foreach (
            var (id, source) in new[] { ("e1", "identity"), ("e2", "identity"), ("redis:events:user.registered/1-1#00", string.Empty) }
        )
        {
            await writer.RunScript(
                $$"""
                INSERT INTO {{dialect.Own(
                    "analytics"
                )}}inbox_waiting(event_id, topic, subject, source, time_ms, data, tries, next_ms, error, dead)
                VALUES ('{{id}}', 'user.registered', '{{id}}-user', '{{source}}', 0, '{"user_id":"{{id}}-user","email":"","name":"","at_unix_ms":5}', 5, 0, 'planted', 1)
                """
            );
        }

        (code, output) = await HostProcess.Run("events", "list", "--data", data, "--module", "analytics");
        Assert.Equal(0, code);
        var lines = output.TrimEnd().Split('\n');
        Assert.StartsWith("MODULE", lines[0], StringComparison.Ordinal);
        Assert.Equal(4, lines.Length);
        Assert.Matches("^analytics +e1 +user.registered +e1-user +5 +1970-01-01T00:00:00Z +planted$", lines[1]);
        Assert.Contains("no event: planted", lines[3], StringComparison.Ordinal);

        (code, output) = await HostProcess.Run("events", "replay", "e1", "--data", data);
        Assert.Equal((0, "analytics: 1 back in the queue\n"), (code, output));
        await Until(writer, 1);
        (code, output) = await HostProcess.Run("events", "replay", "--all", "--data", data);
        Assert.Equal((0, "analytics: 1 back in the queue\n"), (code, output));
        await Until(writer, 2);

        // What is no event stays, and is said to.
        (code, output) = await HostProcess.Run("events", "list", "--data", data);
        Assert.Equal((0, 2), (code, output.TrimEnd().Split('\n').Length));
        (code, output) = await HostProcess.Run("events", "replay", "redis:events:user.registered/1-1#00", "--data", data);
        Assert.Equal(2, code);
        Assert.Contains("is no event but a message that could not be read", output, StringComparison.Ordinal);
        (code, output) = await HostProcess.Run("events", "replay", "nobody", "--data", data);
        Assert.Equal(2, code);
        Assert.Contains("No parked event has the id nobody", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Say which", "events", "replay")]
    [InlineData("Say which", "events", "replay", "x", "--all")]
    [InlineData("--module nothing is no module", "events", "list", "--module", "nothing")]
    [InlineData("cannot be read", "events", "list", "--data", "/no-such-folder/no-such-shop")]
    [InlineData("cannot be read", "events", "list", "--data", "postgres:Host=127.0.0.1;Port=1;Username=nobody;Database=none")]
    public async Task What_cannot_be_done_says_why(string reason, params string[] command)
    {
        var (code, output) = await HostProcess.Run(command);
        Assert.Equal(2, code);
        Assert.Contains(reason, output, StringComparison.Ordinal);
    }

    private static async Task Until(Connection connection, long users)
    {
        using var count = connection.Prepare("SELECT COUNT(*) FROM user_fact");
        using var patience = new CancellationTokenSource(Api.Patience);
        while (true)
        {
            await using (var row = await count.Read([]))
            {
                await row.ReadAsync();
                if (row.GetInt64(0) == users)
                {
                    return;
                }
            }

            // Another process's table tells nobody that it changed.
            await Task.Delay(50, patience.Token);
        }
    }
}
