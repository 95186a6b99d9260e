// What comes about by itself, behind an answer or in another process: looked at until it is so, with one patience for all tests.
namespace Cartwright.EndToEnd;

internal static class Eventually
{
    /// <summary>Checks again while an assertion fails and there is time; then the last failure is the test's.</summary>
    public static async Task Holds(Func<Task> check)
    {
        var deadline = DateTime.UtcNow + Api.Patience;
        while (true)
        {
            try
            {
                await check();
                return;
            }
            catch (Xunit.Sdk.XunitException) when (DateTime.UtcNow < deadline)
            {
                await Api.Pause();
            }
        }
    }
}
