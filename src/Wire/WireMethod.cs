// One call of a contract as bytes: name, how its messages are read, and which method of the interface it is.
using System.Buffers;
using Cartwright.Contracts;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Cartwright.Wire;

/// <summary>A call that can leave the process.</summary>
public abstract class WireMethod<TContract>(string name)
{
    /// <summary>The method's name in the proto.</summary>
    public string Name { get; } = name;

    /// <summary>The proto that describes it.</summary>
    public abstract FileDescriptor Proto { get; }

    /// <summary>Reads the request before it returns, calls the contract, answers its reply.</summary>
    public abstract ValueTask<Outcome<IMessage>> Answer(TContract contract, ReadOnlySequence<byte> request, CancellationToken cancel);
}

/// <summary>A call with its message types.</summary>
public sealed class WireMethod<TContract, TRequest, TReply>(
    string name,
    Func<TContract, TRequest, CancellationToken, ValueTask<Outcome<TReply>>> call
) : WireMethod<TContract>(name)
    where TRequest : IMessage<TRequest>, new()
    where TReply : IMessage<TReply>, new()
{
    /// <summary>
    /// How long it is waited for at most, where less than a call's deadline is patience enough: pages go on without the answer.
    /// </summary>
    public TimeSpan Within { get; init; } = TimeSpan.MaxValue;

    /// <summary>Reads a reply.</summary>
    public MessageParser<TReply> Replies { get; } = new(() => new TReply());

    /// <inheritdoc/>
    public override FileDescriptor Proto { get; } = new TRequest().Descriptor.File;

    private MessageParser<TRequest> Requests { get; } = new(() => new TRequest());

    /// <inheritdoc/>
    public override ValueTask<Outcome<IMessage>> Answer(TContract contract, ReadOnlySequence<byte> request, CancellationToken cancel)
    {
        TRequest message;
        try
        {
            message = Requests.ParseFrom(request);
        }
        catch (InvalidProtocolBufferException e)
        {
            return ValueTask.FromResult<Outcome<IMessage>>(
                Refusal.Invalid("malformed_message", $"The request of {Name} is not a {typeof(TRequest).Name}: {e.Message}")
            );
        }

        return Answer(contract, message, cancel);
    }

    private async ValueTask<Outcome<IMessage>> Answer(TContract contract, TRequest message, CancellationToken cancel) =>
        (await call(contract, message, cancel)).Then<IMessage>(static reply => reply);
}

/// <summary>A contract's calls.</summary>
/// <param name="Name">Package and service as in the proto: <c>cartwright.v1.Inventory</c>.</param>
/// <param name="Methods">All calls of the service.</param>
public sealed record WireService<TContract>(string Name, IReadOnlyList<WireMethod<TContract>> Methods);

/// <summary>What carries a call to wherever the module runs.</summary>
public interface IWireChannel<TContract>
{
    /// <summary>
    /// Answers the reply or the refusal, as the interface itself would. A lost connection is a refusal of kind Unavailable.
    /// </summary>
    ValueTask<Outcome<TReply>> Call<TRequest, TReply>(
        WireMethod<TContract, TRequest, TReply> method,
        TRequest request,
        CancellationToken cancel
    )
        where TRequest : IMessage<TRequest>, new()
        where TReply : IMessage<TReply>, new();
}
