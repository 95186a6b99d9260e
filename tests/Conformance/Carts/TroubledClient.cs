// A DynamoDB client with trouble on purpose: requests that fail, wait, lose their answer or their condition; and it counts.
using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Cartwright.Conformance.Carts;

/// <summary>
/// The real client, with a word before and after each request. It breaks none off because its time is up: what is not about outages does
/// not depend on how fast the machine is.
/// </summary>
internal sealed class TroubledClient(string url)
    : AmazonDynamoDBClient(
        new BasicAWSCredentials("local", "local"),
        new AmazonDynamoDBConfig
        {
            ServiceURL = url,
            AuthenticationRegion = "us-east-1",
            MaxErrorRetry = 0,
        }
    )
{
    /// <summary>Requests by the first word of their name.</summary>
    public ConcurrentDictionary<string, int> Sent { get; } = new();

    /// <summary>Runs before the request; what it throws is thrown.</summary>
    public Func<AmazonDynamoDBRequest, Task>? Before { get; set; }

    /// <summary>Runs when the request is done, before the answer.</summary>
    public Func<AmazonDynamoDBRequest, Task>? After { get; set; }

    /// <summary>Whether a condition counts; the planted fault is that it does not.</summary>
    public Func<AmazonDynamoDBRequest, bool> Minds { get; set; } = _ => true;

    /// <summary>Whether indexes show nothing, as just after a write.</summary>
    public bool IsBlind { get; set; }

    public override async Task<GetItemResponse> GetItemAsync(GetItemRequest request, CancellationToken cancellationToken = default) =>
        await Around(request, () => base.GetItemAsync(request, CancellationToken.None));

    public override async Task<QueryResponse> QueryAsync(QueryRequest request, CancellationToken cancellationToken = default) =>
        IsBlind && request.IndexName is not null
            ? new QueryResponse { Items = [] }
            : await Around(request, () => base.QueryAsync(request, CancellationToken.None));

    public override async Task<ScanResponse> ScanAsync(ScanRequest request, CancellationToken cancellationToken = default) =>
        await Around(request, () => base.ScanAsync(request, CancellationToken.None));

    public override async Task<DescribeTableResponse> DescribeTableAsync(
        DescribeTableRequest request,
        CancellationToken cancellationToken = default
    ) => await Around(request, () => base.DescribeTableAsync(request, CancellationToken.None));

    public override async Task<CreateTableResponse> CreateTableAsync(
        CreateTableRequest request,
        CancellationToken cancellationToken = default
    ) => await Around(request, () => base.CreateTableAsync(request, CancellationToken.None));

    public override async Task<UpdateItemResponse> UpdateItemAsync(UpdateItemRequest request, CancellationToken cancellationToken = default)
    {
        request.ConditionExpression = Condition(request, request.ConditionExpression);
        return await Around(request, () => base.UpdateItemAsync(request, CancellationToken.None));
    }

    public override async Task<PutItemResponse> PutItemAsync(PutItemRequest request, CancellationToken cancellationToken = default)
    {
        request.ConditionExpression = Condition(request, request.ConditionExpression);
        return await Around(request, () => base.PutItemAsync(request, CancellationToken.None));
    }

    public override async Task<DeleteItemResponse> DeleteItemAsync(DeleteItemRequest request, CancellationToken cancellationToken = default)
    {
        request.ConditionExpression = Condition(request, request.ConditionExpression);
        return await Around(request, () => base.DeleteItemAsync(request, CancellationToken.None));
    }

    private string Condition(AmazonDynamoDBRequest request, string condition) =>
        Minds(request) ? condition : $"({condition}) OR (NOT ({condition}))";

    private async Task<T> Around<T>(AmazonDynamoDBRequest request, Func<Task<T>> send)
    {
        Sent.AddOrUpdate(request.GetType().Name.Replace("Request", string.Empty, StringComparison.Ordinal), 1, (_, count) => count + 1);
        await (Before?.Invoke(request) ?? Task.CompletedTask);
        var answer = await send();
        await (After?.Invoke(request) ?? Task.CompletedTask);
        return answer;
    }
}
