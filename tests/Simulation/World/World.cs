// The machine, the network and everybody outside of it, on one thread and by one seed.
using System.Text.Json.Nodes;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Simulation;

/// <summary>One simulation. Whoever acts in it asks it as <see cref="IDoor"/>.</summary>
/// <param name="seed">Of everything that is left to chance.</param>
/// <param name="faults">How often what goes wrong.</param>
/// <param name="files">With which the first process begins.</param>
/// <param name="configured">Settings over <see cref="Settings"/>.</param>
/// <param name="say">Told each step; null for nobody.</param>
internal sealed class World(
    ulong seed,
    Faults faults,
    IFiles files,
    IReadOnlyDictionary<string, string?> configured,
    Action<string>? say = null
) : IDoor
{
    /// <summary>How long those outside wait for an answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan DownMost = TimeSpan.FromSeconds(3);

    // Far beyond what any story needs: a world that turns in a circle says so.
    private const long StepsMax = 20_000_000;
    private const int CrossedKept = 40;
    private const int StillMost = 2_000;
    private const int RoundsMost = 5_000;
    private const int StepsOfTheDeadMax = 20_000;

    private readonly SimRandom network = new(seed, "network");
    private readonly SimRandom crashes = new(seed, "crashes");
    private readonly SimRandom machine = new(seed, "machine");
    private readonly Trace trace = new(say);
    private readonly Dictionary<string, string> answered = new(StringComparer.Ordinal);
    private readonly Queue<string> lastCrossed = new();
    private Life? life;
    private Task starting = Task.CompletedTask;
    private long asked;

    /// <summary>Of everything that is left to chance.</summary>
    public ulong Seed => seed;

    /// <summary>How often what goes wrong now.</summary>
    public Faults Faults { get; private set; } = faults;

    /// <summary>Settings over those of every simulation.</summary>
    public IReadOnlyDictionary<string, string?> Configured => configured;

    /// <summary>The time.</summary>
    public SimTime Time { get; } = new();

    /// <summary>The clock of those outside: it is never set.</summary>
    public SimClock Outside => field ??= new SimClock(Time);

    /// <summary>What waits at the broker.</summary>
    public Broker Broker { get; } = new();

    /// <summary>Timers that have fired so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Mails that the server has taken.</summary>
    public int Mails { get; set; }

    /// <summary>Requests so far.</summary>
    public long Asked => asked;

    /// <summary>Orders that were acknowledged, with their totals in major units.</summary>
    public Dictionary<string, string> Promised { get; } = new(StringComparer.Ordinal);

    /// <summary>Processes that have died so far.</summary>
    public int Deaths { get; private set; }

    /// <summary>What must not have happened, in the order in which it was found.</summary>
    public List<string> Found { get; } = [];

    /// <summary>All that has happened as one number.</summary>
    public string Hash => trace.Hash;

    /// <summary>The process that runs now.</summary>
    public Life Life => life ?? throw new InvalidOperationException("No process has been started.");

    /// <inheritdoc/>
    public DateTimeOffset Now => SimTime.Begin + Time.Passed;

    /// <inheritdoc/>
    public bool ClocksJump => Faults.ClockSet > 0;

    /// <summary>Of every simulated shop.</summary>
    public static IReadOnlyDictionary<string, string?> Settings { get; } =
        new Dictionary<string, string?>
        {
            ["Demo"] = "true",
            ["Demo:History"] = "false",
            ["RateLimits:Enabled"] = "false",
            ["Catalog:Search"] = "sql",
            ["Mail:Smtp"] = "smtp://localhost:25",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = string.Empty,
            ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = string.Empty,
            ["Logging:LogLevel:Default"] = "None",
            ["Logging:Requests"] = "false",
        };

    /// <summary>Makes the shop from which all seeds begin, in files that are empty.</summary>
    public static async Task MakeShop(IFiles files, IReadOnlyDictionary<string, string?> settings)
    {
        var world = new World(0, Faults.None, files, settings);
        await world.Open();
        await world.Until(Task.Delay(TimeSpan.FromMinutes(2), world.Outside));
        var identity = world.Life.Services.GetRequiredKeyedService<Database>("identity");

        // The demo's passwords with one round of hashing in place of the many that keep guesses out.
        var password = Identity.Passwords.Hash("Passw0rd!demo", "c2ltdWxhdGlvbi1zYWx0LQ", iterations: 1);
        await world.Until(identity.Write(async tx => await tx.Execute("UPDATE users SET password = $1", password)));
        await world.Until(world.Life.End());
    }

    /// <summary>Something has happened.</summary>
    public void Note(string what) => trace.Note(Time.Passed, what);

    /// <summary>Starts the first process and waits until it takes requests.</summary>
    public async Task Open()
    {
        life = new Life(this, 1, files);
        starting = life.Start();
        await Until(() => life.IsUp);
    }

    /// <summary>From here on nothing goes wrong.</summary>
    public void Heal() => Faults = Faults.None with { Broker = Faults.Broker, Delays = Faults.Delays };

    /// <summary>Whether the process dies here.</summary>
    public bool DiesAt(string point)
    {
        lastCrossed.Enqueue(point);
        if (lastCrossed.Count > CrossedKept)
        {
            lastCrossed.Dequeue();
        }

        return Faults.Crashes > 0 && crashes.Below(100_000) < Faults.Crashes;
    }

    /// <summary>Lets the world go on until the task has ended, and answers it.</summary>
    public async Task<T> Until<T>(Task<T> task)
    {
        await Until(() => task.IsCompleted);
        return await task;
    }

    /// <summary>Lets the world go on until the task has ended.</summary>
    public async Task Until(Task task)
    {
        await Until(() => task.IsCompleted);
        await task;
    }

    /// <summary>Lets the world go on: all that can be done is done, and then it is the time of the next timer.</summary>
    public async Task Until(Func<bool> done)
    {
        var (since, still) = (Time.Passed, 0);
        for (var step = 0L; ; step++)
        {
            await Quiet();
            if (life is { IsDead: true } dead)
            {
                await Bury(dead);
                continue;
            }

            if (starting is { IsFaulted: true, Exception: { } failure })
            {
                throw new InvalidOperationException("The shop does not start.", failure.InnerException);
            }

            if (done())
            {
                return;
            }

            if (step == StepsMax)
            {
                throw new InvalidOperationException($"Nothing comes to an end after {StepsMax} steps.");
            }

            var (outside, inside) = (Outside.Next, life?.Clock.Next);
            var clock =
                outside is null && inside is null ? throw new InvalidOperationException("Everybody waits, and no timer is set.")
                : inside is null || outside?.CompareTo(inside.Value) < 0 ? Outside
                : life!.Clock;
            clock.Fire();
            Steps++;
            (since, still) = Time.Passed == since ? (since, still + 1) : (Time.Passed, 0);
            if (still > StillMost)
            {
                // Somebody waits no time at all, again and again: on a real machine a processor would be busy with it.
                throw new InvalidOperationException($"Time stands still: {clock.WhoWaits()}");
            }
        }
    }

    /// <inheritdoc/>
    public Task Wait(TimeSpan time) => Task.Delay(time, Outside);

    /// <inheritdoc/>
    public async Task<Reply?> Ask(Call call)
    {
        var number = ++asked;
        Note($"{number} {call.Method} {call.Path}");
        SetClock();
        await Travel();
        if (network.Of1000(Faults.CallsLost))
        {
            Note($"{number} is lost");
            await Wait(Patience);
            return null;
        }

        var reply = await Send(call);
        if (MayComeTwice(call) && network.Of1000(Faults.CallsDoubled))
        {
            Note($"{number} comes again");
            await Travel();
            reply = await Send(call) ?? reply;
        }

        if (reply is null)
        {
            Note($"{number} is not answered");
            await Wait(TimeSpan.FromSeconds(1));
            return null;
        }

        await Travel();
        if (network.Of1000(Faults.RepliesLost))
        {
            Note($"the answer of {number} is lost");
            await Wait(Patience);
            return null;
        }

        Note($"{number} is answered {reply.Status} {Said(call, reply)}");
        Believe(call, reply);
        return reply;
    }

    private async Task<Reply?> Send(Call call)
    {
        if (life is not { IsUp: true } now)
        {
            return null;
        }

        var reply = now.Door.Ask(call.Method, call.Path, call.Token, call.Body, call.Key, call.From, call.Headers);
        await Task.WhenAny(reply, now.Died);
        if (!now.IsDead && DiesAt("an answer"))
        {
            now.Die("an answer");
        }

        if (now.IsDead)
        {
            return null;
        }

        var got = await reply;
        return new Reply(got.Status, got.Text, got.Headers);
    }

    /// <summary>What was said once holds for ever: kept here, looked for at the end.</summary>
    private void Believe(Call call, Reply reply)
    {
        if (reply.Status == 500)
        {
            Found.Add($"{call.Method} {call.Path} answered 500: {reply.Text}");
        }

        if (reply.Status != 201 || call.Method != "POST" || call.Path != "/api/orders")
        {
            return;
        }

        var order = JsonNode.Parse(reply.Text)!;
        Promised[(string)order["order_id"]!] = order["total_price"]?.ToJsonString() ?? string.Empty;
        if (call.Key is { } key && !answered.TryAdd(key, reply.Text) && answered[key] != reply.Text)
        {
            Found.Add($"The key {key} was answered with two orders: {answered[key]} and {reply.Text}");
        }
    }

    /// <summary>
    /// The body, but for what is drawn by other chance than the seed's: signatures of tokens, and the number of a trace that a refusal
    /// names.
    /// </summary>
    private static string Said(Call call, Reply reply) =>
        call.Path.StartsWith("/api/auth", StringComparison.Ordinal) ? string.Empty
        : reply.Status < 400 ? Trace.Of(reply.Text).ToString("x16", System.Globalization.CultureInfo.InvariantCulture)
        : reply.Text.StartsWith('{') ? (string?)JsonNode.Parse(reply.Text)!["code"] ?? string.Empty
        : string.Empty;

    private static bool MayComeTwice(Call call) => call.Key is not null || call.Method == "GET";

    private Task Travel() =>
        Faults.Delays ? Wait(TimeSpan.FromTicks((long)(network.Next() % (ulong)(30 * TimeSpan.TicksPerMillisecond)))) : Task.CompletedTask;

    private void SetClock()
    {
        if (machine.Of1000(Faults.ClockSet))
        {
            var most = machine.Below(10) == 0 ? TimeSpan.FromHours(2) : TimeSpan.FromMinutes(5);
            Time.Set = machine.Between(-most, most);
            Note($"the machine's clock is set off by {Time.Set}");
        }
    }

    /// <summary>All that can be done without time is done.</summary>
    private async Task Quiet()
    {
        for (var round = 0; ; round++)
        {
            await Pool.Yield();
            if (life is { IsDead: false } now && Faults.Crashes > 0 && DiesAt("any work"))
            {
                now.Die("any work");
            }

            if (Pool.Waiting == 0)
            {
                return;
            }

            if (round == RoundsMost)
            {
                throw new InvalidOperationException(
                    $"The work that needs no time has no end. Crossed last: {string.Join(", ", lastCrossed)}"
                );
            }
        }
    }

    /// <summary>What is left of a dead process comes to its end unseen, and another is started.</summary>
    private async Task Bury(Life dead)
    {
        Deaths++;
        var end = dead.End();
        for (var step = 0; step < StepsOfTheDeadMax && !end.IsCompleted; step++)
        {
            do
            {
                await Pool.Yield();
            } while (Pool.Waiting > 0);

            if (!end.IsCompleted && dead.Clock.Next is not null)
            {
                dead.Clock.Fire();
            }
        }

        var next = await dead.Files.Next();
        if (end.IsCompleted)
        {
            await dead.Files.Delete();
        }

        life = new Life(this, Deaths + 1, next);
        starting = StartLater(life);
    }

    private async Task StartLater(Life next)
    {
        await Wait(machine.Between(TimeSpan.Zero, DownMost));
        await next.Start();
    }
}
