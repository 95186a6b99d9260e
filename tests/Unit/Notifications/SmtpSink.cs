// A small real SMTP server on the loopback: takes mail, and refuses or hangs up on request.
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cartwright.Unit.Notifications;

/// <summary>One received mail.</summary>
internal sealed record Received(string From, IReadOnlyList<string> To, string Data);

internal sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;

    public SmtpSink()
    {
        listener.Start();
        accepting = Accept();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public ConcurrentQueue<Received> Mails { get; } = new();

    /// <summary>Answers to RCPT in this order before all is well.</summary>
    public ConcurrentQueue<string> Refusals { get; } = new();

    /// <summary>Called between the data and the answer to it; a false hangs up without an answer.</summary>
    public Func<bool> Answers { get; set; } = () => true;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
    }

    private async Task Accept()
    {
        var talks = new List<Task>();
        try
        {
            while (true)
            {
                talks.Add(Talk(await listener.AcceptTcpClientAsync(stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException) { }

        await Task.WhenAll(talks);
    }

    private async Task Talk(TcpClient client)
    {
        using var closing = client;
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        async Task Say(string line) => await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), stop.Token);
        try
        {
            var from = string.Empty;
            var to = new List<string>();
            await Say("220 sink");
            while (await reader.ReadLineAsync(stop.Token) is { } line)
            {
                var verb = line.Split(' ', ':')[0].ToUpperInvariant();
                switch (verb)
                {
                    case "MAIL":
                        (from, to) = (line, []);
                        await Say("250 ok");
                        break;
                    case "RCPT":
                        if (Refusals.TryDequeue(out var refusal))
                        {
                            await Say(refusal);
                            break;
                        }

                        to.Add(line);
                        await Say("250 ok");
                        break;
                    case "DATA":
                        await Say("354 go on");
                        var data = new StringBuilder();
                        while (await reader.ReadLineAsync(stop.Token) is { } part && part != ".")
                        {
                            data.Append(part).Append('\n');
                        }

                        Mails.Enqueue(new(from, to, data.ToString()));
                        if (!Answers())
                        {
                            return;
                        }

                        await Say("250 taken");
                        break;
                    case "QUIT":
                        await Say("221 bye");
                        return;
                    default:
                        await Say("250 ok");
                        break;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException) { }
    }
}
