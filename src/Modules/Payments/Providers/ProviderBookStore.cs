// All SQL of what providers outside remember here: their names for our payments, and their statements as they were read last.
using System.Data.Common;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <inheritdoc/>
/// <param name="database">That of Payments.</param>
/// <param name="provider">Whose rows these are; no other provider's are read or written.</param>
public sealed class ProviderBookStore(Database database, string provider, TimeProvider clock) : IProviderBook
{
    private const string Columns = "payment_id, order_id, reference, amount_minor, currency, takes_at_once, is_voided, created_ms";

    private const string EntryColumns = "payment_id, order_id, kind, reference, amount_minor, currency, transaction_id, at_ms";

    private static readonly RowsInsert Noted = new(
        $"INSERT INTO provider_statement(provider, {EntryColumns}) VALUES ",
        9,
        " ON CONFLICT (provider, payment_id, kind, reference) DO NOTHING"
    );

    /// <inheritdoc/>
    public ValueTask<ProviderPayment?> Find(string paymentId) => database.Read(sql => Find(sql, paymentId));

    /// <inheritdoc/>
    public ValueTask<ProviderPayment?> FindByReference(string reference) =>
        database.Read(sql =>
            sql.First(
                $"SELECT {Columns} FROM provider_payments WHERE provider = $1 AND reference = $2 AND reference <> ''",
                Map,
                provider,
                reference
            )
        );

    /// <inheritdoc/>
    public async ValueTask<ProviderPayment> Add(ProviderPayment payment, CancellationToken cancel) =>
        await database.Write(
            async tx =>
            {
                await Insert(tx, payment);
                return (await Find(tx, payment.PaymentId))!;
            },
            cancel
        );

    /// <inheritdoc/>
    public async ValueTask<ProviderPayment> Void(string paymentId, CancellationToken cancel) =>
        await database.Write(
            async tx =>
            {
                var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
                await Insert(tx, new(paymentId, paymentId, string.Empty, 0, string.Empty, true, true, nowMs));
                await tx.Execute(
                    "UPDATE provider_payments SET is_voided = 1 WHERE provider = $1 AND payment_id = $2 AND is_voided = 0",
                    provider,
                    paymentId
                );
                return (await Find(tx, paymentId))!;
            },
            cancel
        );

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LedgerEntry>> Statement(LedgerPlace after, int limit) =>
        await database.Read(sql =>
            sql.Query(
                $"""
                SELECT {EntryColumns} FROM provider_statement WHERE provider = $1 AND (payment_id, kind, reference) > ($2, $3, $4)
                ORDER BY payment_id, kind, reference LIMIT $5
                """,
                MapEntry,
                provider,
                after.PaymentId,
                after.Kind,
                after.Reference,
                limit
            )
        );

    /// <inheritdoc/>
    public async ValueTask<string> ReadUntil() =>
        await database.Read(sql =>
            sql.First("SELECT read_until FROM provider_readings WHERE provider = $1", row => row.GetString(0), provider)
        ) ?? string.Empty;

    /// <inheritdoc/>
    public async ValueTask Note(
        IReadOnlyList<LedgerEntry> entries,
        IReadOnlyList<LedgerPlace> gone,
        string? until,
        CancellationToken cancel
    ) =>
        await database.Write(
            async tx =>
            {
                if (entries.Count > 0)
                {
                    await Noted.Run(tx, [.. entries.SelectMany(Values)]);
                }

                foreach (var place in gone)
                {
                    await tx.Execute(
                        "DELETE FROM provider_statement WHERE provider = $1 AND payment_id = $2 AND kind = $3 AND reference = $4",
                        provider,
                        place.PaymentId,
                        place.Kind,
                        place.Reference
                    );
                }

                if (until is not null)
                {
                    await tx.Execute(
                        "INSERT INTO provider_readings(provider, read_until) VALUES ($1, $2) ON CONFLICT (provider) DO UPDATE SET read_until = excluded.read_until",
                        provider,
                        until
                    );
                }

                return true;
            },
            cancel
        );

    private ValueTask<ProviderPayment?> Find(Sql sql, string paymentId) =>
        sql.First($"SELECT {Columns} FROM provider_payments WHERE provider = $1 AND payment_id = $2", Map, provider, paymentId);

    private ValueTask<int> Insert(Transaction tx, ProviderPayment p) =>
        tx.Execute(
            $"INSERT INTO provider_payments(provider, {Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (provider, payment_id) DO NOTHING",
            provider,
            p.PaymentId,
            p.OrderId,
            p.Reference,
            p.AmountMinor,
            p.Currency,
            p.TakesAtOnce,
            p.IsVoided,
            p.CreatedMs
        );

    private object?[] Values(LedgerEntry e) =>
        [provider, e.PaymentId, e.OrderId, e.Kind, e.Reference, e.AmountMinor, e.Currency, e.TransactionId, e.AtMs];

    private static ProviderPayment Map(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetInt64(3),
            row.GetString(4),
            row.GetInt32(5) == 1,
            row.GetInt32(6) == 1,
            row.GetInt64(7)
        );

    private static LedgerEntry MapEntry(DbDataReader row) =>
        new(
            0,
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetInt64(4),
            row.GetString(5),
            row.GetString(6),
            row.GetInt64(7)
        );
}
