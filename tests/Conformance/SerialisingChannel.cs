// A wire without a network: every message becomes bytes and back, every refusal text and back.
using System.Buffers;
using Cartwright.Contracts;
using Cartwright.Wire;
using Google.Protobuf;

namespace Cartwright.Conformance;

/// <summary>Shows what is lost in writing alone.</summary>
public sealed class SerialisingChannel<TContract>(WireService<TContract> service, TContract contract) : IWireChannel<TContract>
{
    public async ValueTask<Outcome<TReply>> Call<TRequest, TReply>(
        WireMethod<TContract, TRequest, TReply> method,
        TRequest request,
        CancellationToken cancel
    )
        where TRequest : IMessage<TRequest>, new()
        where TReply : IMessage<TReply>, new()
    {
        var found = service.Methods.Single(m => m.Name == method.Name);
        var answer = await found.Answer(contract, new ReadOnlySequence<byte>(request.ToByteArray()), cancel);
        return answer.Is(out var reply, out var refused)
            ? method.Replies.ParseFrom(reply.ToByteArray())
            : RefusalText.Read(RefusalText.Write(refused));
    }
}
