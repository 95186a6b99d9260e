// The front door: each path to its module, nothing twice, nothing believed, and the shop's words when a module is away.
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Unit.Deploy;

namespace Cartwright.Conformance.Edge;

public sealed class GatewayTests : IAsyncLifetime
{
    private readonly ModulesInOne modules = new();
    private GatewayUnderTest gateway = null!;

    public async ValueTask InitializeAsync()
    {
        await modules.Start();
        gateway = await GatewayUnderTest.Start(GatewayUnderTest.At(modules.Ports));
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await modules.DisposeAsync();
    }

    [Fact]
    public async Task Every_route_of_the_shop_arrives_at_its_module_however_it_is_written()
    {
        var astray = new List<string>();
        foreach (var route in ShopRoutes.All)
        {
            foreach (var path in new[] { route.Path, route.Path + "/", route.Path.ToUpperInvariant(), route.Path + "?limit=5" })
            {
                var arrived = await Where(gateway.Http, path);
                if (arrived != route.Module)
                {
                    astray.Add($"{path} is {route.Module}'s and arrived at {arrived}");
                }
            }
        }

        Assert.True(ShopRoutes.All.Count > 60, $"Only {ShopRoutes.All.Count} routes were found in the code.");
        Assert.Empty(astray);
    }

    [Fact]
    public async Task The_template_for_nginx_sends_each_route_to_the_same_module()
    {
        var template = await File.ReadAllTextAsync(Path.Combine(GatewayUnderTest.Root(), "deploy", "nginx", "cartwright.conf.template"));
        var locations = Regex
            .Matches(template, @"location ~\* (\S+)\s*\{[^}]*?proxy_pass http://shop_(\w+);", RegexOptions.Singleline)
            .Select(match => (Path: new Regex(match.Groups[1].Value, RegexOptions.IgnoreCase), Module: match.Groups[2].Value))
            .ToList();
        Assert.True(locations.Count >= 12, $"Only {locations.Count} locations were found in the template.");
        foreach (var route in ShopRoutes.All)
        {
            Assert.Equal(await Where(gateway.Http, route.Path), locations.First(location => location.Path.IsMatch(route.Path)).Module);
        }
    }

