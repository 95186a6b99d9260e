// In the place of a module whose address nobody has said, among those that are asked what they keep of a person.
using Cartwright.Contracts;

namespace Cartwright.Wire;

/// <summary>A module whose address nobody has said: a person's file would not be whole, and is refused.</summary>
public sealed class PersonRecordsNowhere(string module) : IPersonRecords
{
    /// <inheritdoc/>
    public string Module => module;

    /// <inheritdoc/>
    public ValueTask<Outcome<PersonRecordsReply>> GetRecords(PersonRecordsRequest request, CancellationToken cancel) =>
        ValueTask.FromResult<Outcome<PersonRecordsReply>>(
            Refusal.Unavailable(
                "person_records_unreachable",
                $"What {module} keeps of a person cannot be asked for: this process does not know where it runs. "
                    + $"Its operator says it with Elsewhere:{module}=http://{module}:8081, or for all modules Elsewhere=http://{{module}}:8081."
            )
        );
}
