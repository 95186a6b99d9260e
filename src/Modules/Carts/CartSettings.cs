// The keys of Carts. A wrong value stops the start and says which line to change.
using System.Globalization;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Carts;

/// <summary>How this shop keeps carts.</summary>
/// <param name="Ttl">How long a cart lives after a change.</param>
/// <param name="AbandonedAfter">How long a cart with lines is idle before it counts as abandoned.</param>
/// <param name="GuestsDenied">Whether only customers have carts.</param>
/// <param name="Merge">Which quantity a product has that is in a guest's cart and in the user's.</param>
/// <param name="ShopUrl">Where the shop's pages are, without a slash at the end; links in mails begin with it.</param>
public sealed record CartSettings(TimeSpan Ttl, TimeSpan AbandonedAfter, bool GuestsDenied, MergeRule Merge, string ShopUrl)
{
    /// <summary>Where carts are kept, as <c>Carts:Store</c> has it.</summary>
    public string Store { get; init; } = CartHomeSql.Sql;

    private const int TtlDaysDefault = 30;
    private const int TtlDaysMax = 3_650;
    private static readonly TimeSpan AbandonedAfterDefault = TimeSpan.FromHours(24);
    private static readonly TimeSpan AbandonedAfterMin = TimeSpan.FromSeconds(1);

    /// <summary>Their names, with those of the stores.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    ["Carts:TtlDays", "Carts:AbandonedAfter", "Carts:Guests", "Carts:Merge", "Carts:Store"];

    /// <summary>Reads the keys.</summary>
    /// <exception cref="ConfigurationRefused">One of them is wrong.</exception>
    public static CartSettings Read(IConfiguration configuration)
    {
        var ttl = TtlOf(configuration["Carts:TtlDays"]);
        return new(
            ttl,
            Abandoned(configuration["Carts:AbandonedAfter"], ttl),
            Denied(configuration["Carts:Guests"]),
            Rule(configuration["Carts:Merge"]),
            Cartwright.Web.ShopUrl.Of(configuration)
        )
        {
            Store = configuration["Carts:Store"] is { Length: > 0 } store ? store : CartHomeSql.Sql,
        };
    }

    private static TimeSpan TtlOf(string? text) =>
        string.IsNullOrEmpty(text) ? TimeSpan.FromDays(TtlDaysDefault)
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= TtlDaysMax
            ? TimeSpan.FromDays(days)
        : throw new ConfigurationRefused(
            $"Carts:TtlDays is '{text}'. Give days from 1 to {TtlDaysMax}, such as Carts:TtlDays={TtlDaysDefault}."
        );

    private static TimeSpan Abandoned(string? text, TimeSpan ttl) =>
        string.IsNullOrEmpty(text) ? (AbandonedAfterDefault < ttl ? AbandonedAfterDefault : ttl / 2)
        : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var after) && after >= AbandonedAfterMin && after < ttl ? after
        : throw new ConfigurationRefused(
            $"Carts:AbandonedAfter is '{text}'. Give a time span of at least one second and less than Carts:TtlDays, such as Carts:AbandonedAfter=1.00:00:00 for a day."
        );

    private static bool Denied(string? text) =>
        text switch
        {
            null or "" or "allowed" => false,
            "denied" => true,
            _ => throw new ConfigurationRefused($"Carts:Guests is '{text}'. Set Carts:Guests=allowed or Carts:Guests=denied."),
        };

    private static MergeRule Rule(string? text) =>
        text switch
        {
            null or "" or "sum" => MergeRule.Sum,
            "max" => MergeRule.Max,
            "guest" => MergeRule.Guest,
            "user" => MergeRule.User,
            _ => throw new ConfigurationRefused($"Carts:Merge is '{text}'. Set Carts:Merge=sum, max, guest or user."),
        };
}
