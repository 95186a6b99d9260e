// The second provider: a bank account that shoppers transfer to. Instructions now, money later, and each transfer that does not fit has its
// rule.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>Where shoppers transfer to.</summary>
/// <param name="Iban">Without blanks.</param>
/// <param name="Name">Its holder.</param>
/// <param name="Bic">Of its bank, or empty.</param>
/// <param name="PayWithin">How long a payment waits for its transfers.</param>
/// <param name="IsTest">Whether nobody's money is expected on it.</param>
public sealed record BankAccount(string Iban, string Name, string Bic, TimeSpan PayWithin, bool IsTest = false);

/// <summary>Money that arrived.</summary>
/// <param name="TransferId">The bank's own; the same one again changes nothing.</param>
/// <param name="Reference">As <see cref="CreditorReference.Read"/> gives it.</param>
public sealed record Transfer(string TransferId, string Reference, long AmountMinor, string Currency);

/// <summary>
/// The bank with its own books. Every transfer stands in them: as authorized when it arrives, as released when it is sent back. The rules:
/// too little stays, and the payment waits for the rest; of too much the surplus is sent back; in another currency all is sent back; for a
/// payment that is paid or voided all is sent back. A transfer after the deadline counts as long as the payment has not been voided.
/// </summary>
public sealed class SimulatedBank(Database database, TimeProvider clock, IIds ids, BankAccount? account, Signal told) : IGateway
{
    /// <summary>Its name beside payments and in the paths of its webhooks.</summary>
    public const string ProviderName = "bank_transfer";

    /// <summary>The one token: a transfer needs no secret of the shopper's.</summary>
    public const string Token = "bank_transfer";

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public AcceptedMethod Method { get; } =
        new()
        {
            Method = Token,
            Provider = ProviderName,
            Test = account is { IsTest: true },
            Tokens =
            {
                new AcceptedToken
                {
                    Token = Token,
                    Waits = true,
                    Title = "Bank transfer",
                    Note = "You get the account and a reference, and transfer the total. The goods are sent when the money has arrived.",
                },
            },
        };

    /// <inheritdoc/>
    public bool Knows(string methodToken) => methodToken == Token;

