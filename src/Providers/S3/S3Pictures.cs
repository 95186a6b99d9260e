// Pictures in S3. A put of S3 is whole or not at all, and durable when it is answered; what is left to do is to say so in the port's words.
using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Pictures;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.S3;

/// <inheritdoc cref="IPictureStore"/>
public sealed class S3Pictures : IPictureStore, IDisposable
{
    private readonly IAmazonS3 client;
    private readonly S3Settings settings;

    private S3Pictures(S3Settings settings) => (this.settings, client) = (settings, settings.Connect());

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys => S3Settings.Keys;

    /// <inheritdoc/>
    public string Where => $"s3://{settings.Bucket}/{settings.Prefix}";

    /// <summary>
    /// With <c>Pictures:Store=s3</c> registers the store; to be called before the folder's. Reads <c>Pictures:S3:…</c> in any case and
    /// throws
    /// <see cref="ConfigurationRefused"/> with the line to change.
    /// </summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        if (Of(configuration) is { } store)
        {
            services.AddSingleton<IPictureStore>(store);
        }
    }

    /// <summary>The store; null where pictures are kept elsewhere.</summary>
    public static S3Pictures? Of(IConfiguration configuration) =>
        S3Settings.Read(configuration) is { } settings ? new S3Pictures(settings) : null;

    /// <inheritdoc/>
    public async Task Put(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        // Content stands under its hash: what is there is the same, and need not travel again.
        if (await Has(name, cancel))
        {
            return;
        }

        await Ask(
            () =>
                client.PutObjectAsync(
                    new PutObjectRequest
                    {
                        BucketName = settings.Bucket,
                        Key = KeyOf(name),
                        InputStream = new MemoryStream(bytes.ToArray(), writable: false),
                        ContentType = ContentTypeOf(name),
                        // Chunks signed one by one are what some servers store as content.
                        UseChunkEncoding = false,
                    },
                    cancel
                ),
            cancel
        );
    }

    /// <inheritdoc/>
    public async Task<PictureFile?> Open(string name, long from, long? count, CancellationToken cancel)
    {
        var request = new GetObjectRequest { BucketName = settings.Bucket, Key = KeyOf(name) };
        if (from == 0 && count is null)
        {
            var whole = await AskFor(() => client.GetObjectAsync(request, cancel), cancel);
            return whole is null ? null : new(whole.ResponseStream, whole.ContentLength);
        }

        // A range behind the end is an error of S3's, and none of the port's.
        var about = await AskFor(() => client.GetObjectMetadataAsync(settings.Bucket, request.Key, cancel), cancel);
        if (about is null)
        {
            return null;
        }

        var last = Math.Min(about.ContentLength, count is { } wanted ? from + wanted : long.MaxValue) - 1;
        if (last < from)
        {
            return new(Stream.Null, about.ContentLength);
        }

        request.ByteRange = new ByteRange(from, last);
        var part = await AskFor(() => client.GetObjectAsync(request, cancel), cancel);

        // Some servers answer the whole where the first byte alone is asked for.
        return part is null ? null : new(new PartStream(part.ResponseStream, last - from + 1), about.ContentLength);
    }

    /// <inheritdoc/>
    public async Task<bool> Has(string name, CancellationToken cancel)
    {
        var key = KeyOf(name);
        return await AskFor(() => client.GetObjectMetadataAsync(settings.Bucket, key, cancel), cancel) is not null;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredPicture> List([EnumeratorCancellation] CancellationToken cancel)
    {
        string? next = null;
        do
        {
            var request = new ListObjectsV2Request
            {
                BucketName = settings.Bucket,
                Prefix = settings.Prefix,
                ContinuationToken = next,
            };
            var page = await Ask(() => client.ListObjectsV2Async(request, cancel), cancel);
            foreach (var one in page.S3Objects ?? [])
            {
                var name = one.Key[settings.Prefix.Length..];
                if (PictureNames.IsName(name))
                {
                    yield return new(name, one.Size ?? 0, new DateTimeOffset((one.LastModified ?? default).ToUniversalTime()));
                }
            }

            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        } while (next is not null);
    }

    /// <inheritdoc/>
    public async Task Delete(string name, CancellationToken cancel)
    {
        var key = KeyOf(name);
        await AskFor(() => client.DeleteObjectAsync(settings.Bucket, key, cancel), cancel);
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private string KeyOf(string name) => settings.Prefix + PictureNames.Checked(name);

    private static string ContentTypeOf(string name) =>
        name[(name.LastIndexOf('.') + 1)..] switch
        {
            "jpg" => "image/jpeg",
            var format => "image/" + format,
        };

    private async Task<T?> AskFor<T>(Func<Task<T>> call, CancellationToken cancel)
        where T : class
    {
        try
        {
            return await call();
        }
        catch (AmazonS3Exception none) when (none.StatusCode == HttpStatusCode.NotFound && none.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
        catch (Exception failed) when (IsOutage(failed, cancel))
        {
            throw Away(failed);
        }
    }

    private async Task<T> Ask<T>(Func<Task<T>> call, CancellationToken cancel)
    {
        try
        {
            return await call();
        }
        catch (Exception failed) when (IsOutage(failed, cancel))
        {
            throw Away(failed);
        }
    }

    private static bool IsOutage(Exception failed, CancellationToken cancel) =>
        failed is AmazonServiceException or AmazonClientException or HttpRequestException or IOException
        || (failed is OperationCanceledException && !cancel.IsCancellationRequested);

    private PicturesAway Away(Exception failed) => new($"The pictures at {Where} cannot be had: {failed.Message}", failed);
}
