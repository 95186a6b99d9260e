// Webhooks of payment providers, each sent twice and all of them shuffled: how many a second are written down, how long until each was
// looked into, and that none is lost.
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Cartwright.Bench;

internal static class Webhooks
{
    private const int Connections = 64;
    private const int Payments = 1_000;
    private const string Secret = "the secret of the bench, which only it and its shop have";

    public static async Task<int> Run(string host, int webhooks)
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-bench-").FullName;
        try
        {
            var secret = Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret));
            using var shop = await ShopProcess.Start(
                host,
                port =>
                    $"serve --demo --port {port} --data {folder} --set RateLimits:Enabled=false --set Payments:Webhooks:bank_transfer:Secret={secret}",
                "/api/products?limit=1"
            );
            var admin = await Admin(shop.Port);
            await Pay(shop.Port, admin);

            // Half of the sends are the other half again, and the order is nobody's: the seed makes it the same in every run.
            var bodies = Enumerable
                .Range(0, webhooks)
                .Select(i => (Id: $"bench-{i}", Body: Body($"bench-payment-{i % Payments}")))
                .ToArray();
            (string Id, string Body)[] sends = [.. bodies, .. bodies];
            new Random(5).Shuffle(sends);
            var started = Stopwatch.GetTimestamp();
            var cpu = shop.Cpu;
            var seen = (await Load.Once(sends.Select(one => Signed(one.Id, one.Body)), shop.Port, Connections)).With(shop.Cpu - cpu);
            var taken = await UntilLookedInto(shop.Port, admin);
            var all = Stopwatch.GetElapsedTime(started).TotalSeconds;

            Console.WriteLine(
                $"{webhooks} webhooks, each sent twice, shuffled, over {Connections} connections; {Environment.ProcessorCount} cores shared by client and shop; synchronous=FULL"
            );
            Line("answered a second", seen.PerSecond, "F0");
            Line("p50 ms", seen.P50Ms, "F1");
            Line("p99 ms", seen.P99Ms, "F1");
            Line("processor time of the shop each, us", seen.CpuMicros, "F0");
            Line("looked into a second, from the first send to the last look", taken.Count / all, "F0");
            var wrong = await Check(shop.Port, admin, webhooks, seen, taken);
            Console.WriteLine(
                wrong.Count == 0
                    ? $"checked: each of the {webhooks} ids was taken once and learned from, {Payments} payments are captured, and the books agree"
                    : "VOID: " + string.Join("; ", wrong)
            );
            return wrong.Count == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Payments by bank transfer, and their money.
    private static async Task Pay(int port, string admin)
    {
        await AllGood(
            port,
            Enumerable
                .Range(0, Payments)
                .Select(i =>
                    Connection.Request(
                        "POST",
                        "/api/payments",
                        admin,
                        $$$"""{"order_id":"bench-payment-{{{i}}}","amount":10.00,"currency":"USD","payment_method":{"token":"bank_transfer"}}"""
                    )
                )
        );
        await AllGood(
            port,
            Enumerable
                .Range(0, Payments)
                .Select(i =>
                    Connection.Request("POST", $"/api/payments/bench-payment-{i}/received", admin, """{"amount":10.00}""", $"bench-{i}")
                )
        );
    }

    private static async Task<List<JsonNode>> UntilLookedInto(int port, string admin)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var taken = await All(port, admin, "/api/payments/webhooks");
            if (taken.TrueForAll(one => one["outcome"] is not null))
            {
                return taken;
            }

            if (watch.Elapsed > TimeSpan.FromMinutes(2))
            {
                throw new TimeoutException(
                    $"{taken.Count(one => one["outcome"] is null)} of {taken.Count} webhooks were not looked into within two minutes."
                );
            }

            await Task.Delay(100);
        }
    }

    private static async Task<List<string>> Check(int port, string admin, int webhooks, Seen seen, List<JsonNode> taken)
    {
        var wrong = new List<string>();
        if (seen.Failed > 0)
        {
            wrong.Add($"{seen.Failed} sends failed, the first with {seen.FirstFailure}");
        }

        var ours = taken.Where(one => ((string)one["webhook_id"]!).StartsWith("bench-", StringComparison.Ordinal)).ToList();
        if (ours.Count != webhooks || ours.Select(one => (string)one["webhook_id"]!).Distinct().Count() != webhooks)
        {
            wrong.Add($"{webhooks} webhooks were sent, and {ours.Count} are written down");
        }

        if (ours.Find(one => (string?)one["outcome"] != "learned") is { } other)
        {
            wrong.Add($"not learned from: {other.ToJsonString()}");
        }

        var captured = (await All(port, admin, "/api/payments/ledger"))
            .Where(e => (string?)e["kind"] == "captured")
            .Sum(e => (decimal)e["amount"]!);
        if (captured != Payments * 10m)
        {
            wrong.Add($"{Payments * 10m} was paid, and the ledger has {captured}");
        }

        if ((await All(port, admin, "/api/payments/reconciliation")).Count is > 0 and var differences)
        {
            wrong.Add($"the books disagree on {differences} movements");
        }

        return wrong;
    }

    private static async Task<List<JsonNode>> All(int port, string admin, string path)
    {
        using var one = await Connection.Open(port);
        var all = new List<JsonNode>();
        string? cursor = null;
        do
        {
            var (status, body) = await one.Send(
                Connection.Request(
                    "GET",
                    $"{path}?limit=200{(cursor is null ? string.Empty : "&cursor=" + Uri.EscapeDataString(cursor))}",
                    admin
                ),
                wantBody: true
            );
            var page = status == 200 ? JsonNode.Parse(body)! : throw new InvalidOperationException($"GET {path}: {status} {body}");
            all.AddRange(page["items"]!.AsArray().Select(item => item!));
            cursor = (string?)page["next_cursor"];
        } while (cursor is not null);
        return all;
    }

    private static async Task AllGood(int port, IEnumerable<byte[]> requests)
    {
        if ((await Load.Once(requests, port, Connections)) is { Failed: > 0 } seen)
        {
            throw new InvalidOperationException($"{seen.Failed} requests failed, the first with {seen.FirstFailure}");
        }
    }

    private static async Task<string> Admin(int port)
    {
        using var one = await Connection.Open(port);
        var (status, body) = await one.Send(
            Connection.Request("POST", "/api/auth/login", body: """{"email":"admin@example.com","password":"Passw0rd!demo"}"""),
            wantBody: true
        );
        return status == 200 ? (string)JsonNode.Parse(body)!["access_token"]! : throw new InvalidOperationException($"{status} {body}");
    }

    // Standard Webhooks: HMAC-SHA256 over id, time and body.
    private static byte[] Signed(string id, string body)
    {
        var seconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToBase64String(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{id}.{seconds}.{body}"))
        );
        return Encoding.UTF8.GetBytes(
            $"POST /api/payments/webhooks/bank_transfer HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n"
                + $"webhook-id: {id}\r\nwebhook-timestamp: {seconds}\r\nwebhook-signature: v1,{signature}\r\n\r\n{body}"
        );
    }

    private static string Body(string paymentId) => $$$"""{"type":"payment.updated","data":{"payment_id":"{{{paymentId}}}"}}""";

    private static void Line(string name, double figure, string format) =>
        Console.WriteLine($"{name, -60}{figure.ToString(format, CultureInfo.InvariantCulture), 10}");
}
