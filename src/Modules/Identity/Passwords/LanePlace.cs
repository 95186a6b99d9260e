// Where somebody waits for the hashing lane.
namespace Cartwright.Identity;

/// <summary>Who takes a place.</summary>
/// <param name="Account">Known to have been here before: by its device, its network, its token. Null for everybody else.</param>
/// <param name="Network">Where the request comes from; empty when it is not told.</param>
internal readonly record struct LanePlace(string? Account, string? Network)
{
    /// <summary>For those of whom nothing is known.</summary>
    public static LanePlace Open(string network) => new(null, network);

    /// <summary>For those who have been here before: places that a flood of strangers cannot take.</summary>
    public static LanePlace Known(string account, string network) => new(account, network);
}
