// One life of the shop's process: the real host on the simulated machine, until it is stopped or dies.
using Cartwright.Host;
using Cartwright.Kernel;

namespace Cartwright.Simulation;

/// <summary>Thrown at whoever crosses to the outside in a process that is dead: nothing of it can be seen any more.</summary>
internal sealed class ProcessDied() : Exception("The simulated process has died.");

/// <summary>A process. All that leaves it crosses <see cref="Cross"/>, where it may take time, and where the process may die.</summary>
/// <param name="world">In which it lives.</param>
/// <param name="number">Of those so far, from 1.</param>
/// <param name="files">What it finds on the disk.</param>
internal sealed class Life(World world, int number, IFiles files)
{
    private readonly SimRandom ids = new(world.Seed, $"ids {number}");
    private readonly SimRandom delays = new(world.Seed, $"delays {number}");
    private readonly TaskCompletionSource died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private BuiltShop? shop;

    /// <summary>Its machine's clock, and its timers.</summary>
    public SimClock Clock { get; } = new(world.Time);

    /// <summary>Where its routes are asked.</summary>
    public ShopInMemory Door { get; } = new();

    /// <summary>What chance does to it.</summary>
    public SimRandom Chance { get; } = new(world.Seed, $"chance {number}");

    /// <summary>The machine it runs on.</summary>
    public World World => world;

    /// <summary>What it has on the disk.</summary>
    public IFiles Files => files;

    /// <summary>Whether it takes requests.</summary>
    public bool IsUp { get; private set; }

    /// <summary>Whether it has died.</summary>
    public bool IsDead => died.Task.IsCompleted;

    /// <summary>Completes when it dies.</summary>
    public Task Died => died.Task;

    /// <summary>Of the shop; only once it <see cref="IsUp"/>.</summary>
    public IServiceProvider Services => shop!.App.Services;

    /// <summary>Builds the host and starts it.</summary>
    public async Task Start()
    {
        var settings = new Dictionary<string, string?>(World.Settings, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in files.Settings.Concat(world.Configured))
        {
            settings[key] = value;
        }

        try
        {
            shop = await Serve.Build(
                settings,
                new Replaced(Clock, Door)
                {
                    Random = ids.Fill,
                    Engine = dialect => files.Engine(dialect, Sync),
                    More = services => Seams.Put(services, this),
                }
            );
            await shop.App.StartAsync();
            IsUp = !IsDead;
            world.Note($"life {number} is up");
        }
        catch (Exception) when (IsDead)
        {
            // It died while it started.
        }
    }

    /// <summary>
    /// Somebody leaves the process, or comes back to it. The order in which those come who are under way together is drawn here. Throws
    /// <see cref="ProcessDied"/>.
    /// </summary>
    public async ValueTask Cross(string point)
    {
        Pass(point);
        if (world.Faults.Delays && delays.Below(4) > 0)
        {
            await Task.Delay(TimeSpan.FromTicks((long)(delays.Next() % (ulong)(20 * TimeSpan.TicksPerMillisecond))), Clock);
            Pass(point);
        }
    }

    /// <summary>Waits by the process's clock.</summary>
    public Task Wait(TimeSpan time) => Task.Delay(time, Clock);

    /// <summary>It ends here and now: what is on the disk stays, and nothing else.</summary>
    public void Die(string where)
    {
        if (IsDead)
        {
            return;
        }

        world.Note($"life {number} dies at {where}");
        files.Die();
        IsUp = false;
        Clock.GoApart();
        died.SetResult();
    }

    /// <summary>Lets go of what a dead process held, or stops a living one as operators do.</summary>
    public async Task End()
    {
        IsUp = false;
        if (shop is not null)
        {
            try
            {
                await shop.App.StopAsync();
                await shop.DisposeAsync();
            }
            catch (Exception) when (IsDead)
            {
                // Whatever it says, nobody hears it.
            }
        }
    }

    private void Pass(string point)
    {
        if (!IsDead && world.DiesAt(point))
        {
            Die(point);
        }

        if (IsDead)
        {
            throw new ProcessDied();
        }
    }

    /// <summary>A sync that would be made beside the writer comes later, and the next transaction is decided meanwhile.</summary>
    private void Sync(Action sync) => _ = SyncLater(sync);

    private async Task SyncLater(Action sync)
    {
        await Pool.Yield();
        if (world.Faults.Delays)
        {
            await Wait(TimeSpan.FromTicks((long)(delays.Next() % (ulong)(5 * TimeSpan.TicksPerMillisecond))));
        }

        if (!IsDead && world.DiesAt("before a sync"))
        {
            Die("before a sync");
        }

        sync();
        if (!IsDead && world.DiesAt("after a sync"))
        {
            Die("after a sync");
        }
    }
}
