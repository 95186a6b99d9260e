// Would the checks notice a bug? Each is planted in a test program of its own, and the check that is named for it must fail there.
using System.Diagnostics;
using Cartwright.Kernel;

namespace Cartwright.Unit.PlantedBugs;

/// <summary>Runs by itself (<c>./test.sh planted</c>): a program a bug.</summary>
[Trait("Planted", "each")]
public class PlantedBugTests
{
    // How the test platform ends when all has passed, and when a test has failed; anything else is a check that never ran.
    private const int Passed = 0;
    private const int SomeFailed = 2;

    // One case of a theory that fails has found the bug; the others may wait for what never comes.
    private static readonly string[] Options = ["--no-ansi", "--no-progress", "--stop-on-fail", "on", "--filter-method"];

    // A check that needs longer is none: it is ended, and has not found the bug.
    private static readonly TimeSpan FindsWithin = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Bugs => [.. PlantedBug.All.Select(bug => bug.Switch)];

    [Theory]
    [MemberData(nameof(Bugs))]
    public async Task A_planted_bug_is_found_by_the_check_that_is_named_for_it(string name)
    {
        var bug = PlantedBug.All.Single(one => one.Switch == name);
        var (code, said) = await Run(name, [bug.Check], FindsWithin);
        Assert.True(code == SomeFailed, $"{bug.Breaks}: {bug.Check} ended with {code}.\n{said}");
        Assert.Contains("failed Cartwright.Unit." + bug.Check, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_planted_bug_all_these_checks_pass()
    {
        var checks = PlantedBug.All.Select(bug => bug.Check).Distinct().ToList();
        var (code, said) = await Run(string.Empty, checks, FindsWithin * checks.Count);
        Assert.True(code == Passed, said);
    }

    private static async Task<(int Code, string Said)> Run(string planted, IEnumerable<string> checks, TimeSpan within)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in Options.Concat(checks.Select(one => "Cartwright.Unit." + one)))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[PlantSwitches.Variable] = planted;
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(within);
        var said = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var complained = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync(CancellationToken.None);
        return (process.ExitCode, await said + await complained);
    }
}

/// <summary>What must hold of the switches themselves.</summary>
public class PlantSwitchTests
{
    [Fact]
    public void Every_switch_has_its_check_and_there_are_at_least_25()
    {
        var switches = typeof(Planted).GetFields().Where(field => field.FieldType == typeof(bool)).Select(field => field.Name).Order();
        Assert.Equal(switches, PlantedBug.All.Select(bug => bug.Switch).Order());
        Assert.True(PlantedBug.All.Count >= 25);
    }

    [Fact]
    public void Nothing_is_planted_but_what_was_asked_for()
    {
        string[] asked = Environment.GetEnvironmentVariable(PlantSwitches.Variable) is { Length: > 0 } name ? [name] : [];
        Assert.Equal(asked, Planted.AllOn);
    }
}
