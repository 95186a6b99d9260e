// All SQL about the addresses that a shopper keeps.
using System.Data.Common;
using System.Text.Json;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Identity;

/// <summary>One row of addresses.</summary>
internal sealed record KeptAddress(string Id, string Label, PostalAddress Address, bool IsDefault, long CreatedMs, long UpdatedMs);

internal static class AddressStore
{
    private const string Columns = "address_id, label, address, is_default, created_ms, updated_ms";

    /// <summary>Oldest first; ids sort by time.</summary>
    public static ValueTask<List<KeptAddress>> Of(Sql sql, string userId) =>
        sql.Query($"SELECT {Columns} FROM addresses WHERE user_id = $1 ORDER BY address_id LIMIT {Limits.AddressesMax}", Map, userId);

    public static ValueTask<KeptAddress?> Find(Sql sql, string userId, string addressId) =>
        sql.First($"SELECT {Columns} FROM addresses WHERE address_id = $1 AND user_id = $2", Map, addressId, userId);

    public static ValueTask Add(Transaction transaction, string userId, KeptAddress address) =>
        transaction.Send(
            "INSERT INTO addresses(address_id, user_id, label, address, is_default, created_ms, updated_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            address.Id,
            userId,
            address.Label,
            JsonSerializer.Serialize(address.Address, Json.Options),
            address.IsDefault,
            address.CreatedMs,
            address.UpdatedMs
        );

    public static ValueTask Save(Transaction transaction, string userId, KeptAddress address) =>
        transaction.Send(
            "UPDATE addresses SET label = $3, address = $4, is_default = $5, updated_ms = $6 WHERE address_id = $1 AND user_id = $2",
            address.Id,
            userId,
            address.Label,
            JsonSerializer.Serialize(address.Address, Json.Options),
            address.IsDefault,
            address.UpdatedMs
        );

    /// <summary>Leaves no other default than this one.</summary>
    public static ValueTask OnlyDefault(Transaction transaction, string userId, string addressId) =>
        transaction.Send(
            "UPDATE addresses SET is_default = 0 WHERE user_id = $1 AND is_default = 1 AND address_id <> $2",
            userId,
            addressId
        );

    public static ValueTask Remove(Transaction transaction, string userId, string addressId) =>
        transaction.Send("DELETE FROM addresses WHERE address_id = $1 AND user_id = $2", addressId, userId);

    public static ValueTask RemoveAll(Transaction transaction, string userId) =>
        transaction.Send("DELETE FROM addresses WHERE user_id = $1", userId);

    private static KeptAddress Map(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            JsonSerializer.Deserialize<PostalAddress>(row.GetString(2), Json.Options)!,
            row.GetInt64(3) == 1,
            row.GetInt64(4),
            row.GetInt64(5)
        );
}
