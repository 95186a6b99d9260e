// Whether the whole shop is ready, and what the gateway refuses to start with.
using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Cartwright.Host;
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Unit.Deploy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cartwright.Conformance.Edge;

public sealed class GatewayReadinessTests
{
    private const string Page = "<!doctype html><div id=\"root\"></div>";

    [Theory]
    [InlineData("application/json", """{"status":"ready"}""", "ready", "ready")]
    [InlineData("application/json", """{"status":"degraded"}""", "degraded", "degraded")]
    [InlineData("application/json", """{"status":"not ready"}""", "not ready", "degraded")]
    [InlineData("text/html", Page, "ready", "ready")]
    [InlineData("application/json", "{", "ready", "ready")]
    [InlineData("application/json", """{"status":7}""", "ready", "ready")]
    [InlineData("application/json", """["ready"]""", "ready", "ready")]
    public async Task A_module_answers_for_itself_and_a_page_of_the_shop_is_no_answer(string type, string says, string word, string whole)
    {
        await using var one = await Module(type, says);
        await using var others = await Module("application/json", """{"status":"ready"}""");
        await using var gateway = await GatewayUnderTest.Start(Addresses(Address(others), ("carts", Address(one))));
        var (status, said) = await Ready(gateway, ("carts", word));
        Assert.Equal(
            (200, whole, word, "ready"),
            (status, (string)said["status"]!, (string)said["modules"]!["carts"]!, (string)said["modules"]!["identity"]!)
        );
        Assert.Equal(
            ShopRoutes.Modules.Select(module => module.Name).Order(),
            said["modules"]!.AsObject().Select(module => module.Key).Order()
        );
    }

    [Fact]
    public async Task A_module_that_is_away_is_named_and_one_of_several_processes_is_enough()
    {
        await using var there = await Module("application/json", """{"status":"ready"}""");
        var away = "http://127.0.0.1:" + ServerProcess.FreePort();
        await using var gateway = await GatewayUnderTest.Start(
            Addresses(Address(there), ("carts", away), ("ordering", Address(there) + "," + away))
        );
        var (status, said) = await Ready(gateway, ("carts", "unreachable"));
        Assert.Equal(
            (200, "degraded", "unreachable", "ready"),
            (status, (string)said["status"]!, (string)said["modules"]!["carts"]!, (string)said["modules"]!["ordering"]!)
        );

        await using var nobody = await GatewayUnderTest.Start(Addresses(away));
        (status, said) = await Ask(nobody);
        Assert.Equal((503, "not ready"), (status, (string)said["status"]!));
    }

    [Fact]
    public async Task Readiness_told_on_an_operators_port_is_asked_there()
    {
        await using var shoppers = await Module("text/html", Page);
        await using var operators = await Module("application/json", """{"status":"not ready"}""");
        await using var gateway = await GatewayUnderTest.Start(
            Addresses(Address(shoppers)),
            ("Gateway:Operations:carts", Address(operators))
        );
        var (_, said) = await Ready(gateway, ("carts", "not ready"));
        Assert.Equal(("not ready", "ready"), ((string)said["modules"]!["carts"]!, (string)said["modules"]!["catalog"]!));
    }

    [Theory]
    [InlineData("Run=gateway", "none is said for: identity, catalog", "Gateway:Modules=http://{module}:8080")]
    [InlineData("Run=gateway,carts Gateway:Modules=http://{module}:8080", "the gateway runs alone", "Run=carts in another process")]
    [InlineData(
        "Run=gateway Gateway:Modules=http://{module}:8080 Gateway:Modules:cart=http://a:1",
        "Gateway:Modules:cart names no module",
        "carts"
    )]
    [InlineData("Run=gateway Gateway:Modules={module}:8080", "Gateway:Modules={module}:8080 is no address", "http://{module}:8080")]
    [InlineData("Run=gateway Gateway:Modules=http://{module}:8080/api", "is no address", "public port")]
    [InlineData("Run=gateway Gateway:Modules=http://a:b@{module}:8080", "is no address", "public port")]
    [InlineData(
        "Run=gateway Gateway:Modules=http://{module}:8080 Gateway:Modules:carts=,",
        "Gateway:Modules:carts=, is no address",
        "public port"
    )]
    [InlineData("Run=gateway Port=9000 Gateway:Modules=http://localhost:9000", "own port 9000", "public port")]
    [InlineData("Run=gateway Gateway:Modules=http://{module}:8080 Gateway:Modul=x", "Gateway:Modul is not known", "Gateway:Modules")]
    [InlineData("Run=gateway Gateway:Modules=http://{module}:8080 Gateway:Timeout=soon", "Gateway:Timeout=soon", "00:01:00")]
    [InlineData("Run=gatewy", "'gatewy', which is no module", "gateway alone")]
    public async Task What_it_cannot_work_with_is_refused_with_the_line_to_write(string lines, params string[] said)
    {
        var settings = lines.Split(' ').Select(line => line.Split('=', 2)).ToDictionary(line => line[0], line => (string?)line[1]);
        var refused = await Assert.ThrowsAsync<ConfigurationRefused>(() => Serve.Build(settings));
        Assert.All(said, part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
    }

    private static async Task<WebApplication> Module(string type, string says)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapGet("/healthz", () => Results.Text("alive\n"));
        app.MapFallback(() => Results.Text(says, type));
        await app.StartAsync();
        return app;
    }

    private static string Address(WebApplication module) => "http://127.0.0.1:" + new Uri(module.Urls.First()).Port;

    private static Dictionary<string, string> Addresses(string all, params (string Module, string Address)[] own)
    {
        var addresses = ShopRoutes.Modules.ToDictionary(module => module.Name, _ => all, StringComparer.Ordinal);
        foreach (var (module, address) in own)
        {
            addresses[module] = address;
        }

        return addresses;
    }

    /// <summary>
    /// The answer in which one module has this word and all others are ready, or the last one when the time is up: whoever does not answer
    /// the gateway within two seconds is unreachable, on a busy machine somebody who is there.
    /// </summary>
    private static async Task<(int Status, JsonNode Said)> Ready(GatewayUnderTest gateway, (string Module, string Word) but)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(TimeSpan.FromMilliseconds(100)))
        {
            var answer = await Ask(gateway);
            var words = answer.Said["modules"]!.AsObject();
            if (
                words.All(module => (string?)module.Value == (module.Key == but.Module ? but.Word : "ready"))
                || watch.Elapsed > TimeSpan.FromSeconds(60)
            )
            {
                return answer;
            }
        }
    }

    private static async Task<(int Status, JsonNode Said)> Ask(GatewayUnderTest gateway)
    {
        using var reply = await gateway.Http.GetAsync(new Uri("/readyz", UriKind.Relative));
        return ((int)reply.StatusCode, JsonNode.Parse(await reply.Content.ReadAsStringAsync())!);
    }
}
