// Runs a property over so many seeded cases. Each case has its own seed, which a failure names: that one number brings the case back.

namespace Cartwright.Unit.ContractTypes;

internal static class Property
{
    /// <summary>Set to the seed that a failure named to run that case alone.</summary>
    private const int OnlySeed = -1;

    /// <param name="cases">How many.</param>
    /// <param name="firstSeed">Seeds are counted from here, so that two properties do not see the same cases.</param>
    /// <param name="fault">What is wrong with the case made by these numbers, or null.</param>
    public static void Holds(int cases, int firstSeed, Func<Random, string?> fault)
    {
        for (var seed = OnlySeed < 0 ? firstSeed : OnlySeed; seed < (OnlySeed < 0 ? firstSeed + cases : OnlySeed + 1); seed++)
        {
            if (fault(new Random(seed)) is { } wrong)
            {
                Assert.Fail($"Seed {seed}: {wrong}");
            }
        }
    }
}
