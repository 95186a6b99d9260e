// Admission control: under more changes than the shop can carry out, requests wait at the door, before anything is spent on them.
using System.Diagnostics.CodeAnalysis;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.AspNetCore.Http;

namespace Cartwright.Web;

/// <summary>
/// The line of those who want to change something of one module. It lets in while few changes wait for the module's writer, and never takes
/// more than a part of the writer's places: the others are for what was acknowledged before (the relay, checkouts under way, calls of other
/// processes). Whoever waits holds nothing, so that neither a slow body nor a slow provider keeps others out. It stands on the endpoints of
/// the module as metadata.
/// </summary>
/// <param name="changesWaiting">How many changes wait for the writer.</param>
/// <param name="clock">For the longest wait.</param>
[SuppressMessage("Design", "CA1001", Justification = "The timer lies still while the line is empty, and lives as long as the process.")]
public sealed class Admission(Func<int> changesWaiting, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Queue<Waiter> line = new();
    private ITimer? look;

    /// <summary>Requests that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
            {
                return line.Count;
            }
        }
    }

    /// <summary>
    /// Whether it may go on: at once, or after its turn has come. False when the line is full, or the turn did not come in time.
    /// </summary>
    /// <param name="cancel">The caller has gone: nobody waits for its turn.</param>
    public ValueTask<bool> Enter(CancellationToken cancel)
    {
        lock (gate)
        {
            if (line.Count == 0 && changesWaiting() < Limits.AdmittedChangesMax)
            {
                return ValueTask.FromResult(true);
            }

            if (line.Count >= Limits.AdmissionLineMax)
            {
                return ValueTask.FromResult(false);
            }

            var waiter = new Waiter(clock.GetTimestamp(), cancel);
            line.Enqueue(waiter);
            if (line.Count == 1)
            {
                look ??= clock.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                look.Change(Limits.AdmissionLookEvery, Timeout.InfiniteTimeSpan);
            }

            return new ValueTask<bool>(waiter.Turn.Task);
        }
    }

    private void Look()
    {
        lock (gate)
        {
            var room = Limits.AdmittedChangesMax - changesWaiting();
            while (line.TryPeek(out var first))
            {
                var late = clock.GetElapsedTime(first.Since) >= Limits.AdmissionWaitMax;
                if (!first.Cancel.IsCancellationRequested && !late && room-- <= 0)
                {
                    break;
                }

                line.Dequeue().Turn.SetResult(!late);
            }

            if (line.Count > 0)
            {
                look!.Change(Limits.AdmissionLookEvery, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private sealed record Waiter(long Since, CancellationToken Cancel)
    {
        public TaskCompletionSource<bool> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>Holds changes at the <see cref="Admission"/> of their endpoint. Reads wait for no writer and go by.</summary>
internal sealed class AdmissionGate(RequestDelegate next)
{
    private static readonly Refusal Full = Refusal.Unavailable(
        "overloaded",
        "More requests wait than the shop can take. Repeat in a moment."
    );

    public Task Invoke(HttpContext context)
    {
        var method = context.Request.Method;
        if (
            HttpMethods.IsGet(method)
            || HttpMethods.IsHead(method)
            || HttpMethods.IsOptions(method)
            || context.GetEndpoint()?.Metadata.GetMetadata<Admission>() is not { } admission
        )
        {
            return next(context);
        }

        var turn = admission.Enter(context.RequestAborted);
        return turn.IsCompletedSuccessfully ? GoOn(context, turn.Result) : Wait(context, turn);
    }

    private async Task Wait(HttpContext context, ValueTask<bool> turn) => await GoOn(context, await turn);

    private Task GoOn(HttpContext context, bool admitted)
    {
        if (admitted)
        {
            return next(context);
        }

        context.Response.Headers.CacheControl = "no-store";
        return Answer.Problem(Full).ExecuteAsync(context);
    }
}
