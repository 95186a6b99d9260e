// One order as the document shows it: to the one who ordered, to a vendor, and as the quote before it.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

internal static class Examples
{
    private const string OrderId = "0199a1b2-0000-7000-8000-000000000042";
    private static readonly DateTimeOffset Then = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);
    private static readonly OrderLineBody Line = new(
        "42",
        "Desk lamp",
        "vendor-1",
        2,
        24.99m,
        49.98m,
        5.00m,
        9.00m,
        Ordering.Status.Confirmed,
        TaxClass: TaxClasses.Standard,
        TaxRate: 20m
    );
    private static readonly TaxBody Vat = new(TaxClasses.Standard, "GB", 20m, false, 49.97m, 9.99m, TaxReason.Taxed);
    private static readonly DiscountBody Sale = new("0199a1b2-0000-7000-8000-000000000011", null, "Spring sale", 5.00m, false);

    public static PostalAddress Address { get; } = new("Ada Lovelace", "12 Analytical Way", "London", "GB", "N1 7AA");

    /// <summary>The same as a body carries it.</summary>
    public static BuyerAddressBody BuyerAddress { get; } =
        new(Address.Country, Address.Name, Address.Line1, Address.City, Address.PostalCode);

    public static OrderBody Order { get; } =
        new(
            OrderId,
            "user123",
            "ada@example.com",
            Ordering.Status.Confirmed,
            null,
            [Line],
            2,
            49.98m,
            5.00m,
            4.99m,
            Rates.Standard,
            9.99m,
            0m,
            59.96m,
            "USD",
            null,
            Address,
            new("captured", null, 59.96m),
            [],
            true,
            [Ordering.Status.Cancelled],
            2,
            Then,
            Then.AddSeconds(1),
            Discounts: [Sale],
            Taxes: [Vat]
        );

    public static VendorOrderBody Vendor { get; } =
        new(
            OrderId,
            Ordering.Status.Processing,
            [new("42", "Desk lamp", 2, 1, 24.99m, 49.98m, 5.00m, 9.00m)],
            2,
            49.98m,
            5.00m,
            4.99m,
            9.99m,
            59.96m,
            "USD",
            4.50m,
            55.46m,
            Rates.Standard,
            Address,
            [new(1, Ordering.Status.Shipped, [new("42", 1)], "DHL", "00340434161094000000", Then.AddHours(2), null)],
            [Ordering.Status.Shipped],
            4,
            Then,
            Then.AddHours(2)
        );

    public static RefundBody Refund { get; } =
        new("1", Ordering.Refund.Goodwill, "pending", 5.00m, "USD", [], 0m, "arrived late", null, null, Then.AddDays(4));

    public static ReturnBody Return { get; } =
        new(
            "0199a1b2-0000-7000-8000-000000000077",
            OrderId,
            Ordering.Return.Requested,
            "too small",
            null,
            [new("42", "Desk lamp", "vendor-1", 1, 0, false)],
            null,
            [Ordering.Return.Approved, Ordering.Return.Rejected],
            6,
            Then.AddDays(5),
            Then.AddDays(5)
        );

    public static WithdrawalBody Withdrawal { get; } =
        new(
            "1",
            OrderId,
            WithdrawalBody.CarriedOut,
            "Ada Lovelace",
            "ada@example.com",
            true,
            [new("42", "Desk lamp", "vendor-1", 2, 2)],
            0m,
            59.96m,
            "USD",
            ["0199a1b2-0000-7000-8000-000000000078"],
            Then.AddDays(17),
            Then.AddDays(6)
        );

    public static WithdrawalRightBody WithdrawalRight { get; } =
        new(OrderId, true, null, 14, Then.AddDays(17), [new("42", "Desk lamp", "vendor-1", 2, 2)], [], []);

    public static QuoteReply Quote { get; } =
        new(
            "USD",
            [new("42", "Desk lamp", 2, 24.99m, 49.98m, 5.00m, 9.00m, true, null, null, TaxClasses.Standard, 20m)],
            49.98m,
            [Sale],
            5.00m,
            Rates.Standard,
            4.99m,
            [new(Rates.Standard, "Standard", 4.99m, "3 to 5 working days"), new(Rates.Express, "Express", 14.99m, "Next working day")],
            9.99m,
            0m,
            20m,
            "20 % tax",
            59.96m,
            [],
            Taxes: [Vat]
        );

    public static EntryBody Entry { get; } =
        new(
            "2",
            "order.confirmed",
            Ordering.Status.Confirmed,
            "The payment was taken.",
            Then.AddSeconds(1),
            "system",
            null,
            "9f86d081884c7d65…"
        );

    public static VendorSummaryBody Summary { get; } =
        new("vendor-1", Then.AddDays(-30), 12, 19, 2, 1, 0, 4, 5, 1, 0, [new(678.30m, "USD")]);

    public static Page<T> Page<T>(T only) => new([only], null);
}
