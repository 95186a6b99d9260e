// DynamoDb:… of the configuration: what is understood, what is refused, and what ends up in the container.
using System.Security.Cryptography;
using Cartwright.Carts;
using Cartwright.DynamoDb;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Unit.DynamoDb;

public sealed class DynamoDbSettingsTests
{
    [Fact]
    public void The_table_is_named_after_the_environment()
    {
        Assert.Equal("dev-carts", Read().Table);
        Assert.Equal("production-carts", Read(("ENVIRONMENT", "Production")).Table);
        Assert.Equal("our.carts", Read(("ENVIRONMENT", "Production"), ("DynamoDb:Table", "our.carts")).Table);
    }

    [Theory]
    [InlineData("DynamoDb:ServiceUrl", "127.0.0.1:8000")]
    [InlineData("DynamoDb:ServiceUrl", "ftp://127.0.0.1")]
    [InlineData("DynamoDb:ServiceUrl", "/carts")]
    [InlineData("DynamoDb:Table", "a")]
    [InlineData("DynamoDb:Table", "our carts")]
    [InlineData("DynamoDb:Create", "maybe")]
    public void What_cannot_work_is_refused_with_the_line_to_change(string key, string value) =>
        Assert.Contains($"Write {key}=", Assert.Throws<ConfigurationRefused>(() => Read((key, value))).Message, StringComparison.Ordinal);

    [Fact]
    public void Another_server_than_AWS_needs_no_credentials_and_signs_for_the_region_given()
    {
        using var client = Read(("DynamoDb:ServiceUrl", "http://127.0.0.1:8000"), ("AWS_REGION", "eu-central-1")).Connect();
        Assert.Equal(
            ("http://127.0.0.1:8000/", "eu-central-1", 0),
            (client.Config.ServiceURL, client.Config.AuthenticationRegion, client.Config.MaxErrorRetry)
        );
    }

    [Fact]
    public void Only_where_it_is_chosen_it_is_the_store_and_the_journal_as_one_thing()
    {
        using var other = Provider(("Carts:Store", "sql"), ("DynamoDb:ServiceUrl", "nonsense"));
        Assert.Null(other.GetService<ICartStore>());
        using var provider = Provider(("Carts:Store", "dynamodb"), ("DynamoDb:ServiceUrl", "http://127.0.0.1:8000"));
        Assert.Same(provider.GetRequiredService<ICartStore>(), provider.GetRequiredService<ICartJournal>());
    }

    private static ServiceProvider Provider(params (string Key, string Value)[] pairs)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IIds>(new Ids(TimeProvider.System, RandomNumberGenerator.Fill));
        DynamoDbCarts.Add(services, Configuration(pairs));
        return services.BuildServiceProvider();
    }

    private static DynamoSettings Read(params (string Key, string Value)[] pairs) => DynamoSettings.Read(Configuration(pairs));

    private static IConfiguration Configuration(params (string Key, string Value)[] pairs) =>
        new ConfigurationBuilder().AddInMemoryCollection(pairs.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build();
}
