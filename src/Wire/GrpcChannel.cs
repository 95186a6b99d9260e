// Carries the calls of one contract to the process that answers it.
using System.Collections.Frozen;
using Cartwright.Contracts;
using Google.Protobuf;

namespace Cartwright.Wire;

/// <inheritdoc/>
public sealed class GrpcChannel<TContract>(ElsewhereModule module, WireService<TContract> service) : IWireChannel<TContract>
{
    private readonly FrozenDictionary<string, Uri> paths = service.Methods.ToFrozenDictionary(method => method.Name, method => module.PathOf(service.Name, method.Name), StringComparer.Ordinal);

    /// <summary>
    /// The reply, the module's own refusal, or a refusal of kind Unavailable: <c>module_unavailable</c> (cannot be reached), <c>module_timeout</c> (no answer
    /// before the deadline), <c>module_failed</c> (it answered what cannot be an answer: a bug, another version, another token). The log says where and why.
    /// </summary>
    public async ValueTask<Outcome<TReply>> Call<TRequest, TReply>(WireMethod<TContract, TRequest, TReply> method, TRequest request, CancellationToken cancel)
        where TRequest : IMessage<TRequest>, new()
        where TReply : IMessage<TReply>, new()
    {
        var path = paths[method.Name];
        var reply = await module.Ask(path, request, cancel);
        if (reply.Ending != Ending.Answered)
        {
            return module.Unavailable(path, reply);
        }

        if (reply.Refused is { } refused)
        {
            return refused;
        }

        try
        {
            return method.Replies.ParseFrom(reply.Message.AsSpan());
        }
        catch (InvalidProtocolBufferException e)
        {
            return module.Unavailable(path, GrpcReply.Without(Ending.Broken, $"its reply is no {typeof(TReply).Name}: {e.Message}"));
        }
        finally
        {
            reply.Release();
        }
    }
}
