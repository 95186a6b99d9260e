// Pictures in S3.
using Cartwright.Contracts.Ports;
using Cartwright.S3;
using Cartwright.Servers;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Conformance.Pictures;

public sealed class OnS3 : PictureStoreSuite
{
    private string? prefix;

    [Fact]
    public async Task A_server_that_is_away_and_a_bucket_that_is_none_are_said_as_an_outage()
    {
        var url = (await S3Server.Shared).Url;
        foreach (var (address, bucket) in new[] { ("http://127.0.0.1:9", S3Server.Bucket), (url, "no-such-bucket") })
        {
            var store = At(address, bucket, string.Empty);
            await Assert.ThrowsAsync<PicturesAway>(() =>
                store.Put(PictureNames.Original(new string('a', 64), "png"), new byte[1], default)
            );
        }
    }

    protected override async Task<IPictureStore> Open()
    {
        prefix = (await S3Server.Shared).NewPrefix();
        return await Reopen();
    }

    protected override async Task<IPictureStore> Reopen() => At((await S3Server.Shared).Url, S3Server.Bucket, prefix!);

    private static S3Pictures At(string url, string bucket, string prefix) =>
        S3Pictures.Of(
            new ConfigurationBuilder()
                .AddInMemoryCollection([
                    new("Pictures:Store", "s3"),
                    new("Pictures:S3:ServiceUrl", url),
                    new("Pictures:S3:Bucket", bucket),
                    new("Pictures:S3:Prefix", prefix),
                    new("Pictures:S3:AccessKey", S3Server.Key),
                    new("Pictures:S3:SecretKey", S3Server.Key),
                ])
                .Build()
        )!;
}
