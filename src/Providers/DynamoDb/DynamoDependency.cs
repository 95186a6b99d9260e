// DynamoDB in /readyz.
using Amazon.DynamoDBv2.Model;
using Cartwright.Kernel;

namespace Cartwright.DynamoDb;

/// <inheritdoc/>
internal sealed class DynamoDependency(Calls calls) : IDependency
{
    // A reading of a row that is never there: every role that can serve carts may do it.
    private static readonly Dictionary<string, AttributeValue> Nobody = new() { [Names.UserId] = new("-"), [Names.ItemId] = new("-") };

    /// <inheritdoc/>
    public string Name => "dynamodb:carts";

    /// <inheritdoc/>
    public async ValueTask Ask(CancellationToken cancel)
    {
        using var patience = new Patience(Calls.TryMax, cancel);
        try
        {
            await calls.Run((client, stop) => client.GetItemAsync(new GetItemRequest(calls.Table, Nobody), stop), patience);
        }
        catch (ResourceNotFoundException absent)
        {
            throw new StorageUnavailable($"There is no DynamoDB table {calls.Table}.", absent);
        }
    }
}
