// Counts working days of the shop: Monday to Friday in its time zone. Holidays differ from carrier to carrier and are nobody's promise.
namespace Cartwright.Ordering;

internal static class DeliveryDays
{
    /// <summary>The day so many working days after a day; with none the day itself, or the next that is one.</summary>
    public static DateOnly After(DateOnly day, int workingDays)
    {
        var at = Working(day, step: 0);
        for (var left = workingDays; left > 0; left--)
        {
            at = Working(at, step: 1);
        }

        return at;
    }

    private static DateOnly Working(DateOnly day, int step)
    {
        var at = day.AddDays(step);
        while (at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
        {
            at = at.AddDays(1);
        }

        return at;
    }
}
