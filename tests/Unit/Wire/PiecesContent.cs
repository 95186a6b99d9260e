// A body that comes in pieces.
using System.Net;

namespace Cartwright.Unit.Wire;

/// <summary>Sends bytes a few at a time.</summary>
internal sealed class PiecesContent(byte[] body, int piece) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (var at = 0; at < body.Length; at += piece)
        {
            await stream.WriteAsync(body.AsMemory(at, Math.Min(piece, body.Length - at)));
            await stream.FlushAsync();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
