// Starting, stopping, and refusing to start.
using System.Diagnostics;
using System.Net;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.Once)]
public sealed class StartTests
{
    [Fact]
    public async Task A_term_signal_ends_it_cleanly_and_the_next_start_finds_its_data()
    {
        var watch = Stopwatch.StartNew();
        await using var host = await HostProcess.StartOne("--demo");
        var started = watch.Elapsed;
        var guest = await Api.At(host).Guest();
        await guest.Add("1", 3);
        var cart = (await guest.Get("/api/cart/me")).Text;
        var (code, took) = await host.Terminate();
        Assert.Equal(0, code);

        // Where the machine is slow, so is the end; how slow it is the start has shown.
        Assert.True(took < TimeSpan.FromSeconds(5) + started, $"It took {took} to end, and {started} to start.");
        await host.Again();
        Assert.Equal(cart, (await guest.Get("/api/cart/me")).Expect(200).Text);
    }

    [Fact]
    public async Task It_says_where_it_listens_and_what_it_understood()
    {
        await using var host = await HostProcess.StartOne("--demo");

        // The last line of all.
        var output = await host.Said("password Passw0rd!demo");
        Assert.Contains(host.Address.ToString().TrimEnd('/'), output, StringComparison.Ordinal);
        Assert.Contains("admin@example.com", output, StringComparison.Ordinal);
        Assert.Contains("modules   identity, catalog", output, StringComparison.Ordinal);
        Assert.Matches(@"data      sqlite 3\.\d+\.\d+:/", output);
    }

    [Fact]
    public async Task Without_demo_there_are_no_products_and_no_accounts()
    {
        await using var host = await HostProcess.StartOne("--no-demo");
        var api = Api.At(host);
        Assert.Empty(await api.All("/api/products"));
        (await api.Post("/api/auth/login", """{"email":"admin@example.com","password":"Passw0rd!demo"}""")).Expect(401);
    }

