// Where ports are filled by other programs: what is said, and what is refused at the start with the line to change.
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Payments;
using Cartwright.Wire;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Unit.Wire;

public class PortAddressTests
{
    private static readonly string[] Taken = ["simulator", "bank_transfer", "stripe", "none"];

    [Fact]
    public void Nothing_said_is_nobody_and_each_name_is_one_provider_and_one_carrier()
    {
        Assert.Empty(Added());
        var services = Added(
            ("Ports:Payments:acme", "http://acme:9000"),
            ("Ports:Payments:acme:Title", "Acme Pay"),
            ("Ports:Payments:acme:Token", "secret"),
            ("Ports:Payments:later_2", "https://later:9443"),
            ("Ports:Carriers:dove", "http://doves:9000"),
            ("Ports:Carriers:dove:Timeout", "00:00:04")
        );
        Assert.Equal(2, services.Count(one => one.ServiceType == typeof(IGateway)));
        Assert.Equal(1, services.Count(one => one.ServiceType == typeof(ICarrier)));
        Assert.Equal(3, services.Count(one => one.ServiceType == typeof(IDependency)));
        var outside = services.Select(one => one.IsKeyedService ? null : one.ImplementationInstance).OfType<OutsideProvider>().ToList();
        Assert.Equal(["acme", "later_2"], outside.Select(one => one.Name));
        Assert.All(outside, one => Assert.True(one.IsReady && one.TellsStandard));
        Assert.DoesNotContain("secret", outside[0].Said, StringComparison.Ordinal);

        // It takes money only where it is named.
        var settings = PaymentSettings.Read(Said(("Payments:Providers", "acme,later_2")), outside);
        Assert.Equal(["acme", "later_2"], settings.Providers);
        Assert.Empty(PaymentSettings.Read(Said(), outside).Providers);
    }

    [Theory]
    [InlineData("Ports:Payments:simulator", "http://a:1", "uses itself")]
    [InlineData("Ports:Payments:Stripe", "http://a:1", "no name")]
    [InlineData("Ports:Payments:stripe", "http://a:1", "uses itself")]
    [InlineData("Ports:Payments:none", "http://a:1", "uses itself")]
    [InlineData("Ports:Payments:9lives", "http://a:1", "no name")]
    [InlineData("Ports:Payments:a-b", "http://a:1", "no name")]
    [InlineData("Ports:Carriers:simulator", "http://a:1", "uses itself")]
    [InlineData("Ports:Carriers:a:b", "http://a:1", "is said without a carrier")]
    [InlineData("Ports:Carriers:dove", "doves:9000", "no address")]
    [InlineData("Ports:Carriers:dove", "http://doves:9000/path", "no address")]
    [InlineData("Ports:Carriers:dove", "http://user@doves:9000", "no address")]
    [InlineData("Ports:Carriers:dove", "ftp://doves", "no address")]
    [InlineData("Ports:Payments:acme:Token", "secret", "is said without a payment provider")]
    public void What_contradicts_itself_is_refused_at_the_start(string key, string value, string why)
    {
        var refused = Assert.Throws<ConfigurationRefused>(() => Added((key, value)));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Contains(key.Split(':')[0] + ":" + key.Split(':')[1], refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Token", "two words", "visible ASCII")]
    [InlineData("Timeout", "00:00:00", "span")]
    [InlineData("Timeout", "00:01:00", "half a minute")]
    [InlineData("Title", "two\nlines", "shown to shoppers")]
    public void So_is_what_is_said_of_one(string name, string value, string why)
    {
        var refused = Assert.Throws<ConfigurationRefused>(() =>
            Added(("Ports:Payments:acme", "http://acme:9000"), ("Ports:Payments:acme:" + name, value))
        );
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("two words", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_names_of_one_program_are_refused()
    {
        var refused = Assert.Throws<ConfigurationRefused>(() =>
            Added(("Ports:Payments:acme", "http://acme:9000"), ("Ports:Payments:emca", "http://acme:9000/"))
        );
        Assert.Contains("under two names", refused.Message, StringComparison.Ordinal);
    }

    private static ServiceCollection Added(params (string Key, string Value)[] said)
    {
        var services = new ServiceCollection();
        PaymentsByOthers.Add(services, Said(said), Taken);
        CarriersByOthers.Add(services, Said(said), Taken);
        return services;
    }

    private static IConfiguration Said(params (string Key, string Value)[] said) =>
        new ConfigurationBuilder().AddInMemoryCollection(said.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value))).Build();
}
