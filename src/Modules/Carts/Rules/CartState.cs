// A cart as it is stored, and what can be asked of it. All of it is data, so that every store can carry out the same rules.
using System.Text.Json.Serialization;

namespace Cartwright.Carts;

/// <summary>One product in a cart.</summary>
/// <param name="Name">As it was when the line was last touched.</param>
/// <param name="PriceMinor">When the line was added or its new price acknowledged, minor units.</param>
/// <param name="AddedMs">Unix ms; lines are shown in this order, then by product.</param>
/// <param name="Saved">Saved for later: shown apart and not bought. A product is either in the cart or saved, never both.</param>
public sealed record CartItem(string ProductId, string Name, long Quantity, long PriceMinor, string Currency, long AddedMs, bool Saved);

/// <summary>A cart. <paramref name="Items"/> are in the order of time added, then product.</summary>
/// <param name="Email">Where a guest wants to be reminded; a customer's address is the account's.</param>
/// <param name="Language">In which language, with an address; null for the shop's.</param>
public sealed record CartState(
    string UserId,
    long Version,
    bool Guest,
    string? Coupon,
    long CreatedMs,
    long UpdatedMs,
    long ExpiresMs,
    IReadOnlyList<CartItem> Items,
    string? Email = null,
    string? Language = null
)
{
    /// <summary>The cart of a user who never had one.</summary>
    public static CartState None(string userId) => new(userId, 0, false, null, 0, 0, 0, []);

    [JsonIgnore]
    public IEnumerable<CartItem> Active => Items.Where(item => !item.Saved);

    /// <summary>Units to buy; saved lines do not count.</summary>
    [JsonIgnore]
    public long Units => Items.Sum(item => item.Saved ? 0 : item.Quantity);

    /// <summary>What the units to buy cost at the prices in the cart, minor units of <see cref="Currency"/>.</summary>
    [JsonIgnore]
    public long ValueMinor => Items.Sum(item => item.Saved ? 0 : item.Quantity * item.PriceMinor);

    /// <summary>Of the lines to buy; null without any.</summary>
    [JsonIgnore]
    public string? Currency => Active.FirstOrDefault()?.Currency;

    public CartItem? Find(string productId)
    {
        foreach (var item in Items)
        {
            if (item.ProductId == productId)
            {
                return item;
            }
        }

        return null;
    }

    /// <summary>As of a moment: past its expiry the cart is empty, one version later, whether or not anyone has swept it.</summary>
    public CartState At(long nowMs) =>
        Items.Count > 0 && ExpiresMs <= nowMs
            ? this with
            {
                Version = Version + 1,
                Coupon = null,
                Items = [],
                UpdatedMs = ExpiresMs,
            }
            : this;
}

/// <summary>A product as the shop offers it at the moment of a command.</summary>
/// <param name="Available">
/// Units that can be bought; the line may not hold more. Null while nobody can say: then the placement decides.
/// </param>
public sealed record Offer(string ProductId, string Name, long PriceMinor, string Currency, long? Available);

/// <summary>Units of one product.</summary>
public sealed record BoughtLine(string ProductId, long Quantity);

/// <summary>What shall happen to one cart.</summary>
/// <param name="UserId">Whose cart.</param>
/// <param name="Actor">Who wants it, for the history.</param>
public abstract record CartCommand(string UserId, string Actor)
{
    /// <summary>Only if this is the present version, else <c>version_mismatch</c>.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>Whether the owner is a guest; kept with the cart when it is made.</summary>
    public bool Guest { get; init; }

    /// <summary>The name of the record that makes this command happen once, or null when repeating is harmless by nature.</summary>
    public virtual string? RecordId => null;
}

/// <summary>Adds units, to a line that may be there already, and acknowledges its price.</summary>
public sealed record AddItem(string UserId, string Actor, Offer Offer, long Quantity) : CartCommand(UserId, Actor);

/// <summary>Sets the units of a line that is there and acknowledges its price. A line that was removed meanwhile does not return.</summary>
public sealed record SetItem(string UserId, string Actor, Offer Offer, long Quantity) : CartCommand(UserId, Actor);

/// <summary>Removes a line, saved or not; nothing when it is not there.</summary>
public sealed record RemoveItem(string UserId, string Actor, string ProductId) : CartCommand(UserId, Actor)
{
    /// <summary>Leaves a saved line alone: whoever changes a cart by a link cannot see those.</summary>
    public bool KeepSaved { get; init; }
}

/// <summary>Removes all lines and the coupon; saved lines stay.</summary>
public sealed record ClearCart(string UserId, string Actor) : CartCommand(UserId, Actor);

/// <summary>The owner is erased: all lines go, saved ones too, and where a reminder would be sent.</summary>
public sealed record ForgetCart(string UserId) : CartCommand(UserId, "system");

/// <summary>Moves a line to the saved ones.</summary>
public sealed record SaveItem(string UserId, string Actor, string ProductId) : CartCommand(UserId, Actor);

