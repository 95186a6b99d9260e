// Payouts by Stripe: fills the port of payouts with transfers to vendors' connected accounts.
using System.Globalization;
using System.Net;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stripe;

namespace Cartwright.Stripe;

/// <summary>
/// A payout is one transfer, in a transfer group that its id names. Before one is made the group is looked at, so that nothing depends on
/// how long Stripe remembers an idempotency key (24 h): the key only keeps two callers of one moment apart. What Stripe refuses has moved
/// nothing and is not asked for again under the id. A reversal is money that came back to the shop.
/// </summary>
/// <remarks>https://docs.stripe.com/connect/separate-charges-and-transfers</remarks>
internal sealed partial class StripePayouts(StripeCalls calls, StripeSettings settings, ILogger<StripePayouts> log) : IPayouts
{
    private const string GroupStart = "payout_";
    private const string PayoutKey = "payout_id";
    private const int PageMax = 100;

    /// <inheritdoc/>
    public string Name => StripeSettings.Provider;

    /// <inheritdoc/>
    public PayoutAbilities Can { get; } = new(IsOnline: true, PayoutDestination.StripeAccount, null);

    /// <summary>
    /// Registers it where its keys are said: also where it pays nothing new, because what was sent is still looked up. Throws
    /// <see cref="ConfigurationRefused"/> where <c>Payouts:Provider</c> names it and there are none.
    /// </summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        if (StripeSettings.Read(configuration) is { } settings)
        {
            services.AddSingleton<IPayouts>(all => new StripePayouts(
                new StripeCalls(settings),
                settings,
                all.GetRequiredService<ILogger<StripePayouts>>()
            ));
        }
        else if (string.Equals(configuration["Payouts:Provider"]?.Trim(), StripeSettings.Provider, StringComparison.Ordinal))
        {
            throw new ConfigurationRefused($"Payouts:Provider={StripeSettings.Provider}, and it has no keys. {StripeSettings.Missing}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<PayoutTruth>> Send(PayoutOrder order, CancellationToken cancel)
    {
        if (PayoutRefusals.Of(this, order) is { } refused)
        {
            return refused;
        }

        if (StripeAmount.Of(order.AmountMinor, order.Currency) is not { } amount)
        {
            return PayoutRefusals.Amount($"Stripe cannot pay {order.Currency} to the last digit. Pay a rounder amount.");
        }

        return await Answered<PayoutTruth>(
            order.PayoutId,
            async () =>
            {
                var there = await Find(order.PayoutId, cancel);
                var truth = Truth(there ?? await Make(order, amount, cancel));
                return truth.IsOf(order) ? truth : PayoutRefusals.Differs(order.PayoutId);
            },
            cancel
        );
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<PayoutTruth>> LookUp(string payoutId, CancellationToken cancel) =>
        Answered<PayoutTruth>(
            payoutId,
            async () =>
                await Find(payoutId, cancel) is { } there
                    ? Truth(there)
                    : new PayoutTruth { PayoutId = payoutId, State = PayoutState.None },
            cancel
        );

    /// <inheritdoc/>
    public ValueTask<Outcome<PayoutPage>> List(PayoutPeriod period, CancellationToken cancel) =>
        Answered<PayoutPage>(
            "list",
            async () =>
            {
                var read = await Transfers(
                    new()
                    {
                        Created = new DateRangeOptions
                        {
                            GreaterThanOrEqual = Second(period.FromUnixMs),
                            LessThan = Second(period.BeforeUnixMs),
                        },
                        Limit = PageMax,
                        StartingAfter = period.After.Length == 0 ? null : period.After,
                    },
                    cancel
                );
                var page = new PayoutPage { Next = read.HasMore && read.Data.Count > 0 ? read.Data[^1].Id : string.Empty };
                page.Payouts.AddRange(read.Data.Where(IsOurs).Select(Truth));
                return page;
            },
            cancel
        );

    private async Task<Transfer?> Find(string payoutId, CancellationToken cancel)
    {
        var read = await Transfers(new() { TransferGroup = GroupStart + payoutId, Limit = PageMax }, cancel);

        // Others may use the account, and the group's name: the payout's id is in what we have written on it.
        var ours = read.Data.Where(one => IsOurs(one) && one.Metadata[PayoutKey] == payoutId).ToList();
        if (ours.Count > 1)
        {
            LogTwice(log, payoutId, ours.Count);
        }

        return ours.MinBy(one => one.Created);
    }

    private Task<Transfer> Make(PayoutOrder order, long amount, CancellationToken cancel) =>
        StripeCalls.Once(
            [order.PayoutId, "transfer"],
            key =>
                calls.Client.V1.Transfers.CreateAsync(
                    new TransferCreateOptions
                    {
                        Amount = amount,
                        Currency = order.Currency.ToLowerInvariant(),
                        Destination = order.Destination,
                        TransferGroup = GroupStart + order.PayoutId,
                        Metadata = new() { [PayoutKey] = order.PayoutId, ["vendor_id"] = order.VendorId },
                    },
                    key,
                    cancel
                ),
            cancel
        );

    private Task<StripeList<Transfer>> Transfers(TransferListOptions options, CancellationToken cancel) =>
        StripeCalls.Asked(() => calls.Client.V1.Transfers.ListAsync(options, null, cancel), cancel);

    private PayoutTruth Truth(Transfer one)
    {
        if (one.Livemode != settings.IsLive)
        {
            throw new StripeLost("a transfer of the other mode");
        }

        var currency = one.Currency.ToUpperInvariant();
        return new PayoutTruth
        {
            PayoutId = one.Metadata[PayoutKey],
            State = one.AmountReversed > 0 ? PayoutState.Returned : PayoutState.Paid,
            AmountMinor = StripeAmount.ToMinor(one.Amount, currency),
            Currency = currency,
            Destination = one.DestinationId ?? string.Empty,
            Reference = one.Id,
            ReturnedMinor = StripeAmount.ToMinor(one.AmountReversed, currency),
            Reason = one.AmountReversed > 0 ? "The transfer was reversed at Stripe." : string.Empty,
            AtUnixMs = new DateTimeOffset(DateTime.SpecifyKind(one.Created, DateTimeKind.Utc)).ToUnixTimeMilliseconds(),
        };
    }

    private async ValueTask<Outcome<T>> Answered<T>(string payoutId, Func<Task<Outcome<T>>> call, CancellationToken cancel)
    {
        try
        {
            return await call();
        }
        catch (StripeException refused)
        {
            LogRefused(log, payoutId, Words(refused));
            return OfStripe(payoutId, refused);
        }
        catch (StripeLost lost)
        {
            LogRefused(log, payoutId, lost.Message);
            return PayoutRefusals.Unknown(payoutId);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Whoever asked has given up waiting; what was asked for may have been carried out.
            return PayoutRefusals.Unknown(payoutId);
        }
    }

    private static Refusal OfStripe(string payoutId, StripeException refused) =>
        refused.StripeError switch
        {
            // The first request under the key still runs there: what becomes of it is looked up.
            { Code: "idempotency_key_in_use" } => PayoutRefusals.Unknown(payoutId),
            { Type: "idempotency_error" } when refused.HttpStatusCode == System.Net.HttpStatusCode.Conflict => PayoutRefusals.Unknown(
                payoutId
            ),
            { Type: "idempotency_error" } => PayoutRefusals.Differs(payoutId),
            { Code: "balance_insufficient" } => Refusal.Conflict(
                "balance_insufficient",
                "The shop's balance at Stripe does not hold so much yet. Wait until its sales are available there, and pay again."
            ),
            { Code: "insufficient_capabilities_for_transfer" } => PayoutRefusals.Destination(
                "The vendor's account at Stripe may not take transfers. It has to finish signing up there (capability transfers)."
            ),
            { Param: "destination" } or { Code: "account_invalid" } => PayoutRefusals.Destination(
                "Stripe knows no such account of the vendor's that is connected to the shop's own."
            ),
            { Param: "currency" } => Refusal.Conflict(
                "currency_not_paid",
                "Stripe does not pay out in this currency. Pay it by hand, and record it."
            ),
            { Param: "amount" } or { Code: "amount_too_small" or "amount_too_large" } => PayoutRefusals.Amount(
                "Stripe does not pay this amount."
            ),

            // The key is wrong, or may not do this, or there were too many calls: nothing has moved, and the cure is the shop's.
            _ when refused.HttpStatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests =>
                PayoutRefusals.Away("Stripe"),
            _ when StripeCalls.IsFinal(refused) => Refusal.Conflict(
                "payout_refused",
                $"Stripe refuses the payout ({refused.StripeError?.Code ?? refused.StripeError?.Type ?? "no code"})."
            ),
            _ => PayoutRefusals.Unknown(payoutId),
        };

    private static bool IsOurs(Transfer one) => one.Metadata is { } metadata && metadata.ContainsKey(PayoutKey);

    // Stripe counts whole seconds: what it took in one is before a time within it, and not from then on.
    private static DateTime Second(long unixMs) => DateTimeOffset.FromUnixTimeSeconds((unixMs + 999) / 1_000).UtcDateTime;

    // Status, codes and the request's id: a message may hold what was sent.
    private static string Words(StripeException refused) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(int)refused.HttpStatusCode} {refused.StripeError?.Type} {refused.StripeError?.Code} {refused.StripeResponse?.RequestId}"
        );

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stripe did not answer the payout {PayoutId} as asked: {Words}.")]
    private static partial void LogRefused(ILogger log, string payoutId, string words);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Stripe has {Transfers} transfers of the payout {PayoutId}: one was made by hand.")]
    private static partial void LogTwice(ILogger log, string payoutId, int transfers);
}
