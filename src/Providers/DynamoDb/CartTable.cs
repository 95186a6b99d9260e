// The table: made when it is absent, checked when it is there; time to live and point-in-time recovery are switched on.
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.DynamoDb;

/// <summary>
/// Gets the table ready beside the start, so that the rest of the shop opens though DynamoDB is away; until then carts answer 503.
/// </summary>
internal sealed partial class CartTable(Calls calls, bool create, TimeProvider clock, ILogger<CartTable> log) : BackgroundService
{
    private const string Denied = "AccessDeniedException";

    private static readonly TimeSpan TryMax = TimeSpan.FromSeconds(10);

    // A table that is there is ready long before, one on AWS that is being made after some seconds.
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Waits for DynamoDB and for the table. Throws <see cref="ConfigurationRefused"/> when there is a table that carts cannot be kept in.
    /// </summary>
    public async Task Ready(CancellationToken cancel)
    {
        var isSaid = false;
        while (!await IsActive(cancel))
        {
            if (!isSaid)
            {
                LogWaiting(log, calls.Table, calls.Client.Config.ServiceURL ?? calls.Client.Config.RegionEndpoint?.SystemName ?? "AWS");
                isSaid = true;
            }

            await Task.Delay(LookEvery, clock, cancel);
        }

        await SwitchOn("time to live", "dynamodb:UpdateTimeToLive", () => TimeToLive(cancel));
        await SwitchOn("point-in-time recovery", "dynamodb:UpdateContinuousBackups", () => PointInTimeRecovery(cancel));
        LogReady(log, calls.Table);
    }

