// All SQL about where vendors' money goes, and who changed it.
using System.Data.Common;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>A change of a vendor's account as staff see it.</summary>
/// <param name="Before">What it was, in part; empty where there was none.</param>
/// <param name="After">What it became, in part.</param>
/// <param name="Role">vendor or admin.</param>
/// <param name="ConfirmedBy">Who let it be paid to before its time; null: nobody.</param>
public sealed record VendorAccountChange(
    long Number,
    string VendorId,
    string Before,
    string After,
    string Role,
    string ActorId,
    long AtMs,
    long PayableMs,
    string? ConfirmedBy
);

/// <summary>
/// Every change is told to whoever sells for the vendor, and kept. What a vendor changes by itself is not paid to for a while: a session
/// that somebody stole must not be enough to be paid.
/// </summary>
public sealed class VendorAccountStore([FromKeyedServices("ordering")] Database database)
{
    private const string Columns = "vendor_id, holder, iban, bic, actor_id, updated_ms, stripe_account, payable_ms";

    private static readonly Refusal NotFound = Refusal.NotFound("account_not_found", "The vendor has no account yet.");

    public ValueTask<VendorAccount?> Get(string vendorId) => database.Read(sql => Find(sql, vendorId));

    /// <summary>Where several vendors' money goes; those without an account are left out.</summary>
    internal static ValueTask<VendorAccount?> Find(Sql sql, string vendorId) =>
        sql.First($"SELECT {Columns} FROM vendor_accounts WHERE vendor_id = $1", Map, vendorId);

    /// <summary>
    /// Saves an account at a bank, at Stripe, or both; what is left empty stays as it was. One that is as it was changes nothing and is
    /// told to nobody.
    /// </summary>
    /// <param name="role">vendor or admin.</param>
    /// <param name="hold">How long it is not paid to.</param>
    public Task<VendorAccount> Save(VendorAccount given, string role, TimeSpan hold) =>
        database.Write(async tx =>
        {
            var isNew = await tx.Execute("UPDATE vendor_accounts SET vendor_id = vendor_id WHERE vendor_id = $1", given.VendorId) == 0;
            var before = isNew ? null : await Find(tx, given.VendorId);
            var after = Together(before, given) with
            {
                // What the vendor changed and nobody has confirmed stays held when staff write the other account alone.
                PayableMs = Math.Max(
                    hold == TimeSpan.Zero ? 0 : given.UpdatedMs + (long)hold.TotalMilliseconds,
                    before is not null && KeepsPart(before, given) && before.PayableMs > given.UpdatedMs ? before.PayableMs : 0
                ),
            };
            if (before is not null && IsSame(before, after))
            {
                return before;
            }

            await tx.Send(
                $"""
                INSERT INTO vendor_accounts({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                ON CONFLICT (vendor_id) DO UPDATE SET holder = excluded.holder, iban = excluded.iban, bic = excluded.bic,
                    actor_id = excluded.actor_id, updated_ms = excluded.updated_ms, stripe_account = excluded.stripe_account,
                    payable_ms = excluded.payable_ms
                """,
                after.VendorId,
                after.Holder,
                after.Iban,
                after.Bic,
                after.ActorId,
                after.UpdatedMs,
                after.StripeAccount,
                after.PayableMs
            );
            await tx.Send(
                """
                INSERT INTO vendor_account_changes(vendor_id, holder, iban, bic, actor_id, at_ms, stripe_account, before_shown, actor_role, payable_ms)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """,
                after.VendorId,
                after.Holder,
                after.Iban,
                after.Bic,
                after.ActorId,
                after.UpdatedMs,
                after.StripeAccount,
                before?.Shown ?? string.Empty,
                role,
                after.PayableMs
            );
            await tx.Publish(
                Topics.VendorAccountChanged,
                after.VendorId,
                new VendorAccountFacts(
                    after.VendorId,
                    before?.Shown ?? string.Empty,
                    after.Shown,
                    role,
                    after.PayableMs == 0 ? null : after.PayableMs,
                    after.UpdatedMs
                )
            );
            return after;
        });

    /// <summary>
    /// Staff have made sure that an account is the vendor's: it is paid to from now on. Repeating changes nothing. Refused with
    /// <c>account_not_found</c>, and with <c>account_changed</c> when it is another one than they have seen.
    /// </summary>
    /// <param name="updatedMs">Which change they have seen.</param>
    public Task<Outcome<VendorAccount>> Confirm(string vendorId, long updatedMs, string actorId) =>
        database.Write<Outcome<VendorAccount>>(async tx =>
        {
            await tx.Execute("UPDATE vendor_accounts SET vendor_id = vendor_id WHERE vendor_id = $1", vendorId);
            if (await Find(tx, vendorId) is not { } account)
            {
                return NotFound;
            }

            if (account.UpdatedMs != updatedMs)
            {
                return Refusal.Conflict(
                    "account_changed",
                    "The account was changed once more since you looked. Look again, and ask the vendor about what stands there now."
                );
            }

            if (account.PayableMs == 0)
            {
                return account;
            }

            await tx.Send("UPDATE vendor_accounts SET payable_ms = 0 WHERE vendor_id = $1", vendorId);
            await tx.Send(
                "UPDATE vendor_account_changes SET confirmed_by = $3 WHERE vendor_id = $1 AND at_ms = $2 AND confirmed_by IS NULL",
                vendorId,
                updatedMs,
                actorId
            );
            return account with { PayableMs = 0 };
        });

    /// <summary>Changes, the newest first; of one vendor, or of all.</summary>
    public ValueTask<List<VendorAccountChange>> Changes(string? vendorId, long before, int limit) =>
        database.Read(sql =>
            sql.Query(
                $"""
                SELECT number, vendor_id, before_shown, holder, iban, stripe_account, actor_role, actor_id, at_ms, payable_ms, confirmed_by
                FROM vendor_account_changes WHERE number < $1{(vendorId is null ? string.Empty : " AND vendor_id = $3")}
                ORDER BY number DESC LIMIT $2
                """,
                row => new VendorAccountChange(
                    row.GetInt64(0),
                    row.GetString(1),
                    row.GetString(2),
                    new VendorAccount(
                        string.Empty,
                        row.GetString(3),
                        row.GetString(4),
                        string.Empty,
                        string.Empty,
                        0,
                        row.GetString(5)
                    ).Shown,
                    row.GetString(6),
                    row.GetString(7),
                    row.GetInt64(8),
                    row.GetInt64(9),
                    row.IsDBNull(10) ? null : row.GetString(10)
                ),
                vendorId is null ? [before, limit] : [before, limit, vendorId]
            )
        );

    private static VendorAccount Together(VendorAccount? before, VendorAccount given) =>
        before is null ? given
        : given.Iban.Length == 0 ? given with { Holder = before.Holder, Iban = before.Iban, Bic = before.Bic }
        : given.StripeAccount.Length == 0 ? given with { StripeAccount = before.StripeAccount }
        : given;

    private static bool KeepsPart(VendorAccount before, VendorAccount given) =>
        (given.Iban.Length == 0 && before.Iban.Length > 0) || (given.StripeAccount.Length == 0 && before.StripeAccount.Length > 0);

    private static bool IsSame(VendorAccount one, VendorAccount other) =>
        (one.Holder, one.Iban, one.Bic, one.StripeAccount) == (other.Holder, other.Iban, other.Bic, other.StripeAccount);

    private static VendorAccount Map(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetInt64(5),
            row.GetString(6),
            row.GetInt64(7)
        );
}
