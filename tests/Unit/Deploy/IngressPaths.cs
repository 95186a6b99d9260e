// The paths of an Ingress, and which of them a request takes, as Kubernetes defines it.
using YamlDotNet.RepresentationModel;

namespace Cartwright.Unit.Deploy;

/// <summary>One path of an Ingress.</summary>
internal sealed record IngressPath(string Path, string Type, string Service, string Port)
{
    /// <summary>Prefix matches element by element, Exact the whole; the case counts.</summary>
    public bool Takes(string path) =>
        Type == "Exact"
            ? path == Path
            : Path == "/" || path.TrimEnd('/') == Path.TrimEnd('/') || path.StartsWith(Path.TrimEnd('/') + "/", StringComparison.Ordinal);
}

internal static class IngressPaths
{
    public static IEnumerable<IngressPath> Read(YamlNode ingress) =>
        from rule in ingress.Items("spec", "rules")
        from path in rule.Items("http", "paths")
        select new IngressPath(
            path.Word("path")!,
            path.Word("pathType")!,
            path.Word("backend", "service", "name")!,
            path.Word("backend", "service", "port", "name") ?? path.Word("backend", "service", "port", "number")!
        );

    /// <summary>The longest path that matches wins.</summary>
    public static string? Of(IReadOnlyList<IngressPath> paths, string request) =>
        paths
            .Where(path => path.Takes(request))
            .OrderByDescending(path => path.Type == "Exact")
            .ThenByDescending(path => path.Path.Length)
            .FirstOrDefault()
            ?.Service;
}
