// Files of payouts for the shop's bank.
namespace Cartwright.Ordering;

/// <summary>A file. The sum is minor units of EUR.</summary>
/// <param name="Status">One of the constants.</param>
public sealed record PayoutFile(string Id, string Status, int Count, long Sum, string ActorId, long CreatedMs, long UpdatedMs)
{
    /// <summary>For the bank: its amounts are reserved, and nothing is paid yet.</summary>
    public const string Made = "made";

    /// <summary>Staff say that the bank has executed it.</summary>
    public const string Executed = "executed";

    /// <summary>It was not given to the bank, or the bank refused it as a whole: its amounts are owed as before.</summary>
    public const string Discarded = "discarded";
}

/// <summary>One transfer of a file as it stands.</summary>
/// <param name="Status">in_file, sent, refused.</param>
/// <param name="Reason">Why the bank refused it or sent it back; null when it did not.</param>
/// <param name="Returned">Minor units that came back after it was sent.</param>
public sealed record FiledPayout(PayoutInstruction Instruction, string Status, string? Reason, long Returned = 0)
{
    public const string InFile = "in_file";
    public const string Sent = "sent";
    public const string Refused = "refused";
}

/// <summary>Somebody who is owed money and is not in a file.</summary>
/// <param name="Why">no_account, account_held, no_euro, too_many.</param>
public sealed record LeftOut(string VendorId, string Currency, long Balance, string Why);

/// <summary>A file that was made, with those who are not in it.</summary>
public sealed record MadeFile(PayoutFile File, IReadOnlyList<LeftOut> LeftOut);

/// <summary>What a file that is to be written is called and by whom it was asked for.</summary>
internal sealed record NewFile(string Id, string ActorId, string Key, DateTimeOffset Now, DateOnly Day);

/// <summary>A difference between the books and what whoever pays says.</summary>
/// <param name="FileId">Null of a payout that is in no file.</param>
/// <param name="What">For people.</param>
public sealed record PayoutDifference(string? FileId, string? PayoutId, string What);
