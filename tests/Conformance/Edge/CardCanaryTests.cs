// A canary: one card number sent through every door. It is refused, and then nowhere: not in a file, a log, a trace, a reply or an event.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Host;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Conformance.Edge;

public sealed class CardCanaryTests : IAsyncLifetime
{
    private const string Canary = "4012888888881881";
    private static readonly string[] Spellings = [Canary, "4012 8888 8888 1881", "4012-8888-8888-1881"];

    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-canary-").FullName;
    private readonly ConcurrentQueue<string> seen = new();
    private readonly Log log = new();
    private readonly TextWriter before = Console.Out;
    private readonly ActivityListener traces;
    private BuiltShop shop = null!;
    private HttpClient admin = null!;
    private HttpClient guest = null!;

    public CardCanaryTests()
    {
        traces = new ActivityListener
        {
            // The client of this test is not the shop.
            ShouldListenTo = source => source.Name != "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
                seen.Enqueue(
                    $"trace {activity.OperationName} {activity.DisplayName} {string.Join(' ', activity.TagObjects.Select(t => $"{t.Key}={t.Value}"))} "
                        + string.Join(' ', activity.Events.SelectMany(e => e.Tags).Select(t => $"{t.Key}={t.Value}"))
                ),
        };
        ActivitySource.AddActivityListener(traces);
    }

    public async ValueTask InitializeAsync()
    {
        Console.SetOut(log);
        shop = await Serve.Build(
            new Dictionary<string, string?>
            {
                ["Data"] = "sqlite:" + folder,
                ["DataFolder"] = folder,
                ["Demo"] = "true",
                ["Port"] = "0",
                ["RateLimits:Enabled"] = "false",
                ["Logging:LogLevel:Default"] = "Trace",
            }
        );
        await shop.App.StartAsync();
        admin = Client(
            (string)
                (await Post(new HttpClient(), "/api/auth/login", """{"email":"admin@example.com","password":"Passw0rd!demo"}"""))[
                    "access_token"
                ]!
        );
        guest = Client((string)(await Post(new HttpClient(), "/api/auth/guest", null))["access_token"]!);
        await Post(guest, "/api/cart/me/items", """{"product_id":"1","quantity":2}""");
    }

    public async ValueTask DisposeAsync()
    {
        await shop.App.StopAsync();
        await shop.DisposeAsync();
        Console.SetOut(before);
        traces.Dispose();
        await Servers.Disk.Delete(folder);
    }

