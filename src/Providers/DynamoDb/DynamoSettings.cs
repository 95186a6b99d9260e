// DynamoDb:… of the configuration, read and checked once.
using System.Text.RegularExpressions;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.DynamoDb;

/// <summary>Where the carts are.</summary>
/// <param name="ServiceUrl">Null on AWS, where region and credentials come from the SDK's usual places.</param>
/// <param name="Region">Requests are signed for it; null: as the SDK finds it.</param>
/// <param name="HasCredentials">Whether the configuration names any; another server than AWS need not ask for them.</param>
/// <param name="Create">Whether a table that is absent is made.</param>
internal sealed partial record DynamoSettings(Uri? ServiceUrl, string Table, string? Region, bool HasCredentials, bool Create)
{
    private const string EnvironmentDefault = "dev";
    private const string RegionDefault = "us-east-1";

    // A take or merge of a full cart writes all its rows at once.
    private const int ConnectionsMax = 64;

    /// <summary>The keys. <c>Environment</c> is .NET's name of where this is; the AWS_ variables are Amazon's own.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        "DynamoDb:ServiceUrl",
        "DynamoDb:Table",
        "DynamoDb:Create",
        "Environment",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_ACCESS_KEY_ID",
        "AWS_PROFILE",
    ];

    /// <summary>Reads them; throws <see cref="ConfigurationRefused"/> with the line to change.</summary>
    public static DynamoSettings Read(IConfiguration configuration)
    {
        Uri? url = null;
        if (
            configuration["DynamoDb:ServiceUrl"] is { Length: > 0 } address
            && !(Uri.TryCreate(address, UriKind.Absolute, out url) && url.Scheme is "http" or "https")
        )
        {
            throw new ConfigurationRefused(
                $"DynamoDb:ServiceUrl is not an address: '{address}'. Write DynamoDb:ServiceUrl=http://127.0.0.1:8000, or leave it out on AWS."
            );
        }

        // ENVIRONMENT as in the variable of that name, ASPNETCORE_ENVIRONMENT or DOTNET_ENVIRONMENT.
        var environment = configuration["Environment"] is { Length: > 0 } name ? name : EnvironmentDefault;
        var table = configuration["DynamoDb:Table"] is { Length: > 0 } given ? given : environment.ToLowerInvariant() + "-carts";
        if (!TableName().IsMatch(table))
        {
            throw new ConfigurationRefused(
                $"'{table}' cannot be a DynamoDB table: 3 to 255 of letters, digits, '_', '-' and '.'. Write DynamoDb:Table=dev-carts."
            );
        }

        var create = configuration.Switch("DynamoDb:Create", otherwise: true);

        var region = configuration["AWS_REGION"] ?? configuration["AWS_DEFAULT_REGION"];
        return new(
            url,
            table,
            region,
            configuration["AWS_ACCESS_KEY_ID"] is { Length: > 0 } || configuration["AWS_PROFILE"] is { Length: > 0 },
            create
        );
    }

    /// <summary>The client. Tries nothing again by itself: <see cref="Calls"/> knows which tries are harmless.</summary>
    public IAmazonDynamoDB Connect()
    {
        var config = new AmazonDynamoDBConfig
        {
            MaxErrorRetry = 0,
            MaxConnectionsPerServer = ConnectionsMax,
            ConnectTimeout = Calls.TryMax,
        };
        if (ServiceUrl is null)
        {
            try
            {
                if (Region is not null)
                {
                    config.RegionEndpoint = RegionEndpoint.GetBySystemName(Region);
                }

                return new AmazonDynamoDBClient(config);
            }
            catch (AmazonClientException failure)
            {
                throw new ConfigurationRefused(
                    $"Carts:Store=dynamodb: {failure.Message} Set AWS_REGION, or DynamoDb:ServiceUrl=http://127.0.0.1:8000 for a server of your own."
                );
            }
        }

        config.ServiceURL = ServiceUrl.AbsoluteUri;
        config.AuthenticationRegion = Region ?? RegionDefault;
        return HasCredentials
            ? new AmazonDynamoDBClient(config)
            : new AmazonDynamoDBClient(new BasicAWSCredentials("local", "local"), config);
    }

    [GeneratedRegex("^[A-Za-z0-9_.-]{3,255}$")]
    private static partial Regex TableName();
}
