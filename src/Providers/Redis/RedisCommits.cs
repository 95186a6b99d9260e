// Sends the changes of carts: while some are on their way the next ones gather, and go together.
using Cartwright.Kernel;
using StackExchange.Redis;

namespace Cartwright.Redis;

/// <summary>
/// One call of the script at a time, with all commits that wait. Under load this saves a quarter of what a commit costs each side, and most
/// of the wait for <c>appendfsync always</c>; alone, a commit goes at once. No two commits of a batch are of one cart, because the lanes
/// (<see cref="RedisLanes"/>) let only one through; that also bounds how many can wait.
/// </summary>
internal sealed class RedisCommits(RedisConnection connection, RedisScript script)
{
    /// <summary>Redis does nothing else meanwhile: 64 take it about a millisecond.</summary>
    private const int AtOnce = 64;

    private readonly Lock gate = new();
    private readonly Queue<Commit> waiting = new();
    private bool sending;

    /// <summary>What the script answers to one commit. Throws <see cref="StorageUnavailable"/>; then nothing is known.</summary>
    /// <param name="keys">The cart, its past, and the command's record when it has one.</param>
    /// <param name="arguments">The arguments of one command but their count; see commit.lua.</param>
    public Task<string> Run(RedisKey[] keys, RedisValue[] arguments)
    {
        var commit = new Commit(keys, arguments);
        lock (gate)
        {
            waiting.Enqueue(commit);
            if (sending)
            {
                return commit.Task;
            }

            sending = true;
        }

        _ = Send();
        return commit.Task;
    }

    private static RedisKey[] Keys(List<Commit> batch)
    {
        var keys = new RedisKey[2 + batch.Sum(commit => commit.Keys.Length)];
        keys[0] = RedisKeys.Activity;
        keys[1] = RedisKeys.Journal;
        var at = 2;
        foreach (var commit in batch)
        {
            commit.Keys.CopyTo(keys, at);
            at += commit.Keys.Length;
        }

        return keys;
    }

    private static RedisValue[] Arguments(List<Commit> batch)
    {
        var arguments = new RedisValue[batch.Sum(commit => commit.Arguments.Length + 1)];
        var at = 0;
        foreach (var commit in batch)
        {
            arguments[at++] = commit.Arguments.Length;
            commit.Arguments.CopyTo(arguments, at);
            at += commit.Arguments.Length;
        }

        return arguments;
    }

    private async Task Send()
    {
        for (var batch = Take(AtOnce); batch.Count > 0; batch = Take(AtOnce))
        {
            try
            {
                var replies = (RedisResult[])(await script.Run(connection, Keys(batch), Arguments(batch), CancellationToken.None))!;
                for (var i = 0; i < batch.Count; i++)
                {
                    batch[i].SetResult((string)replies[i]!);
                }
            }
            catch (StorageUnavailable away)
            {
                // Those who came meanwhile would only wait for the same.
                Fail([.. batch, .. Take(int.MaxValue, toSend: false)], away);
            }
            catch (Exception failure)
            {
                Fail(batch, failure);
            }
        }
    }

    private static void Fail(List<Commit> commits, Exception why) => commits.ForEach(commit => commit.TrySetException(why));

    private List<Commit> Take(int max, bool toSend = true)
    {
        lock (gate)
        {
            var batch = new List<Commit>(Math.Min(max, waiting.Count));
            while (batch.Count < max && waiting.TryDequeue(out var commit))
            {
                batch.Add(commit);
            }

            sending = !toSend || batch.Count > 0;
            return batch;
        }
    }

    private sealed class Commit(RedisKey[] keys, RedisValue[] arguments)
        : TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public RedisKey[] Keys => keys;

        public RedisValue[] Arguments => arguments;
    }
}