    [Fact]
    public async Task A_card_number_sent_through_every_door_is_refused_and_then_nowhere()
    {
        var paid = await PlaceAnOrder();
        foreach (var number in Spellings)
        {
            foreach (var (client, method, path, body) in Doors(number, (string)paid["order_id"]!))
            {
                using var request = new HttpRequestMessage(method, Address(path))
                {
                    Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
                };
                request.Headers.TryAddWithoutValidation("Idempotency-Key", "k-" + Guid.NewGuid());
                await Refused(client, request);
            }

            foreach (var header in new[] { "User-Agent", "X-Note", "webhook-id" })
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, Address("/api/payments"))
                {
                    Content = new StringContent(Payment("tok_visa", "o-header"), Encoding.UTF8, "application/json"),
                };
                request.Headers.Remove("User-Agent");
                request.Headers.TryAddWithoutValidation(header, "n " + number);
                await Refused(admin, request);
            }
        }

        await AsKeys();
        await ByContract();
        await Events();
        await shop.App.StopAsync();

        // The order itself is in the tables: so a number that had been stored would be found.
        Assert.True(InFiles((string)paid["order_id"]!));
        foreach (var spelling in Spellings)
        {
            Assert.False(InFiles(spelling), "in a table");
            Assert.DoesNotContain(spelling, log.ToString(), StringComparison.Ordinal);
            Assert.Null(
                seen.FirstOrDefault(line =>
                    line.Contains(spelling, StringComparison.Ordinal)
                    || line.Contains(Uri.EscapeDataString(spelling), StringComparison.Ordinal)
                )
            );
        }

        Assert.Contains(seen, line => line.StartsWith("trace", StringComparison.Ordinal));
    }

    // Every text that a shopper, a vendor or staff can write.
    private IEnumerable<(HttpClient Client, HttpMethod Method, string Path, string? Body)> Doors(string n, string orderId)
    {
        yield return (guest, HttpMethod.Post, "/api/orders", Order(n));
        foreach (var field in new[] { "name", "line1", "line2", "city", "region", "postal_code" })
        {
            yield return (guest, HttpMethod.Post, "/api/orders", Order("tok_visa", field, n));
            yield return (
                guest,
                HttpMethod.Post,
                "/api/checkout/quote",
                $$"""{"shipping_address":{{Address(field, n)}},"shipping_method":"standard"}"""
            );
        }

        yield return (
            guest,
            HttpMethod.Post,
            "/api/orders",
            Order("tok_visa").Replace("canary@example.com", $"{n}@example.com", StringComparison.Ordinal)
        );
        yield return (
            guest,
            HttpMethod.Post,
            "/api/orders",
            Order("tok_visa").Replace("\"email\"", $"\"coupon_code\":\"{n}\",\"email\"", StringComparison.Ordinal)
        );
        yield return (guest, HttpMethod.Post, $"/api/orders/{orderId}/cancel", $$"""{"reason":"take it from {{n}} please"}""");
        yield return (guest, HttpMethod.Put, "/api/cart/me/coupon", $$"""{"code":"{{n}}"}""");
        yield return (guest, HttpMethod.Get, "/api/products?q=" + Uri.EscapeDataString(n), null);
        yield return (guest, HttpMethod.Get, "/api/orders/" + Uri.EscapeDataString(n), null);
        yield return (
            guest,
            HttpMethod.Post,
            "/api/auth/register",
            $$"""{"email":"c@example.com","password":"a long password","name":"{{n}}"}"""
        );
        yield return (admin, HttpMethod.Post, "/api/payments", Payment(n, "o-1"));
        yield return (admin, HttpMethod.Post, "/api/payments", Payment("tok_" + n, "o-2"));
        yield return (admin, HttpMethod.Post, "/api/payments", Payment("tok_visa", n));
        yield return (admin, HttpMethod.Post, $"/api/payments/{orderId}/received", $$"""{"amount":1,"reference":"{{n}}"}""");
        yield return (admin, HttpMethod.Get, "/api/payments?order_id=" + Uri.EscapeDataString(n), null);
        yield return (admin, HttpMethod.Post, "/api/inventory/1/adjustments", $$"""{"delta":1,"reason":"{{n}}"}""");
        yield return (
            admin,
            HttpMethod.Post,
            "/api/products",
            $$"""{"name":"N","description":"{{n}}","price":1,"currency":"USD","category":"c"}"""
        );
    }

    // A file of products is kept until its import is done; a line with a number becomes neither a product nor an event, and is named
    // without its text.
    [Fact]
    public async Task A_card_number_in_an_imported_file_is_in_no_product_event_log_trace_or_reply()
    {
        foreach (
            var (type, body) in new[]
            {
                ("text/csv", "name,price,currency,category\nGood,1,USD,c\nBad {0},1,USD,c\n"),
                ("application/x-ndjson", """{"name":"Bad {0}","price":1,"currency":"USD","category":"c"}"""),
            }
        )
        {
            foreach (var number in Spellings)
            {
                using var content = new StringContent(body.Replace("{0}", number, StringComparison.Ordinal), Encoding.UTF8, type);
                using var accepted = await admin.PostAsync(Address("/api/products/import"), content);
                Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
                var job = (string)(await accepted.Content.ReadFromJsonAsync<JsonNode>())!["job_id"]!;
                var done = await Until(job);
                Keep(done.ToJsonString());
                Assert.Equal("card_number_not_accepted", (string)done["errors"]!.AsArray().Single()!["code"]!);
            }
        }

        using var list = await admin.GetAsync(Address("/api/products?q=Bad"));
        Keep(await list.Content.ReadAsStringAsync());
        var catalog = shop.App.Services.GetRequiredKeyedService<Kernel.Database>("catalog");
        foreach (var table in new[] { "products", "outbox", "job_parts", "job_errors" })
        {
            Assert.False(await catalog.Read(sql => Holds(sql, table == "outbox" ? sql.Own + table : table, Spellings)), table);
        }

        // The good line is there: so a number that had been stored would be found.
        Assert.True(await catalog.Read(sql => Holds(sql, "products", ["Good"])));
        await shop.App.StopAsync();
        Assert.All(Spellings, spelling => Assert.DoesNotContain(spelling, log.ToString(), StringComparison.Ordinal));
        Assert.DoesNotContain(seen, line => Spellings.Any(spelling => line.Contains(spelling, StringComparison.Ordinal)));
    }

    private static async ValueTask<bool> Holds(Kernel.Sql sql, string table, IEnumerable<string> texts)
    {
        var rows = await sql.Query(
            $"SELECT * FROM {table}",
            row =>
                string.Join(
                    '\n',
                    Enumerable
                        .Range(0, row.FieldCount)
                        .Select(i => row.GetValue(i) is byte[] bytes ? Encoding.UTF8.GetString(bytes) : $"{row.GetValue(i)}")
                )
        );
        return rows.Exists(row => texts.Any(text => row.Contains(text, StringComparison.Ordinal)));
    }

    private async Task<JsonNode> Until(string job)
    {
        while (true)
        {
            using var reply = await admin.GetAsync(Address("/api/jobs/" + job));
            var state = (await reply.Content.ReadFromJsonAsync<JsonNode>())!;
            if ((string)state["state"]! is "done" or "failed")
            {
                return state;
            }

            await Task.Yield();
        }
    }

    // A key is its client's own: it does what a key does, whatever its digits, and is kept nowhere.
    private async Task AsKeys()
    {
        foreach (var (number, key) in Spellings.Append("k-" + Canary).Append("n " + Canary).Index())
        {
            var body = Payment("tok_visa", "o-key-" + number);
            var replies = new List<string>();
            for (var again = 0; again < 2; again++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, Address("/api/payments"))
                {
                    Content = new StringContent(body, Encoding.UTF8, "application/json"),
                };
                request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
                using var reply = await admin.SendAsync(request);
                replies.Add(await reply.Content.ReadAsStringAsync());
                Keep(replies[^1] + string.Join(' ', reply.Headers.SelectMany(h => h.Value)));
                Assert.True(reply.IsSuccessStatusCode, replies[^1]);
            }

            Assert.Equal(replies[0], replies[1]);
        }
    }

    private async Task ByContract()
    {
        var payments = shop.App.Services.GetRequiredService<IPayments>();
        var authorized = await payments.Authorize(
            new()
            {
                PaymentId = "by-contract",
                OrderId = "by-contract",
                AmountMinor = 100,
                Currency = "USD",
                MethodToken = Canary,
                Capture = true,
            },
            default
        );
        Assert.Equal("card_number_not_accepted", authorized.Refused?.Code);
        var refunded = await payments.Refund(
            new()
            {
                PaymentId = "by-contract",
                RefundId = "r",
                AmountMinor = 1,
                Reason = "to " + Canary,
            },
            default
        );
        Assert.Equal("card_number_not_accepted", refunded.Refused?.Code);
    }

    // What stands in the outboxes stands in the files, which are looked through; here only that there are events at all.
    private async Task Events()
    {
        using var mail = await admin.GetAsync(Address("/api/mail"));
        Assert.Equal(HttpStatusCode.OK, mail.StatusCode);
        Keep(await mail.Content.ReadAsStringAsync());
    }

    private async Task Refused(HttpClient client, HttpRequestMessage request)
    {
        using var reply = await client.SendAsync(request);
        var text = await reply.Content.ReadAsStringAsync();
        Keep(text + string.Join(' ', reply.Headers.SelectMany(h => h.Value)));
        Assert.True(
            reply.StatusCode == HttpStatusCode.BadRequest && text.Contains("card_number_not_accepted", StringComparison.Ordinal),
            $"{request.Method} {request.RequestUri}: {text}"
        );
    }

    private void Keep(string reply) => seen.Enqueue("reply " + reply);

    private async Task<JsonNode> PlaceAnOrder() => await Post(guest, "/api/orders", Order("tok_visa"));

    private static string Order(string token, string? field = null, string? text = null) =>
        $$"""{"shipping_address":{{Address(field, text)}},"shipping_method":"standard","payment_method":{"token":"{{token}}"},"email":"canary@example.com"}""";

    private static string Address(string? field, string? text)
    {
        var address = new JsonObject
        {
            ["name"] = "A",
            ["line1"] = "L 1",
            ["city"] = "C",
            ["postal_code"] = "1",
            ["country"] = "US",
        };
        if (field is not null)
        {
            address[field] = text;
        }

        return address.ToJsonString();
    }

    private static string Payment(string token, string orderId) =>
        $$"""{"order_id":"{{orderId}}","amount":1.00,"currency":"USD","payment_method":{"token":"{{token}}"} }""";

    private bool InFiles(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != ".lock")
            .Any(file => File.ReadAllBytes(file).AsSpan().IndexOf(bytes) >= 0);
    }

    private Uri Address(string path) => new(shop.App.Urls.First() + path);

    private static HttpClient Client(string token)
    {
        var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private async Task<JsonNode> Post(HttpClient client, string path, string? body)
    {
        using var reply = await client.PostAsync(
            Address(path),
            body is null ? null : new StringContent(body, Encoding.UTF8, "application/json")
        );
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
        return (await reply.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <summary>May be read while it is written: loggers write on threads of their own, those of other tests' shops among them.</summary>
    private sealed class Log : TextWriter
    {
        private readonly Lock gate = new();
        private readonly StringBuilder text = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            lock (gate)
            {
                text.Append(value);
            }
        }

        public override void Write(char[] buffer, int index, int count)
        {
            lock (gate)
            {
                text.Append(buffer, index, count);
            }
        }

        public override string ToString()
        {
            lock (gate)
            {
                return text.ToString();
            }
        }
    }
}
