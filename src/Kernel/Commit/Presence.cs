// Shows the other processes of a module that this one lives, so that what it had in hand is taken over at once when it does not.
using System.Globalization;
using Npgsql;

namespace Cartwright.Kernel;

/// <summary>
/// A process as the others see it: it lives as long as a session of its own at the server does, which ends with it however it ends. The
/// session holds an advisory lock on the process's number, and who holds which can be read.
/// </summary>
public sealed class Presence : IAsyncDisposable
{
    // "CART": the first half of the lock's key. The second is the process's number, which is random.
    private const int Locks = 0x43415254;

    /// <summary>How often the session is looked at: one that was lost with the server is made anew after this time.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly Func<ValueTask<NpgsqlConnection>> open;
    private readonly TimeProvider clock;
    private NpgsqlConnection? session;
    private long looked;

    internal Presence(Func<ValueTask<NpgsqlConnection>> open, IIds ids, TimeProvider clock)
    {
        this.open = open;
        this.clock = clock;
        Number = int.Parse(ids.Next().AsSpan()[^8..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) & int.MaxValue;
    }

    /// <summary>The process's number.</summary>
    public long Number { get; }

    /// <summary>
    /// Shows it, again where the session was lost. To be called every few seconds. Throws <see cref="StorageUnavailable"/>.
    /// </summary>
    public async ValueTask Show()
    {
        if (session is { State: System.Data.ConnectionState.Open } && clock.GetElapsedTime(looked) < LookEvery)
        {
            return;
        }

        try
        {
            if (session is not { State: System.Data.ConnectionState.Open })
            {
                await DisposeAsync();
                session = await open();
            }

            // Taken again by whoever has it, which costs a round trip and shows that the session is there.
            await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1, $2)", session);
            command.Parameters.Add(new() { Value = Locks });
            command.Parameters.Add(new() { Value = (int)Number });
            await command.ExecuteScalarAsync();
            looked = clock.GetTimestamp();
        }
        catch (Exception failure) when (PostgresDialect.Unavailable(failure))
        {
            await DisposeAsync();
            throw new StorageUnavailable("The server cannot be shown that this process lives: " + failure.Message, failure);
        }
    }

    /// <summary>Those of the numbers whose processes live no more.</summary>
    public static async ValueTask<long[]> Gone(Sql sql, long[] numbers)
    {
        var living = await sql.Query(
            "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND classid::bigint = $1 AND granted",
            row => row.GetInt64(0),
            (long)Locks
        );
        return [.. numbers.Except(living)];
    }

    /// <summary>Ends the session.</summary>
    public async ValueTask DisposeAsync()
    {
        if (session is { } last)
        {
            session = null;
            await last.DisposeAsync();
        }
    }
}
