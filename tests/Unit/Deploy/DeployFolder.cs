// The files under deploy/ as tests see them, and the programs that check them.
using System.Diagnostics;
using Cartwright.Servers;
using YamlDotNet.RepresentationModel;

namespace Cartwright.Unit.Deploy;

internal static class DeployFolder
{
    private static readonly TimeSpan ProgramWithin = TimeSpan.FromMinutes(2);

    public static string Root { get; } = FindRoot();

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static IReadOnlyList<YamlNode> Yaml(string path) => Parse(Text(path));

    public static IReadOnlyList<YamlNode> Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => document.RootNode)];
    }

    /// <summary>
    /// What kustomize makes of an overlay, with secrets made for the occasion. Skips the test, and says so, where there is no kubectl.
    /// </summary>
    public static async Task<string> Kustomize(string overlay)
    {
        var kubectl = Program("kubectl", "https://kubernetes.io/docs/tasks/tools brings it");
        var folder = Directory.CreateTempSubdirectory("cartwright-deploy-").FullName;
        try
        {
            // A copy, because secrets lie beside what reads them.
            foreach (
                var file in Directory
                    .EnumerateFiles(Path.Combine(Root, "deploy"), "*", SearchOption.AllDirectories)
                    .Where(file => !IsSecret(file))
            )
            {
                var copy = Path.Combine(folder, Path.GetRelativePath(Path.Combine(Root, "deploy"), file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }

            await Run("bash", [Path.Combine(folder, "make-secrets.sh"), "kubernetes"]);
            return await Run(kubectl, ["kustomize", Path.Combine(folder, "kubernetes", "overlays", overlay)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// The program's path. Where it is not installed the test is skipped with the words that something was not validated.
    /// </summary>
    public static string Program(string name, string install)
    {
        try
        {
            return new ServerProgram(name, name, install, (_, _) => []).Find();
        }
        catch (FileNotFoundException)
        {
            Assert.Skip($"NOT VALIDATED on this machine: {name} is missing ({install}).");
            throw;
        }
    }

    /// <summary>Runs a program to its end; throws with what it said when it fails.</summary>
    public static async Task<string> Run(string program, IReadOnlyList<string> arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Root,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var run = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        using var patience = new CancellationTokenSource(ProgramWithin);
        var said = run.StandardError.ReadToEndAsync(patience.Token);
        var printed = await run.StandardOutput.ReadToEndAsync(patience.Token);
        await run.WaitForExitAsync(patience.Token);
        Assert.True(run.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {run.ExitCode}:\n{printed}{await said}");
        return printed;
    }

    private static bool IsSecret(string file) =>
        (file.EndsWith(".env", StringComparison.Ordinal) && !file.EndsWith("settings.env", StringComparison.Ordinal))
        || file.EndsWith(".pem", StringComparison.Ordinal);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cartwright.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests must run inside the repository.");
        }

        return folder.FullName;
    }
}

/// <summary>Reading YAML as one reads it aloud.</summary>
internal static class Yaml
{
    public static YamlNode? At(this YamlNode? node, params string[] path)
    {
        foreach (var key in path)
        {
            node = (node as YamlMappingNode)?.Own().LastOrDefault(entry => entry.Key == key).Value;
        }

        return node;
    }

    public static string? Word(this YamlNode? node, params string[] path) => (node.At(path) as YamlScalarNode)?.Value;

    public static IEnumerable<YamlNode> Items(this YamlNode? node, params string[] path) =>
        (node.At(path) as YamlSequenceNode)?.Children ?? [];

    public static IEnumerable<KeyValuePair<string, YamlNode>> Entries(this YamlNode? node, params string[] path) =>
        (node.At(path) as YamlMappingNode)?.Own().GroupBy(entry => entry.Key, StringComparer.Ordinal).Select(same => same.Last()) ?? [];

    // What << takes over comes first, so that what is written beside it wins.
    private static IEnumerable<KeyValuePair<string, YamlNode>> Own(this YamlMappingNode map) =>
        map
            .Children.Where(entry => entry.Key is YamlScalarNode { Value: "<<" })
            .SelectMany(entry => ((YamlMappingNode)entry.Value).Own())
            .Concat(
                map.Children.Where(entry => entry.Key is not YamlScalarNode { Value: "<<" })
                    .Select(entry => KeyValuePair.Create(((YamlScalarNode)entry.Key).Value!, entry.Value))
            );
}
