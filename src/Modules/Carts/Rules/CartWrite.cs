// What a commit made of a cart, small enough for a journal and complete enough to bring any copy of the cart up to date.
namespace Cartwright.Carts;

/// <summary>The cart itself, without its lines.</summary>
/// <param name="Lines">Lines in all, saved ones included.</param>
/// <param name="Units">
/// Units to buy, and <paramref name="ValueMinor"/> what they cost at the prices in the cart; saved lines do not count.
/// </param>
/// <param name="Currency">Of the lines to buy; null without any.</param>
public sealed record CartHead(
    string UserId,
    long Version,
    bool Guest,
    string? Coupon,
    string? Email,
    long CreatedMs,
    long UpdatedMs,
    long ExpiresMs,
    int Lines,
    long Units,
    long ValueMinor,
    string? Currency,
    string? Language = null
)
{
    public static CartHead Of(CartState cart) =>
        new(
            cart.UserId,
            cart.Version,
            cart.Guest,
            cart.Coupon,
            cart.Email,
            cart.CreatedMs,
            cart.UpdatedMs,
            cart.ExpiresMs,
            cart.Items.Count,
            cart.Units,
            cart.ValueMinor,
            cart.Currency,
            cart.Language
        );
}

/// <summary>One version's change.</summary>
/// <param name="Version">The version after it.</param>
/// <param name="Traces">At least one; what happened.</param>
/// <param name="UnitsWas">Units to buy before it, and so on.</param>
/// <param name="OrderId">The order that took or gave back lines.</param>
public sealed record CartStep(
    long Version,
    IReadOnlyList<CartTrace> Traces,
    long UnitsWas,
    long Units,
    long ValueWas,
    long Value,
    string? Currency,
    string Actor,
    string? OrderId,
    long AtMs
)
{
    public static CartStep Between(
        CartState was,
        CartState now,
        IReadOnlyList<CartTrace> traces,
        string actor,
        string? orderId,
        long atMs
    ) => new(now.Version, traces, was.Units, now.Units, was.ValueMinor, now.ValueMinor, now.Currency ?? was.Currency, actor, orderId, atMs);
}

/// <summary>The difference between a stored cart and the cart after a commit.</summary>
/// <param name="Base">The version it starts from; 0 for a new cart.</param>
/// <param name="Put">Lines that are new or differ.</param>
/// <param name="Gone">Products whose lines are gone.</param>
/// <param name="Steps">The changes in order, at least one.</param>
/// <param name="Whole">Whether <paramref name="Put"/> has all lines and any other is gone.</param>
public sealed record CartWrite(
    CartHead Head,
    long Base,
    IReadOnlyList<CartItem> Put,
    IReadOnlyList<string> Gone,
    IReadOnlyList<CartStep> Steps,
    bool Whole = false
)
{
    public static CartWrite Between(CartState was, CartState now, IReadOnlyList<CartStep> steps)
    {
        var put = new List<CartItem>();
        var gone = new List<string>();
        var before = was.Items.Count == 0 ? [] : was.Items.ToDictionary(item => item.ProductId, StringComparer.Ordinal);
        foreach (var item in now.Items)
        {
            if (!before.Remove(item.ProductId, out var there) || there != item)
            {
                put.Add(item);
            }
        }

        gone.AddRange(before.Keys);
        return new(CartHead.Of(now), was.Version, put, gone, steps);
    }

    /// <summary>This and the next write of the same cart as one.</summary>
    public CartWrite Then(CartWrite next)
    {
        var put = Put.ToDictionary(item => item.ProductId, StringComparer.Ordinal);
        var gone = Gone.ToHashSet(StringComparer.Ordinal);
        foreach (var id in next.Gone)
        {
            put.Remove(id);
            gone.Add(id);
        }

        foreach (var item in next.Put)
        {
            put[item.ProductId] = item;
            gone.Remove(item.ProductId);
        }

        return new(next.Head, Base, [.. put.Values], [.. gone], [.. Steps, .. next.Steps], Whole);
    }
}
