// The side that answers what modules keep of a person: one service a process, whichever modules run there.
using Cartwright.Contracts;

namespace Cartwright.Wire;

/// <summary>Answers for all modules that run here, and hands on what this process itself can ask elsewhere.</summary>
/// <param name="records">Those that are registered.</param>
public sealed class PersonRecordsHere(IEnumerable<IPersonRecords> records) : IPersonRecords
{
    private readonly Dictionary<string, IPersonRecords> here = records
        .Where(one => one is not PersonRecordsNowhere)
        .ToDictionary(one => one.Module, StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Module => string.Join(", ", here.Keys);

    /// <inheritdoc/>
    public ValueTask<Outcome<PersonRecordsReply>> GetRecords(PersonRecordsRequest request, CancellationToken cancel) =>
        here.TryGetValue(request.Module, out var module)
            ? module.GetRecords(request, cancel)
            : ValueTask.FromResult<Outcome<PersonRecordsReply>>(
                Refusal.Invalid("invalid_person", $"'{request.Module}' cannot be asked here. Here are: {Module}.")
            );
}
