// Small doses of what Cartwright.Simulation disk tries: the power goes, syncs fail, the disk fills up, calls fail, bits flip.
using Cartwright.Simulation;

namespace Cartwright.Unit.Kernel.Disks;

public sealed class DiskTrialTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public Task Nothing_acknowledged_is_lost_when_the_power_goes() => Holds(trial => trial.PowerCuts(100));

    [Fact]
    public Task Syncs_that_lie_are_found_out() => Holds(trial => trial.PowerCuts(100, lies: true));

    [Fact]
    public Task A_sync_that_fails_breaks_the_place() => Holds(trial => trial.FailingSyncs(40));

    [Fact]
    public Task A_full_disk_refuses_changes_until_there_is_room() => Holds(trial => trial.FullDisks(5));

    [Fact]
    public Task Calls_that_fail_lose_nothing_acknowledged() => Holds(trial => trial.BrokenCalls(40));

    [Fact]
    public Task A_flipped_bit_is_never_served() => Holds(trial => trial.FlippedBits(100));

    private async Task Holds(Func<DiskTrial, Task<string>> what)
    {
        var trial = await DiskTrial.Begin(folder, seed: 1);
        var figures = await what(trial);
        Assert.NotEmpty(figures);
        Assert.Empty(trial.Wrongs);
    }
}
