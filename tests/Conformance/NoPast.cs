// No demo that is made here has a past: ninety days of orders cost ten seconds a shop, and stand in ledgers that are counted.
using System.Runtime.CompilerServices;

namespace Cartwright.Conformance;

internal static class NoPast
{
    [ModuleInitializer]
    internal static void BeginWithout() => Environment.SetEnvironmentVariable("Demo__History", "false");
}
