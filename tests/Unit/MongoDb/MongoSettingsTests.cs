// The keys of products in MongoDB: what works, and what is refused with the line to change.
using Cartwright.Kernel;
using Cartwright.MongoDb;
using Microsoft.Extensions.Configuration;
using MongoDB.Driver;

namespace Cartwright.Unit.MongoDb;

public class MongoSettingsTests
{
    [Fact]
    public void What_is_answered_is_on_a_majority_of_disks_and_only_that_is_read()
    {
        var client = Read("mongodb://a.example,b.example/?replicaSet=rs0").Client;
        Assert.Equal((WriteConcern.WMajority.W, true), (client.WriteConcern.W, client.WriteConcern.Journal));
        Assert.Equal((ReadConcern.Majority, ReadPreference.Primary), (client.ReadConcern, client.ReadPreference));
    }

    [Theory]
    [InlineData("mongodb://localhost:27017", null, "cartwright")]
    [InlineData("mongodb://localhost:27017/shop", null, "shop")]
    [InlineData("mongodb://localhost:27017", "shop", "shop")]
    [InlineData("mongodb://localhost:27017/shop?w=majority&journal=true", "shop", "shop")]
    public void The_database_is_named_once(string url, string? database, string expected) =>
        Assert.Equal(expected, Read(url, ("MongoDb:Database", database)).Database);

    [Theory]
    [InlineData("http://localhost", null, null, "MongoDb is no connection string")]
    [InlineData("mongodb://", null, null, "MongoDb is no connection string")]
    [InlineData("mongodb://localhost/?w=1", null, null, "w=1")]
    [InlineData("mongodb://localhost/?journal=false", null, null, "journal=false")]
    [InlineData("mongodb://localhost/?readPreference=secondary", null, null, "readPreference=Secondary")]
    [InlineData("mongodb://localhost/?readConcernLevel=local", null, null, "readConcernLevel=Local")]
    [InlineData("mongodb://localhost/one", "MongoDb:Database", "two", "Take one of the two away")]
    [InlineData("mongodb://localhost", "MongoDb:Database", "a/b", "cannot be a database")]
    [InlineData("", null, null, "Add: MongoDb=mongodb://localhost:27017")]
    public void What_cannot_work_is_refused(string url, string? key, string? value, string said) =>
        Assert.Contains(
            said,
            Assert.Throws<ConfigurationRefused>(() => Read(url, (key ?? "Other", value))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_password_is_never_repeated()
    {
        Assert.DoesNotContain(
            "secret",
            Assert.Throws<ConfigurationRefused>(() => Read("mongodb://user:secret@host:x")).Message,
            StringComparison.Ordinal
        );
        Assert.Equal("host:27017/cartwright", Read("mongodb://user:secret@host").Where);
    }

    private static MongoSettings Read(string url, params (string Key, string? Value)[] others) =>
        MongoSettings.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection([new("MongoDb", url), .. others.Select(other => KeyValuePair.Create(other.Key, other.Value))])
                .Build()
        );
}
