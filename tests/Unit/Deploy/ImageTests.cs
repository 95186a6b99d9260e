// The Dockerfile: what it copies is there and let through, what it runs is what scripts/build.sh runs, and the container is a closed one.
using System.Text.RegularExpressions;

namespace Cartwright.Unit.Deploy;

public sealed partial class ImageTests
{
    [Fact]
    public void The_image_is_built_and_closed_as_it_should_be() => Assert.Empty(Faults(DeployFolder.Text("Dockerfile")));

    [Theory]
    [InlineData("USER $APP_UID", "USER root", "root")]
    [InlineData("FROM node:20-bookworm-slim", "FROM node:latest", "pinned")]
    [InlineData("HEALTHCHECK", "# HEALTHCHECK", "health")]
    [InlineData("-p:PublishReadyToRun=true", "-p:PublishTrimmed=true", "build.sh")]
    [InlineData("global.json ", "globe.json ", "is not there")]
    [InlineData("Listen=0.0.0.0", "Lisen=0.0.0.0", "no configuration key")]
    public void Each_fault_is_found(string right, string wrong, string said)
    {
        var planted = DeployFolder.Text("Dockerfile").Replace(right, wrong, StringComparison.Ordinal);
        Assert.Contains(Faults(planted), fault => fault.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public void The_function_is_the_same_image_and_the_program_its_own_runtime()
    {
        var lines = DeployFolder
            .Text("deploy/serverless/Dockerfile")
            .Replace("\\\n", " ", StringComparison.Ordinal)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'))
            .ToList();
        Assert.Equal("ARG IMAGE=cartwright:latest", lines[0]);
        Assert.Equal("FROM ${IMAGE}", Assert.Single(lines, line => line.StartsWith("FROM ", StringComparison.Ordinal)));

        // As the shop's own image starts it: nothing stands between the function's runtime and the program.
        foreach (var start in new[] { "ENTRYPOINT [\"./cartwright\"]", "CMD [\"serve\"]" })
        {
            Assert.Contains(start, lines);
            Assert.Contains(start, DeployFolder.Text("Dockerfile").Split('\n'));
        }

        Assert.All(
            lines
                .Single(line => line.StartsWith("ENV ", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Select(pair => pair.Split('=', 2)),
            pair => Assert.Equal((null, true), (ConfigurationKeys.Wrong(pair[0]), pair[1].EndsWith("/tmp/shop", StringComparison.Ordinal)))
        );
        Assert.Contains("\"AWS_LAMBDA_RUNTIME_API\"", DeployFolder.Text("src/Host/Function/RuntimeApi.cs"), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Faults(string text)
    {
        // A comment is no instruction; a line that ends in \ goes on.
        var lines = Comment()
            .Replace(text, string.Empty)
            .Replace("\\\n", " ", StringComparison.Ordinal)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var from in lines.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal) && !Pinned().IsMatch(line)))
        {
            yield return $"{from}: not pinned to a major version";
        }

        if (lines.LastOrDefault(line => line.StartsWith("USER ", StringComparison.Ordinal)) != "USER $APP_UID")
        {
            yield return "the process runs as root";
        }

        if (
            !lines.Any(line =>
                line.StartsWith("HEALTHCHECK ", StringComparison.Ordinal) && line.Contains("/healthz", StringComparison.Ordinal)
            )
        )
        {
            yield return "no health check";
        }

        if (!lines.Contains("EXPOSE 8080 8081") || !lines.Contains("VOLUME /data"))
        {
            yield return "ports or the volume are not declared";
        }

        // The same publish, but for the folder it goes to.
        var publish = Publish().Match(DeployFolder.Text("scripts/build.sh")).Groups[1].Value;
        if (publish.Length == 0 || !lines.Any(line => line.Contains(publish, StringComparison.Ordinal)))
        {
            yield return $"the host is not published as scripts/build.sh does it: {publish}";
        }

        var ignored = DeployFolder.Text(".dockerignore").Split('\n');
        foreach (
            var source in lines
                .Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal))
                .SelectMany(line => line.Split(' ').Skip(1).SkipLast(1))
        )
        {
            if (!Path.Exists(Path.Combine(DeployFolder.Root, source)))
            {
                yield return $"{source} is copied and is not there";
            }

            if (!ignored.Contains("!" + source.Split('/')[0]))
            {
                yield return $"{source} is copied and .dockerignore holds it back";
            }
        }

        foreach (
            var wrong in lines
                .Where(line => line.StartsWith("ENV ", StringComparison.Ordinal) && line.Contains("Data=", StringComparison.Ordinal))
                .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1))
                .Select(pair => ConfigurationKeys.Wrong(pair.Split('=')[0]))
                .OfType<string>()
        )
        {
            yield return wrong;
        }
    }

    [GeneratedRegex(@"^#.*\n", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^FROM (\S+:\d+[\w.-]*)( AS \w+)?$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"dotnet publish ""\$root/src/Host"" (.*?) -o ")]
    private static partial Regex Publish();
}
