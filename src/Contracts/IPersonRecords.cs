namespace Cartwright.Contracts;

/// <summary>
/// What every module may be asked: what it keeps of a person. One is registered for each module, here or elsewhere; all only read.
/// </summary>
public interface IPersonRecords
{
    /// <summary>The module whose records these are: <c>carts</c>.</summary>
    string Module { get; }

    /// <summary>
    /// What is kept of the users, of the address or of the orders named, page by page: at most some hundred records and
    /// <c>Limits.PersonRecordsBytesMax</c> each. A name that nobody has is no refusal: nothing is kept of it. Secrets are never told, nor
    /// hashes of them. Refused with <c>invalid_person</c> for a cursor that is none or too many names.
    /// </summary>
    ValueTask<Outcome<PersonRecordsReply>> GetRecords(PersonRecordsRequest request, CancellationToken cancel);
}
