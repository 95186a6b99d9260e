// Turns planted bugs on in a test program that was started for one, before any code of the shop has asked.
using System.Runtime.CompilerServices;
using Cartwright.Kernel;

namespace Cartwright.Unit.PlantedBugs;

internal static class PlantSwitches
{
    /// <summary>The name of the bug; read here alone.</summary>
    public const string Variable = "CARTWRIGHT_TEST_PLANTED";

    [ModuleInitializer]
    internal static void Plant()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } name)
        {
            AppContext.SetSwitch(Planted.Prefix + name, true);
        }
    }
}
