// The program as a function: takes invocations one by one, sends each to the program's own port, and hands in the reply.
using System.Text.RegularExpressions;
using Cartwright.Kernel;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Cartwright.Host;

internal sealed partial class FunctionLoop(
    RuntimeApi runtime,
    IServer server,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<FunctionLoop> log
) : BackgroundService
{
    /// <summary>Kept of an invocation's time for handing in what is said when the time is up.</summary>
    private static readonly TimeSpan HandInTime = TimeSpan.FromMilliseconds(200);

    /// <summary>AWS's programs look for the trace here.</summary>
    private const string TraceVariable = "_X_AMZN_TRACE_ID";

    /// <summary>In a function a free loopback port is the only one, asked by nobody but this loop, which says who called.</summary>
    public static IReadOnlyDictionary<string, string?> Settings { get; } =
        new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Port"] = "0",
            ["Listen"] = "localhost",
            ["Operations:Port"] = "none",
            ["Proxies:Trusted:0"] = "127.0.0.1",
        };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listening = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        var own = new Uri(server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        using var http = new HttpClient(
            new SocketsHttpHandler
            {
                UseProxy = false,
                AllowAutoRedirect = false,
                UseCookies = false,
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = Limits.FunctionEventBytesMax,
        };
        try
        {
            // Nothing new once the process stops; what has been taken is finished, and the host waits for it.
            while (!lifetime.ApplicationStopping.IsCancellationRequested)
            {
                await Answer(await runtime.Next(lifetime.ApplicationStopping), http, own);
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // It waited for an invocation that now goes elsewhere.
        }
        catch (RuntimeGone gone)
        {
            // A runtime in such a state makes a new process when this one has ended.
            log.LogCritical("{Message}", gone.Message);
            runtime.Gone = gone;
            lifetime.StopApplication();
        }
    }

    /// <summary>AWS's trace as the W3C writes it, or null when it is none.</summary>
    internal static string? TraceParent(string? trace) =>
        trace is not null && Trace().Match(trace) is { Success: true, Groups: var part }
            ? $"00-{part["time"]}{part["id"]}-{part["parent"]}-{(trace.Contains("Sampled=1", StringComparison.Ordinal) ? "01" : "00")}"
            : null;

    private async Task Answer(Invocation invocation, HttpClient http, Uri own)
    {
        Environment.SetEnvironmentVariable(TraceVariable, invocation.Trace);
        if (invocation.Event is null)
        {
            await runtime.Error(
                invocation.Id,
                "Function.EventTooLarge",
                $"The invocation has more than {Limits.FunctionEventBytesMax} bytes.",
                CancellationToken.None
            );
            return;
        }

        // Without a deadline the runtime's own end is one.
        using var late = new CancellationTokenSource(Left(invocation.Deadline), clock);
        try
        {
            using var request = FunctionEvent.Read(invocation.Event, own, TraceParent(invocation.Trace));
            using var reply = await http.SendAsync(request, late.Token);
            await runtime.Reply(
                invocation.Id,
                FunctionReply.Write(reply, await reply.Content.ReadAsByteArrayAsync(late.Token)),
                CancellationToken.None
            );
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            await runtime.Reply(invocation.Id, FunctionReply.Late, CancellationToken.None);
        }
        catch (BadEvent bad)
        {
            await runtime.Error(invocation.Id, "Function.BadEvent", bad.Message, CancellationToken.None);
        }
        catch (HttpRequestException failure)
        {
            log.LogError(failure, "The program did not answer invocation {Id}.", invocation.Id);
            await runtime.Error(invocation.Id, "Function.NoReply", failure.Message, CancellationToken.None);
        }
    }

    private TimeSpan Left(DateTimeOffset? deadline)
    {
        if (deadline is not { } end)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var left = end - clock.GetUtcNow() - HandInTime;
        return left < TimeSpan.Zero ? TimeSpan.Zero
            : left < Limits.WireTimeoutMax ? left
            : Limits.WireTimeoutMax;
    }

    [GeneratedRegex("Root=1-(?<time>[0-9a-f]{8})-(?<id>[0-9a-f]{24})(?:;.*)?;Parent=(?<parent>[0-9a-f]{16})")]
    private static partial Regex Trace();
}