    /// <inheritdoc/>
    public async ValueTask<Outcome<GatewayPayment>> Authorize(Charge charge, CancellationToken cancel)
    {
        if (account is null)
        {
            throw new InvalidOperationException($"Payment {charge.PaymentId} was to be made by transfer to a shop without an account.");
        }

        var first = new BankPayment(
            charge.PaymentId,
            charge.OrderId,
            charge.AmountMinor,
            charge.Currency,
            charge.TakesAtOnce,
            BankState.Awaiting,
            CreditorReference.Of(ids.Secret()),
            "bank_txn_" + ids.Next().Replace("-", string.Empty, StringComparison.Ordinal),
            NowMs + (long)account.PayWithin.TotalMilliseconds,
            NowMs
        );
        return await database.Write(
            async tx =>
            {
                await BankStore.Add(tx, first);
                return await Truth(tx, charge.PaymentId);
            },
            cancel
        );
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<GatewayPayment>> Capture(string paymentId, long totalMinor, bool more, CancellationToken cancel) =>
        await database.Write(
            async tx =>
            {
                if (
                    await BankStore.Find(tx, paymentId) is { State: BankState.Received } payment
                    && totalMinor > 0
                    && totalMinor <= payment.AmountMinor
                )
                {
                    // The money is here: what is not taken of it goes back at once, whatever is wanted later.
                    await BankStore.Move(tx, paymentId, BankState.Captured);
                    await Enter(tx, payment, LedgerKind.Captured, string.Empty, totalMinor);
                    if (totalMinor < payment.AmountMinor)
                    {
                        await Enter(tx, payment, LedgerKind.Released, string.Empty, payment.AmountMinor - totalMinor);
                    }
                }

                return await Truth(tx, paymentId);
            },
            cancel
        );

    /// <inheritdoc/>
    public async ValueTask<Outcome<GatewayPayment>> Void(string paymentId, CancellationToken cancel) =>
        await database.Write(
            async tx =>
            {
                switch (await BankStore.Find(tx, paymentId))
                {
                    case null:
                        await BankStore.Add(
                            tx,
                            new(paymentId, paymentId, 0, string.Empty, true, BankState.Voided, string.Empty, string.Empty, NowMs, NowMs)
                        );
                        break;
                    case { State: BankState.Captured } payment:
                        await BankStore.Move(tx, paymentId, BankState.Voided);
                        if (MoneyLedger.Kept(await BankStore.Ledger.Of(tx, paymentId)) is > 0 and var rest)
                        {
                            await Enter(tx, payment, LedgerKind.Refunded, LedgerKind.VoidReference, rest);
                        }

                        break;
                    case { State: BankState.Awaiting or BankState.Received } payment:
                        await BankStore.Move(tx, paymentId, BankState.Voided);
                        foreach (var (transferId, held) in Held(payment, await BankStore.Ledger.Of(tx, paymentId)))
                        {
                            await Enter(tx, payment, LedgerKind.Released, transferId, held);
                        }

                        break;
                    default:
                        break;
                }

                return await Truth(tx, paymentId);
            },
            cancel
        );

    /// <inheritdoc/>
    public async ValueTask<Outcome<GatewayPayment>> Refund(string paymentId, string refundId, long amountMinor, CancellationToken cancel) =>
        await database.Write(
            async tx =>
            {
                if (
                    await BankStore.Find(tx, paymentId) is { State: BankState.Captured } payment
                    && await BankStore.Ledger.Of(tx, paymentId) is var entries
                    && !entries.Any(e => e.Kind == LedgerKind.Refunded && e.Reference == refundId)
                    && amountMinor > 0
                    && amountMinor <= MoneyLedger.Kept(entries)
                )
                {
                    await Enter(tx, payment, LedgerKind.Refunded, refundId, amountMinor);
                }

                return await Truth(tx, paymentId);
            },
            cancel
        );

    /// <inheritdoc/>
    public async ValueTask<Outcome<GatewayPayment>> LookUp(string paymentId, CancellationToken cancel) =>
        await database.Snapshot(sql => Truth(sql, paymentId));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LedgerEntry>> Entries(LedgerPlace after, int limit, CancellationToken cancel) =>
        await database.Read(sql => BankStore.Ledger.ByPayment(sql, after, limit));

    /// <summary>What transfers for a payment must name; null when the bank does not know the payment.</summary>
    public async ValueTask<string?> ReferenceOf(string paymentId) =>
        await database.Read(sql => BankStore.Find(sql, paymentId)) is { Reference.Length: > 0 } payment ? payment.Reference : null;

    /// <summary>
    /// Money arrives, and the bank tells the shop by webhook. Refused with <c>unknown_reference</c> (the bank takes nothing in), and
    /// <c>transfer_differs</c> when the transfer's id has come before with another amount or payment.
    /// </summary>
    public async ValueTask<Outcome<GatewayPayment>> Receive(Transfer transfer, CancellationToken cancel) =>
        await database.Write<Outcome<GatewayPayment>>(
            async tx =>
            {
                if (await BankStore.FindByReference(tx, transfer.Reference) is not { } payment)
                {
                    return Refusal.NotFound("unknown_reference", "No payment has this reference. The transfer goes back to its sender.");
                }

                var entries = await BankStore.Ledger.Of(tx, payment.PaymentId);
                if (entries.FirstOrDefault(e => e.Kind == LedgerKind.Authorized && e.Reference == transfer.TransferId) is { } before)
                {
                    return before.AmountMinor == transfer.AmountMinor && before.Currency == transfer.Currency
                        ? await Truth(tx, payment.PaymentId)
                        : new Refusal(
                            RefusalKind.Unprocessable,
                            "transfer_differs",
                            "This transfer has been received before with another amount."
                        );
                }

                await TakeIn(tx, payment, transfer, Received(payment, entries));
                await SimulatorWebhookStore.Add(tx, new(0, ids.Next(), ProviderName, payment.PaymentId, NowMs));
                tx.OnCommitted(told.Raise);
                return await Truth(tx, payment.PaymentId);
            },
            cancel
        );

    private async ValueTask TakeIn(Transaction tx, BankPayment payment, Transfer transfer, long before)
    {
        var arrived = Entry(payment, LedgerKind.Authorized, transfer.TransferId, transfer.AmountMinor) with
        {
            Currency = transfer.Currency,
        };
        await BankStore.Ledger.Enter(tx, arrived);
        var due = payment.State == BankState.Awaiting && transfer.Currency == payment.Currency ? payment.AmountMinor - before : 0;
        if (transfer.AmountMinor > due)
        {
            await BankStore.Ledger.Enter(tx, arrived with { Kind = LedgerKind.Released, AmountMinor = transfer.AmountMinor - due });
        }

        if (due == 0 || transfer.AmountMinor < due)
        {
            return;
        }

        await BankStore.Move(tx, payment.PaymentId, payment.TakesAtOnce ? BankState.Captured : BankState.Received);
        if (payment.TakesAtOnce)
        {
            await Enter(tx, payment, LedgerKind.Captured, string.Empty, payment.AmountMinor);
        }
    }

    private LedgerEntry Entry(BankPayment p, string kind, string reference, long amountMinor) =>
        new(0, p.PaymentId, p.OrderId, kind, reference, amountMinor, p.Currency, p.TransactionId, NowMs);

    private ValueTask Enter(Transaction tx, BankPayment payment, string kind, string reference, long amountMinor) =>
        BankStore.Ledger.Enter(tx, Entry(payment, kind, reference, amountMinor));

    private async ValueTask<GatewayPayment> Truth(Sql sql, string paymentId)
    {
        if (await BankStore.Find(sql, paymentId) is not { } payment)
        {
            return GatewayPayment.Unseen(paymentId);
        }

        var entries = await BankStore.Ledger.Of(sql, paymentId);
        var received = Received(payment, entries);
        return new(
            paymentId,
            true,
            payment.TransactionId,
            null,
            payment.State == BankState.Voided,
            entries,
            payment.State != BankState.Awaiting
                ? null
                : new(
                    PaymentWait.Transfer,
                    payment.DueMs,
                    payment.AmountMinor - received,
                    received,
                    account?.Iban ?? string.Empty,
                    account?.Name ?? string.Empty,
                    payment.Reference,
                    account?.Bic ?? string.Empty
                )
        );
    }

    private static long Received(BankPayment payment, List<LedgerEntry> entries) => Held(payment, entries).Sum(one => one.HeldMinor);

    // What of each transfer in the payment's currency has not been sent back.
    private static IEnumerable<(string TransferId, long HeldMinor)> Held(BankPayment payment, List<LedgerEntry> entries) =>
        entries
            .Where(e => e.Kind is LedgerKind.Authorized or LedgerKind.Released && e.Currency == payment.Currency && e.Reference.Length > 0)
            .GroupBy(e => e.Reference, StringComparer.Ordinal)
            .Select(of => (of.Key, of.Sum(e => e.Kind == LedgerKind.Authorized ? e.AmountMinor : -e.AmountMinor)))
            .Where(one => one.Item2 > 0);
}
