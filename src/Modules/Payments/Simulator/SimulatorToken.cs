// The tokens of the simulated card provider: each names a scenario.
using Cartwright.Contracts;

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

    // In the order in which a shopper is shown them.
    private static readonly AcceptedToken[] Shown =
    [
        Card(Succeeds, "Visa •••• 4242", "Pays at once"),
        Card(Declined, "Card •••• 0002", "The bank declines it"),
        Card(NoFunds, "Card •••• 9995", "Not enough money on it"),
        Card(AnswersLate, "Card •••• 0044", "The bank answers late"),
        Card(FailsOnce, "Card •••• 0119", "Fails once, then works"),
        Card(LosesReply, "Card •••• 0341", "Charges, but the answer gets lost"),
        Card(Challenge, "Card •••• 3220", "Your bank asks you first", waits: true),
        Card(ChallengeDeclined, "Card •••• 3238", "Your bank asks you first, then declines it", waits: true),
        Card(Late, "Card •••• 0077", "The bank decides a little later", waits: true),
        Card(LateDeclined, "Card •••• 0085", "The bank declines it a little later", waits: true),
        Card(DoubleWebhook, "Card •••• 0093", "The bank tells its decision twice", waits: true),
        Card(RefundFailsOnce, "Card •••• 5126", "Pays at once; the first refund gets lost"),
        Card(CaptureFails, "Card •••• 0259", "Held, but cannot be charged"),
    ];

    private static readonly HashSet<string> All = [.. Shown.Select(one => one.Token)];

    /// <summary>The simulated cards as a way to pay.</summary>
    public static AcceptedMethod Method { get; } =
        new()
        {
            Method = "card",
            Provider = SimulatedGateway.ProviderName,
            Test = true,
            Tokens = { Shown },
        };

    public static bool IsOne(string token) => All.Contains(token);

    /// <summary>Why a payment with the token is refused once it has been decided; null when it is paid.</summary>
    internal static string? DeclineOf(string token) =>
        token switch
        {
            Declined or LateDeclined or ChallengeDeclined => "card_declined",
            NoFunds => "insufficient_funds",
            _ => IsOne(token) ? null : "unknown_payment_method",
        };

    private static AcceptedToken Card(string token, string title, string note, bool waits = false) =>
        new()
        {
            Token = token,
            Title = title,
            Note = note,
            Waits = waits,
        };
}
