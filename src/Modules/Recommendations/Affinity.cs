// The arithmetic of recommendations: how much two products belong together, and how popular one is now. Pure.
namespace Cartwright.Recommendations;

/// <summary>Scores. They only rank: none of them is money or is shown as a fact.</summary>
public static class Affinity
{
    /// <summary>
    /// Products of one order that count as bought together: pairs grow with the square, and a restocking order says little about any two of
    /// its lines.
    /// </summary>
    public const int PairedProductsMax = 20;

    /// <summary>Neighbours of a product that are looked at: those bought with it in the most orders.</summary>
    public const int NeighboursMax = 100;

    /// <summary>After so many days an order counts half for popularity.</summary>
    public const double HalfLifeDays = 14;

    /// <summary>
    /// Days up to a product's newest sale that make its popularity; after four months an order would count less than a three-hundredth.
    /// </summary>
    public const int PopularityDaysMax = 120;

    // Popularity is counted forward from a fixed day, so that stored scores keep their order while time goes by and need no sweep. Good for
    // doubles until 2062.
    private const long LandmarkDay = 19_723;

    // One shared order may be chance; it takes a few to be a habit.
    private const double Shrinkage = 3;

    private const long DayMs = 86_400_000;

    /// <summary>
    /// Cosine of the two products' orders, shrunk while the evidence is thin: 0 to 1. What everyone buys is near everything in plain
    /// counts; dividing by both products' orders takes that out (Linden, Smith, York: Amazon.com Recommendations, 2003).
    /// </summary>
    /// <param name="together">Orders with both.</param>
    /// <param name="one">Orders with the one.</param>
    /// <param name="other">Orders with the other.</param>
    public static double Similarity(long together, long one, long other) =>
        together <= 0 || one <= 0 || other <= 0 ? 0 : together / Math.Sqrt((double)one * other) * (together / (together + Shrinkage));

    public static long Day(long unixMs) => unixMs / DayMs;

    /// <summary>What one order of that day counts in a stored score.</summary>
    public static double Weight(long day) => Math.Pow(2, (day - LandmarkDay) / HalfLifeDays);

    /// <summary>A stored score as a number of orders of today.</summary>
    public static double Today(double score, long today) => score / Weight(today);

    /// <summary>
    /// The stored score of a product, always summed anew from whole counts, so that taking an order back leaves no rounding behind.
    /// </summary>
    /// <param name="days">Orders a day, oldest first.</param>
    /// <param name="planted">What demo data added.</param>
    public static double Score(IEnumerable<(long Day, long Orders)> days, double planted)
    {
        var score = planted;
        foreach (var (day, orders) in days)
        {
            score += orders * Weight(day);
        }

        return score;
    }
}