    [Theory]
    [InlineData("Run=sales", "Run names 'sales'")]
    [InlineData("Run=carts", "Add 'catalog' to Run")]
    [InlineData("Run=carts", "Elsewhere:catalog=http://catalog:8081")]
    [InlineData("Run=payments;Elsewhere=http://{module}:8081", "Events=redis with Redis=")]
    [InlineData("Run=payments;Elsewhere=http://{module}:8081;Events=kafka", "Service:Token=<secret>")]
    [InlineData(
        "Run=payments;Elsewhere=http://{module}:8081;Events=kafka;Service:Token=short",
        "Service:Token has less than 32 characters"
    )]
    [InlineData("Run=payments;Elsewhere=catalog:8081", "Elsewhere=catalog:8081 is no address")]
    [InlineData("Run=payments;Elsewhere:identity=http://user:password@identity:8081", "is no address")]
    [InlineData("Run=payments;Elsewhere:sales=http://sales:8081", "Elsewhere:sales names no module")]
    [InlineData("Elsewhere:carts=http://carts:8081", "Take it out of Run")]
    [InlineData("Wire:Port=8080;Service:Token=0123456789012345678901234567890123", "Port and Wire:Port are both 8080")]
    [InlineData("Wire:Port=no", "Wire:Port=no is not a port")]
    [InlineData("Wire:Port=8081", "Service:Token=<secret>")]
    [InlineData(
        "Wire:Port=8081;Service:Token=0123456789012345678901234567890123;Wire:Certificate=no.crt",
        "Wire:Certificate=no.crt cannot be read as PEM"
    )]
    [InlineData(
        "Run=ordering;Elsewhere=http://{module}:8081;Elsewhere:payments=events",
        "Elsewhere:payments=events asks by messages, which need a broker"
    )]
    [InlineData("Run=ordering;Elsewhere=http://{module}:8081;Elsewhere:carts=events", "only catalog and payments can be asked by messages")]
    [InlineData("Elsewhere:payments=events", "Take it out of Run")]
    [InlineData(
        "Run=ordering;Elsewhere=http://{module}:8081;Elsewhere:payments=events;Events=redis;Redis=localhost:6379",
        "Service:Token=<secret>"
    )]
    [InlineData(
        "Run=ordering;Elsewhere=http://{module}:8081;Elsewhere:payments=events;Events=redis;Redis=localhost:6379;"
            + "Service:Token=0123456789012345678901234567890123;Messages:Answers:payments=short",
        "Messages:Answers:payments must be a secret of at least 32"
    )]
    [InlineData(
        "Run=ordering;Elsewhere=http://{module}:8081;Events=redis;Redis=localhost:6379;"
            + "Service:Token=0123456789012345678901234567890123;Messages:Answers:carts=0123456789012345678901234567890123",
        "names no module that can be asked by messages"
    )]
    [InlineData(
        "Run=ordering;Elsewhere=http://{module}:8081;Events=redis;Redis=localhost:6379;"
            + "Service:Token=0123456789012345678901234567890123;Messages:Anwsers:payments=x",
        "Messages:Answers:payments="
    )]
    [InlineData("Events=redis", "Redis=localhost:6379")]
    [InlineData("Events=kafka", "Kafka:Bootstrap=localhost:9092")]
    [InlineData("Events=pigeon", "Use: Events=local")]
    [InlineData("Data=mongo:x", "Use: Data=sqlite:<folder>")]
    [InlineData("Data=postgres:Hots=here", "Use: Data=postgres:Host=localhost")]
    [InlineData("Port=99999", "is not a port")]
    [InlineData("Listen=nowhere", "is not an address")]
    [InlineData("Carts:Guests=perhaps", "Carts:Guests=allowed")]
    [InlineData("Carts:Merge=mix", "Carts:Merge=sum")]
    [InlineData("Carts:TtlDays=0", "Carts:TtlDays=30")]
    [InlineData("Mail:Smtp=pigeon", "Mail:Smtp=")]
    [InlineData("Mail:Smtp=smtps://mail.example.com;Mail:Authority=/no/ca.pem", "Mail:Authority=/no/ca.pem cannot be read")]
    [InlineData("Tax:US:Percent=200", "Tax:US:Percent must be")]
    [InlineData("Carts:Store=paper", "Use: Carts:Store=sql")]
    [InlineData("Carts:Store=redis", "Redis=localhost:6379")]
    [InlineData("Recommendations:Store=paper", "Use: Recommendations:Store=sql")]
    [InlineData("Recommendations:Store=redis", "set Redis=host:port, such as Redis=localhost:6379, or Recommendations:Store=sql")]
    [InlineData("Redis=localhost:no port", "Redis=localhost:6379")]
    [InlineData("Carts:AbandonedAfter=soon", "Carts:AbandonedAfter=1.00:00:00")]
    [InlineData("Carts:Merge=both", "Carts:Merge=sum")]
    [InlineData("Shop:Url=here", "Shop:Url=https://")]
    [InlineData("Cart:Store=redis", "Write: --set Carts:Store=redis")]
    [InlineData("RateLimits:write=abc", "RateLimits:write=abc must be a whole number")]
    public async Task A_configuration_that_cannot_work_is_refused_with_the_line_to_change(string settings, string said)
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-e2e-").FullName;
        try
        {
            var (code, output) = await HostProcess.Run([
                "serve",
                "--set",
                "Data=sqlite:" + folder,
                .. settings.Split(';').SelectMany(setting => new[] { "--set", setting }),
            ]);
            Assert.Equal(2, code);
            Assert.Contains(said, output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_second_process_on_the_same_data_is_refused()
    {
        await using var host = await HostProcess.StartOne("--demo");
        var (code, output) = await HostProcess.Run("serve", "--port", "0", "--data", host.Folder);
        Assert.NotEqual(0, code);
        Assert.Contains("is in use by another process", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_tells_operators_how_it_is()
    {
        await using var host = await HostProcess.StartOne("--demo");
        var api = Api.At(host);
        Assert.Equal("alive\n", (await api.Get("/healthz")).Expect(200).Text);
        Assert.Equal("ready", (string?)(await api.Get("/readyz")).Expect(200).Json["dependencies"]!["database:ordering"]);
        (await api.Get("/api/products")).Expect(200);

        // A request is counted when its answer has gone out.
        await Eventually.Holds(async () =>
            Assert.Matches("(?m)^http_server_request_duration_seconds_count\\{.*\\} [1-9]", (await api.Get("/metrics")).Expect(200).Text)
        );
        Assert.Equal("3.1", ((string)(await api.Get("/api/openapi.json")).Expect(200).Json["openapi"]!)[..3]);
        using var http = new HttpClient { BaseAddress = host.Address };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/api/doc", UriKind.Relative))).StatusCode);
    }
}
