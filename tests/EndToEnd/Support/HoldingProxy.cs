// Stands before a server and lets commands through until a word was sent so many times; what comes after is held, so that a process can be
// killed at that very point.
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cartwright.EndToEnd;

internal sealed class HoldingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim gate = new(1);
    private readonly byte[] word;
    private readonly int server;
    private int left;

    /// <param name="server">Its port on this machine.</param>
    /// <param name="word">In ASCII, and no part of it begins the word anew.</param>
    /// <param name="times">The word passes so often, and nothing after it.</param>
    public HoldingProxy(int server, string word, int times)
    {
        (this.server, this.word, left) = (server, Encoding.ASCII.GetBytes(word), times);
        listener.Start();
        _ = Accept();
    }

    public string Address => "127.0.0.1:" + ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Ends when nothing passes any more.</summary>
    public Task Held => held.Task;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                _ = Carry(await listener.AcceptTcpClientAsync(stop.Token));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Carry(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, server, stop.Token);
            await Task.WhenAny(Commands(near.GetStream(), far.GetStream()), far.GetStream().CopyToAsync(near.GetStream(), stop.Token));
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // Either side has gone: so does the connection.
        }
    }

    private async Task Commands(NetworkStream near, NetworkStream far)
    {
        var (bytes, matched) = (new byte[16 * 1024], 0);
        while (await near.ReadAsync(bytes, stop.Token) is > 0 and var read)
        {
            await gate.WaitAsync(stop.Token);
            try
            {
                var passes = 0;
                while (passes < read && left > 0)
                {
                    var here = bytes[passes++];
                    matched =
                        here == word[matched] ? matched + 1
                        : here == word[0] ? 1
                        : 0;
                    if (matched == word.Length)
                    {
                        (matched, left) = (0, left - 1);
                    }
                }

                await far.WriteAsync(bytes.AsMemory(0, passes), stop.Token);
                if (left == 0)
                {
                    held.TrySetResult();
                    await Task.Delay(Timeout.Infinite, stop.Token);
                }
            }
            finally
            {
                gate.Release();
            }
        }
    }
}
