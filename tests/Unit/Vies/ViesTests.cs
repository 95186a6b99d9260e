// The register of the Union by its service in JSON, against a stand-in: what it says, and everything that is no answer.
using System.Net;
using System.Text;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Vies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Vies;

public sealed class ViesTests
{
    private const string InForce =
        """{"countryCode":"AT","vatNumber":"U13585627","requestDate":"2026-01-15T10:30:00Z","valid":true,"requestIdentifier":"WAPIAAAAW1","name":"---","address":"---"}""";

    [Fact]
    public async Task A_number_in_force_comes_with_the_number_of_the_consultation()
    {
        await using var service = await StandIn.Start(InForce);
        using var register = service.Register(("Tax:VatRegister:Requester", "DE 136695976"));
        var proof = (await register.LookUp("AT", "U13585627", default)).Value;
        Assert.Equal((true, 1_768_473_000_000, "WAPIAAAAW1"), (proof.InForce, proof.AtMs, proof.Consultation));
        Assert.Equal("/check-vat-number", service.Path);
        Assert.Equal(
            """{"countryCode":"AT","vatNumber":"U13585627","requesterMemberStateCode":"DE","requesterNumber":"136695976"}""",
            service.Body
        );
        Assert.Equal("application/json", service.Type);
    }

    [Fact]
    public async Task One_that_is_not_in_force_is_no_outage()
    {
        await using var service = await StandIn.Start(
            """{"countryCode":"AT","vatNumber":"U13585627","valid":false,"requestIdentifier":""}"""
        );
        using var register = service.Register();
        var proof = (await register.LookUp("AT", "U13585627", default)).Value;
        Assert.Equal((false, null), (proof.InForce, proof.Consultation));
        Assert.DoesNotContain("requester", service.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, """{"actionSucceed":false,"errorWrappers":[{"error":"MS_UNAVAILABLE"}]}""")]
    [InlineData(500, """{"actionSucceed":false,"errorWrappers":[{"error":"GLOBAL_MAX_CONCURRENT_REQ"}]}""")]
    [InlineData(400, """{"actionSucceed":false,"errorWrappers":[{"error":"INVALID_INPUT"}]}""")]
    [InlineData(503, "<html>maintenance</html>")]
    [InlineData(200, "<html>maintenance</html>")]
    [InlineData(200, "null")]
    [InlineData(200, "[]")]
    [InlineData(200, """{"countryCode":"AT","vatNumber":"U13585627","valid":"true"}""")]
    [InlineData(200, """{"countryCode":"AT","vatNumber":"U99999999","valid":true}""")]
    [InlineData(200, """{"countryCode":"BE","vatNumber":"U13585627","valid":true}""")]
    [InlineData(302, "")]
    public async Task What_is_no_answer_proves_nothing(int status, string body)
    {
        await using var service = await StandIn.Start(body, status);
        using var register = service.Register();
        var refused = (await register.LookUp("AT", "U13585627", default)).Refused!;
        Assert.Equal((RefusalKind.Unavailable, "vat_register_unavailable"), (refused.Kind, refused.Code));
    }

    [Fact]
    public async Task One_that_is_late_huge_or_away_proves_nothing()
    {
        await using var late = await StandIn.Start(InForce, late: true);
        using var impatient = late.Register(("Tax:VatRegister:Timeout", "00:00:00.2"));
        Assert.Equal("vat_register_unavailable", (await impatient.LookUp("AT", "U13585627", default)).Refused!.Code);
        await using var huge = await StandIn.Start(new string(' ', 100_000) + InForce);
        using var bounded = huge.Register();
        Assert.Equal("vat_register_unavailable", (await bounded.LookUp("AT", "U13585627", default)).Refused!.Code);
        using var nobody = Register("http://127.0.0.1:9");
        Assert.Equal("vat_register_unavailable", (await nobody.LookUp("AT", "U13585627", default)).Refused!.Code);
    }

    [Theory]
    [InlineData("EL", true)]
    [InlineData("XI", true)]
    [InlineData("GB", false)]
    [InlineData("CH", false)]
    [InlineData("NO", false)]
    public void It_has_the_numbers_of_the_states_and_of_Northern_Ireland(string prefix, bool has)
    {
        using var register = Register("http://127.0.0.1:9");
        Assert.Equal(has, register.Has(prefix));
    }

    [Theory]
    [InlineData("is no register known here", "Tax:VatRegister", "hmrc")]
    [InlineData("without a register", "Tax:VatRegister:Requester", "DE136695976")]
    [InlineData("no VAT number of a state", "Tax:VatRegister", "vies", "Tax:VatRegister:Requester", "GB980780684")]
    [InlineData("no address in https", "Tax:VatRegister", "vies", "Tax:VatRegister:Address", "http://vies.example.com")]
    [InlineData("no time span", "Tax:VatRegister", "vies", "Tax:VatRegister:Timeout", "00:05:00")]
    public void A_key_that_does_not_hold_is_refused_with_the_line_to_change(string said, params string[] keys) =>
        Assert.Contains(said, Assert.Throws<ConfigurationRefused>(() => ViesSettings.Read(Keys(keys))).Message, StringComparison.Ordinal);

    [Fact]
    public void Nothing_is_asked_where_nobody_says_so()
    {
        Assert.Null(ViesSettings.Read(Keys()));
        Assert.Null(ViesSettings.Read(Keys("Tax:VatRegister", "none")));
        Assert.Equal("https", ViesSettings.Read(Keys("Tax:VatRegister", "vies"))!.Address.Scheme);
    }

    private const string Patience = "Tax:VatRegister:Timeout";

    private static ViesRegister Register(string address, params (string Key, string Value)[] said) =>
        new(
            ViesSettings.Read(
                Keys([
                    "Tax:VatRegister",
                    "vies",
                    "Tax:VatRegister:Address",
                    address,
                    // A slow machine is not a register that is away; who asks about that says another.
                    .. said.Any(one => one.Key == Patience) ? [] : new[] { Patience, "00:00:30" },
                    .. said.SelectMany(one => new[] { one.Key, one.Value }),
                ])
            )!,
            new TestClock(),
            NullLogger<ViesRegister>.Instance
        );

    private static IConfiguration Keys(params string[] said) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(said.Chunk(2).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1])))
            .Build();

    // Answers every question with the same.
    private sealed class StandIn(WebApplication app) : IAsyncDisposable
    {
        public string Path { get; private set; } = string.Empty;

        public string Body { get; private set; } = string.Empty;

        public string? Type { get; private set; }

        public static async Task<StandIn> Start(string body, int status = 200, bool late = false)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            var app = builder.Build();
            var service = new StandIn(app);
            app.Run(async context =>
            {
                (service.Path, service.Type) = (context.Request.Path, context.Request.ContentType);
                using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
                service.Body = await reader.ReadToEndAsync();
                if (late)
                {
                    // Until the caller has gone.
                    await new TaskCompletionSource()
                        .Task.WaitAsync(context.RequestAborted)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    return;
                }

                context.Response.StatusCode = status;
                await context.Response.WriteAsync(body);
            });
            await app.StartAsync();
            return service;
        }

        public ViesRegister Register(params (string Key, string Value)[] said) => ViesTests.Register(app.Urls.First(), said);

        public async ValueTask DisposeAsync() => await app.DisposeAsync();
    }
}