    [Fact]
    public async Task Pages_the_document_and_what_is_nobodys_come_from_the_gateway_itself()
    {
        foreach (
            var (path, status, says) in new[]
            {
                ("/", 200, "<div id=\"root\">"),
                ("/cart", 200, "<div id=\"root\">"),
                ("/orders/x-1", 200, "<div id=\"root\">"),
                ("/assets/none-1.js", 404, ""),
                ("/api/doc/index.html", 200, "Cartwright API"),
                ("/api/openapi.json", 200, "\"/api/orders/{order_id}/stream\""),
                ("/api/ordersx", 404, "route_not_found"),
                ("/api/nothing", 404, "route_not_found"),
                ("/api", 404, "route_not_found"),
                ("/healthz", 200, "alive"),
            }
        )
        {
            using var reply = await gateway.Http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal((path, status), (path, (int)reply.StatusCode));
            Assert.Contains(says, await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.False(reply.Headers.Contains("X-Module"), path + " reached a module.");
        }
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/Metrics/")]
    [InlineData("//metrics")]
    [InlineData("/%6Detrics")]
    [InlineData("/metrics%2F")]
    [InlineData("/api/../metrics")]
    [InlineData("/api/orders/../../metrics")]
    [InlineData("/api/orders/..%2f..%2fmetrics")]
    [InlineData("/assets/..%2fmetrics")]
    public async Task What_only_operators_may_see_is_nobodys_from_outside(string path)
    {
        await gateway.Raw($"GET {path} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");
        Assert.DoesNotContain(modules.Arrived, arrived => arrived is "GET /metrics" or "GET /readyz");
    }

    [Fact]
    public async Task What_a_client_claims_about_itself_is_overwritten_or_taken_away()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/orders");
        foreach (
            var (name, value) in new[]
            {
                ("X-Forwarded-For", "203.0.113.9"),
                ("X-Forwarded-Proto", "https"),
                ("X-Forwarded-Host", "evil.example"),
                ("X-Forwarded-Prefix", "/x"),
                ("Forwarded", "for=203.0.113.9"),
                ("X-Original-For", "203.0.113.9"),
                ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            }
        )
        {
            request.Headers.Add(name, value);
        }

        request.Headers.Host = "shop.example.com";
        using var reply = await gateway.Http.SendAsync(request);
        var heard = JsonNode.Parse(await reply.Content.ReadAsStringAsync())!;
        Assert.Equal(
            ("127.0.0.1", "http", "shop.example.com", "shop.example.com", null, null, null),
            (
                (string?)heard["x-forwarded-for"],
                (string?)heard["x-forwarded-proto"],
                (string?)heard["x-forwarded-host"],
                (string?)heard["host"],
                (string?)heard["x-forwarded-prefix"],
                (string?)heard["forwarded"],
                (string?)heard["x-original-for"]
            )
        );
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", (string?)heard["traceparent"], StringComparison.Ordinal);
        Assert.Equal("r-7", reply.Headers.GetValues("X-Request-Id").Single());
    }

    [Theory]
    [InlineData("/api/products/a%2Fb?q=a%20b&x=%C3%A4+%26")]
    [InlineData("/api/products/%C3%A4%20b")]
    [InlineData("/api/products/a%25b;c=d")]
    [InlineData("/api/products/a%2F..%2Fb")]
    [InlineData("/api/products/./x/../y//z/")]
    public async Task A_path_means_the_same_to_the_module_as_without_the_gateway(string path)
    {
        var request = $"GET {path} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n";
        Assert.Equal(Target(await GatewayUnderTest.Raw(modules.Ports["catalog"], request)), Target(await gateway.Raw(request)));

        static string? Target(string said) =>
            (string?)JsonNode.Parse(said[said.IndexOf('{', StringComparison.Ordinal)..(said.LastIndexOf('}') + 1)])!["target"];
    }

    [Fact]
    public async Task Each_event_of_an_orders_stream_arrives_before_the_next_is_written()
    {
        using var reply = await gateway.Http.GetAsync(
            new Uri("/api/orders/o-1/stream", UriKind.Relative),
            HttpCompletionOption.ResponseHeadersRead
        );
        using var lines = new StreamReader(await reply.Content.ReadAsStreamAsync());
        Assert.Equal("data: first", await lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)));
        modules.FirstEventSeen.SetResult();
        Assert.Equal("data: second", await lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task Caching_versions_and_questions_without_a_body_pass_untouched()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/api/cart/u-1");
        request.Headers.Add("Accept-Encoding", "gzip");
        using var reply = await gateway.Http.SendAsync(request);
        Assert.Equal(
            (HttpStatusCode.OK, "public, max-age=31536000, immutable", "\"7\""),
            (reply.StatusCode, reply.Headers.NonValidated["Cache-Control"].ToString(), reply.Headers.ETag?.ToString())
        );
        Assert.Empty(await reply.Content.ReadAsByteArrayAsync());
        Assert.Contains("HEAD /api/cart/u-1", modules.Arrived);
    }

    [Theory]
    [InlineData("/api/orders", Limits.BodyDrainedBytesMax, 200)]
    [InlineData("/api/orders", Limits.BodyDrainedBytesMax + 1, 413)]
    [InlineData("/api/products/import", Limits.BodyDrainedBytesMax + 1, 200)]
    public async Task Bodies_are_bounded_as_in_the_shop_and_imports_may_be_large(string path, long bytes, int status)
    {
        foreach (var counted in new[] { true, false })
        {
            // The frames of chunks count as well.
            var sent = counted || status != 200 ? bytes : bytes - (64 * 1024);
            using var body = new StreamContent(new MemoryStream(new byte[sent]));
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
            request.Headers.ExpectContinue = true;
            request.Headers.TransferEncodingChunked = !counted;
            using var reply = await gateway.Http.SendAsync(request);
            var text = await reply.Content.ReadAsStringAsync();
            Assert.True(status == (int)reply.StatusCode, $"counted: {counted}: {(int)reply.StatusCode} {text}");
            var said = JsonNode.Parse(text)!;
            Assert.Equal(status == 200 ? sent : "body_too_large", status == 200 ? (object)(long)said["bytes"]! : (string)said["code"]!);
        }
    }

