// A key that nobody reads is refused where it was said, with the line to write; what belongs to others stops no shop.
using Cartwright.Host;
using Cartwright.Kernel;
using Cartwright.Unit.Deploy;

namespace Cartwright.Unit.Host;

public sealed class ShopKeysTests
{
    [Theory]
    [InlineData("Cart:Store", "redis", "--set Carts:Store=redis")]
    [InlineData("Carts:Stor", "redis", "--set Carts:Store=redis")]
    [InlineData("carts:stroe", "redis", "--set Carts:Store=redis")]
    [InlineData("Tax:DE:Percnt", "19", "--set Tax:DE:Percent=19")]
    [InlineData("Shiping:EUR:Standard", "5", "--set Shipping:EUR:Standard=5")]
    [InlineData("Loging:Format", "json", "--set Logging:Format=json")]
    [InlineData("Logging:Formt", "json", "--set Logging:Format=json")]
    [InlineData("Demoo", "true", "--set Demo=true")]
    [InlineData("Messages:Anwsers:payments", "0123456789", "--set Messages:Answers:payments=…")]
    [InlineData("Service:Tokn", "secret", "--set Service:Token=…")]
    [InlineData("Carts:Colour", "red", "Use one of: Carts:TtlDays, Carts:AbandonedAfter")]
    [InlineData("Shelf:analytics", "own", "take this one out")]
    [InlineData("Jwt:GuestsPerMinute", "5", "take this one out")]
    [InlineData("Tax:DE", "19", "Use one of: Tax:DE:Percent, Tax:DE:Included")]
    public void A_key_with_a_letter_wrong_is_refused_with_the_line_to_write(string key, string value, string line)
    {
        var said = Refused(ShopKeys.OfCommandLine(new Dictionary<string, string?> { [key] = value }));
        Assert.StartsWith($"{key} is not known", said, StringComparison.Ordinal);
        Assert.Contains("on the command line", said, StringComparison.Ordinal);
        Assert.Contains(line, said, StringComparison.Ordinal);
    }

