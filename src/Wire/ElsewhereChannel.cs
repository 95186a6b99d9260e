// Carries the calls of one contract to the process that answers it.
using System.Collections.Concurrent;
using Cartwright.Contracts;
using Google.Protobuf;
using Grpc.Core;

namespace Cartwright.Wire;

/// <inheritdoc/>
public sealed class ElsewhereChannel<TContract>(ElsewhereModule module, WireService<TContract> service) : IWireChannel<TContract>
{
    // Each as gRPC has it, made when it is first called.
    private readonly ConcurrentDictionary<string, Method<byte[], IMessage>> methods = new(StringComparer.Ordinal);

    /// <summary>
    /// The reply, the module's own refusal, or a refusal of kind Unavailable: <c>module_unavailable</c> (cannot be reached),
    /// <c>module_timeout</c> (no answer before the deadline), <c>module_failed</c> (it answered what cannot be an answer:
    /// a bug, another version, another token). The log says where and why.
    /// </summary>
    public async ValueTask<Outcome<TReply>> Call<TRequest, TReply>(
        WireMethod<TContract, TRequest, TReply> method,
        TRequest request,
        CancellationToken cancel
    )
        where TRequest : IMessage<TRequest>, new()
        where TReply : IMessage<TReply>, new()
    {
        if (!methods.TryGetValue(method.Name, out var grpc))
        {
            grpc = methods.GetOrAdd(method.Name, ElsewhereModule.Method(service.Name, method.Name, method.Replies));
        }

        var within = method.Within < module.Timeout ? method.Within : module.Timeout;
        var ended = await module.Ask(grpc, request, within, cancel);
        return ended switch
        {
            { Message: { } reply } => (TReply)reply,
            { Refused: { } refused } => refused,
            _ => module.Unavailable(grpc, ended, within),
        };
    }
}