    [Fact]
    public async Task A_module_that_is_away_takes_only_its_own_paths_with_it_and_is_back_with_its_first_answer()
    {
        var ports = modules.Ports;
        ports["ordering"] = ServerProcess.FreePort();
        await using var without = await GatewayUnderTest.Start(GatewayUnderTest.At(ports));
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            using var request = new HttpRequestMessage(method, "/api/orders");
            using var away = await without.Http.SendAsync(request);
            Assert.Equal(
                (HttpStatusCode.ServiceUnavailable, "application/problem+json", "2"),
                (away.StatusCode, away.Content.Headers.ContentType?.MediaType, away.Headers.RetryAfter?.ToString())
            );
            var problem = JsonNode.Parse(await away.Content.ReadAsStringAsync())!;
            Assert.Equal("module_unavailable", (string?)problem["code"]);
            Assert.NotEmpty((string)problem["trace_id"]!);
            Assert.Equal("nosniff", away.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-store", away.Headers.CacheControl?.ToString());
        }

        Assert.Equal("carts", await Where(without.Http, "/api/cart/u-1"));
        Assert.Equal("nobody (200)", await Where(without.Http, "/"));

        using var back = new TcpListener(IPAddress.Loopback, ports["ordering"]);
        back.Start();
        var answered = Task.Run(() =>
            Serve(back, "HTTP/1.1 200 OK\r\nX-Module: ordering\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", until: "/api/orders")
        );
        Assert.Equal("ordering", await Where(without.Http, "/api/orders"));
        await answered;
    }

    [Fact]
    public async Task A_module_that_does_not_answer_is_given_up_with_a_word_on_what_may_have_happened()
    {
        // Time enough for the question to arrive there.
        await using var hasty = await GatewayUnderTest.Start(GatewayUnderTest.At(modules.Ports), ("Gateway:Timeout", "00:00:03"));
        using var late = await hasty.Http.PostAsync(new Uri("/api/orders/never", UriKind.Relative), null);
        Assert.Equal(
            (HttpStatusCode.GatewayTimeout, "module_late"),
            (late.StatusCode, (string?)JsonNode.Parse(await late.Content.ReadAsStringAsync())!["code"])
        );
        await Events.KafkaWorld.Until(() => Task.FromResult(!modules.Arrived.IsEmpty), "the module has heard of it");
        Assert.Single(modules.Arrived);
    }

    [Theory]
    [InlineData("POST", "", 1)]
    [InlineData("POST", "Content-Length: 2\r\n\r\n{}", 1)]
    [InlineData("DELETE", "", 1)]
    public async Task A_command_that_a_module_may_have_received_is_never_sent_again(string method, string body, int times)
    {
        // A module that answers once, and dies with the second request in its hands, on a connection that was kept.
        using var module = new TcpListener(IPAddress.Loopback, 0);
        module.Start();
        var received = 0;
        using var ended = new CancellationTokenSource();
        async Task Serve(TcpClient client)
        {
            using var connection = client;
            await using var stream = client.GetStream();
            while (await Request(stream) is { Length: > 0 } head)
            {
                if (head.StartsWith(method, StringComparison.Ordinal))
                {
                    Interlocked.Increment(ref received);
                    break;
                }

                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
            }
        }

        var serving = Task.Run(async () =>
        {
            // Questions about its health keep a connection of their own.
            var connections = new List<Task>();
            while (!ended.IsCancellationRequested)
            {
                connections.Add(Serve(await module.AcceptTcpClientAsync(ended.Token)));
            }
        });
        var ports = modules.Ports;
        ports["ordering"] = ((IPEndPoint)module.LocalEndpoint).Port;
        await using var before = await GatewayUnderTest.Start(GatewayUnderTest.At(ports));
        (await before.Http.GetAsync(new Uri("/api/orders", UriKind.Relative))).Dispose();

        var said = await before.Raw(
            $"{method} /api/orders/o-1/cancel HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n{(body.Length == 0 ? "\r\n" : body)}"
        );
        Assert.StartsWith("HTTP/1.1 503", said, StringComparison.Ordinal);
        Assert.Equal(times, received);
        await ended.CancelAsync();
        module.Stop();
        await serving.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task Of_several_processes_of_a_module_a_question_is_asked_at_another_when_one_is_away_and_a_command_is_not()
    {
        var addresses = GatewayUnderTest.At(modules.Ports);
        addresses["ordering"] += $",http://127.0.0.1:{ServerProcess.FreePort()}";
        await using var several = await GatewayUnderTest.Start(addresses);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("ordering", await Where(several.Http, "/api/orders"));
        }

        for (var i = 0; i < 20; i++)
        {
            using var command = await several.Http.PostAsync(new Uri("/api/orders", UriKind.Relative), null);
            Assert.True(command.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, command.StatusCode.ToString());
        }

        Assert.True(modules.Arrived.Count(arrived => arrived.StartsWith("POST", StringComparison.Ordinal)) <= 20);
    }

