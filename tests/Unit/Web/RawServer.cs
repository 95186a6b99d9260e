// A server of a few bytes, which counts who connects.
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cartwright.Unit.Web;

/// <summary>Answers each connection's first request with bytes; null: never.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<string, byte[]?> answer;
    private int connections;

    public RawServer(IPAddress address, Func<string, byte[]?> answer)
    {
        this.answer = answer;
        listener = new TcpListener(address, 0);
        listener.Start();
        _ = Accept();
    }

    public string Port => ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public int Connections => Volatile.Read(ref connections);

    public System.Collections.Concurrent.ConcurrentQueue<string> Requests { get; } = [];

    public Task Asked => first.Task;

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                Interlocked.Increment(ref connections);
                _ = Serve(client);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var open = client;
        try
        {
            var (stream, buffer, text) = (client.GetStream(), new byte[4_096], string.Empty);
            while (!text.Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var read = await stream.ReadAsync(buffer, stop.Token);
                if (read == 0)
                {
                    return;
                }

                text += Encoding.ASCII.GetString(buffer, 0, read);
            }

            Requests.Enqueue(text);
            first.TrySetResult();
            if (answer(text) is { } reply)
            {
                await stream.WriteAsync(reply, stop.Token);
            }
            else
            {
                await new TaskCompletionSource().Task.WaitAsync(stop.Token);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The client went away, or the test is over.
        }
    }
}
