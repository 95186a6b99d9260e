// What applications to sell look like in the API.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>An application to sell here.</summary>
/// <param name="ShopName">What customers read beside the goods.</param>
/// <param name="Trader">Who sells: all that the law wants known of traders (Regulation (EU) 2022/2065, article 30).</param>
/// <param name="Terms">The version of the shop's terms that was read and is agreed to; absent where the shop has none.</param>
/// <param name="LawfulGoods">Promises to offer only goods that comply with the law of the Union.</param>
/// <param name="SelfBilling">The version of the text that was read and is agreed to: the shop writes invoices in the seller's name.</param>
public sealed record ApplicationAskBody(string? ShopName, TraderAskBody? Trader, string? Terms, bool LawfulGoods, string? SelfBilling);

/// <summary>What staff ask, or why they refuse.</summary>
/// <param name="Text">In words that go into the mail.</param>
public sealed record ApplicationTextBody(string Text);

/// <param name="By">applicant or staff.</param>
/// <param name="ActorId">Whoever did it; to staff alone.</param>
/// <param name="Text">What staff asked, or why it was refused.</param>
public sealed record ApplicationStepBody(
    DateTimeOffset At,
    [property: OneOf("applicant", "staff")] string By,
    [property: OneOf(ApplicationState.Sent, ApplicationState.Asked, ApplicationState.Accepted, ApplicationState.Refused)] string State,
    string? Text,
    string? ActorId
);

/// <summary>An application as it is now.</summary>
/// <param name="Version">Counts its steps; <c>If-Match</c> of a decision.</param>
/// <param name="VatCheck">What became of looking its VAT number up; null where nobody looked.</param>
/// <param name="Terms">The version of the shop's terms that was agreed to; null where the shop had none.</param>
/// <param name="SelfBilling">The version of the text of self-billing that was agreed to.</param>
/// <param name="VendorId">Under which it sells, once it is accepted.</param>
public sealed record ApplicationBody(
    string ApplicationId,
    string UserId,
    [property: OneOf(ApplicationState.Sent, ApplicationState.Asked, ApplicationState.Accepted, ApplicationState.Refused)] string State,
    long Version,
    string ShopName,
    string Email,
    TraderAskBody Trader,
    TraderCheckBody? VatCheck,
    string? Terms,
    string SelfBilling,
    DateTimeOffset AgreedAt,
    IReadOnlyList<ApplicationStepBody> Steps,
    string? VendorId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    /// <param name="staff">Whether staff read it: they see which of them did what.</param>
    internal static ApplicationBody Of(SellerApplication one, bool staff) =>
        new(
            one.ApplicationId,
            one.UserId,
            one.State,
            one.Version,
            one.ShopName,
            one.Email,
            TraderBody.DetailsOf(one.Trader),
            one.Trader.VatCheck is { } check ? new(check.Register, check.State, OrderBody.Time(check.AtMs), check.Consultation) : null,
            one.Agreed.Terms,
            one.Agreed.SelfBilling,
            OrderBody.Time(one.Agreed.AtMs),
            [
                .. one.Steps.Select(step => new ApplicationStepBody(
                    OrderBody.Time(step.AtMs),
                    step.By,
                    step.State,
                    step.Text,
                    staff ? step.ActorId : null
                )),
            ],
            one.VendorId,
            OrderBody.Time(one.CreatedMs),
            OrderBody.Time(one.UpdatedMs)
        );
}

/// <summary>The caller's application, and what is to be agreed to.</summary>
/// <param name="Application">Null where there is none.</param>
/// <param name="TermsVersion">Of the shop's terms (`GET /api/policies/terms`); null where the shop has none.</param>
/// <param name="SelfBillingVersion">Which text <paramref name="SelfBillingText"/> is.</param>
/// <param name="SelfBillingText">What is agreed to: the shop writes invoices in the seller's name.</param>
public sealed record MyApplicationBody(
    ApplicationBody? Application,
    string? TermsVersion,
    string SelfBillingVersion,
    string SelfBillingText
);
