// The tokens of the simulated card provider: each names a scenario.
namespace Cartwright.Payments;

/// <summary>The tokens of the simulated provider.</summary>
public static class SimulatorToken
{
    public const string Succeeds = "tok_visa";
    public const string Declined = "tok_declined";
    public const string NoFunds = "tok_insufficient_funds";

    /// <summary>The charge stands at once, and its answer comes late.</summary>
    public const string AnswersLate = "tok_timeout";

    /// <summary>The first try moves nothing and has no answer.</summary>
    public const string FailsOnce = "tok_flaky";

    /// <summary>The charge stands, and its first answer is lost.</summary>
    public const string LosesReply = "tok_lost_reply";

    /// <summary>The shopper is asked, and decides.</summary>
    public const string Challenge = "tok_challenge";

    /// <summary>The shopper is asked, and is declined after approving.</summary>
    public const string ChallengeDeclined = "tok_challenge_declined";

    /// <summary>The outcome is told later, by webhook.</summary>
    public const string Late = "tok_late";

    /// <summary>A decline is told later, by webhook.</summary>
    public const string LateDeclined = "tok_late_declined";

    /// <summary>The outcome is told later, by the same webhook twice and another one.</summary>
    public const string DoubleWebhook = "tok_double_webhook";

    /// <summary>The first refund moves nothing and has no answer.</summary>
    public const string RefundFailsOnce = "tok_refund_fails_once";

    /// <summary>The amount is held, and cannot be taken.</summary>
    public const string CaptureFails = "tok_capture_fails";

    private static readonly HashSet<string> All = new(StringComparer.Ordinal)
    {
        Succeeds, Declined, NoFunds, AnswersLate, FailsOnce, LosesReply, Challenge, ChallengeDeclined, Late, LateDeclined, DoubleWebhook, RefundFailsOnce, CaptureFails,
    };

    public static bool IsOne(string token) => All.Contains(token);

    /// <summary>Why a payment with the token is refused once it has been decided; null when it is paid.</summary>
    internal static string? DeclineOf(string token) => token switch
    {
        Declined or LateDeclined or ChallengeDeclined => "card_declined",
        NoFunds => "insufficient_funds",
        _ => IsOne(token) ? null : "unknown_payment_method",
    };
}
