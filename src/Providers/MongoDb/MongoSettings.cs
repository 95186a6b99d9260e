// MongoDb and MongoDb:… of the configuration, read and checked once.
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;
using MongoDB.Driver;

namespace Cartwright.MongoDb;

/// <summary>Where the products are.</summary>
/// <param name="Where">Servers and database, without the password, for people.</param>
internal sealed record MongoSettings(MongoClientSettings Client, string Database, string Where)
{
    private const string Example = "MongoDb=mongodb://localhost:27017";
    private const string DatabaseDefault = "cartwright";
    private const int ConnectionsMax = 64;

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["MongoDb", "MongoDb:Database"];

    /// <summary>Reads them; throws <see cref="ConfigurationRefused"/> with the line to change.</summary>
    public static MongoSettings Read(IConfiguration configuration)
    {
        if (configuration["MongoDb"] is not { Length: > 0 } text)
        {
            throw new ConfigurationRefused($"Catalog:Store=mongodb, and nothing says where MongoDB is. Add: {Example}");
        }

        var url = Parse(text);
        var named = configuration["MongoDb:Database"];
        if (named is { Length: > 0 } && url.DatabaseName is { Length: > 0 } other && other != named)
        {
            throw new ConfigurationRefused($"MongoDb names the database {other}, and MongoDb:Database={named}. Take one of the two away.");
        }

        var database =
            named is { Length: > 0 } ? named
            : url.DatabaseName is { Length: > 0 } within ? within
            : DatabaseDefault;
        if (database.Length > 63 || database.IndexOfAny(['/', '\\', '.', ' ', '"', '$', '*', '<', '>', ':', '|', '?', '\0']) >= 0)
        {
            throw new ConfigurationRefused($"'{database}' cannot be a database of MongoDB. Write MongoDb:Database={DatabaseDefault}.");
        }

        var client = MongoClientSettings.FromUrl(url);
        client.ApplicationName ??= "cartwright";
        client.MaxConnectionPoolSize = ConnectionsMax;
        client.ServerSelectionTimeout = client.ConnectTimeout = MongoCalls.TryMax;

        // What was answered is on the disks of most servers, and only that is read.
        client.WriteConcern = new WriteConcern(WriteConcern.WMajority.W, wTimeout: MongoCalls.TryMax, journal: true);
        client.ReadConcern = ReadConcern.Majority;
        client.ReadPreference = ReadPreference.Primary;
        return new(client, database, $"{string.Join(',', url.Servers)}/{database}");
    }

    private static MongoUrl Parse(string text)
    {
        MongoUrl url;
        try
        {
            url = new MongoUrl(text);
        }
        catch (Exception wrong) when (wrong is MongoConfigurationException or ArgumentException or FormatException)
        {
            // The value is not repeated: it may hold a password.
            throw new ConfigurationRefused(
                $"MongoDb is no connection string of MongoDB. Write {Example}, or mongodb://user:password@host1,host2/shop?replicaSet=rs0"
            );
        }

        // Each of these would let an answer be lost, or an old product be read.
        var weak =
            url.W is { } w && !w.Equals(WriteConcern.WMajority.W) ? "w=" + w
            : url.Journal == false ? "journal=false"
            : url.ReadPreference is { } preference && preference.ReadPreferenceMode != ReadPreferenceMode.Primary
                ? "readPreference=" + preference.ReadPreferenceMode
            : url.ReadConcernLevel is { } level && level != ReadConcernLevel.Majority ? "readConcernLevel=" + level
            : null;
        return weak is null
            ? url
            : throw new ConfigurationRefused(
                $"MongoDb asks for {weak}. Products are written to a majority's journals and read from the primary: take it out of MongoDb."
            );
    }
}
