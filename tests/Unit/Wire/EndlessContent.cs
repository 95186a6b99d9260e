// A body that never ends.
using System.Net;

namespace Cartwright.Unit.Wire;

/// <summary>Sends some bytes and then neither more nor an end.</summary>
internal sealed class EndlessContent(byte[] start) : HttpContent
{
    private readonly TaskCompletionSource sent = new();

    public Task Sent => sent.Task;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, default);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(start, cancellationToken);
        await stream.FlushAsync(cancellationToken);
        sent.SetResult();
        try
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The server has answered and takes no more.
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
