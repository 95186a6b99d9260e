// One keep-alive HTTP/1.1 connection that sends ready-made bytes and reads one reply: as little client as can be, so that the server is
// what is measured.
using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace Cartwright.Bench;

internal sealed class Connection : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] buffer = new byte[64 * 1024];
    private int filled;

    public static async Task<Connection> Open(int port)
    {
        var connection = new Connection();
        await connection.socket.ConnectAsync("127.0.0.1", port);
        return connection;
    }

    /// <summary>The bytes of a request.</summary>
    public static byte[] Request(string method, string path, string? token = null, string? body = null, string? idempotencyKey = null)
    {
        var text = new StringBuilder().Append(method).Append(' ').Append(path).Append(" HTTP/1.1\r\nHost: localhost\r\n");
        if (token is not null)
        {
            text.Append("Authorization: Bearer ").Append(token).Append("\r\n");
        }

        if (idempotencyKey is not null)
        {
            text.Append("Idempotency-Key: ").Append(idempotencyKey).Append("\r\n");
        }

        if (body is not null)
        {
            text.Append("Content-Type: application/json\r\nContent-Length: ").Append(Encoding.UTF8.GetByteCount(body)).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.Append("\r\n").Append(body).ToString());
    }

    /// <summary>Sends and waits for the whole reply; answers its status, and its body when asked for.</summary>
    public async ValueTask<(int Status, string Body)> Send(byte[] request, bool wantBody = false)
    {
        await socket.SendAsync(request);
        filled = 0;
        int end;
        while ((end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            await Fill();
        }

        var status = int.Parse(Encoding.ASCII.GetString(buffer, 9, 3), System.Globalization.CultureInfo.InvariantCulture);
        var start = end + 4;
        var length = Length(buffer.AsSpan(0, end));
        if (length >= 0)
        {
            while (filled < start + length)
            {
                await Fill();
            }
        }
        else
        {
            // Chunked: the last chunk is empty.
            while (!buffer.AsSpan(start, filled - start).EndsWith("0\r\n\r\n"u8))
            {
                await Fill();
            }

            length = filled - start;
        }

        return (status, wantBody ? Whole(Encoding.UTF8.GetString(buffer, start, length)) : string.Empty);
    }

    public void Dispose() => socket.Dispose();

    /// <summary>A chunked body without its chunk sizes.</summary>
    private static string Whole(string body)
    {
        if (body.StartsWith('{') || body.StartsWith('['))
        {
            return body;
        }

        var whole = new StringBuilder();
        var at = 0;
        while (body.IndexOf("\r\n", at, StringComparison.Ordinal) is > 0 and var end)
        {
            var size = int.Parse(
                body.AsSpan(at, end - at),
                System.Globalization.NumberStyles.HexNumber,
                System.Globalization.CultureInfo.InvariantCulture
            );
            if (size == 0)
            {
                break;
            }

            // Chunk sizes count bytes; bench data is ASCII.
            whole.Append(body, end + 2, size);
            at = end + 2 + size + 2;
        }

        return whole.ToString();
    }

    private static int Length(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        if (at >= 0 && Utf8Parser.TryParse(head[(at + 16)..], out int length, out _))
        {
            return length;
        }

        return head.IndexOf("chunked"u8) >= 0 ? -1 : 0;
    }

    private async ValueTask Fill()
    {
        if (filled == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
        if (read == 0)
        {
            throw new IOException("The server closed the connection.");
        }

        filled += read;
    }
}