    /// <summary>Lets the start wait a moment, so that what comes after finds the table; but not for a DynamoDB that is away.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        if (ExecuteTask is { } ready && await Task.WhenAny(ready, Task.Delay(StartMax, clock, cancellationToken)) == ready)
        {
            // A table that is refused ends the start.
            await ready;
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Ready(stoppingToken);

    private async Task<bool> IsActive(CancellationToken cancel)
    {
        using var patience = new Patience(TryMax, cancel);
        try
        {
            TableDescription table;
            try
            {
                table = (await calls.Client.DescribeTableAsync(calls.Table, patience.Token)).Table;
            }
            catch (ResourceNotFoundException) when (create)
            {
                await Create(patience.Token);
                return false;
            }
            catch (ResourceNotFoundException)
            {
                // Others make it, as DynamoDb:Create=false says.
                return false;
            }

            Check(table);
            return table.TableStatus == TableStatus.ACTIVE;
        }
        catch (AmazonServiceException failure) when (failure.ErrorCode == Denied)
        {
            // A role that may only read and write carts: the first of them will tell whether the table is there.
            LogNotChecked(log, calls.Table, failure.Message);
            return true;
        }
        catch (Exception failure) when (Calls.IsOutage(failure) && !cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task Create(CancellationToken cancel)
    {
        try
        {
            await calls.Client.CreateTableAsync(
                new CreateTableRequest
                {
                    TableName = calls.Table,
                    BillingMode = BillingMode.PAY_PER_REQUEST,
                    AttributeDefinitions =
                    [
                        new(Names.UserId, ScalarAttributeType.S),
                        new(Names.ItemId, ScalarAttributeType.S),
                        new(Names.ProductId, ScalarAttributeType.S),
                        new(Names.JournalShard, ScalarAttributeType.N),
                        new(Names.JournalAt, ScalarAttributeType.N),
                    ],
                    KeySchema = [new(Names.UserId, KeyType.HASH), new(Names.ItemId, KeyType.RANGE)],
                    GlobalSecondaryIndexes =
                    [
                        new()
                        {
                            IndexName = Names.ProductIndex,
                            KeySchema = [new(Names.ProductId, KeyType.HASH)],
                            Projection = new() { ProjectionType = ProjectionType.ALL },
                        },
                        new()
                        {
                            IndexName = Names.JournalIndex,
                            KeySchema = [new(Names.JournalShard, KeyType.HASH), new(Names.JournalAt, KeyType.RANGE)],
                            Projection = new() { ProjectionType = ProjectionType.KEYS_ONLY },
                        },
                    ],
                },
                cancel
            );
        }
        catch (ResourceInUseException)
        {
            // Another process makes it at this moment.
        }
        catch (AmazonServiceException failure) when (failure.ErrorCode == Denied)
        {
            throw new ConfigurationRefused(
                $"There is no DynamoDB table {calls.Table}, and this role may not make it. Make it, or allow dynamodb:CreateTable. ({failure.Message})"
            );
        }
    }

    private void Check(TableDescription table)
    {
        Check("keys", Keys(table, table.KeySchema), $"{Names.UserId} S, {Names.ItemId} S");
        var indexes = (table.GlobalSecondaryIndexes ?? []).ToDictionary(index => index.IndexName, index => Keys(table, index.KeySchema));
        Check("index " + Names.ProductIndex, indexes.GetValueOrDefault(Names.ProductIndex), $"{Names.ProductId} S");
        Check("index " + Names.JournalIndex, indexes.GetValueOrDefault(Names.JournalIndex), $"{Names.JournalShard} N, {Names.JournalAt} N");
    }

    private void Check(string what, string? there, string needed)
    {
        if (there != needed)
        {
            throw new ConfigurationRefused(
                $"The DynamoDB table {calls.Table} cannot hold our carts: its {what} must be ({needed}) and is {(there is null ? "absent" : $"({there})")}. "
                    + "Change it, or name another one, which is made when it is absent: DynamoDb:Table=dev-carts."
            );
        }
    }

    private static string Keys(TableDescription table, IEnumerable<KeySchemaElement> keys) =>
        string.Join(
            ", ",
            keys.Select(key =>
                key.AttributeName
                + " "
                + table.AttributeDefinitions.Find(attribute => attribute.AttributeName == key.AttributeName)?.AttributeType
            )
        );

    private async Task TimeToLive(CancellationToken cancel)
    {
        var now = await calls.Client.DescribeTimeToLiveAsync(calls.Table, cancel);
        if (now.TimeToLiveDescription?.TimeToLiveStatus is not { } status || status == TimeToLiveStatus.DISABLED)
        {
            await calls.Client.UpdateTimeToLiveAsync(
                new UpdateTimeToLiveRequest
                {
                    TableName = calls.Table,
                    TimeToLiveSpecification = new() { AttributeName = Names.Ttl, Enabled = true },
                },
                cancel
            );
        }
    }

    private async Task PointInTimeRecovery(CancellationToken cancel)
    {
        var now = await calls.Client.DescribeContinuousBackupsAsync(
            new DescribeContinuousBackupsRequest { TableName = calls.Table },
            cancel
        );
        if (
            now.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus != PointInTimeRecoveryStatus.ENABLED
        )
        {
            await calls.Client.UpdateContinuousBackupsAsync(
                new UpdateContinuousBackupsRequest
                {
                    TableName = calls.Table,
                    PointInTimeRecoverySpecification = new() { PointInTimeRecoveryEnabled = true },
                },
                cancel
            );
        }
    }

    // Not offered by every server that speaks the protocol, and not allowed to every role; carts are right without.
    private async Task SwitchOn(string what, string action, Func<Task> switchOn)
    {
        try
        {
            await switchOn();
        }
        catch (Exception failure) when (failure is AmazonClientException or AmazonServiceException or HttpRequestException)
        {
            LogNotSwitchedOn(log, what, calls.Table, action, failure.Message);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Waiting for the DynamoDB table {Table} at {Where}. Until it answers, carts answer 503; the rest of the shop is open."
    )]
    private static partial void LogWaiting(ILogger log, string table, string where);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The DynamoDB table {Table} could not be looked at and is taken for right: {Why}")]
    private static partial void LogNotChecked(ILogger log, string table, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "Carts are kept in the DynamoDB table {Table}.")]
    private static partial void LogReady(ILogger log, string table);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{What} of the DynamoDB table {Table} could not be switched on ({Action}): {Why}")]
    private static partial void LogNotSwitchedOn(ILogger log, string what, string table, string action, string why);
}
