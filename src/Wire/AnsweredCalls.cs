// The contracts that this process answers, as methods of Grpc.AspNetCore: a request's bytes in, a reply's message or a refusal out.
using System.Buffers;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Cartwright.Wire;

/// <summary>
/// Takes the calls from the contracts' own table rather than from generated classes: those know statuses only, and would need a line by
/// hand for every call on either side to carry refusals.
/// </summary>
internal sealed class AnsweredCalls(IEnumerable<AnsweredContract> contracts, ILogger<AnsweredCalls> log)
    : IServiceMethodProvider<AnsweredCalls>
{
    // The bytes are copied out of the connection's buffers: a call outlives them.
    private static readonly Marshaller<byte[]> Requests = Marshallers.Create<byte[]>(
        (_, _) => throw new NotSupportedException("Requests are only read here."),
        context => context.PayloadAsNewBuffer()
    );

    private static readonly Marshaller<IMessage> Replies = Marshallers.Create<IMessage>(
        static (reply, context) =>
        {
            context.SetPayloadLength(reply.CalculateSize());
            reply.WriteTo(context.GetBufferWriter());
            context.Complete();
        },
        _ => throw new NotSupportedException("Replies are only written here.")
    );

    /// <inheritdoc/>
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<AnsweredCalls> context)
    {
        foreach (var contract in contracts)
        {
            foreach (var (path, answer) in contract.Answers)
            {
                var name = path[(path.LastIndexOf('/') + 1)..];
                var method = new Method<byte[], IMessage>(MethodType.ClientStreaming, contract.Name, name, Requests, Replies);
                context.AddClientStreamingMethod(method, [], (_, requests, call) => Answer(path, answer, requests, call));
            }
        }
    }

    private async Task<IMessage> Answer(string path, WireAnswer answer, IAsyncStreamReader<byte[]> requests, ServerCallContext call)
    {
        Refusal? refused;
        try
        {
            var request = await Read(requests, call.CancellationToken);
            if ((await answer(new ReadOnlySequence<byte>(request), call.CancellationToken)).Is(out var reply, out refused))
            {
                return reply;
            }
        }
        catch (Exception left) when (left is OperationCanceledException or IOException && call.CancellationToken.IsCancellationRequested)
        {
            // A deadline has been told already; a caller that has left is told nothing.
            throw Ended(StatusCode.Cancelled, "The call was cancelled.");
        }
        catch (Exception fault) when (fault is StorageUnavailable or Overloaded)
        {
            log.LogWarning("{Path} cannot be answered now: {Why}", path, fault.Message);
            throw Ended(StatusCode.Unavailable, fault.Message);
        }
        catch (Exception fault) when (fault is not RpcException)
        {
            // What went wrong is for our log, not for the caller.
            log.LogError(fault, "{Path} failed.", path);
            throw Ended(StatusCode.Internal, "The call failed; the log of the module says why.");
        }

        throw RefusalTrailer.Thrown(refused);
    }

    // The library says by itself what is too long, cut off or compressed;
    // what it throws for a head that is none would look like a fault of ours.
    private static async Task<byte[]> Read(IAsyncStreamReader<byte[]> requests, CancellationToken cancel)
    {
        try
        {
            if (!await requests.MoveNext(cancel))
            {
                throw Ended(StatusCode.Unimplemented, "This call takes exactly one message; none came.");
            }

            var request = requests.Current;
            return await requests.MoveNext(cancel)
                ? throw Ended(StatusCode.Unimplemented, "This call takes exactly one message; more came.")
                : request;
        }
        catch (InvalidDataException)
        {
            throw Ended(StatusCode.Internal, "The message has no frame: its first byte is neither 0 nor 1.");
        }
        catch (IOException) when (!cancel.IsCancellationRequested)
        {
            throw Ended(StatusCode.ResourceExhausted, $"The message has more than {Limits.WireMessageBytesMax} bytes.");
        }
    }

    private static RpcException Ended(StatusCode status, string why) => new(new Status(status, why));
}
