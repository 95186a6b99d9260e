// An expected failure: what was refused, under a code that clients may rely on. Exceptions are for bugs and outages.
using System.Text.Json.Nodes;

namespace Cartwright.Contracts;

/// <summary>What kind of failure a refusal is; each kind is one HTTP status.</summary>
public enum RefusalKind
{
    /// <summary>The request itself is wrong (400).</summary>
    Invalid = 400,

    /// <summary>No caller, or a token that does not hold (401).</summary>
    Unauthenticated = 401,

    /// <summary>The caller may not do this to anything (403). What belongs to another is <see cref="NotFound"/>.</summary>
    Forbidden = 403,

    /// <summary>Not there, or not the caller's (404).</summary>
    NotFound = 404,

    /// <summary>Right in itself, but not in the present state (409).</summary>
    Conflict = 409,

    /// <summary>Was there and has ended (410).</summary>
    Gone = 410,

    /// <summary>The version given with If-Match is not the present one (412).</summary>
    PreconditionFailed = 412,

    /// <summary>Larger than the stated bound (413).</summary>
    TooLarge = 413,

    /// <summary>The body does not have the stated media type (415).</summary>
    UnsupportedMedia = 415,

    /// <summary>Well formed, but contradicts what was said before (422).</summary>
    Unprocessable = 422,

    /// <summary>Too often (429).</summary>
    TooMany = 429,

    /// <summary>The outcome is unknown or cannot be had now; safe to repeat with the same request id (503).</summary>
    Unavailable = 503,
}

/// <summary>An expected failure.</summary>
/// <param name="Kind">Which HTTP status it becomes.</param>
/// <param name="Code">Stable, snake_case, for programs: <c>out_of_stock</c>.</param>
/// <param name="Detail">A sentence for people: what, where, and what to do.</param>
public sealed record Refusal(RefusalKind Kind, string Code, string Detail)
{
    /// <summary>Further members of the problem document, such as <c>available</c>. Names are snake_case; money is in major units.</summary>
    public JsonObject? Facts { get; init; }

    /// <summary>After how many seconds a repeat may succeed; becomes Retry-After.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The code of a coupon that is none, in the answers of Promotions and of whoever hands them on.</summary>
    public const string CouponUnknown = "coupon_unknown";

    /// <summary>The same refusal with its words under <c>errors</c> too, at the member of the body that it is about.</summary>
    public Refusal At(string member)
    {
        var facts = (JsonObject?)Facts?.DeepClone() ?? [];
        facts["errors"] = new JsonObject { [member] = new JsonArray(Detail) };
        return this with { Facts = facts };
    }

    /// <summary>
    /// <c>out_of_stock</c>; facts: <c>lines: [{product_id, requested, available}]</c>. In the answers of Inventory and of whoever asked it
    /// before.
    /// </summary>
    public static Refusal OutOfStock(IReadOnlyList<(string ProductId, long Requested, long Available)> lines) =>
        Conflict(
            "out_of_stock",
            $"There are not enough units of {string.Join(", ", lines.Select(line => $"product {line.ProductId} ({line.Available} left, {line.Requested} asked)"))}.",
            new JsonObject
            {
                ["lines"] = new JsonArray([
                    .. lines.Select(line => new JsonObject
                    {
                        ["product_id"] = line.ProductId,
                        ["requested"] = line.Requested,
                        ["available"] = line.Available,
                    }),
                ]),
            }
        );

    public static Refusal Invalid(string code, string detail, JsonObject? facts = null) =>
        new(RefusalKind.Invalid, code, detail) { Facts = facts };

    public static Refusal NotFound(string code, string detail) => new(RefusalKind.NotFound, code, detail);

    public static Refusal Conflict(string code, string detail, JsonObject? facts = null) =>
        new(RefusalKind.Conflict, code, detail) { Facts = facts };

    public static Refusal Forbidden(string code, string detail) => new(RefusalKind.Forbidden, code, detail);

    public static Refusal Unavailable(string code, string detail, int retryAfterSeconds = 1) =>
        new(RefusalKind.Unavailable, code, detail) { RetryAfterSeconds = retryAfterSeconds };
}
