// Withdrawals as the HTTP API shows them.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>Body of both steps of a withdrawal.</summary>
/// <param name="Name">Who withdraws.</param>
/// <param name="Email">Where the receipt goes.</param>
/// <param name="Items">Absent: all that can be withdrawn from.</param>
public sealed record WithdrawalAskBody(string Name, string Email, IReadOnlyList<UnitsBody>? Items = null);

/// <summary>Body of a proof of sending.</summary>
public sealed record ProofBody(string TrackingNumber, string? Carrier = null);

/// <summary>Units of one line that a withdrawal takes.</summary>
/// <param name="ToSendBack">How many of them have left and are to come back.</param>
public sealed record WithdrawnUnitsBody(string ProductId, string ProductName, string VendorId, long Quantity, long ToSendBack);

/// <summary>A withdrawal, or of step one what it would be.</summary>
/// <param name="WithdrawalId">Unique within the order; null while it is not confirmed.</param>
/// <param name="Status">
/// draft: step one, nothing binds. waiting: binding, and carried out within seconds, when an edit of the order has ended. carried_out.
/// </param>
/// <param name="Name">Null for vendors, and once the person is erased; so is <paramref name="Email"/>.</param>
/// <param name="WholeOrder">Whether it was declared for the whole order rather than for lines by name.</param>
/// <param name="PaidBackNow">What goes back at once, for what had not left. Null for vendors.</param>
/// <param name="PaidBackLater">What goes back with the goods, or with the proof that they were sent. Null for vendors.</param>
/// <param name="ReturnIds">The returns under which goods come back.</param>
/// <param name="Until">When the period ends, or ended; null: it begins when everything has arrived.</param>
/// <param name="At">When it was confirmed: the date and time of the receipt.</param>
public sealed record WithdrawalBody(
    string? WithdrawalId,
    string OrderId,
    [OneOf(WithdrawalBody.Draft, WithdrawalBody.Waiting, WithdrawalBody.CarriedOut)] string Status,
    string? Name,
    string? Email,
    bool WholeOrder,
    IReadOnlyList<WithdrawnUnitsBody> Items,
    decimal? PaidBackNow,
    decimal? PaidBackLater,
    string Currency,
    IReadOnlyList<string> ReturnIds,
    DateTimeOffset? Until,
    DateTimeOffset? At
)
{
    public const string Draft = "draft";
    public const string Waiting = "waiting";
    public const string CarriedOut = "carried_out";

    /// <param name="order">With the withdrawal.</param>
    /// <param name="vendorId">Whose units alone are shown; null for all.</param>
    public static WithdrawalBody Of(Order order, Withdrawal one, string? vendorId = null)
    {
        decimal? Major(long minor) => vendorId is null ? Currencies.ToMajor(minor, order.Terms.Currency) : null;
        return new(
            one.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
            order.Id,
            one.Done ? CarriedOut : Waiting,
            vendorId is null ? one.Name : null,
            vendorId is null ? one.Email : null,
            one.Asked is null,
            Units(order, one.Units.Where(units => vendorId is null || units.VendorId == vendorId)),
            Major(one.BackNow),
            Major(one.BackLater),
            order.Terms.Currency,
            [
                .. order
                    .AfterSaleSoFar.Returns.Where(back =>
                        back.Withdrawal == one.Number && (vendorId is null || back.Lines.Any(line => line.VendorId == vendorId))
                    )
                    .Select(back => back.Id),
            ],
            one.EndsMs is { } ends ? OrderBody.Time(ends) : null,
            OrderBody.Time(one.AtMs)
        );
    }

    /// <summary>Step one: nothing of it stands in the order, and no return has its id yet.</summary>
    public static WithdrawalBody OfDraft(Order after, Withdrawal one) =>
        Of(after, one) with
        {
            WithdrawalId = null,
            Status = Draft,
            ReturnIds = [],
            At = null,
        };

    internal static List<WithdrawnUnitsBody> Units(Order order, IEnumerable<WithdrawnUnits> units) =>
        [.. units.Select(one => new WithdrawnUnitsBody(one.ProductId, order.NameOf(one.ProductId), one.VendorId, one.Quantity, one.Sent))];
}

/// <summary>A line that the right of withdrawal does not reach.</summary>
public sealed record ExcludedLineBody(
    string ProductId,
    string ProductName,
    [OneOf(NoWithdrawal.MadeToOrder, NoWithdrawal.Perishable)] string Reason
);

/// <summary>The right of withdrawal of one order, as it stands now.</summary>
/// <param name="CanWithdraw">Whether something of it can be withdrawn from now.</param>
/// <param name="WhyNot">withdrawal_not_offered, withdrawal_expired, withdrawal_excluded or nothing_to_withdraw; null where it can.</param>
/// <param name="Days">Days of the period, after the day on which the last parcel arrived.</param>
/// <param name="Until">When the period ends; null: not everything has arrived, and it has not begun.</param>
/// <param name="Items">What could be withdrawn from.</param>
/// <param name="Excluded">Lines that the right does not reach, with why: made_to_order, perishable.</param>
/// <param name="Withdrawals">Those that were declared, oldest first.</param>
public sealed record WithdrawalRightBody(
    string OrderId,
    bool CanWithdraw,
    string? WhyNot,
    int Days,
    DateTimeOffset? Until,
    IReadOnlyList<WithdrawnUnitsBody> Items,
    IReadOnlyList<ExcludedLineBody> Excluded,
    IReadOnlyList<WithdrawalBody> Withdrawals
)
{
    public static WithdrawalRightBody Of(Order order, WithdrawalGround ground, Refusal? refused) =>
        new(
            order.Id,
            refused is null,
            refused?.Code,
            ground.Days,
            ground.EndsMs is { } ends ? OrderBody.Time(ends) : null,
            refused is null ? WithdrawalBody.Units(order, order.Withdrawable()) : [],
            [
                .. order
                    .Terms.Lines.Where(line => line.NoWithdrawal is not null)
                    .Select(line => new ExcludedLineBody(line.ProductId, line.ProductName, line.NoWithdrawal!)),
            ],
            [.. order.Withdrawals().Select(one => WithdrawalBody.Of(order, one))]
        );
}
