// What the documents of Identity's routes show: a shopper and an administrator nobody has.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Identity;

internal static class Examples
{
    public static string Email => "customer@example.com";

    public static Profile Casey =>
        new("demo-customer", Email, "Casey C.", Customer, null, Home, [Home], new DateTimeOffset(2026, 1, 15, 10, 30, 0, TimeSpan.Zero));

    public static Profile NewCasey =>
        Casey with
        {
            UserId = "0199a1b2-0000-7000-8000-000000000001",
            Name = "Casey Customer",
            Address = null,
            Addresses = [],
        };

    public static string[] Vendor { get; } = ["customer", "vendor"];

    public static string[] Admin { get; } = ["customer", "admin"];

    public static string[] GuestRoles { get; } = ["guest"];

    private static PostalAddress Home { get; } = new("Casey C.", "1 Market Street", "San Francisco", "US", "94105", Region: "CA");

    private static string[] Customer { get; } = ["customer"];
}
