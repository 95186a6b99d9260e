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
/// Takes the calls from the contracts' own table rather than from generated classes: those know statuses only, and would need a line by hand for every call
/// on either side to carry refusals.
/// </summary>
internal sealed class AnsweredCalls(IEnumerable<AnsweredContract> contracts, ILogger<AnsweredCalls> log) : IServiceMethodProvider<AnsweredCalls>
{
    // The bytes are copied out of the connection's buffers: a call outlives them.
    private static readonly Marshaller<byte[]> Requests = Marshallers.Create<byte[]>(
        (_, _) => throw new NotSupportedException("Requests are only read here."), context => context.PayloadAsNewBuffer());

    private static readonly Marshaller<IMessage> Replies = Marshallers.Create<IMessage>(
        static (reply, context) =>
        {
            context.SetPayloadLength(reply.CalculateSize());
            reply.WriteTo(context.GetBufferWriter());
            context.Complete();
        },
        _ => throw new NotSupportedException("Replies are only written here."));

    /// <inheritdoc/>
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<AnsweredCalls> context)
    {
        foreach (var contract in contracts)
        {
            foreach (var (path, answer) in contract.Answers)
            {
                var name = path[(path.LastIndexOf('/') + 1)..];
                context.AddUnaryMethod(
                    new Method<byte[], IMessage>(MethodType.Unary, contract.Name, name, Requests, Replies), [], (_, request, call) => Answer(path, answer, request, call));
            }
        }
    }

    private async Task<IMessage> Answer(string path, WireAnswer answer, byte[] request, ServerCallContext call)
    {
        Refusal? refused;
        try
        {
            if ((await answer(new ReadOnlySequence<byte>(request), call.CancellationToken)).Is(out var reply, out refused))
            {
                return reply;
            }
        }
        catch (OperationCanceledException) when (call.CancellationToken.IsCancellationRequested)
        {
            // The deadline has been told already; a caller that has left is told nothing.
            throw Ended(StatusCode.Cancelled, "The call was cancelled.");
        }
        catch (Exception fault) when (fault is StorageUnavailable or Overloaded)
        {
            log.LogWarning("{Path} cannot be answered now: {Why}", path, fault.Message);
            throw Ended(StatusCode.Unavailable, fault.Message);
        }
        catch (Exception fault)
        {
            // What went wrong is for our log, not for the caller.
            log.LogError(fault, "{Path} failed.", path);
            throw Ended(StatusCode.Internal, "The call failed; the log of the module says why.");
        }

        throw RefusalTrailer.Thrown(refused);
    }

    private static RpcException Ended(StatusCode status, string why) => new(new Status(status, why));
}
