// Settings of inner calls: read, or refused with the line to change; secrets stay out of texts; TLS with an authority of one's own.
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Wire;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Wire;

public sealed class SettingsTests : IDisposable
{
    private const string Token = "0123456789abcdef0123456789abcdef";
    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-wire-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_is_given_is_read_and_the_rest_has_defaults()
    {
        var settings = Read(("Service:Token", Token), ("Service:OtherToken", Token + "2"), ("Wire:Timeout", "00:00:02.5"));
        Assert.Equal((Token, Token + "2", TimeSpan.FromSeconds(2.5)), (settings.Token, settings.OtherToken, settings.Timeout));
        Assert.Null(settings.Authority ?? settings.Certificate);
        Assert.DoesNotContain(Token, settings.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Service:Token", "")]
    [InlineData("Service:Token", "0123456789abcdef0123456789abcde")]
    [InlineData("Service:Token", "0123456789abcdef 0123456789abcdef")]
    [InlineData("Service:Token", "0123456789abcdef0123456789abcdé")]
    [InlineData("Service:OtherToken", "short")]
    [InlineData("Wire:Timeout", "soon")]
    [InlineData("Wire:Timeout", "00:00:00")]
    [InlineData("Wire:Timeout", "02:00:00")]
    [InlineData("Wire:Authority", "/no/such/file.pem")]
    [InlineData("Wire:Certificate", "/no/such/file.pem")]
    public void What_cannot_work_is_refused_by_its_key_and_without_the_secret(string key, string value)
    {
        var refused = Assert.Throws<ConfigurationRefused>(() => Read(("Service:Token", Token), (key, value)));
        Assert.Contains(key, refused.Message, StringComparison.Ordinal);
        if (key.StartsWith("Service", StringComparison.Ordinal) && value.Length > 0)
        {
            Assert.DoesNotContain(value, refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("ftp://inventory:8081")]
    [InlineData("http://inventory:8081/api")]
    [InlineData("inventory:8081")]
    public void An_address_that_cannot_be_one_is_refused_with_the_line_to_change(string address)
    {
        var refused = Assert.Throws<ConfigurationRefused>(() =>
            WiredContracts.Of(typeof(IInventory)).Register(new ServiceCollection(), "inventory", new Uri(address))
        );
        Assert.Contains("Elsewhere:inventory=", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_contract_has_a_row()
    {
        var contracts = typeof(IInventory)
            .Assembly.GetExportedTypes()
            .Where(type =>
                type.IsInterface
                && type != typeof(IPersonRecords) // Every module answers it: WiredContracts.AnsweredRecords.
                && type.Namespace == typeof(IInventory).Namespace // Ports are filled in the process that asks.
                && type.GetMethods().Any(method => method.ReturnType.Name.StartsWith("ValueTask", StringComparison.Ordinal))
            );
        Assert.Equal(contracts.Select(type => type.Name).Order(), WiredContracts.All.Select(row => row.Contract.Name).Order());
    }

    [Fact]
    public async Task A_registered_contract_asks_the_process_elsewhere()
    {
        var inventory = new StubInventory();
        await using var server = await InnerServer.Of(inventory);
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton(InnerServer.Settings);
        WiredContracts.Of(typeof(IInventory)).Register(services, "inventory", server.Address);
        await using var provider = services.BuildServiceProvider();
        Assert.Null((await provider.GetRequiredService<IInventory>().Reserve(new(), default)).Refused);
        Assert.Equal(1, inventory.Asked);
        await InnerServer.Serves(Assert.Single(provider.GetServices<IDependency>()));
    }

    [Fact]
    public async Task Over_tls_only_certificates_of_the_stated_authority_are_trusted()
    {
        var (ours, authority) = Certificates("ours");
        var (_, stranger) = Certificates("stranger");
        var settings = Read(
            ("Service:Token", InnerServer.Token),
            ("Wire:Certificate", ours),
            ("Wire:CertificateKey", Path.ChangeExtension(ours, ".key")),
            ("Wire:Authority", authority)
        );
        var inventory = new StubInventory();
        await using var server = await InnerServer.Of(inventory, settings);
        Assert.Equal("https", server.Address.Scheme);

        Assert.Null((await At(settings)).Refused);
        Assert.Equal("module_failed", (await At(Read(("Service:Token", InnerServer.Token), ("Wire:Authority", stranger)))).Refused?.Code);
        Assert.Equal("module_failed", (await At(Read(("Service:Token", InnerServer.Token)))).Refused?.Code);
        Assert.Equal(1, inventory.Asked);

        async Task<Outcome<ReserveReply>> At(WireSettings trusting)
        {
            // A handshake on a busy machine takes its time.
            var patient = trusting with
            {
                Timeout = InnerServer.Settings.Timeout,
                ConnectTimeout = InnerServer.Settings.ConnectTimeout,
            };
            using var connections = new InnerConnections(patient);
            return await new InventoryOverWire(
                new ElsewhereChannel<IInventory>(
                    new ElsewhereModule(
                        "inventory",
                        server.Address,
                        connections,
                        TimeProvider.System,
                        () => 0,
                        NullLogger<ElsewhereModule>.Instance
                    ),
                    InventoryOverWire.Service
                )
            ).Reserve(new(), default);
        }
    }

    private static WireSettings Read(params (string Key, string Value)[] settings) =>
        WireSettings.Read(
            settings
                .Aggregate(
                    new ConfigurationBuilder() as IConfigurationBuilder,
                    (builder, one) => builder.AddInMemoryCollection([new(one.Key, one.Value)])
                )
                .Build()
        );

    /// <summary>An authority, and a certificate of 127.0.0.1 that it signed, as PEM files.</summary>
    private (string Certificate, string Authority) Certificates(string name)
    {
        var from = DateTimeOffset.UtcNow.AddMinutes(-5);
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name} authority", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(from, from.AddDays(1));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var leaf = new CertificateRequest("CN=inner", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        leaf.CertificateExtensions.Add(names.Build());
        using var certificate = leaf.Create(authority, from, from.AddDays(1).AddMinutes(-1), [1, 2, 3]);

        string Keep(string ending, string pem)
        {
            var path = Path.Combine(folder, name + ending);
            File.WriteAllText(path, pem);
            return path;
        }

        Keep(".key", key.ExportPkcs8PrivateKeyPem());
        return (Keep(".pem", certificate.ExportCertificatePem()), Keep("-authority.pem", authority.ExportCertificatePem()));
    }
}
