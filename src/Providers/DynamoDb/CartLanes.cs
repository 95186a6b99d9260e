// Commands of this process that meet on one cart: one group at a time, and who waits meanwhile is in the next group, decided in one commit.
using Cartwright.Carts;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.DynamoDb;

/// <summary>Keeps commands on one cart in order of arrival. Commands on different carts only rarely wait for each other.</summary>
internal sealed class CartLanes
{
    // Few enough to be free, enough that two carts seldom share one.
    private const int LanesCount = 256;

    // Bounds a commit, and so its journal entry.
    private const int CommandsAtOnce = 64;

    // Waiting in a lane and the work itself stay below ICartStore.PatienceMax together.
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(2.4);

    private readonly Lane[] lanes = [.. Enumerable.Range(0, LanesCount).Select(_ => new Lane())];

    /// <summary>Has a command decided, alone or together with others on the same cart that wait too.</summary>
    /// <param name="command">What shall happen.</param>
    /// <param name="decide">Decides commands on one cart in order; answers a reply each.</param>
    /// <param name="cancel">Ends the wait of this command.</param>
    public async Task<Outcome<CartChanged>> Run(CartCommand command, Func<IReadOnlyList<CartCommand>, Task<Outcome<CartChanged>[]>> decide, CancellationToken cancel)
    {
        var lane = LaneOf(command.UserId);
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
                    await Lead(lane, command.UserId, decide);
                }
            }
            finally
            {
                lane.Gate.Release();
            }
        }

        return await mine.Reply.Task;
    }

    /// <summary>Does something with a cart while no command of this process is at work on it.</summary>
    public async Task Alone(string userId, Func<Task> work, CancellationToken cancel)
    {
        var lane = LaneOf(userId);
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

    private Lane LaneOf(string userId) => lanes[(uint)string.GetHashCode(userId) % LanesCount];

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

    private static async Task Lead(Lane lane, string userId, Func<IReadOnlyList<CartCommand>, Task<Outcome<CartChanged>[]>> decide)
    {
        var group = new List<Waiting>();
        lock (lane.Waiting)
        {
            for (var node = lane.Waiting.First; node is not null && group.Count < CommandsAtOnce;)
            {
                var next = node.Next;
                if (node.Value.Command.UserId == userId)
                {
                    group.Add(node.Value);
                    lane.Waiting.Remove(node);
                }

                node = next;
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
    }

    private sealed class Waiting(CartCommand command)
    {
        public CartCommand Command => command;

        public TaskCompletionSource<Outcome<CartChanged>> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
