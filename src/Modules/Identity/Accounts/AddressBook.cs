// The addresses that a shopper keeps to choose from: at home, at work, at the parents'. The address of record stands apart, in the profile.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <param name="Address">Where to.</param>
/// <param name="Label">What the shopper calls it; empty unless said.</param>
/// <param name="Default">Whether the checkout begins with it. The first one does, whatever is said.</param>
internal sealed record AddressBody(PostalAddress Address, string? Label = null, bool? Default = null);

/// <summary>What is absent stays as it is.</summary>
/// <param name="Address">Another place.</param>
/// <param name="Label">Another name; empty for none.</param>
/// <param name="Default">True makes it the default in place of another; false is for none that is.</param>
internal sealed record AddressPatch(PostalAddress? Address = null, string? Label = null, bool? Default = null);

/// <param name="AddressId">The id.</param>
/// <param name="Label">What the shopper calls it.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Default">Whether the checkout begins with it; one of them does.</param>
internal sealed record SavedAddress(
    string AddressId,
    string Label,
    PostalAddress Address,
    bool Default,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    public static SavedAddress Of(KeptAddress kept) =>
        new(
            kept.Id,
            kept.Label,
            kept.Address,
            kept.IsDefault,
            DateTimeOffset.FromUnixTimeMilliseconds(kept.CreatedMs),
            DateTimeOffset.FromUnixTimeMilliseconds(kept.UpdatedMs)
        );
}

/// <param name="Items">All of them, oldest first.</param>
internal sealed record SavedAddresses(IReadOnlyList<SavedAddress> Items);

/// <summary>Keeps at most <see cref="Limits.AddressesMax"/> an account. Another's address is not there.</summary>
internal sealed class AddressBook([FromKeyedServices("identity")] Database database, IIds ids, TimeProvider clock)
{
    private const int LabelCharsMax = 60;
    private static readonly Refusal NotFound = Refusal.NotFound("address_not_found", "There is no such address in your address book.");
    private static readonly Refusal Full = Refusal.Conflict(
        "addresses_full",
        $"An address book holds {Limits.AddressesMax} addresses. Delete one, or change it."
    );
    private static readonly Refusal NoUser = Refusal.NotFound("user_not_found", "There is no such user.");

    public async Task<SavedAddresses> List(string userId) =>
        new([.. (await database.Read(sql => AddressStore.Of(sql, userId))).Select(SavedAddress.Of)]);

    public async Task<Outcome<SavedAddress>> Get(string userId, string addressId) =>
        await database.Read(sql => AddressStore.Find(sql, userId, addressId)) is { } kept ? SavedAddress.Of(kept) : NotFound;

    /// <summary>Refused with <c>addresses_full</c>.</summary>
    public async Task<Outcome<SavedAddress>> Add(string userId, AddressBody body)
    {
        var check = new Check().Text("label", body.Label, LabelCharsMax, 0).Address("address", body.Address);
        return check.Refused is { } refused
            ? refused
            : await database.Write<Outcome<SavedAddress>>(async transaction =>
            {
                // The user's row is held, so that of two additions at once each counts the other.
                if (await Refuses(transaction, userId) is { } no)
                {
                    return no;
                }

                var others = await AddressStore.Of(transaction, userId);
                if (others.Count >= Limits.AddressesMax)
                {
                    return Full;
                }

                var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
                var added = new KeptAddress(
                    ids.Next(),
                    body.Label?.Trim() ?? string.Empty,
                    body.Address,
                    others.Count == 0 || body.Default == true,
                    now,
                    now
                );
                await AddressStore.Add(transaction, userId, added);
                if (added.IsDefault)
                {
                    await AddressStore.OnlyDefault(transaction, userId, added.Id);
                }

                return SavedAddress.Of(added);
            });
    }

    public async Task<Outcome<SavedAddress>> Change(string userId, string addressId, AddressPatch patch)
    {
        var check = new Check().Text("label", patch.Label, LabelCharsMax, 0).Address("address", patch.Address);
        return check.Refused is { } refused
            ? refused
            : await database.Write<Outcome<SavedAddress>>(async transaction =>
            {
                if (await Refuses(transaction, userId) is { } no)
                {
                    return no;
                }

                if (await AddressStore.Find(transaction, userId, addressId) is not { } before)
                {
                    return NotFound;
                }

                if (before.IsDefault && patch.Default == false)
                {
                    return new Check().That(false, "default", "must be true for another address; one of them is the default").Refused!;
                }

                var after = before with
                {
                    Label = patch.Label?.Trim() ?? before.Label,
                    Address = patch.Address ?? before.Address,
                    IsDefault = patch.Default ?? before.IsDefault,
                    UpdatedMs = clock.GetUtcNow().ToUnixTimeMilliseconds(),
                };
                await AddressStore.Save(transaction, userId, after);
                if (after.IsDefault)
                {
                    await AddressStore.OnlyDefault(transaction, userId, addressId);
                }

                return SavedAddress.Of(after);
            });
    }

    /// <summary>After the default the oldest of the others is it.</summary>
    public Task<Outcome<bool>> Remove(string userId, string addressId) =>
        database.Write<Outcome<bool>>(async transaction =>
        {
            if (await Refuses(transaction, userId) is { } no)
            {
                return no;
            }

            if (await AddressStore.Find(transaction, userId, addressId) is not { } removed)
            {
                return NotFound;
            }

            await AddressStore.Remove(transaction, userId, addressId);
            if (removed.IsDefault && (await AddressStore.Of(transaction, userId)) is [var next, ..])
            {
                await AddressStore.Save(transaction, userId, next with { IsDefault = true });
            }

            return true;
        });

    // A token may outlive an erasure by a moment.
    private static async ValueTask<Refusal?> Refuses(Transaction transaction, string userId) =>
        await UserStore.Hold(transaction, userId) is not { } account ? NoUser
        : account.IsErased ? Account.WasErased
        : null;
}
