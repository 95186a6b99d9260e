// Who wants to sell here: what they said of themselves, what staff asked back, and what became of it.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>Where an application is.</summary>
public static class ApplicationState
{
    /// <summary>Staff look at it.</summary>
    public const string Sent = "sent";

    /// <summary>Staff have asked something; it is sent again with the answer.</summary>
    public const string Asked = "asked";

    /// <summary>The applicant sells.</summary>
    public const string Accepted = "accepted";

    /// <summary>It may be sent again.</summary>
    public const string Refused = "refused";

    public static readonly string[] All = [Sent, Asked, Accepted, Refused];
}

/// <summary>A step of an application.</summary>
/// <param name="By">applicant or staff.</param>
/// <param name="ActorId">The user's id of whoever did it.</param>
/// <param name="State">What it was from then on.</param>
/// <param name="Text">What staff asked, or why it was refused; null otherwise.</param>
public sealed record ApplicationStep(long AtMs, string By, string ActorId, string State, string? Text);

/// <summary>What an applicant has agreed to, and when.</summary>
/// <param name="Terms">The version of the shop's terms; null where the shop has none.</param>
/// <param name="SelfBilling">The version of <see cref="SelfBillingTerms"/>.</param>
public sealed record ApplicationAgreement(string? Terms, string SelfBilling, long AtMs);

/// <summary>One a person, whatever comes of it.</summary>
/// <param name="Version">Counts the steps from 1; whoever decides has seen the present one.</param>
/// <param name="Trader">As Regulation (EU) 2022/2065, article 30, wants it; with the agreement to self-billing in it.</param>
/// <param name="Email">Of the account, confirmed when it was sent.</param>
/// <param name="Language">Of the request that sent it: for mails to an account that has chosen none. Null: the shop's.</param>
/// <param name="Steps">The oldest first.</param>
/// <param name="VendorId">Once it is accepted.</param>
public sealed record SellerApplication(
    string ApplicationId,
    string UserId,
    string State,
    long Version,
    string ShopName,
    string Email,
    string? Language,
    Trader Trader,
    ApplicationAgreement Agreed,
    IReadOnlyList<ApplicationStep> Steps,
    string? VendorId,
    long CreatedMs,
    long UpdatedMs
)
{
    /// <summary>404: nothing is there, or it is another's.</summary>
    public static Refusal NotFound { get; } = Refusal.NotFound("application_not_found", "There is no such application.");

    /// <summary>Whether staff may still decide on it.</summary>
    public bool IsOpen => State is ApplicationState.Sent or ApplicationState.Asked;

    /// <summary>After a step.</summary>
    public SellerApplication Then(string by, string actorId, string state, string? text, long nowMs) =>
        this with
        {
            State = state,
            Version = Version + 1,
            Steps = [.. Steps, new(nowMs, by, actorId, state, text)],
            UpdatedMs = nowMs,
        };

    /// <summary>As others hear of it.</summary>
    public VendorApplicationFacts Facts() =>
        new(
            ApplicationId,
            Version,
            UserId,
            State,
            ShopName,
            VendorId,
            Steps[^1].By == "staff" ? Steps[^1].ActorId : null,
            Steps[^1].Text,
            Language,
            UpdatedMs
        );
}
