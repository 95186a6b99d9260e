// Every call to MongoDB goes through here: a bounded time, a second try where that is harmless, and our words for what went wrong.
using System.Net.Sockets;
using Cartwright.Kernel;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Cartwright.MongoDb;

/// <summary>The database, and how it is called.</summary>
/// <param name="where">Servers and database, for people.</param>
internal sealed class MongoCalls(IMongoDatabase database, string where)
{
    /// <summary>One try of one request: many times what MongoDB takes, and short enough for a second try.</summary>
    public static readonly TimeSpan TryMax = TimeSpan.FromSeconds(2);

    /// <summary>A connection that broke while it was idle, or a primary that has just stepped down, fails the first try; more at once help
    /// nobody.</summary>
    public const int TriesMax = 2;

    private const string Away = "MongoDB does not answer.";
    private volatile bool ready;

    public string Where => where;

    public IMongoCollection<BsonDocument> Products { get; } = database.GetCollection<BsonDocument>(Names.Products);

    public IMongoCollection<BsonDocument> Catalog { get; } = database.GetCollection<BsonDocument>(Names.Catalog);

    /// <summary>From now on products may be asked for: the collection is this shop's.</summary>
    public void Open() => ready = true;

    /// <summary>A request that may be made twice. Throws <see cref="StorageUnavailable"/>.</summary>
    public async Task<T> Run<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancel = default)
    {
        CheckReady();
        return await Beside(call, cancel);
    }

    /// <summary>The same, before the collection is known to be this shop's.</summary>
    public static async Task<T> Beside<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancel = default)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await Once(call, cancel);
            }
            catch (Exception failure) when (IsOutage(failure))
            {
                cancel.ThrowIfCancellationRequested();
                if (tries == TriesMax)
                {
                    throw Unavailable(failure);
                }
            }
        }
    }

    /// <summary>One try, whose failure comes as it is.</summary>
    public static async Task<T> Once<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancel = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TryMax);
        return await call(limit.Token);
    }

    public void CheckReady()
    {
        if (!ready)
        {
            throw new StorageUnavailable($"The products in MongoDB at {where} have not been seen yet.");
        }
    }

    public static StorageUnavailable Unavailable(Exception failure) => new(Away, failure);

    /// <summary>Whether the server could not be reached, did not answer in time, or cannot say that a majority has it.</summary>
    public static bool IsOutage(Exception failure) =>
        failure switch
        {
            MongoWriteException { WriteConcernError: not null, WriteError: null } => true,
            MongoConnectionException or MongoNotPrimaryException or MongoNodeIsRecoveringException or MongoWaitQueueFullException => true,
            MongoExecutionTimeoutException or MongoWriteConcernException or MongoConnectionPoolPausedException => true,
            TimeoutException or OperationCanceledException or IOException or SocketException => true,
            _ => false,
        };

    /// <summary>Whether another document has the id, or another value that is unique.</summary>
    public static bool IsDuplicate(Exception failure) =>
        failure is MongoWriteException { WriteError.Category: ServerErrorCategory.DuplicateKey };

    /// <summary>Whether another product of the seller has the number.</summary>
    public static bool IsSkuTaken(Exception failure) =>
        IsDuplicate(failure) && failure.Message.Contains(Names.SkuIndex, StringComparison.Ordinal);

    /// <summary>Whether another live product has the slug.</summary>
    public static bool IsSlugTaken(Exception failure) =>
        IsDuplicate(failure) && failure.Message.Contains(Names.SlugIndex, StringComparison.Ordinal);
}