    [Fact]
    public void It_says_where_each_was_said_and_how_it_is_written_there()
    {
        var said = Refused([
            .. ShopKeys.OfDotEnv([new("Carts:Stor", "redis", 7), new("Port", "80", 8), new("Prot", "80", 9)]),
            .. ShopKeys.OfEnvironment(new Dictionary<string, string> { ["Tax__DE__Percnt"] = "19" }),
        ]);
        Assert.Contains(
            "Carts:Stor is not known, and would be ignored; it was said in .env, line 7. Write: Carts__Store=redis",
            said,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Prot is not known, and would be ignored; it was said in .env, line 9. Write: Port=80",
            said,
            StringComparison.Ordinal
        );
        Assert.Contains("in the environment as Tax__DE__Percnt. Write: Tax__DE__Percent=19", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_of_others_stop_no_shop()
    {
        string[] names =
        [
            "PATH",
            "HOME",
            "TZ",
            "HOSTNAME",
            "KUBERNETES_SERVICE_HOST",
            "KUBERNETES_PORT_443_TCP_ADDR",
            "CATALOG_PORT",
            "CARTS_SERVICE_PORT_HTTP",
            "CARTS__BLUE_PORT",
            "CARTS__BLUE_SERVICE_HOST",
            "CARTS__BLUE_PORT_8080_TCP",
            "REDIS_PORT",
            "DATA_PORT_5432_TCP_PROTO",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "OTEL_BSP_SCHEDULE_DELAY",
            "ASPNETCORE_ENVIRONMENT",
            "ASPNETCORE_Kestrel__Limits__MaxConcurrentConnections",
            "DOTNET_gcServer",
            "DOTNET_EnableDiagnostics",
            "Kestrel__Limits__MaxRequestBodySize",
            "Logging__LogLevel__Default",
            "Logging__LogLevel__Microsoft.AspNetCore",
            "Logging__Console__FormatterOptions__SingleLine",
            "AllowedHosts",
            "URLS",
            "AWS_LAMBDA_FUNCTION_NAME",
            "CARTWRIGHT_ADMIN",
            "PORTS",
            "DATES",
            "LISTENER",
            "__CF_USER_TEXT_ENCODING",
            "NUGET__PACKAGES",
            "MSBuild__Path",
            "GITHUB__ACTIONS__X",
            "Prot",
            "REDIS_URL",
            "RUNNER",
            "Event",
        ];
        ShopKeys.Check([.. ShopKeys.OfEnvironment(names.ToDictionary(name => name, _ => "tcp://10.0.0.1:80"))]);

        // Compose reads the same file, with names of its own.
        ShopKeys.Check([
            .. ShopKeys.OfDotEnv([
                new("SHOP_URL", "x", 1),
                new("ADMIN_PASSWORD", "x", 2),
                new("DEMO", "true", 3),
                new("OTEL_SERVICE_NAME", "x", 4),
                new("TZ", "x", 5),
            ]),
        ]);
    }

    [Fact]
    public void Every_key_that_is_known_may_be_said_anywhere()
    {
        var all = ShopKeys.Known.All.ToDictionary(key => key.Replace("{n}", "0", StringComparison.Ordinal), _ => (string?)"x");
        ShopKeys.Check([
            .. ShopKeys.OfCommandLine(all),
            .. ShopKeys.OfEnvironment(all.ToDictionary(key => key.Key.Replace(":", "__", StringComparison.Ordinal), key => key.Value!)),
        ]);
    }

    [Fact]
    public void Every_key_that_the_code_reads_is_known()
    {
        // Not one of ours: how a function's runtime is found, and the variables of OpenTelemetry.
        Assert.NotEmpty(ConfigurationKeys.All);
        Assert.DoesNotContain(
            ConfigurationKeys.All,
            key =>
                !ShopKeys.Known.Has(key)
                && !key.StartsWith("OTEL", StringComparison.Ordinal)
                && !ShopKeys.Known.All.Any(known => known.StartsWith(key.TrimEnd(':') + ":", StringComparison.OrdinalIgnoreCase))
        );
    }

    [Fact]
    public void Every_key_that_is_known_is_documented_for_operators()
    {
        var sample = DeployFolder
            .Text(".env.sample")
            .Split('\n')
            .Select(line => line.TrimStart('#').Split('=')[0].Replace("__", ":", StringComparison.Ordinal))
            .Where(key => key.Length > 0 && !key.Contains(' ', StringComparison.Ordinal))
            .ToList();
        Assert.Equal([], Ours.Where(key => !sample.Exists(said => new KnownKeys([key]).Has(said))).ToList());

        // And the other way round: what the sample says is read.
        Assert.Equal([], sample.Where(said => !ShopKeys.Known.Has(said) && !said.StartsWith("OTEL_", StringComparison.Ordinal)).ToList());
    }

    /// <summary>Without what is .NET's or Amazon's, and lists whose plain form is shown.</summary>
    private static IEnumerable<string> Ours =>
        ShopKeys.Known.All.Where(key =>
            !key.StartsWith("AWS_", StringComparison.Ordinal)
            && key.Split(':')[0]
                is not (
                    "Kestrel"
                    or "HostFiltering"
                    or "hostBuilder"
                    or "AllowedHosts"
                    or "Urls"
                    or "Http_Ports"
                    or "Https_Ports"
                    or "ApplicationName"
                    or "ContentRoot"
                    or "DetailedErrors"
                    or "CaptureStartupErrors"
                    or "ShutdownTimeoutSeconds"
                    or "PreferHostingUrls"
                )
            && key is not ("Logging:{provider}:*" or "Run:{n}" or "Gateway:Operations:{module}")
        );

    private static string Refused(IEnumerable<GivenKey> given) =>
        Assert.Throws<ConfigurationRefused>(() => ShopKeys.Check([.. given])).Message;
}
