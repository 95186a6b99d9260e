// The official gRPC client of Node.js, run once for a list of calls: shows that programs which are not ours can call the inner port.
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Cartwright.Servers;

/// <summary>Asks as a stranger would, with nothing but the protos.</summary>
public static class GrpcClient
{
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(3);

    /// <summary>
    /// The answers, in the order of the questions; for no questions the names of all calls. What they look like stands in call.mjs.
    /// </summary>
    public static async Task<JsonArray> Ask(Uri address, params JsonObject[] questions)
    {
        var (root, folder) = (Root(), Folder());
        using var node =
            Process.Start(
                new ProcessStartInfo(
                    "node",
                    [
                        Path.Combine(folder, "call.mjs"),
                        address.Authority,
                        Path.Combine(root, "src", "Contracts", "protos"),
                        Path.Combine(folder, "protos"),
                    ]
                )
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            ) ?? throw new InvalidOperationException("node did not start.");
        using var late = new CancellationTokenSource(Within);
        using var end = late.Token.Register(() => node.Kill(entireProcessTree: true));
        var printed = node.StandardOutput.ReadToEndAsync();
        var said = node.StandardError.ReadToEndAsync();
        await node.StandardInput.WriteAsync(new JsonArray([.. questions]).ToJsonString());
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        return node.ExitCode == 0
            ? JsonNode.Parse(await printed)!.AsArray()
            : throw new InvalidOperationException($"The gRPC client ended with {node.ExitCode}:\n{await printed}{await said}");
    }

    /// <summary>Where gRPC for Node.js is installed.</summary>
    internal static string Folder()
    {
        var folder = Path.Combine(Root(), "tests", "Servers", "grpc-client");
        return Directory.Exists(Path.Combine(folder, "node_modules", "@grpc"))
            ? folder
            : throw new FileNotFoundException($"The gRPC client of the tests is missing. Install it: npm ci --prefix {folder}");
    }

    internal static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "tests", "Servers", "grpc-client")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"There is no tests/Servers/grpc-client above {AppContext.BaseDirectory}.");
    }
}
