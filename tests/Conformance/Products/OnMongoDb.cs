// The product store in MongoDB, with the module's database on SQLite.
using Cartwright.Servers;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Cartwright.Conformance.Products;

public class OnMongoDb : ProductStoreSuite
{
    private string name = string.Empty;

    protected override async Task<OpenCatalog> Open()
    {
        var server = await MongoServer.Shared;
        return await OpenCatalog.OnMongoDb(server, name = server.NewDatabase());
    }

    protected override async Task MakeNamesOld(OpenCatalog catalog)
    {
        var raw = new MongoClient((await MongoServer.Shared).Url).GetDatabase(name).GetCollection<BsonDocument>("products");
        foreach (var product in await raw.Find(new BsonDocument()).ToListAsync())
        {
            product["shop"].AsBsonDocument["name_key"] = product["name"].AsString.ToLowerInvariant();
            await raw.ReplaceOneAsync(new BsonDocument("_id", product["_id"]), product);
        }
    }
}
