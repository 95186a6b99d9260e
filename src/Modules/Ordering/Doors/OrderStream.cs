// An order's status as server-sent events: the state now, then each change; a client that comes back names the last event it has seen.
using System.Globalization;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>The data of one event.</summary>
public sealed record StatusEvent(string OrderId, [OrderStatus] string Status, string? StatusReason, DateTimeOffset At);

/// <summary>Serves streams.</summary>
public sealed class OrderStream(
    OrderStore store,
    OrderChanges changes,
    StreamPlaces places,
    [Steady] TimeProvider clock,
    [FromKeyedServices("ordering")] Database database
)
{
    private const int EntriesAtOnceMax = 100;
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(10);

    /// <summary>Other processes' changes are seen by looking; those of this one wake the stream.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private static readonly string[] Ends = [Status.PaymentFailed, Status.Cancelled, Status.Returned];

    /// <summary>
    /// Streams until the order has come to its end, the client goes, or the access token with which it came would have ended.
    /// </summary>
    /// <returns>The refusal when no stream was begun.</returns>
    public async Task<Refusal?> Serve(Order order, Caller caller, HttpContext context)
    {
        var network = context.Network();
        if (places.Enter(caller.UserId, network) is { } refused)
        {
            return refused;
        }

        try
        {
            await Write(order, context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone.
        }
        finally
        {
            places.Leave(caller.UserId, network);
        }

        return null;
    }

    private async Task Write(Order order, HttpContext context)
    {
        var (response, gone) = (context.Response, context.RequestAborted);
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        if (Head.Asked(context))
        {
            return;
        }

        using var watch = changes.Open(order.Id);
        var seen = LastSeen(context.Request, order);
        var (begun, quietSince) = (clock.GetTimestamp(), clock.GetTimestamp());
        await response.WriteAsync("retry: 1000\n\n", gone);
        while (clock.GetElapsedTime(begun) < Limits.AccessTokenLife)
        {
            var entries = await store.Timeline(order.Id, seen, EntriesAtOnceMax);
            foreach (var entry in entries)
            {
                seen = entry.Sequence;
                var data = JsonSerializer.Serialize(
                    new StatusEvent(
                        order.Id,
                        entry.Status,
                        entry.Status is Status.PaymentFailed or Status.Cancelled ? entry.Detail : null,
                        OrderBody.Time(entry.AtMs)
                    ),
                    Json.Options
                );
                await response.WriteAsync(
                    $"event: status\nid: {entry.Sequence.ToString(CultureInfo.InvariantCulture)}\ndata: {data}\n\n",
                    gone
                );
            }

            if (entries.Count == 0 && clock.GetElapsedTime(quietSince) >= HeartbeatEvery)
            {
                await response.WriteAsync(": ping\n\n", gone);
                quietSince = clock.GetTimestamp();
            }

            await response.Body.FlushAsync(gone);
            if (entries.Count > 0)
            {
                quietSince = clock.GetTimestamp();
                if (Ends.Contains(entries[^1].Status))
                {
                    return;
                }
            }

            await watch.Next(database.Dialect.OneProcess ? HeartbeatEvery : LookEvery, clock, gone);
        }
    }

    /// <summary>
    /// After the event the client names; without one, or with one that never was, just before the last, so that the state now comes first.
    /// </summary>
    private static long LastSeen(HttpRequest request, Order order) =>
        long.TryParse(request.Headers["Last-Event-ID"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var last)
        && last <= order.Version
            ? last
            : order.Version - 1;
}
