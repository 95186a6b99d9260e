namespace Cartwright.Contracts;

/// <summary>What other modules may ask of Identity. All calls but the last only read.</summary>
public interface IIdentity
{
    /// <summary>The user's profile. Refused with <c>user_not_found</c>. A guest has a profile without e-mail.</summary>
    ValueTask<Outcome<User>> GetUser(GetUserRequest request, CancellationToken cancel);

    /// <summary>
    /// Revocations after a number, oldest first, so that every process refuses a revoked token within a second.
    /// With a wait the answer is held until the process that answers hears of another one, so that whoever asks again and again hears of it
    /// at once. Those older than the longest life of an access token are left out: such tokens have expired.
    /// </summary>
    ValueTask<Outcome<Revocations>> GetRevocations(GetRevocationsRequest request, CancellationToken cancel);

    /// <summary>
    /// The public keys under which tokens hold, so that every process can verify what Identity alone can sign. Never empty.
    /// During a rotation there are several; the one that signs now comes first.
    /// </summary>
    ValueTask<Outcome<SigningKeys>> GetSigningKeys(GetSigningKeysRequest request, CancellationToken cancel);

    /// <summary>
    /// Closes an account for good, takes out all that it says of whoever had it, and tells it by event. Answers its id, or none where
    /// nobody has an account or it was erased before. Refused with <c>vendor_account</c> while it acts for a vendor, with
    /// <c>last_admin</c>, and with <c>invalid_person</c> unless it is named in one way. With <c>dry_run</c> nothing changes and the answer
    /// is the same. Repeating is harmless.
    /// </summary>
    ValueTask<Outcome<EraseAccountReply>> EraseAccount(EraseAccountRequest request, CancellationToken cancel);
}
