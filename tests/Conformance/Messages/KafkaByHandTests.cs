// The checkout's questions answered with kcat.
using System.Diagnostics;
using System.Text;
using Cartwright.Conformance.Events;
using Cartwright.Servers;

namespace Cartwright.Conformance.Messages;

public sealed class KafkaByHandTests(PaidByHandOnKafka shop) : ByHandSuite(shop), IClassFixture<PaidByHandOnKafka>
{
    private protected override IPlainClient Client() => new Kcat(shop.Bootstrap);
}

/// <summary>A shop whose payments are a program's business.</summary>
public sealed class PaidByHandOnKafka : ShopOnKafka
{
    protected override async Task<Dictionary<string, string?>> More() => PaidByHand.With(await base.More());
}

/// <summary>kcat, a process a command.</summary>
internal sealed class Kcat(string bootstrap) : IPlainClient
{
    private readonly string program = new ServerProgram("kcat", "kcat", "sudo apt-get install kcat", (_, _) => []).Find();

    public async Task Send(string topic, string key, string value)
    {
        // A line is a message, and JSON has no tab: so the key ends at the first.
        var (code, said) = await Run([$"{key}\t{value}"], "-P", "-t", topic, "-K", "\t", "-X", "partitioner=murmur2_random");
        Assert.True(code == 0, said);
    }

    public async Task<List<string>> Read(string topic, Func<string, bool> wanted, int count)
    {
        var found = new List<string>();
        await KafkaWorld.Until(
            async () =>
            {
                var (_, printed) = await Run([], "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-X", "fetch.wait.max.ms=10");
                found = [.. printed.Split('\n').Where(line => line.StartsWith('{')).Where(wanted).Distinct(StringComparer.Ordinal)];
                return found.Count >= count;
            },
            $"{count} messages in {topic}"
        );
        return found;
    }

    public void Dispose() { }

    private async Task<(int Code, string Printed)> Run(string[] input, params string[] arguments)
    {
        using var run = Process.Start(
            new ProcessStartInfo(program, ["-b", bootstrap, .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                StandardInputEncoding = new UTF8Encoding(false),
            }
        )!;
        foreach (var line in input)
        {
            await run.StandardInput.WriteAsync(line + "\n");
        }

        run.StandardInput.Close();
        var printed = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        return (run.ExitCode, printed);
    }
}
