// Stands between the driver and the server and loses what a test tells it to: a request before it arrives, or the answer after it was
// carried out.
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cartwright.Conformance.Products;

internal sealed class LosingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly int server;
    private string? answerTo;
    private string? request;
    private string? lastOf;
    private volatile bool stopped;

    private LosingProxy(int server) => this.server = server;

    public string Url => $"mongodb://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>How many it has lost.</summary>
    public int Lost { get; private set; }

    public static Task<LosingProxy> Start(int server)
    {
        var proxy = new LosingProxy(server);
        proxy.listener.Start();
        _ = proxy.Accept();
        return Task.FromResult(proxy);
    }

    /// <summary>The next command of this name is carried out, and its answer never comes.</summary>
    public void LoseAnswerTo(string command) => answerTo = command;

    /// <summary>The next command of this name never arrives.</summary>
    public void LoseRequest(string command) => request = command;

    /// <summary>After the next command of this name, which is answered, nothing passes.</summary>
    public void StopAfter(string command) => lastOf = command;

    public void Resume() => stopped = false;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
    }

    private async Task Accept()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                _ = Carry(await listener.AcceptTcpClientAsync(stop.Token));
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    // A message is a length and the rest; a connection carries one request and its answer at a time.
    private async Task Carry(TcpClient client)
    {
        using var mine = client;
        using var other = new TcpClient();
        try
        {
            await other.ConnectAsync(IPAddress.Loopback, server, stop.Token);
            var (near, far) = (mine.GetStream(), other.GetStream());
            while (await Message(near) is { } asked)
            {
                if (stopped || Takes(ref request, asked))
                {
                    return;
                }

                await far.WriteAsync(asked, stop.Token);
                var answer = await Message(far);
                if (answer is null || Takes(ref answerTo, asked))
                {
                    return;
                }

                stopped |= Takes(ref lastOf, asked, lost: false);
                await near.WriteAsync(answer, stop.Token);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or SocketException)
        {
            // Either side has gone: so does the connection.
        }
    }

    private async Task<byte[]?> Message(NetworkStream from)
    {
        var length = new byte[4];
        if (await from.ReadAtLeastAsync(length, 4, throwOnEndOfStream: false, stop.Token) < 4)
        {
            return null;
        }

        var message = new byte[BitConverter.ToInt32(length)];
        length.CopyTo(message, 0);
        await from.ReadExactlyAsync(message.AsMemory(4), stop.Token);
        return message;
    }

    // The command's name is the first member of its document: a text whose value is the collection.
    private bool Takes(ref string? wanted, byte[] asked, bool lost = true)
    {
        if (wanted is null || asked.AsSpan().IndexOf(Encoding.ASCII.GetBytes($"\u0002{wanted}\0\u0009\0\0\0products\0")) < 0)
        {
            return false;
        }

        wanted = null;
        Lost += lost ? 1 : 0;
        return true;
    }
}
