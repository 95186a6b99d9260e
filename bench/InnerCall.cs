// An inner call over loopback against an empty HTTP/2 POST to the same process, over the same kind of connections, in turns.
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Cartwright.Contracts;
using Cartwright.Wire;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Bench;

internal static class InnerCall
{
    private const double TimesMax = 4;
    private static readonly int[] Callers = [1, 64];
    private static readonly WireSettings Settings = new("a-token-for-the-bench-0123456789abcdef");

    /// <summary>
    /// The other process: an empty HTTP/2 port, an inner port with an inventory that has everything, and a plain port that tells where they
    /// are.
    /// </summary>
    public static async Task Serve(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(port);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            InnerPort.Listen(kestrel, IPAddress.Loopback, 0, Settings);
        });
        builder.Services.AddSingleton(Settings).AddSingleton(AnsweredContract.Of<IInventory>(InventoryOverWire.Service, new FullShelves()));
        InnerPort.Add(builder.Services);
        var app = builder.Build();
        InnerPort.Use(app);
        app.Run(context =>
            HttpMethods.IsPost(context.Request.Method)
                ? Task.CompletedTask
                : context.Response.WriteAsync(
                    string.Join(' ', app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses)
                )
        );
        await app.RunAsync();
    }

    public static async Task<int> Run(int rounds, TimeSpan time)
    {
        using var server = await ShopProcess.Start(Environment.ProcessPath!, port => $"inner {port}", "/");
        using var asking = await Connection.Open(server.Port);
        var addresses = (await asking.Send(Connection.Request("GET", "/"), wantBody: true))
            .Body.Split('\r', '\n', ' ')
            .Where(part => part.StartsWith("http://127", StringComparison.Ordinal))
            .ToList();
        var (empty, inner) = (new Uri(addresses[^2]), new Uri(addresses[^1]));

        using var connections = new InnerConnections(Settings);
        var inventory = new InventoryOverWire(
            new ElsewhereChannel<IInventory>(
                new ElsewhereModule(
                    "inventory",
                    inner,
                    connections,
                    TimeProvider.System,
                    Random.Shared.NextDouble,
                    NullLogger<ElsewhereModule>.Instance
                ),
                InventoryOverWire.Service
            )
        );
        using var http = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                EnableMultipleHttp2Connections = true,
                UseProxy = false,
                UseCookies = false,
            }
        );
        var reserve = new ReserveRequest
        {
            RequestId = Guid.NewGuid().ToString(),
            ReservationId = Guid.NewGuid().ToString(),
            HoldSeconds = 60,
        };
        reserve.Lines.AddRange(
            Enumerable
                .Range(1, 3)
                .Select(line => new StockLine { ProductId = "product-" + line.ToString(CultureInfo.InvariantCulture), Quantity = line })
        );

        async Task<bool> Post()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, empty)
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            using var response = await http.SendAsync(request, default);
            await response.Content.CopyToAsync(Stream.Null);
            return response.IsSuccessStatusCode;
        }

        async Task<bool> Call() => (await inventory.Reserve(reserve, default)).Refused is null;

        // Warm-up, not counted: both sides reach their optimised code.
        foreach (var callers in Callers)
        {
            await Measure(callers, time, Post);
            await Measure(callers, time, Call);
        }

        var seen = new Dictionary<(string What, int Callers), List<Seen>>();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var callers in Callers)
            {
                await Keep("empty HTTP/2 POST", callers, Post);
                await Keep("inner call", callers, Call);
            }

            Console.Error.WriteLine($"round {round + 1} of {rounds}");
        }

        Console.WriteLine(
            $"{rounds} rounds of {time.TotalSeconds:0.#} s, medians; {Environment.ProcessorCount} cores shared by both processes; HTTP/2 without TLS over loopback"
        );
        Console.WriteLine($"{"", -22}{"callers", 8}{"per second", 12}{"p50 ms", 10}{"p99 ms", 10}{"cpu us", 10}{"failed", 8}");
        foreach (var ((what, callers), list) in seen)
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{what, -22}{callers, 8}{Median(list, s => s.PerSecond), 12:F0}{Median(list, s => s.P50Ms), 10:F3}{Median(list, s => s.P99Ms), 10:F3}{Median(list, s => s.CpuMicros), 10:F0}{list.Sum(s => s.Failed), 8}"
                )
            );
        }

        Console.WriteLine();
        Console.WriteLine($"{"ratio", -52}{"seen", 8}{"target", 8}");
        var good = seen.Values.All(list => list.All(s => s.Failed == 0));
        foreach (var callers in Callers)
        {
            var times =
                Median(seen[("empty HTTP/2 POST", callers)], s => s.PerSecond) / Median(seen[("inner call", callers)], s => s.PerSecond);
            good &= times <= TimesMax;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{$"time of an inner call / of an empty POST, {callers} callers", -52}{times, 8:F2}{"<= 4.00", 8}"
                )
            );
        }

        return good ? 0 : 1;

        async Task Keep(string what, int callers, Func<Task<bool>> call)
        {
            var before = server.Cpu;
            var one = (await Measure(callers, time, call)).With(server.Cpu - before);
            (seen.TryGetValue((what, callers), out var list) ? list : seen[(what, callers)] = []).Add(one);
        }
    }

    private static async Task<Seen> Measure(int callers, TimeSpan time, Func<Task<bool>> call)
    {
        var latencies = new List<double>[callers];
        long failed = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, callers)
                .Select(caller =>
                    Task.Run(async () =>
                    {
                        var mine = latencies[caller] = new List<double>(4096);
                        while (Stopwatch.GetElapsedTime(started) < time)
                        {
                            var sent = Stopwatch.GetTimestamp();
                            if (!await call())
                            {
                                Interlocked.Increment(ref failed);
                            }

                            mine.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                        }
                    })
                )
        );
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var all = latencies.SelectMany(mine => mine).Order().ToArray();
        return new Seen(all.Length / seconds, all[all.Length / 2], all[(int)(all.Length * 0.99)], failed, null, seconds);
    }

    private static double Median(List<Seen> list, Func<Seen, double> figure) => list.Select(figure).Order().ElementAt(list.Count / 2);

    /// <summary>An inventory without a store, so that the way there and back is all there is.</summary>
    private sealed class FullShelves : IInventory
    {
        public ValueTask<Outcome<ReserveReply>> Reserve(ReserveRequest request, CancellationToken cancel) =>
            ValueTask.FromResult<Outcome<ReserveReply>>(new ReserveReply { ExpiresUnixMs = 1_800_000_000_000 });

        public ValueTask<Outcome<CheckAvailabilityReply>> CheckAvailability(CheckAvailabilityRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<SettleReply>> Settle(SettleRequest request, CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask<Outcome<ReleaseReply>> Release(ReleaseRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<CountReply>> Count(CountRequest request, CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask<Outcome<RestockReply>> Restock(RestockRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();
    }
}
