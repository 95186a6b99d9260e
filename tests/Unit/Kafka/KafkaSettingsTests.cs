// What the configuration of Kafka may say, and which line a refusal names.
using Cartwright.Kafka;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Unit.Kafka;

public sealed class KafkaSettingsTests
{
    [Theory]
    [InlineData(null, "Kafka:Bootstrap=host:port")]
    [InlineData(" , ", "Kafka:Bootstrap=host:port")]
    [InlineData("localhost", "'localhost'")]
    [InlineData("localhost:9092,other:", "'other:'")]
    [InlineData("localhost:0", "'localhost:0'")]
    [InlineData("localhost:70000", "'localhost:70000'")]
    [InlineData("lo cal:9092", "'lo cal:9092'")]
    public void Addresses_that_cannot_be_are_refused_by_name(string? bootstrap, string told) =>
        Assert.Contains(told, Refused(("Kafka:Bootstrap", bootstrap)), StringComparison.Ordinal);

    [Theory]
    [InlineData("Kafka:Partitions", "0", "Kafka:Partitions=0")]
    [InlineData("Kafka:Partitions", "many", "Kafka:Partitions=many")]
    [InlineData("Kafka:Replication", "0", "Kafka:Replication=0")]
    [InlineData("Kafka:Replication", "11", "Kafka:Replication=11")]
    [InlineData("Kafka:CreateTopics", "maybe", "Kafka:CreateTopics=maybe")]
    [InlineData("Kafka:Client:enable.auto.commit", "true", "Kafka:Client:enable.auto.commit")]
    [InlineData("Kafka:Client:Acks", "1", "Kafka:Client:Acks")]
    [InlineData("Kafka:Client:bootstrap.servers", "x:1", "set Kafka:Bootstrap")]
    [InlineData("Kafka:Client:no.such.property", "1", "no.such.property")]
    [InlineData("Kafka:Client:security.protocol", "carrier_pigeon", "security.protocol")]
    [InlineData("Kafka:Client:fetch.wait.max.ms", "soon", "fetch.wait.max.ms")]
    public void A_setting_that_cannot_work_or_would_break_a_promise_is_refused_by_name(string key, string value, string told) =>
        Assert.Contains(told, Refused(("Kafka:Bootstrap", "localhost:9092"), (key, value)), StringComparison.Ordinal);

    [Fact]
    public void A_secret_is_not_repeated_in_a_refusal()
    {
        var told = Refused(
            ("Kafka:Bootstrap", "localhost:9092"),
            ("Kafka:Client:sasl.password", "hunter2"),
            ("Kafka:Client:security.protocol", "sasl_ssl"),
            ("Kafka:Client:sasl.mechanisms", "PLAIN"),
            ("Kafka:Client:sasl.username", "shop"),
            ("Kafka:Client:ssl.ca.location", "/nowhere/ca.pem")
        );
        Assert.Contains("ssl.ca.location", told, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Properties_of_the_client_pass_to_producer_and_consumer_and_brokers_need_not_be_there()
    {
        var services = new ServiceCollection();
        KafkaEvents.Add(services, Configuration(("Kafka:Bootstrap", "localhost:1, [::1]:2"), ("Kafka:Client:fetch.wait.max.ms", "7")));
        var settings = KafkaSettings.Read(
            Configuration(
                ("Kafka:Bootstrap", "localhost:1, [::1]:2"),
                ("Kafka:Client:fetch.wait.max.ms", "7"),
                ("Kafka:Client:linger.ms", "0")
            )
        );
        Assert.Equal("localhost:1,[::1]:2", settings.Bootstrap);
        Assert.Equal("7", settings.Consuming("orders")["fetch.wait.max.ms"]);
        Assert.Equal("orders", settings.Consuming("orders")["group.id"]);
        Assert.Equal("0", settings.Producing()["linger.ms"]);
        Assert.Equal("true", settings.Producing()["enable.idempotence"]);
        Assert.Contains(services, service => service.ServiceType == typeof(IEventBus));
    }

    private static string Refused(params (string Key, string? Value)[] pairs) =>
        Assert.Throws<ConfigurationRefused>(() => KafkaEvents.Add(new ServiceCollection(), Configuration(pairs))).Message;

    private static IConfiguration Configuration(params (string Key, string? Value)[] pairs) =>
        new ConfigurationBuilder().AddInMemoryCollection(pairs.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))).Build();
}
