// nginx in front of a process a module, with the routing that is shipped in deploy/nginx.
using System.Globalization;

namespace Cartwright.Servers;

/// <summary>One nginx of the tests' own.</summary>
public sealed class NginxServer : IAsyncDisposable
{
    private readonly ServerProcess process;

    private NginxServer(ServerProcess process) => this.process = process;

    /// <summary>Where shoppers are served.</summary>
    public int Port => process.Port;

    /// <param name="ports">The public port of each module.</param>
    public static async Task<NginxServer> Start(IReadOnlyDictionary<string, int> ports)
    {
        const string Install = "sudo apt-get install nginx-light";
        var render = Path.Combine(Root(), "deploy", "nginx", "render.sh");
        var addresses = ports
            .Select(port => $"SHOP_{port.Key.ToUpperInvariant()}=127.0.0.1:{port.Value.ToString(CultureInfo.InvariantCulture)}")
            .ToList();

        // Rendered anew at each try of a port: the port stands in the file.
        return new NginxServer(
            await ServerProcess.Start(
                new ServerProgram(
                    "nginx",
                    "sh",
                    Install,
                    (folder, port) =>
                        [
                            "-c",
                            "env \"$@\" && exec nginx -p \"$0\" -c \"$0/nginx.conf\" -g \"daemon off; user $(id -un);\"",
                            folder,
                            $"SHOP_LISTEN=127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}",
                            .. addresses,
                            render,
                            folder,
                        ]
                )
            )
        );
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "deploy", "nginx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("deploy/nginx is missing above the tests.");
    }
}
