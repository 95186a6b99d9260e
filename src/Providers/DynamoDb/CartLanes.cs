// Commands of this process that meet on one cart: one group at a time, and who waits meanwhile is in the next group, decided in one commit.
using Cartwright.Carts;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.DynamoDb;

/// <summary>
/// Keeps commands on one cart in order of arrival. A lane is there as long as somebody is in it; commands on different carts never meet.
/// </summary>
internal sealed class CartLanes
{
    // Bounds a commit, and so its journal entry.
    private const int CommandsAtOnce = 64;

    // Waiting in a lane and the work itself stay below ICartStore.PatienceMax together.
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(2.4);

    private readonly Dictionary<string, Lane> lanes = new(StringComparer.Ordinal);

    /// <summary>Has a command decided, alone or together with others on the same cart that wait too.</summary>
    /// <param name="command">What shall happen.</param>
    /// <param name="decide">Decides commands on one cart in order; answers a reply each.</param>
    /// <param name="cancel">Ends the wait of this command.</param>
    public async Task<Outcome<CartChanged>> Run(
        CartCommand command,
        Func<IReadOnlyList<CartCommand>, Task<Outcome<CartChanged>[]>> decide,
        CancellationToken cancel
    )
    {
        var lane = Join(command.UserId);
        try
        {
            var mine = new Waiting(command);
            lock (lane.Waiting)
            {
                lane.Waiting.AddLast(mine);
            }

            if (await Enter(lane, mine, cancel))
            {
                try
                {
                    while (!mine.Reply.Task.IsCompleted)
                    {
                        await Lead(lane, decide);
                    }
                }
                finally
                {
                    lane.Gate.Release();
                }
            }

            return await mine.Reply.Task;
        }
        finally
        {
            Part(command.UserId, lane);
        }
    }

    /// <summary>Does something with a cart while no command of this process is at work on it.</summary>
    public async Task Alone(string userId, Func<Task> work, CancellationToken cancel)
    {
        var lane = Join(userId);
        try
        {
            await lane.Gate.WaitAsync(cancel);
            try
            {
                await work();
            }
            finally
            {
                lane.Gate.Release();
            }
        }
        finally
        {
            Part(userId, lane);
        }
    }

    private Lane Join(string userId)
    {
        lock (lanes)
        {
            if (!lanes.TryGetValue(userId, out var lane))
            {
                lanes.Add(userId, lane = new Lane());
            }

            lane.Members++;
            return lane;
        }
    }

    private void Part(string userId, Lane lane)
    {
        lock (lanes)
        {
            if (--lane.Members == 0)
            {
                lanes.Remove(userId);
            }
        }
    }

    /// <summary>Waits for the gate; false when there is nothing left to do but to wait for the reply.</summary>
    private static async Task<bool> Enter(Lane lane, Waiting mine, CancellationToken cancel)
    {
        try
        {
            if (await lane.Gate.WaitAsync(WaitMax, cancel))
            {
                return true;
            }
        }
        catch (OperationCanceledException)
        {
            Leave(lane, mine);
            throw;
        }

        return Leave(lane, mine) ? throw new Overloaded("Too many commands wait for this cart.") : false;
    }

    /// <summary>Takes a command back; false when it is being decided already.</summary>
    private static bool Leave(Lane lane, Waiting mine)
    {
        lock (lane.Waiting)
        {
            return lane.Waiting.Remove(mine);
        }
    }

    private static async Task Lead(Lane lane, Func<IReadOnlyList<CartCommand>, Task<Outcome<CartChanged>[]>> decide)
    {
        var group = new List<Waiting>();
        lock (lane.Waiting)
        {
            while (group.Count < CommandsAtOnce && lane.Waiting.First is { } first)
            {
                group.Add(first.Value);
                lane.Waiting.RemoveFirst();
            }
        }

        try
        {
            var replies = await decide(group.ConvertAll(waiting => waiting.Command));
            for (var i = 0; i < replies.Length; i++)
            {
                group[i].Reply.SetResult(replies[i]);
            }
        }
        catch (Exception failure)
        {
            group.ForEach(waiting => waiting.Reply.TrySetException(failure));
        }
    }

    private sealed class Lane
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public LinkedList<Waiting> Waiting { get; } = [];

        /// <summary>Who waits or works in it.</summary>
        public int Members { get; set; }
    }

    private sealed class Waiting(CartCommand command)
    {
        public CartCommand Command => command;

        public TaskCompletionSource<Outcome<CartChanged>> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