/// <summary>Moves a saved line back.</summary>
public sealed record MoveToCart(string UserId, string Actor, Offer Offer) : CartCommand(UserId, Actor);

/// <summary>Sets the coupon; null takes it off.</summary>
public sealed record SetCoupon(string UserId, string Actor, string? Code) : CartCommand(UserId, Actor);

/// <summary>Says where the owner wants to be reminded of the cart; null takes it back.</summary>
public sealed record SetEmail(string UserId, string Actor, string? Email, string? Language = null) : CartCommand(UserId, Actor);

/// <summary>Acknowledges the prices of today: the lines no longer show another one.</summary>
/// <param name="Offers">The products of the lines as they are offered now; lines without an offer stay as they are.</param>
public sealed record AcknowledgePrices(string UserId, string Actor, IReadOnlyDictionary<string, Offer> Offers) : CartCommand(UserId, Actor);

/// <summary>
/// The owner came back to a cart with lines, by the link of a reminder: the cart lives on from here, and is abandoned no longer.
/// </summary>
public sealed record ReturnToCart(string UserId, string Actor) : CartCommand(UserId, Actor);

/// <summary>Writes down that the cart has expired, when it has; what every command on such a cart does first.</summary>
public sealed record ExpireCart(string UserId) : CartCommand(UserId, "system");

/// <summary>See <c>ICarts.TakeForCheckout</c>.</summary>
public sealed record TakeItems(string UserId, string Actor, string OrderId, IReadOnlyList<BoughtLine> Lines) : CartCommand(UserId, Actor)
{
    /// <inheritdoc/>
    public override string RecordId => "order:" + OrderId;
}

/// <summary>See <c>ICarts.Restore</c>.</summary>
public sealed record RestoreItems(string UserId, string Actor, string OrderId) : CartCommand(UserId, Actor)
{
    /// <inheritdoc/>
    public override string RecordId => "order:" + OrderId;
}

/// <summary>First half of a merge: empties the guest's cart into its record, from which the second half can be repeated.</summary>
public sealed record HandOver(string UserId, string Actor, string ToUserId) : CartCommand(UserId, Actor)
{
    /// <inheritdoc/>
    public override string RecordId => "to:" + ToUserId;
}

/// <summary>Second half of a merge: takes in what a guest's cart handed over, each round once.</summary>
/// <param name="Offers">The products handed over, as they are offered now; one that is absent is not for sale.</param>
public sealed record Receive(
    string UserId,
    string Actor,
    string GuestId,
    HandedOver Handed,
    IReadOnlyDictionary<string, Offer> Offers,
    MergeRule Rule
) : CartCommand(UserId, Actor)
{
    /// <inheritdoc/>
    public override string RecordId => "from:" + GuestId;
}

/// <summary>Which quantity a product has that is in both carts: Carts:Merge.</summary>
public enum MergeRule
{
    /// <summary>Both together.</summary>
    Sum,

    /// <summary>The larger.</summary>
    Max,

    /// <summary>The guest's.</summary>
    Guest,

    /// <summary>The user's.</summary>
    User,
}

/// <summary>The record of an order at a cart.</summary>
/// <param name="State"><c>taken</c> or <c>restored</c>; restored without lines is a restore that came first.</param>
public sealed record OrderRecord(string State, IReadOnlyList<CartItem> Items, string? Coupon);

/// <summary>The record of a guest's cart: one round a merge that found lines in it.</summary>
public sealed record HandedOver(IReadOnlyList<HandedRound> Rounds);

/// <summary>What one merge found.</summary>
public sealed record HandedRound(IReadOnlyList<CartItem> Items, string? Coupon);

/// <summary>The record of a user's cart: how many rounds it took in, and what became of the lines.</summary>
public sealed record Received(int Rounds, IReadOnlyList<MergedItem> Lines);

/// <summary>What became of one line.</summary>
/// <param name="Fate">added, summed, capped, saved, dropped.</param>
public sealed record MergedItem(string ProductId, long GuestQuantity, long UserQuantity, long Quantity, string Fate, string Reason);

/// <summary>One line of the history.</summary>
/// <param name="Change">As in <c>CartFacts.Change</c>.</param>
public sealed record CartTrace(string Change, string? ProductId, long QuantityWas, long Quantity);

/// <summary>What a command does to a cart. Without traces the cart is as before.</summary>
/// <param name="Record">The new text of the command's record, or null when it stays.</param>
public sealed record CartDecision(CartState Next, IReadOnlyList<CartTrace> Traces, string? Record);

/// <summary>A cart after a command, and the command's record as it is now.</summary>
public sealed record CartChanged(CartState Cart, string? Record);

/// <summary>One entry of a cart's history.</summary>
public sealed record CartEntry(
    long Number,
    long Version,
    string Change,
    string? ProductId,
    long QuantityWas,
    long Quantity,
    string Actor,
    long AtMs
);
