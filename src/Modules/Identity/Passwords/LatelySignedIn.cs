// From which networks an account has signed in of late: whoever comes from there again has a place in the hashing lane that strangers
// cannot take.
using Cartwright.Kernel;

namespace Cartwright.Identity;

/// <summary>In memory, bounded: of many the eldest are forgotten, who then wait with everybody else unless their device is known.</summary>
internal sealed class LatelySignedIn
{
    private readonly Lock gate = new();
    private HashSet<(string Account, string Network)> older = [];
    private HashSet<(string Account, string Network)> newer = [];

    public void Note(string account, string network)
    {
        lock (gate)
        {
            if (network.Length == 0 || (newer.Add((account, network)) && newer.Count < Limits.LatelySignedInMax / 2))
            {
                return;
            }

            if (newer.Count >= Limits.LatelySignedInMax / 2)
            {
                (older, newer) = (newer, []);
            }
        }
    }

    public bool Knows(string account, string network)
    {
        lock (gate)
        {
            return newer.Contains((account, network)) || older.Contains((account, network));
        }
    }
}
