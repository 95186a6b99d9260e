// A contract that this process answers, as paths and what is done for each.
using System.Buffers;
using Cartwright.Contracts;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Cartwright.Wire;

/// <summary>Reads a request before it returns, calls the contract, answers its reply.</summary>
internal delegate ValueTask<Outcome<IMessage>> WireAnswer(ReadOnlySequence<byte> request, CancellationToken cancel);

/// <summary>A service and who answers it.</summary>
public sealed class AnsweredContract
{
    private AnsweredContract(string name, ServiceDescriptor proto, IReadOnlyDictionary<string, WireAnswer> answers)
    {
        Name = name;
        Proto = proto;
        Answers = answers;
    }

    /// <summary>Package and service as in the proto; also its name for the health service.</summary>
    public string Name { get; }

    /// <summary>The service as its proto describes it, for those who ask by reflection.</summary>
    internal ServiceDescriptor Proto { get; }

    /// <summary>By path: <c>/cartwright.v1.Inventory/Reserve</c>.</summary>
    internal IReadOnlyDictionary<string, WireAnswer> Answers { get; }

    /// <summary>Binds a contract's calls to the module that runs here.</summary>
    public static AnsweredContract Of<TContract>(WireService<TContract> service, TContract contract) =>
        new(
            service.Name,
            service.Methods[0].Proto.Services.Single(described => described.FullName == service.Name),
            service.Methods.ToDictionary<WireMethod<TContract>, string, WireAnswer>(
                method => $"/{service.Name}/{method.Name}",
                method => (request, cancel) => method.Answer(contract, request, cancel)
            )
        );
}
