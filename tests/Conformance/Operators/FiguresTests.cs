// What operators see: figures that a scraper takes, gauges that move with what waits, labels that nobody outside can multiply,
// and a port of their own.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Host;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Conformance.Operators;

/// <summary>Meters are a process's: another server beside it in the tests' process would show in its figures, each series twice.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class NoOtherServer
{
    public const string Name = "no other server";
}

[Collection(NoOtherServer.Name)]
public sealed class FiguresTests(ShopUnderTest shop) : IClassFixture<ShopUnderTest>
{
    /// <summary>Series of one metric with ten modules, fourteen buckets and some hundred routes.</summary>
    private const int SeriesMax = 2_500;

    private static readonly string[] Modules =
    [
        "identity",
        "catalog",
        "inventory",
        "carts",
        "promotions",
        "payments",
        "ordering",
        "notifications",
        "recommendations",
        "analytics",
    ];

    private static readonly string[] OfModules = ["reader_busy", "outbox_waiting", "outbox_age_seconds", "inbox_waiting", "inbox_parked"];

    [Fact]
    public async Task Every_figure_says_what_it_is_and_counts_have_buckets_of_counts()
    {
        using var http = shop.Http();
        (await http.GetAsync(new Uri("/api/products", UriKind.Relative))).EnsureSuccessStatusCode();
        var figures = await ScrapeAll();
        Assert.Contains(figures.Families, family => family.Name == "http_server_request_duration_seconds");
        Assert.Contains(figures.Families, family => family.Name.StartsWith("dotnet_gc", StringComparison.Ordinal));
        Assert.Contains(figures.Families, family => family.Name.StartsWith("kestrel_", StringComparison.Ordinal));
        Assert.DoesNotContain(
            figures.Families,
            family => family.Type == "gauge" && family.Name.EndsWith("_total", StringComparison.Ordinal)
        );
        var commands = figures.Families.Single(family => family.Name == "cartwright_commit_commands");
        Assert.Equal(
            ["1", "2", "4", "8", "16", "32", "64", "128", "256", "512", "+Inf"],
            commands
                .Samples.Where(s => s.Name.EndsWith("_bucket", StringComparison.Ordinal) && s.Labels["module"] == "shop")
                .Select(s => s.Labels["le"])
        );
        foreach (var gauge in OfModules)
        {
            Assert.Equal(
                Modules.Order(StringComparer.Ordinal),
                Of(figures, "cartwright_" + gauge).Select(s => s.Labels["module"]).Order(StringComparer.Ordinal)
            );
        }

        // They share one writer.
        Assert.Equal(["shop"], Of(figures, "cartwright_commit_queue").Select(s => s.Labels["module"]));

        Assert.Equal(
            ["after_sale", "cancelling", "compensating", "paying", "returning"],
            Of(figures, "cartwright_checkout_open").Select(s => s.Labels["state"]).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ["failed", "waiting"],
            Of(figures, "cartwright_mail_unsent").Select(s => s.Labels["state"]).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Whatever_callers_make_up_the_number_of_series_stays_bounded()
    {
        using var http = shop.Http();
        for (var i = 0; i < 200; i++)
        {
            using var odd = new HttpRequestMessage(new HttpMethod("ODD" + i), $"/api/made/up/{i}?q={i}");
            odd.Headers.TryAddWithoutValidation("User-Agent", "maker/" + i);
            using var reply = await http.SendAsync(odd);
            Assert.True((int)reply.StatusCode is >= 400 and < 500, reply.StatusCode.ToString());
            using var unknown = await http.GetAsync(new Uri($"/api/products/made-up-{i}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        }

        var figures = await Scrape();
        Assert.All(figures.Families, family => Assert.InRange(family.Samples.Count, 0, SeriesMax));
        Assert.DoesNotContain(
            figures.Families.SelectMany(family => family.Samples).SelectMany(sample => sample.Labels.Values),
            value =>
                value.Contains("made-up", StringComparison.Ordinal)
                || value.StartsWith("ODD", StringComparison.Ordinal)
                || value.Contains("maker/", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Gauges_move_with_what_waits()
    {
        // A shop of its own, whose loops are not started: what is planted stays.
        await using var test = await Unstarted.Build();
        var notifications = test.Database("notifications");
        var old = DateTimeOffset.UtcNow.AddMinutes(-2).ToUnixTimeMilliseconds();
        await notifications.Write(async tx =>
        {
            for (var i = 0; i < 7; i++)
            {
                await tx.Execute(
                    $"INSERT INTO {tx.Own}outbox(event_id, topic, subject, source, time_ms, data) VALUES ($1, 'said', 'a', 'test', $2, '{{}}')",
                    "out-" + i,
                    old + i
                );
            }

            for (var i = 0; i < 5; i++)
            {
                await tx.Execute(
                    $$"""
                    INSERT INTO {{tx.Own}}inbox_waiting(event_id, topic, subject, source, time_ms, data, tries, next_ms, error, dead)
                    VALUES ($1, 'said', $1, 'test', 0, '{}', 5, 0, 'planted', $2)
                    """,
                    "in-" + i,
                    i < 3
                );
            }

            foreach (var (id, status) in new[] { ("1", "queued"), ("2", "failed"), ("3", "failed"), ("4", "sent") })
            {
                await tx.Execute(
                    """
                    INSERT INTO mail(mail_id, occasion, message_id, template, user_id, recipient, subject, data, status, next_ms, created_ms, sent_ms)
                    VALUES ($1, $1, $1, 'confirmed', 'u', 'a@example.com', 's', '{}', $2, $3, 0, 1)
                    """,
                    id,
                    status,
                    old
                );
            }

            return true;
        });
        await test.Database("ordering")
            .Write(async tx =>
            {
                foreach (
                    var (id, state, busy) in new[]
                    {
                        ("a", "paying", 1),
                        ("b", "paying", 1),
                        ("c", "compensating", 1),
                        ("d", "done", 1),
                        ("e", "done", 0),
                    }
                )
                {
                    await tx.Execute(
                        """
                        INSERT INTO orders(order_id, user_id, cart_version, status, version, head, created_ms, updated_ms, total_milli,
                        """
                            + """
                             currency, words, terms, payment_token,
                                checkout, undo_from, tries, due_ms, busy)
                            VALUES ($1, $1, 1, 'pending', 1, 'h', $2, $2, 0, 'USD', '', '{}', 't', $3, 0, 0, 0, $4)
                            """,
                        id,
                        old,
                        state,
                        busy
                    );
                }

                return true;
            });
        var figures = await test.Look();
        Assert.Equal(7, figures["cartwright.outbox.waiting/notifications"]);
        Assert.Equal(0, figures["cartwright.outbox.waiting/carts"]);
        Assert.InRange(figures["cartwright.outbox.age/notifications"], 119, 400);
        Assert.Equal(2, figures["cartwright.inbox.waiting/notifications"]);
        Assert.Equal(3, figures["cartwright.inbox.parked/notifications"]);
        Assert.Equal(1, figures["cartwright.mail.unsent/waiting"]);
        Assert.Equal(2, figures["cartwright.mail.unsent/failed"]);
        Assert.InRange(figures["cartwright.mail.late/waiting"], 119, 400);
        Assert.Equal(2, figures["cartwright.checkout.open/paying"]);
        Assert.Equal(1, figures["cartwright.checkout.open/compensating"]);
        Assert.Equal(1, figures["cartwright.checkout.open/after_sale"]);
        Assert.InRange(figures["cartwright.checkout.age/paying"], 119, 400);
        Assert.Equal(0, figures["cartwright.checkout.age/returning"]);
    }

    [Fact]
    public async Task Operators_are_answered_on_their_own_port_and_shoppers_are_not()
    {
        using var shoppers = shop.Http();
        using var operators = shop.Operators();
        Assert.NotEqual(shoppers.BaseAddress, operators.BaseAddress);
        Assert.Equal("127.0.0.1", operators.BaseAddress!.Host);
        foreach (var (path, to) in new[] { ("/healthz", 200), ("/readyz", 404), ("/metrics", 404) })
        {
            using var reply = await shoppers.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(to, (int)reply.StatusCode);
            using var operatorsReply = await operators.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, operatorsReply.StatusCode);
        }

        Assert.Equal("ready", (string?)(await operators.GetFromJsonAsync<JsonNode>(new Uri("/readyz", UriKind.Relative)))!["status"]);
        using var shopPage = await operators.GetAsync(new Uri("/api/products", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, shopPage.StatusCode);
        using var posted = await operators.PostAsync(new Uri("/metrics", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
    }

    [Theory]
    [InlineData("Operations:Port=x", "Operations:Port=x is not a port")]
    [InlineData("Operations:Port=70000", "is not a port")]
    [InlineData("Operations:Port=8080", "is also Port")]
    [InlineData("Operations:Port=8081", "is also Wire:Port")]
    [InlineData("Operations:Listen=somewhere", "Operations:Listen=somewhere is not an address")]
    [InlineData("Operations:Public=perhaps", "Operations:Public=true or Operations:Public=false")]
    public void What_cannot_be_is_refused_with_the_line_to_write(string setting, string said)
    {
        var parts = setting.Split('=');
        Assert.Contains(
            said,
            Assert.Throws<ConfigurationRefused>(() => OperatorsPort.Read(Settings((parts[0], parts[1])), 8080, 8081)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Without_a_word_it_lies_a_thousand_above_the_public_port()
    {
        Assert.Equal(9080, OperatorsPort.Read(Settings(), 8080, null).Port);
        Assert.Equal(64_000, OperatorsPort.Read(Settings(), 65_000, null).Port);
        Assert.Equal(0, OperatorsPort.Read(Settings(), 0, null).Port);
        Assert.Null(OperatorsPort.Read(Settings(("Operations:Public", "true")), 8080, null).Port);
        Assert.Null(OperatorsPort.Read(Settings(("Operations:Port", "none")), 8080, null).Port);
        Assert.Equal(IPAddress.Loopback, OperatorsPort.Read(Settings(), 8080, null).Address);
    }

    [Fact]
    public void The_reader_of_this_test_refuses_what_a_scraper_would()
    {
        const string Good = "# TYPE a gauge\n# HELP a Some words.\na{x=\"1\"} 1\n";
        Assert.Equal(1, Figures.Read(Good).Of("a", "x", "1"));
        foreach (
            var bad in new[]
            {
                "# TYPE a gauge\na 1\n",
                Good + "a{x=\"1\"} 2\n",
                Good + "b 1\n",
                Good + Good,
                Good + "a{x=\"1} 2\n",
                "# TYPE a gauge\n# HELP a Some words.\na one\n",
                "# TYPE a histogram\n# HELP a Some words.\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\n",
            }
        )
        {
            Assert.Throws<FormatException>(() => Figures.Read(bad));
        }
    }

    private static IConfiguration Settings(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value))).Build();

    private static IEnumerable<Sample> Of(Figures figures, string name) => figures.Families.Single(family => family.Name == name).Samples;

    private async Task<Figures> Scrape()
    {
        using var http = shop.Operators();
        return Figures.Read(await http.GetStringAsync(new Uri("/metrics", UriKind.Relative)));
    }

    /// <summary>
    /// Once all is there: a request is counted at its end, which comes after its reply, and whoever does not say in time how much waits is
    /// left out of an answer.
    /// </summary>
    private async Task<Figures> ScrapeAll()
    {
        var figures = await Scrape();
        await Events.KafkaWorld.Until(
            async () =>
            {
                figures = await Scrape();
                return Series("http_server_request_duration_seconds") > 0
                    && OfModules.All(gauge => Series("cartwright_" + gauge) == Modules.Length)
                    && Series("cartwright_commit_queue") > 0
                    && Series("cartwright_checkout_open") > 0
                    && Series("cartwright_mail_unsent") > 0;
            },
            "all figures are shown"
        );
        return figures;

        int Series(string name) => figures.Families.Where(family => family.Name == name).Sum(family => family.Samples.Count);
    }

    private sealed class Unstarted(BuiltShop built, string folder) : IAsyncDisposable
    {
        public static async Task<Unstarted> Build()
        {
            var folder = Directory.CreateTempSubdirectory("cartwright-figures-").FullName;
            return new(
                await Serve.Build(
                    new Dictionary<string, string?>
                    {
                        ["Data"] = "sqlite:" + folder,
                        ["DataFolder"] = folder,
                        ["Port"] = "0",
                        ["Demo"] = "false",
                    }
                ),
                folder
            );
        }

        public Database Database(string module) => built.App.Services.GetRequiredKeyedService<Database>(module);

        public async Task<Dictionary<string, double>> Look()
        {
            var clock = built.App.Services.GetRequiredService<TimeProvider>();
            var all = built
                .App.Services.GetServices<ModuleDatabase>()
                .Select(database => (IBacklog)new EventBacklog(database.Opened, clock))
                .Concat(built.App.Services.GetServices<IBacklog>());
            var found = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (var backlog in all)
            {
                foreach (var figure in await backlog.Look(default))
                {
                    found.Add($"{figure.Gauge.Name}/{figure.Of}", figure.Value);
                }
            }

            return found;
        }

        public async ValueTask DisposeAsync()
        {
            await built.DisposeAsync();
            await Servers.Disk.Delete(folder);
        }
    }
}
