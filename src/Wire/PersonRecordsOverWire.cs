// What modules keep of a person as a call that can leave the process, and both its sides. Every process answers it for the modules that run
// there.
using Cartwright.Contracts;

namespace Cartwright.Wire;

/// <summary><see cref="IPersonRecords"/> of a module elsewhere.</summary>
/// <param name="module">The module's name.</param>
/// <param name="channel">To the process that runs it.</param>
public sealed class PersonRecordsOverWire(string module, IWireChannel<IPersonRecords> channel) : IPersonRecords
{
    private static readonly WireMethod<IPersonRecords, PersonRecordsRequest, PersonRecordsReply> GetRecordsMethod = new(
        "GetRecords",
        (on, request, cancel) => on.GetRecords(request, cancel)
    );

    /// <summary>The service as the other side answers it.</summary>
    public static WireService<IPersonRecords> Service { get; } = new("cartwright.v1.Persons", [GetRecordsMethod]);

    /// <inheritdoc/>
    public string Module => module;

    /// <inheritdoc/>
    public ValueTask<Outcome<PersonRecordsReply>> GetRecords(PersonRecordsRequest request, CancellationToken cancel)
    {
        if (request.Module != module)
        {
            request = request.Clone();
            request.Module = module;
        }

        return channel.Call(GetRecordsMethod, request, cancel);
    }
}
