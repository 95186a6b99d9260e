// Every call to DynamoDB goes through here: a bounded time, a second try where that is harmless, and our words for what went wrong.
using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Cartwright.Kernel;

namespace Cartwright.DynamoDb;

/// <summary>The time that is left for one piece of work, on the machine's clock as the network's time is.</summary>
internal sealed class Patience : IDisposable
{
    private readonly CancellationTokenSource limit;

    /// <param name="atMost">From now on.</param>
    /// <param name="caller">Ends the work early.</param>
    public Patience(TimeSpan atMost, CancellationToken caller)
    {
        Caller = caller;
        limit = CancellationTokenSource.CreateLinkedTokenSource(caller);
        limit.CancelAfter(atMost);
    }

    public CancellationToken Caller { get; }

    public CancellationToken Token => limit.Token;

    public void Dispose() => limit.Dispose();
}

/// <summary>The client, and how it is called.</summary>
internal sealed class Calls(IAmazonDynamoDB client, string table)
{
    /// <summary>One try of one request: many times what DynamoDB takes, and short enough for a second try.</summary>
    public static readonly TimeSpan TryMax = TimeSpan.FromSeconds(1);

    // A connection that broke while it was idle fails the first try; more tries at once help nobody.
    private const int TriesMax = 3;

    public IAmazonDynamoDB Client => client;

    public string Table => table;

    /// <summary>
    /// Runs one request, again after a lost connection, no answer or a server's error; so a conditional write may find its own first try.
    /// Throws <see cref="StorageUnavailable"/> and <see cref="Overloaded"/>; the service's refusals, such as a failed condition, come as
    /// they are.
    /// </summary>
    public async Task<T> Run<T>(Func<IAmazonDynamoDB, CancellationToken, Task<T>> call, Patience patience)
    {
        for (var tries = 1; ; tries++)
        {
            using var once = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
            once.CancelAfter(TryMax);
            try
            {
                return await call(client, once.Token);
            }
            catch (Exception failure) when (IsThrottled(failure))
            {
                throw new Overloaded("DynamoDB takes no more requests for this cart at the moment.");
            }
            catch (ResourceNotFoundException failure)
            {
                throw new StorageUnavailable($"DynamoDB has no table {table} yet.", failure);
            }
            catch (Exception failure) when (IsOutage(failure))
            {
                patience.Caller.ThrowIfCancellationRequested();
                if (tries == TriesMax || patience.Token.IsCancellationRequested)
                {
                    throw new StorageUnavailable("DynamoDB does not answer.", failure);
                }
            }
        }
    }

    /// <summary>Whether the service could not be reached, did not answer in time or failed.</summary>
    public static bool IsOutage(Exception failure) =>
        failure switch
        {
            ConditionalCheckFailedException => false,
            OperationCanceledException or HttpRequestException or IOException or TimeoutException => true,
            AmazonServiceException answer => (int)answer.StatusCode is 0 or >= 500 || answer.InnerException is { } inner && IsOutage(inner),
            AmazonClientException client => client.InnerException is not { } inner || IsOutage(inner),
            _ => false,
        };

    private static bool IsThrottled(Exception failure) =>
        failure is ProvisionedThroughputExceededException or RequestLimitExceededException or ThrottlingException
        || failure is AmazonServiceException { StatusCode: HttpStatusCode.TooManyRequests }
        || failure is AmazonServiceException { ErrorCode: "ThrottlingException" or "RequestLimitExceeded" };
}
