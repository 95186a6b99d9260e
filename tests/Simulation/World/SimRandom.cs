// Chance by a seed: one stream for each purpose, so that what one draws moves nothing of another.
using System.Buffers.Binary;

namespace Cartwright.Simulation;

/// <summary>SplitMix64 (Steele, Lea and Flood 2014): the same numbers on every machine.</summary>
/// <param name="seed">Of the simulation.</param>
/// <param name="purpose">What it is for.</param>
internal sealed class SimRandom(ulong seed, string purpose)
{
    private ulong state = Mix(seed) ^ Trace.Of(purpose);

    /// <summary>64 random bits.</summary>
    public ulong Next() => Mix(state += 0x9E3779B97F4A7C15);

    /// <summary>From 0 up to, and without, a bound.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    /// <summary>Whether something happens that happens so often, in a thousand.</summary>
    public bool Of1000(int often) => often > 0 && Below(1000) < often;

    /// <summary>A time between two.</summary>
    public TimeSpan Between(TimeSpan least, TimeSpan most) =>
        least + TimeSpan.FromMilliseconds(Below(1 + (int)(most - least).TotalMilliseconds));

    /// <summary>One of them.</summary>
    public T Pick<T>(IReadOnlyList<T> of) => of[Below(of.Count)];

    /// <summary>Fills with random bytes.</summary>
    public void Fill(Span<byte> bytes)
    {
        Span<byte> eight = stackalloc byte[8];
        for (var at = 0; at < bytes.Length; at += 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(eight, Next());
            eight[..Math.Min(8, bytes.Length - at)].CopyTo(bytes[at..]);
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
