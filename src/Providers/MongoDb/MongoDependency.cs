// MongoDB in /readyz.
using Cartwright.Kernel;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Cartwright.MongoDb;

/// <inheritdoc/>
internal sealed class MongoDependency(MongoCalls calls) : IDependency
{
    // A reading of a document that is never there: every role that can serve products may do it.
    private static readonly BsonDocument Nobody = new(Names.Id, "-");

    /// <inheritdoc/>
    public string Name => "mongodb:products";

    /// <inheritdoc/>
    public async ValueTask Ask(CancellationToken cancel)
    {
        try
        {
            await MongoCalls.Once(stop => calls.Products.Find(Nobody).FirstOrDefaultAsync(stop), cancel);
        }
        catch (Exception failure) when (MongoCalls.IsOutage(failure))
        {
            cancel.ThrowIfCancellationRequested();
            throw MongoCalls.Unavailable(failure);
        }

        calls.CheckReady();
    }
}
