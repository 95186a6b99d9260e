// An error as Stripe answers it.
using System.Text.Json.Nodes;

namespace Cartwright.Servers;

/// <summary>A refusal. Those of a wrong request (400) are not kept under an idempotency key; a declined card (402) is.</summary>
internal sealed class StripeRefused(int status, string type, string? code, string message, string? decline = null, string? param = null)
    : Exception(message)
{
    public int Status => status;

    /// <summary>Whether it is answered again under its idempotency key: what was refused once Stripe had begun.</summary>
    public bool IsKept { get; init; } = status is 402 or 500;

    public JsonObject Body
    {
        get
        {
            var error = new JsonObject { ["type"] = type, ["message"] = Message };
            if (code is not null)
            {
                error["code"] = code;
            }

            if (decline is not null)
            {
                error["decline_code"] = decline;
            }

            if (param is not null)
            {
                error["param"] = param;
            }

            return new JsonObject { ["error"] = error };
        }
    }

    public static StripeRefused Wrong(string? code, string message, string? param = null) =>
        new(400, "invalid_request_error", code, message, param: param);
}
