// A wire between the shop and PostgreSQL that loses what a test wants lost: the next thing said, or the answer to it.
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Cartwright.Unit.Kernel;

/// <summary>What befalls the next thing that the shop says to the server.</summary>
public enum Loss
{
    None,

    /// <summary>It does not arrive, and the connection ends.</summary>
    Request,

    /// <summary>It arrives and is carried out; its answer does not, and the connection ends.</summary>
    Answer,

    /// <summary>
    /// The connection of the shop ends at once; what it said arrives at the server only when <see cref="PostgresWire.Release"/> says so.
    /// </summary>
    Delayed,
}

/// <summary>Listens on a port of its own and passes bytes on.</summary>
public sealed class PostgresWire : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int target;
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Socket> open = [];
    private int next;

    // Only the writer's connection speaks while an answer is awaited that shall be lost.
    private bool mute;

    public PostgresWire(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        target = parts.Port;
        listener.Start();
        parts.Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        ConnectionString = parts.ConnectionString;
        _ = Accept();
    }

    /// <summary>To the server by this wire.</summary>
    public string ConnectionString { get; }

    /// <summary>How often something was lost.</summary>
    public int Lost { get; private set; }

    /// <summary>The next thing said on any connection meets this.</summary>
    public void Lose(Loss loss) => Interlocked.Exchange(ref next, (int)loss);

    /// <summary>Lets the server have what was delayed; completes when it has taken and answered it, or refused.</summary>
    public Task Release()
    {
        released.TrySetResult();
        return delivered.Task;
    }

    public ValueTask DisposeAsync()
    {
        released.TrySetResult();
        listener.Stop();
        lock (open)
        {
            foreach (var socket in open)
            {
                socket.Dispose();
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Statements end with the message Sync, on which the server answers. The first message of a connection and the last are alone.
    /// </summary>
    private static bool IsSaid(ReadOnlySpan<byte> bytes) => bytes[0] is 0 or (byte)'X' || bytes.EndsWith("S\0\0\0\u0004"u8);

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var shop = await listener.AcceptSocketAsync();
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await server.ConnectAsync(IPAddress.Loopback, target);
                shop.NoDelay = true;
                lock (open)
                {
                    open.AddRange([shop, server]);
                }

                _ = Pass(shop, server);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Pass(Socket shop, Socket server)
    {
        var muted = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var answers = Copy(server, shop, muted);
        var buffer = new byte[256 * 1024];
        try
        {
            while (true)
            {
                var read = await shop.ReceiveAsync(buffer);
                if (read == 0)
                {
                    break;
                }

                var loss = (Loss)Interlocked.Exchange(ref next, (int)Loss.None);
                if (loss == Loss.None)
                {
                    await server.SendAsync(buffer.AsMemory(0, read));
                    continue;
                }

                // What is said at once may come in parts; half of it would be neither said nor lost.
                for (var more = read; more > 0 && !IsSaid(buffer.AsSpan(0, read)); read += more)
                {
                    more = await shop.ReceiveAsync(buffer.AsMemory(read));
                }

                Lost++;
                if (loss == Loss.Answer)
                {
                    // The shop must not hear a word of it, and the server must have carried it out before the shop can ask.
                    Volatile.Write(ref mute, true);
                    await server.SendAsync(buffer.AsMemory(0, read));
                    await muted.Task;
                    Volatile.Write(ref mute, false);
                    shop.Dispose();
                }
                else if (loss == Loss.Delayed)
                {
                    shop.Dispose();
                    await released.Task;
                    await server.SendAsync(buffer.AsMemory(0, read));
                    server.Shutdown(SocketShutdown.Send);
                    await answers;
                    delivered.TrySetResult();
                    return;
                }

                break;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other end went first.
        }

        shop.Dispose();
        if (server.Connected)
        {
            server.Shutdown(SocketShutdown.Send);
        }
    }

    private async Task Copy(Socket from, Socket to, TaskCompletionSource<bool> muted)
    {
        var buffer = new byte[256 * 1024];
        var gone = false;
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read)
            {
                if (Volatile.Read(ref mute))
                {
                    gone = true;
                    muted.TrySetResult(true);
                }

                try
                {
                    if (!gone)
                    {
                        await to.SendAsync(buffer.AsMemory(0, read));
                    }
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException)
                {
                    // Nobody listens any more; the server's words are still read to their end.
                    gone = true;
                }
            }

            to.Dispose();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            to.Dispose();
        }
    }
}