    [Theory]
    [InlineData("POST /api/orders HTTP/1.1\r\nHost: s\r\nContent-Length: 6\r\nContent-Length: 5\r\n\r\nabcdef")]
    [InlineData("POST /api/orders HTTP/1.1\r\nHost: s\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\nGET /api/mail HTTP/1.1\r\n")]
    [InlineData("POST /api/orders HTTP/1.1\r\nHost: s\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /api/orders HTTP/1.1\r\nHost: s\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /api/orders HTTP/1.1\r\nHost: s\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("GET /api/orders HTTP/1.1\r\nHost: s\r\nHost: t\r\n\r\n")]
    [InlineData("GET /api/orders HTTP/1.1\r\nHost: s\r\nX: a\r\n b\r\n\r\n")]
    [InlineData("GET /api/orders HTTP/1.1\r\nHost: s\r\nX\0: a\r\n\r\n")]
    [InlineData("GET /api/orders HTTP/1.1\r\n\r\n")]
    [InlineData("GET /api/or\0ders HTTP/1.1\r\nHost: s\r\n\r\n")]
    [InlineData("GET http://evil.example:99999/api/orders HTTP/1.1\r\nHost: s\r\n\r\n")]
    public async Task What_two_servers_could_read_differently_reaches_no_module(string request)
    {
        var said = await gateway.Raw(request.Replace("Host: s\r\n", "Host: s\r\nConnection: close\r\n", StringComparison.Ordinal));
        Assert.StartsWith("HTTP/1.1 400", said, StringComparison.Ordinal);
        Assert.Empty(modules.Arrived);
    }

    [Fact]
    public async Task A_length_beside_chunks_is_not_passed_on_and_what_follows_is_no_second_request_of_the_modules()
    {
        // RFC 9112, 6.3: the chunks count, and the connection is not used again for what may have been smuggled behind them.
        var said = await gateway.Raw(
            "POST /api/orders HTTP/1.1\r\nHost: s\r\nContent-Length: 48\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                + "0\r\n\r\nGET /api/mail HTTP/1.1\r\nHost: s\r\n\r\n"
        );
        Assert.DoesNotContain("GET /api/mail", modules.Arrived);
        Assert.True(Regex.Count(said, "HTTP/1.1 ") == 1, said);
        Assert.True(modules.Arrived.Count <= 1);
    }

    [Fact]
    public async Task A_length_that_servers_may_read_differently_is_written_anew()
    {
        var said = await gateway.Raw(
            "POST /api/orders HTTP/1.1\r\nHost: s\r\nConnection: close\r\nContent-Length: +05\r\n\r\n"
                + "abcdeGET /api/mail HTTP/1.1\r\nHost: s\r\n\r\n"
        );
        Assert.Contains("\"content-length\":\"5\"", said, StringComparison.Ordinal);
        Assert.Equal("POST /api/orders", Assert.Single(modules.Arrived));
    }

    [Fact]
    public async Task Headers_without_measure_are_refused()
    {
        Assert.StartsWith(
            "HTTP/1.1 431",
            await gateway.Raw($"GET /api/orders HTTP/1.1\r\nHost: s\r\nX: {new string('a', 64 * 1024)}\r\n\r\n"),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "HTTP/1.1 431",
            await gateway.Raw(
                $"GET /api/orders HTTP/1.1\r\nHost: s\r\n{string.Concat(Enumerable.Range(0, 200).Select(i => $"X-{i}: a\r\n"))}\r\n"
            ),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "HTTP/1.1 414",
            await gateway.Raw($"GET /api/orders?{new string('a', 64 * 1024)} HTTP/1.1\r\nHost: s\r\n\r\n"),
            StringComparison.Ordinal
        );
        Assert.Empty(modules.Arrived);
    }

    private static async Task<string> Where(HttpClient client, string path)
    {
        using var reply = await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        return reply.Headers.TryGetValues("X-Module", out var module) ? module.Single() : $"nobody ({(int)reply.StatusCode})";
    }

    /// <summary>Gives the same answer to whoever connects, until somebody asked for the path.</summary>
    private static async Task Serve(TcpListener listener, string answer, string until)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (true)
        {
            var accepting = listener.AcceptTcpClientAsync();
            if (await Task.WhenAny(asked.Task, accepting) == asked.Task)
            {
                return;
            }

            // Beside the others: a connection may be opened and say nothing, or be gone before it is answered.
            _ = Answer(await accepting);
        }

        async Task Answer(TcpClient connected)
        {
            using var client = connected;
            await using var stream = client.GetStream();
            var head = await Request(stream);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
            if (head?.Contains(until, StringComparison.Ordinal) == true)
            {
                asked.TrySetResult();
            }
        }
    }

    /// <summary>The head of the next request, or nothing when the connection ended.</summary>
    private static async Task<string?> Request(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
