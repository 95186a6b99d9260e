// One call of a contract as bytes: name, how its messages are read, and which method of the interface it is.
using Cartwright.Contracts;
using Google.Protobuf;

namespace Cartwright.Wire;

/// <summary>A call that can leave the process.</summary>
public abstract class WireMethod<TContract>(string name)
{
    /// <summary>The method's name in the proto.</summary>
    public string Name { get; } = name;

    /// <summary>Reads the request, calls the contract, writes the reply.</summary>
    public abstract ValueTask<Outcome<byte[]>> Answer(TContract contract, ReadOnlyMemory<byte> request, CancellationToken cancel);
}

/// <summary>A call with its message types.</summary>
public sealed class WireMethod<TContract, TRequest, TReply>(
    string name, Func<TContract, TRequest, CancellationToken, ValueTask<Outcome<TReply>>> call) : WireMethod<TContract>(name)
    where TRequest : IMessage<TRequest>, new()
    where TReply : IMessage<TReply>, new()
{
    /// <summary>Reads a reply.</summary>
    public MessageParser<TReply> Replies { get; } = new(() => new TReply());

    private MessageParser<TRequest> Requests { get; } = new(() => new TRequest());

    /// <inheritdoc/>
    public override async ValueTask<Outcome<byte[]>> Answer(TContract contract, ReadOnlyMemory<byte> request, CancellationToken cancel)
    {
        TRequest message;
        try
        {
            message = Requests.ParseFrom(request.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            return Refusal.Invalid("malformed_message", $"The request of {Name} is not a {typeof(TRequest).Name}: {e.Message}");
        }

        return (await call(contract, message, cancel)).Then<byte[]>(reply => reply.ToByteArray());
    }
}

/// <summary>A contract's calls.</summary>
/// <param name="Name">Package and service as in the proto: <c>cartwright.v1.Inventory</c>.</param>
/// <param name="Methods">All calls of the service.</param>
public sealed record WireService<TContract>(string Name, IReadOnlyList<WireMethod<TContract>> Methods);

/// <summary>What carries a call to wherever the module runs.</summary>
public interface IWireChannel<TContract>
{
    /// <summary>Answers the reply or the refusal, as the interface itself would. A lost connection is a refusal of kind Unavailable.</summary>
    ValueTask<Outcome<TReply>> Call<TRequest, TReply>(WireMethod<TContract, TRequest, TReply> method, TRequest request, CancellationToken cancel)
        where TRequest : IMessage<TRequest>, new()
        where TReply : IMessage<TReply>, new();
}
