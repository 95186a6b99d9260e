// One trace from the click to the mail, in one process, over Redis, and over ten processes with Kafka between them;
// and a shop that goes on without a collector.
using System.Security.Cryptography;
using Cartwright.Servers;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.Once)]
[Trait(HostProcess.Data, HostProcess.OnDisk)]
public sealed class TraceTests
{
    private const string Email = "traced@example.com";

    /// <summary>What an order leaves behind, whatever carries it.</summary>
    private static readonly string[] Wanted =
    [
        "POST /api/orders/",
        "commit ordering",
        "commit inventory",
        "checkout",
        "step payment",
        "gateway authorize",
        "send order.confirmed",
        "send order_notification",
        "process order.confirmed",
        "process order_notification",
        "process inventory_deduction",
        "process cart.changed",
        "mail",
    ];

    [Fact]
    public async Task In_one_process_an_order_is_one_trace_from_the_click_to_the_mail()
    {
        using var collector = TraceCollector.Start();
        await using var host = await HostProcess.StartOne(["--demo", .. Traced(collector.Url)]);

        // Nothing is sent: the effects are in the commit that tells of them, and the units in that of the order.
        var wanted = Wanted.Where(name => name != "commit inventory" && !name.StartsWith("send ", StringComparison.Ordinal));

        // The order with all that it takes; the simulator's own book; what it said, with the confirmation and all that it brings about.
        string[] commits = ["commit ordering", "commit ordering", "commit payments"];
        var spans = await OneTrace(host, collector, ["cartwright"], [.. wanted.Except(commits), .. commits]);
        Assert.Equal(
            commits,
            spans
                .Where(name => name.StartsWith("commit ", StringComparison.Ordinal) && name != "commit notifications")
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Over_Redis_likewise()
    {
        using var collector = TraceCollector.Start();
        await using var redis = await RedisServer.Start();
        await using var host = await HostProcess.StartOne([
            "--demo",
            "--set",
            "Events=redis",
            "--set",
            "Redis=" + redis.Address,
            .. Traced(collector.Url),
        ]);

        // The units are taken in the order's commit.
        await OneTrace(host, collector, ["cartwright"], [.. Wanted.Where(name => name != "commit inventory")]);
    }

    [Fact]
    public async Task Over_ten_processes_and_Kafka_likewise()
    {
        using var collector = TraceCollector.Start();
        await using var host = await HostProcess.StartSplit(["--demo", .. Traced(collector.Url)]);

        // Carts on Redis tell what was done to them from their journal, which knows no trace.
        await OneTrace(
            host,
            collector,
            [
                "cartwright-gateway",
                "cartwright-ordering",
                "cartwright-inventory",
                "cartwright-carts",
                "cartwright-catalog",
                "cartwright-payments",
                "cartwright-notifications",
                "cartwright-analytics",
            ],
            [.. Wanted.Where(name => name != "process cart.changed")]
        );
    }

    [Fact]
    public async Task A_checkout_goes_on_in_its_order_s_trace_after_a_kill()
    {
        using var collector = TraceCollector.Start();
        await using var host = await HostProcess.StartOne(["--demo", "--set", "Payments:LateAnswer=00:00:09", .. Traced(collector.Url)]);
        var trace = NewTrace();

        // The answer comes late, so that the process dies in the middle.
        await Buy(host, trace, "tok_timeout");

        // At once: what is waited for first may come after it.
        host.Kill();
        var before = (await collector.Until(_ => true, Api.Patience)).Count(span => span.TraceId == trace && span.Name == "checkout");
        await host.Again();
        var after = await collector.Until(
            spans => spans.Count(span => span.TraceId == trace && span.Name == "checkout") > before,
            Api.Patience
        );
        Assert.True(after.Count(span => span.TraceId == trace && span.Name == "checkout") > before, Said(after, trace));
    }

    [Fact]
    public async Task Without_its_collector_the_shop_goes_on_says_so_once_and_delivers_when_it_is_there()
    {
        var port = ServerProcess.FreePort();
        await using var host = await HostProcess.StartOne(["--demo", .. Traced($"http://127.0.0.1:{port}")]);
        await Buy(host, NewTrace());
        await host.Said("Traces cannot be delivered");
        await Buy(host, NewTrace());
        using var collector = TraceCollector.StartAt(port);
        var trace = NewTrace();
        await Buy(host, trace);
        var spans = await collector.Until(came => came.Any(span => span.TraceId == trace && span.Name == "mail"), Api.Patience);
        Assert.Contains(spans, span => span.TraceId == trace && span.Name == "mail");
        Assert.Single(host.Output.Split('\n'), line => line.Contains("Traces cannot be delivered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sampled_out_nothing_is_sent_and_every_reply_has_its_id_all_the_same()
    {
        using var collector = TraceCollector.Start();
        await using var host = await HostProcess.StartOne(["--demo", .. Traced(collector.Url, "always_off")]);
        var trace = NewTrace();
        await Buy(host, trace);

        // Another shop that sends shows that the collector would have heard.
        await using var other = await HostProcess.StartOne(["--demo", .. Traced(collector.Url)]);
        var seen = NewTrace();
        await Buy(other, seen);
        var spans = await collector.Until(came => came.Any(span => span.TraceId == seen && span.Name == "mail"), Api.Patience);
        Assert.Contains(spans, span => span.TraceId == seen);
        Assert.DoesNotContain(spans, span => span.TraceId == trace);
    }

    private static string[] Traced(string collector, string sampler = "always_on") =>
        [
            "--set",
            "OTEL_EXPORTER_OTLP_ENDPOINT=" + collector,
            "--set",
            "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
            "--set",
            "OTEL_TRACES_SAMPLER=" + sampler,
            "--set",
            "OTEL_BSP_SCHEDULE_DELAY=100",
            "--set",
            "RateLimits:Enabled=false",
            // Nobody takes it there; that it was tried is what the trace shows.
            "--set",
            $"Mail:Smtp=smtp://localhost:{ServerProcess.FreePort()}",
        ];

    private static string NewTrace() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static async Task<string> Buy(HostProcess host, string trace, string payment = "tok_visa")
    {
        var guest = await Api.At(host).Patient().Guest();
        await guest.Add("1");
        var reply = await guest.Post(
            "/api/orders",
            Api.OrderBody(payment, email: Email),
            ("Idempotency-Key", trace),
            ("traceparent", $"00-{trace}-b7ad6b7169203331-01")
        );
        var orderId = (string)reply.Expect(201).Json["order_id"]!;
        Assert.Equal(trace, Assert.Single(reply.Headers.GetValues("X-Request-Id")));
        if (payment == "tok_visa")
        {
            Assert.Equal("confirmed", (string)(await guest.Settled(orderId))["status"]!);
        }

        return orderId;
    }

    private static async Task<IEnumerable<string>> OneTrace(HostProcess host, TraceCollector collector, string[] sources, string[] wanted)
    {
        var trace = NewTrace();
        var orderId = await Buy(host, trace);
        bool Whole(IReadOnlyList<CollectedSpan> came) =>
            wanted.CountBy(name => name).All(one => came.Count(span => span.TraceId == trace && span.Name == one.Key) >= one.Value)
            && sources.All(source => came.Any(span => span.TraceId == trace && span.Source == source))
            && Orphans(came, trace).Count == 0;
        var all = await collector.Until(Whole, Api.Patience);
        Assert.True(Whole(all), Said(all, trace) + string.Join(", ", Orphans(all, trace).Select(span => "orphan " + span.Name)));

        // What the order did is in no other trace.
        Assert.DoesNotContain(
            all,
            span => span.TraceId != trace && (span.Name == "checkout" || span.Name.StartsWith("gateway", StringComparison.Ordinal))
        );
        Assert.All(all.Where(span => span.TraceId == trace), span => Assert.True(span.EndedNanos >= span.BeganNanos, span.Name));

        // Whoever reads traces learns nothing about people.
        Assert.All(
            all.SelectMany(span => span.Attributes.Values.Append(span.Name).Append(span.Status)),
            text =>
            {
                Assert.DoesNotContain(Email, text, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("guest-", text, StringComparison.Ordinal);
                Assert.DoesNotContain("tok_", text, StringComparison.Ordinal);
                Assert.DoesNotContain(orderId, text, StringComparison.Ordinal);
            }
        );
        return all.Where(span => span.TraceId == trace).Select(span => span.Name);
    }

    // All but the first span, whose parent is the caller's, have their parent in the trace.
    private static List<CollectedSpan> Orphans(IReadOnlyList<CollectedSpan> all, string trace)
    {
        var mine = all.Where(span => span.TraceId == trace).ToList();
        var ids = mine.Select(span => span.SpanId).ToHashSet(StringComparer.Ordinal);
        return [.. mine.Where(span => span.ParentId != "b7ad6b7169203331" && !ids.Contains(span.ParentId))];
    }

    private static string Said(IReadOnlyList<CollectedSpan> all, string trace) =>
        $"{all.Count} spans, of this trace: "
        + string.Join(
            ", ",
            all.Where(span => span.TraceId == trace).Select(span => $"{span.Source}: {span.Name}").Order(StringComparer.Ordinal)
        );
}
