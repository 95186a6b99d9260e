// The ways in which a call between modules goes wrong.
namespace Cartwright.Unit.Ordering;

/// <summary>What a planted fault does to one call.</summary>
public enum Fault
{
    /// <summary>Nothing happens and the answer is no.</summary>
    Refused,

    /// <summary>Nothing happens and nobody says so.</summary>
    LostRequest,

    /// <summary>It happens and nobody says so.</summary>
    LostReply,

    /// <summary>It happens and the connection breaks.</summary>
    Throws,

    /// <summary>Ordering dies before the call takes effect.</summary>
    CrashBefore,

    /// <summary>Ordering dies after the call took effect.</summary>
    CrashAfter,
}
