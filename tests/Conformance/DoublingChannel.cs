// Sends every call twice over another channel.
using Cartwright.Contracts;
using Cartwright.Wire;
using Google.Protobuf;

namespace Cartwright.Conformance;

/// <summary>The doubled call is the cheapest test of "safe to repeat": the second answer is the one that counts.</summary>
public sealed class DoublingChannel<TContract>(IWireChannel<TContract> channel) : IWireChannel<TContract>
{
    public async ValueTask<Outcome<TReply>> Call<TRequest, TReply>(
        WireMethod<TContract, TRequest, TReply> method,
        TRequest request,
        CancellationToken cancel
    )
        where TRequest : IMessage<TRequest>, new()
        where TReply : IMessage<TReply>, new()
    {
        await channel.Call(method, request, cancel);
        return await channel.Call(method, request, cancel);
    }
}
