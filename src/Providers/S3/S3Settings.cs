// Pictures:S3:… of the configuration, read and checked once.
using System.Text.RegularExpressions;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.S3;

/// <summary>Where the pictures are.</summary>
/// <param name="ServiceUrl">Null on AWS, where region and credentials come from the SDK's usual places.</param>
/// <param name="Prefix">Before every key: empty, or with a slash at the end. Shops that share a bucket have one each.</param>
/// <param name="Region">Requests are signed for it; null: as the SDK finds it.</param>
/// <param name="Key">Null: as the SDK finds it, or any on a server of one's own.</param>
internal sealed partial record S3Settings(Uri? ServiceUrl, string Bucket, string Prefix, string? Region, (string Id, string Secret)? Key)
{
    private const string Section = "Pictures:S3:";
    private const string BucketName = Section + "Bucket";
    private const string UrlName = Section + "ServiceUrl";
    private const string PrefixName = Section + "Prefix";
    private const string RegionName = Section + "Region";
    private const string KeyName = Section + "AccessKey";
    private const string SecretName = Section + "SecretKey";
    private const string RegionDefault = "us-east-1";

    private static readonly TimeSpan TryMax = TimeSpan.FromSeconds(20);

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } = [BucketName, UrlName, PrefixName, RegionName, KeyName, SecretName];

    /// <summary>
    /// Reads them; null where pictures are kept elsewhere. Throws <see cref="ConfigurationRefused"/> with the line to change.
    /// </summary>
    public static S3Settings? Read(IConfiguration configuration)
    {
        if (configuration["Pictures:Store"] != "s3")
        {
            return Keys.FirstOrDefault(key => configuration[key] is { Length: > 0 }) is { } idle
                ? throw new ConfigurationRefused(
                    $"{idle} is said while pictures are kept in a folder. Add Pictures:Store=s3, or take it out"
                )
                : null;
        }

        var bucket = configuration[BucketName] ?? string.Empty;
        if (!Bucketlike().IsMatch(bucket))
        {
            throw new ConfigurationRefused(
                $"Pictures:Store=s3 needs the name of a bucket (3 to 63 of a-z, 0-9, '-' and '.'; found '{bucket}'). Write {BucketName}=my-shop-pictures"
            );
        }

        Uri? url = null;
        if (
            configuration[UrlName] is { Length: > 0 } address
            && !(Uri.TryCreate(address, UriKind.Absolute, out url) && url.Scheme is "http" or "https")
        )
        {
            throw new ConfigurationRefused(
                $"{UrlName} is not an address: '{address}'. Write {UrlName}=http://127.0.0.1:9000, or leave it out on AWS"
            );
        }

        var prefix = (configuration[PrefixName] ?? string.Empty).Trim('/');
        if (!Prefixlike().IsMatch(prefix))
        {
            throw new ConfigurationRefused(
                $"{PrefixName}={prefix} has other than letters, digits, '-', '_', '.' and '/'. Write {PrefixName}=shop"
            );
        }

        var (id, secret) = (configuration[KeyName], configuration[SecretName]);
        return string.IsNullOrEmpty(id) == string.IsNullOrEmpty(secret)
            ? new(
                url,
                bucket,
                prefix.Length == 0 ? string.Empty : prefix + "/",
                configuration[RegionName] is { Length: > 0 } region ? region : null,
                string.IsNullOrEmpty(id) ? null : (id, secret!)
            )
            : throw new ConfigurationRefused($"{KeyName} and {SecretName} go together. Say both, or neither for the SDK's usual places");
    }

    /// <summary>The client.</summary>
    public IAmazonS3 Connect()
    {
        // Others' servers do not know the checksums that Amazon's SDK adds by itself.
        var config = new AmazonS3Config
        {
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            Timeout = TryMax,
            MaxErrorRetry = 2,
        };
        try
        {
            if (ServiceUrl is not null)
            {
                config.ServiceURL = ServiceUrl.AbsoluteUri;
                config.ForcePathStyle = true;
                config.AuthenticationRegion = Region ?? RegionDefault;
            }
            else if (Region is not null)
            {
                config.RegionEndpoint = RegionEndpoint.GetBySystemName(Region);
            }

            return Key is { } key ? new AmazonS3Client(new BasicAWSCredentials(key.Id, key.Secret), config) : new AmazonS3Client(config);
        }
        catch (AmazonClientException failure)
        {
            throw new ConfigurationRefused(
                $"Pictures:Store=s3: {failure.Message} Set {RegionName}, {KeyName} and {SecretName}, or {UrlName} for a server of your own"
            );
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    private static partial Regex Bucketlike();

    [GeneratedRegex("^[A-Za-z0-9_./-]{0,200}$")]
    private static partial Regex Prefixlike();
}
