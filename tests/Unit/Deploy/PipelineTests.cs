// The pipeline: its jobs need what exists, run what exists, and deploy only when a person says so.
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Cartwright.Unit.Deploy;

public sealed partial class PipelineTests
{
    [Fact]
    public void The_pipeline_has_no_fault() => Assert.Empty(Faults(DeployFolder.Text(".gitlab-ci.yml")));

    [Theory]
    [InlineData("needs: [build, test]", "needs: [build, tests]", "needs tests")]
    [InlineData("    - if: $CI_COMMIT_TAG\n      when: manual", "    - if: $CI_COMMIT_TAG", "without being asked")]
    [InlineData("    - .ci/run", "    - .ci/runs", "is not there")]
    [InlineData("variables: { OVERLAY: services }", "variables: { OVERLAY: service }", "is not there")]
    [InlineData("image: node:20-bookworm", "image: node:latest", "pinned")]
    public void Each_fault_is_found(string right, string wrong, string said)
    {
        var planted = DeployFolder.Text(".gitlab-ci.yml").Replace(right, wrong, StringComparison.Ordinal);
        Assert.Contains(Faults(planted), fault => fault.Contains(said, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Faults(string text)
    {
        var root = DeployFolder.Parse(text).Single();
        var jobs = root.Entries()
            .Where(entry => entry.Value.At("script") is not null || entry.Value.At("extends") is not null)
            .ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
        var stages = root.Items("stages").Select(stage => stage.Word()).ToHashSet();
        YamlNode? Of(YamlNode job, string key) => job.At(key) ?? (job.Word("extends") is { } parent ? Of(root.At(parent)!, key) : null);
        foreach (var (name, job) in jobs.Where(job => job.Key[0] != '.'))
        {
            if (!stages.Contains(Of(job, "stage").Word()))
            {
                yield return $"{name} is in no stage";
            }

            foreach (var needed in Of(job, "needs").Items().Where(needed => !jobs.ContainsKey(needed.Word()!)))
            {
                yield return $"{name} needs {needed.Word()}, which is no job";
            }

            var image = Of(job, "image");
            if (!Pinned().IsMatch(image.Word() ?? image.Word("name") ?? string.Empty))
            {
                yield return $"{name}: its image is not pinned";
            }

            if (
                Of(job, "stage").Word() == "deploy"
                && !(Of(job, "rules").Items().Any() && Of(job, "rules").Items().All(rule => rule.Word("when") == "manual"))
            )
            {
                yield return $"{name} deploys without being asked";
            }

            var overlay = job.Word("variables", "OVERLAY") ?? string.Empty;
            foreach (
                Match path in Of(job, "script")
                    .Items()
                    .SelectMany(line => Path().Matches(line.Word()!.Replace("$OVERLAY", overlay, StringComparison.Ordinal)))
            )
            {
                if (!System.IO.Path.Exists(System.IO.Path.Combine(DeployFolder.Root, path.Value)))
                {
                    yield return $"{name} runs {path.Value}, which is not there";
                }
            }
        }
    }

    [GeneratedRegex(@"(?<![\w/$~])(?:\.ci|scripts|deploy)/[\w./-]+")]
    private static partial Regex Path();

    [GeneratedRegex(@"^[\w./-]+:v?\d[\w.-]*$")]
    private static partial Regex Pinned();
}
