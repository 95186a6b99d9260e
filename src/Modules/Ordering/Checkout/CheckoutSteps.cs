// Carries one order's checkout through its steps: forward to the payment and the confirmation, on with what it wants after them, or back.
using System.Diagnostics;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Logging;

namespace Cartwright.Ordering;

/// <summary>
/// Asks the other modules what the next step of an order asks of them, and says where the answer leads: a step refused turns the order
/// back, one without an answer is tried again, and a payment that waits is looked at later. <see cref="CheckoutRunner"/> says which order,
/// and when.
/// </summary>
/// <param name="inOneCommit">Whether the other modules' commands can be decided in one transaction with the order's.</param>
internal sealed partial class CheckoutSteps(
    OrderStore store,
    Neighbours neighbours,
    PayWithin payWithin,
    bool inOneCommit,
    [Steady] TimeProvider clock,
    ILogger log
)
{
    /// <summary>
    /// How long one call may take before its outcome counts as unknown: longer than a slow payment, so that repeating stays rare.
    /// </summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often a payment that waits is asked for though nobody mentioned it: a mention can be lost with the process that got it.
    /// </summary>
    private static readonly TimeSpan AskAgainEvery = TimeSpan.FromMinutes(1);

    /// <summary>What units that wait for their payment are asked for by.</summary>
    private const string Held = "hold unpaid";

    /// <summary>Asks another module for something, and reads its answer.</summary>
    private delegate ValueTask<(StepOutcome Outcome, StepAnswer Answer)> Ask(Step.Act act);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Takes an order one step on, and answers how far it got. Throws only when it is stopped, or the store does.</summary>
    public async ValueTask<Went> Go(Order order, CancellationToken stop)
    {
        if (order.Checkout.State == CheckoutState.Paying)
        {
            return await GoForward(order, stop);
        }

        // Before everything is given back, what was wanted before must be: afterwards a part of it could not be any more.
        return order.AfterSale is { HasWork: true } ? new(await GoOn(order, stop))
            : inOneCommit ? await GoBackTogether(order, stop)
            : new(await GoBack(order, order.Checkout.ToUndo(), stop) ? order.Undone(Now) : null);
    }

    /// <summary>The order as it is stored, or null when somebody has changed it meanwhile.</summary>
    public async Task<Order?> Save(Order next) =>
        // An answer ends the waiting for it: what is asked next begins with short waits again.
        await store.Save(next with { Checkout = next.Checkout with { Tries = 0 } }) is { } stored
            ? stored with
            {
                Added = [],
            }
            : null;

    private async ValueTask<Went> GoForward(Order order, CancellationToken stop)
    {
        PaymentHeld? keeps = null;
        foreach (var step in Checkout.Steps)
        {
            if (inOneCommit && step.Provider is { } parts)
            {
                var (heard, said) = await Try(step.Name, parts.Ask, order, stop);
                if ((await Decide(order, step, heard, said, HoldUnpaid) ?? await DecideTogether(order, step, parts)) is { } went)
                {
                    return went;
                }
            }

            var (outcome, answer) = await Try(step.Name, step.Do, order, stop);
            if (await Decide(order, step, outcome, answer, HoldUnpaid) is { } decided)
            {
                return decided;
            }

            keeps = answer.Keeps ?? keeps;
        }

        return new(Confirm(order, keeps));

        ValueTask<(StepOutcome Outcome, StepAnswer Answer)> HoldUnpaid(Step.Act act) => Try(Held, act, order, stop);
    }

    /// <summary>Where a step's answer leads; null when the next step has the word.</summary>
    /// <param name="ask">Asks what an order that waits needs of another module.</param>
    private async ValueTask<Went?> Decide(Order order, Step step, StepOutcome outcome, StepAnswer answer, Ask ask) =>
        outcome switch
        {
            StepOutcome.Unknown => new Went(null),
            StepOutcome.Refused => new Went(order.TurnBack(step, answer.Refused!, Now)),
            StepOutcome.Waits => await Wait(order, answer.Waits!, ask),
            _ => null,
        };

    /// <summary>
    /// Writes down what the provider has said together with what follows from it for the order; null when the amount is held, and the step
    /// must go on.
    /// </summary>
    private Task<Went?> DecideTogether(Order order, Step step, StepParts parts) =>
        store.InOneCommit<Went?>(async () =>
        {
            var answer = await parts.Learn(neighbours, order, CancellationToken.None);
            if (answer.IsHeld)
            {
                return null;
            }

            var (outcome, _) = Read(step.Name, order, answer);
            var went =
                await Decide(
                    order,
                    step,
                    outcome,
                    answer,
                    async act => Read(Held, order, await act(neighbours, order, CancellationToken.None))
                ) ?? new Went(Confirm(order, answer.Keeps));
            return went.Next is null ? went : new Went(await Save(went.Next), IsStored: true);
        });

    private Order Confirm(Order order, PaymentHeld? keeps) =>
        order.Confirm(Now, keeps is null ? null : Capturing.HoldingOf(order.Id, order.Terms.Total, keeps, Now));

    private async ValueTask<Went> Wait(Order order, AuthorizeReply waits, Ask ask)
    {
        var action = NextAction.Of(waits, payWithin.From(order.CreatedMs));
        if (action.ExpiresMs <= Now)
        {
            return new(order.Expire(Now));
        }

        var waiting = order.Await(action, Now);
        if (order.AfterSaleSoFar.Action is null && waiting.Added.Count > 0)
        {
            // A payment that was to be made at once waits, as a bank that asks its customer makes it: its units count as unpaid from here
            // on. Nothing is written where the placement has said so. Refused, the order is turned back with whatever its payment has
            // begun.
            var (outcome, answer) = await ask(Checkout.HoldUnpaid);
            if (outcome != StepOutcome.Done)
            {
                return new(outcome == StepOutcome.Refused ? order.TurnBack(Checkout.Steps[1], answer.Refused!, Now) : null);
            }
        }

        return waiting.Added.Count > 0 ? new(waiting) : new(null, Math.Min(action.ExpiresMs, Now + (long)AskAgainEvery.TotalMilliseconds));
    }

    /// <summary>The first of the things wanted that gets an answer.</summary>
    private async ValueTask<Order?> GoOn(Order order, CancellationToken stop)
    {
        foreach (var work in OutstandingWork.Of(order))
        {
            var (outcome, answer) = await Try(work.Name, work.Ask, order, stop);
            if (outcome == StepOutcome.Done)
            {
                return work.Done(order, answer, Now);
            }

            if (outcome == StepOutcome.Refused && work.Refused is { } refused)
            {
                return refused(order, answer.Refused!, Now);
            }
        }

        return null;
    }

    /// <summary>Undoes steps one by one; false when one of them has no answer yet.</summary>
    private async ValueTask<bool> GoBack(Order order, IEnumerable<Step> steps, CancellationToken stop)
    {
        foreach (var step in steps)
        {
            // An undo that is refused is repeated like one whose outcome is unknown: giving up would keep a shopper's money.
            var (outcome, _) = await Try("undo " + step.Name, step.Undo, order, stop);
            if (outcome != StepOutcome.Done)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Undoes what a provider is asked for, and then all the rest in the commit that says so.</summary>
    private async ValueTask<Went> GoBackTogether(Order order, CancellationToken stop)
    {
        if (!await GoBack(order, order.Checkout.ToUndo().Where(step => step.Provider is not null), stop))
        {
            return new(null);
        }

        Order? stored = null;
        var undone = await store.InOneCommit<Outcome<bool>>(async () =>
        {
            foreach (var step in order.Checkout.ToUndo().Where(step => step.Provider is null))
            {
                if ((await step.Undo(neighbours, order, CancellationToken.None)).Refused is { } refused)
                {
                    LogRefused(log, "undo " + step.Name, order.Id, refused.Code);
                    return refused;
                }
            }

            stored = await Save(order.Undone(Now));
            return true;
        });
        return undone.Refused is null ? new(stored, IsStored: true) : new(null);
    }

    private async ValueTask<(StepOutcome Outcome, StepAnswer Answer)> Try(string name, Step.Act act, Order order, CancellationToken stop)
    {
        using var span = Activity.Current is null ? null : Telemetry.Traces.StartActivity("step " + name);
        try
        {
            stop.ThrowIfCancellationRequested();

            // The deadline ends the call too: left behind, each try at a hung provider would leave one more waiting.
            using var deadline = new CancellationTokenSource(Deadline, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stop);
            var asked = act(neighbours, order, either.Token);
            var answer = asked.IsCompletedSuccessfully ? asked.Result : await asked.AsTask().WaitAsync(Deadline, clock, stop);
            if (answer.Refused is { } refusal)
            {
                span?.SetStatus(ActivityStatusCode.Error, refusal.Code);
            }

            return Read(name, order, answer);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            LogUnknown(log, name, order.Id, failure);
            span?.SetStatus(ActivityStatusCode.Error, failure.GetType().Name);
            return (StepOutcome.Unknown, default);
        }
    }

    private (StepOutcome Outcome, StepAnswer Answer) Read(string name, Order order, StepAnswer answer)
    {
        if (answer.Refused is not { } refusal)
        {
            return (answer.Waits is null ? StepOutcome.Done : StepOutcome.Waits, answer);
        }

        LogRefused(log, name, order.Id, refusal.Code);
        return (IsAnswer(refusal.Kind) ? StepOutcome.Refused : StepOutcome.Unknown, answer);
    }

    /// <summary>Only these are the other module's word on the matter; the rest says that it could not be asked properly.</summary>
    private static bool IsAnswer(RefusalKind kind) =>
        kind is RefusalKind.Invalid or RefusalKind.NotFound or RefusalKind.Conflict or RefusalKind.Gone or RefusalKind.Unprocessable;

    [LoggerMessage(Level = LogLevel.Information, Message = "The step '{Step}' of the order {OrderId} was refused with {Code}.")]
    private static partial void LogRefused(ILogger log, string step, string orderId, string code);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The outcome of the step '{Step}' of the order {OrderId} is unknown; it will be repeated."
    )]
    private static partial void LogUnknown(ILogger log, string step, string orderId, Exception failure);

    private enum StepOutcome
    {
        Done,
        Refused,
        Unknown,
        Waits,
    }

    /// <summary>How far an order got.</summary>
    /// <param name="Next">One step on; null when it waits, or when somebody else has changed what was to be stored.</param>
    /// <param name="DueMs">When to try again, Unix ms; null for the usual pauses.</param>
    /// <param name="IsStored">Whether that is committed already.</param>
    public readonly record struct Went(Order? Next, long? DueMs = null, bool IsStored = false);
}
