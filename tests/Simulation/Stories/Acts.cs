// All that people of a story can do: an act is a route, a body, a sentence, and what it is about.
namespace Cartwright.Simulation;

/// <summary>Whose things an act is about.</summary>
internal enum Whose
{
    /// <summary>What whoever acts has made.</summary>
    Own,

    /// <summary>What others have made.</summary>
    Others,

    /// <summary>Either.</summary>
    Any,
}

/// <summary>Something that can be done.</summary>
/// <param name="Name">How stories name it.</param>
/// <param name="Who">The kinds of people that do it.</param>
/// <param name="Method">Of HTTP.</param>
/// <param name="Path">Of the route, as the API document writes it; {of} is the id of the thing that it is about.</param>
/// <param name="Says">The sentence, after the name of whoever acts; {product}, {quantity}, {of}, {with}.</param>
/// <param name="Body">JSON with {product}, {quantity}, {of}, {with}, {email}, {key} and {address}; null for none.</param>
internal sealed record Act(string Name, string Who, string Method, string Path, string Says, string? Body = null)
{
    /// <summary>The kind of thing that it is about; null for none.</summary>
    public string? Of { get; init; }

    /// <summary>Whose.</summary>
    public Whose Whose { get; init; }

    /// <summary>The kind of thing that it makes; null for none.</summary>
    public string? Makes { get; init; }

    /// <summary>The member of the reply with the id of what was made.</summary>
    public string IdAt { get; init; } = "id";

    /// <summary>Whether it is sent with an Idempotency-Key: of its own, or with that of the thing that it is about.</summary>
    public bool Keyed { get; init; }

    /// <summary>The words that one of them is chosen from.</summary>
    public IReadOnlyList<string> With { get; init; } = [];

    /// <summary>How often, beside the others.</summary>
    public int Weight { get; init; } = 2;

    /// <summary>The route that it asks, in the document's words.</summary>
    public string Route => $"{Method} {Documented ?? Path}";

    /// <summary>The route's path in the document, where it differs from <see cref="Path"/>.</summary>
    public string? Documented { get; init; }
}

/// <summary>The table of acts.</summary>
internal static partial class Acts
{
    private const string Buyer = "Shopper Guest";
    private const string Line = """{"product_id":"{product}","quantity":{quantity}}""";
    private const string Lines = """{"items":[{"product_id":"{product}","quantity":{quantity}}],"reason":"as asked"}""";

    private const string Placement =
        """{"shipping_method":"standard","payment_method":{"token":"{with}"},"email":"{email}","shipping_address":{address}}""";

    private const string WithCoupon =
        """{"shipping_method":"standard","payment_method":{"token":"tok_visa"},"email":"{email}","shipping_address":{address},"coupon_code":"{code}"}""";

    private static readonly string[] Tokens =
    [
        "tok_visa",
        "tok_visa",
        "tok_visa",
        "tok_declined",
        "tok_timeout",
        "tok_flaky",
        "tok_lost_reply",
        "bank_transfer",
    ];

    private static readonly string[] Moves = ["processing", "shipped", "delivered"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Act> All { get; } = [.. Carts(), .. Buying(), .. Work(), .. Thieves()];

    private static readonly Dictionary<string, Act> ByName = All.ToDictionary(act => act.Name, StringComparer.Ordinal);

    /// <summary>An act.</summary>
    /// <exception cref="InvalidDataException">There is none of that name: the story is of another program.</exception>
    public static Act Named(string name) =>
        ByName.TryGetValue(name, out var act)
            ? act
            : throw new InvalidDataException($"Nobody can \"{name}\": Acts.cs has no act of that name.");
}
