// A catalog that keeps pictures in a folder, on real libvips.
using System.Net;
using Cartwright.Catalog;
using Cartwright.Catalog.Photos;
using Cartwright.Contracts.Ports;
using Cartwright.Pictures;
using Cartwright.Unit.Web;
using Cartwright.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Unit.Catalog;

internal sealed class PhotoShop : IAsyncDisposable
{
    private static readonly IPAddress Public = IPAddress.Parse("127.0.0.2");

    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-pictures-").FullName;
    private readonly VipsPictures maker = new();
    private readonly OutsideFetch outside;

    private PhotoShop(TestCatalog catalog, long vendorBytesMax)
    {
        Catalog = catalog;
        Files = new FaultyFiles(new FolderPictures(folder, catalog.Ids, catalog.Clock));
        outside = new OutsideFetch(catalog.Clock, (_, _) => Task.FromResult<IPAddress[]>([Public]), Public.Equals);
        var settings = new PhotoSettings(1024 * 1024, vendorBytesMax, TimeSpan.FromDays(30));
        Sizes = new MakeSizes(catalog.Database, maker, Files, catalog.Clock);
        Keep = new KeepPhotos(catalog.Database, catalog.Store, maker, Files, Sizes, settings, catalog.Clock);
        Fetch = new FetchPhotos(catalog.Database, catalog.Store, Keep, outside, catalog.Clock);
        Sweep = new SweepPhotos(catalog.Database, catalog.Store, Files, settings, catalog.Clock);
    }

    public TestCatalog Catalog { get; }

    public FaultyFiles Files { get; }

    public MakeSizes Sizes { get; }

    public KeepPhotos Keep { get; }

    public FetchPhotos Fetch { get; }

    public SweepPhotos Sweep { get; }

    public static RawServer Elsewhere(Func<string, byte[]?> answer) => new(Public, answer);

    public static async Task<PhotoShop> Open(long vendorBytesMax = 100_000_000) => new(await TestCatalog.Open(), vendorBytesMax);

    public async Task<Photo> Add(string productId, byte[] file) =>
        (await Keep.Add(productId, file, new(), null, TestCatalog.One, default)).Value;

    public async Task MakeAll()
    {
        while (await Sizes.Step(default))
        {
            // Goes on until there is no work.
        }
    }

    public async Task<CatalogProduct> Find(string productId) => (await Catalog.Store.Find([productId])).Single();

    public async Task<string> State(string hash) => (await Catalog.Database.Read(sql => PhotoSql.Find(sql, hash)))?.State ?? "not there";

    public async Task<List<string>> Names()
    {
        var names = new List<string>();
        await foreach (var file in Files.List(default))
        {
            names.Add(file.Name);
        }

        return names;
    }

    /// <summary>GET of an address, with headers.</summary>
    public async Task<(HttpContext Context, byte[] Body)> Get(string address, params (string Name, string Value)[] headers)
    {
        var body = new MemoryStream();
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
            Response = { Body = body },
        };
        foreach (var (name, value) in headers)
        {
            context.Request.Headers[name] = value;
        }

        var parts = address.Split('/');
        await (await ShowMedia.Show(parts[2], parts[3], context, Files, Catalog.Database)).ExecuteAsync(context);
        return (context, body.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        maker.Dispose();
        outside.Dispose();
        await Catalog.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A store that fails when a test says so.</summary>
    public sealed class FaultyFiles(IPictureStore inner) : IPictureStore
    {
        /// <summary>How many puts still work; null for all.</summary>
        public int? PutsLeft { get; set; }

        public string Where => inner.Where;

        public Task Put(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancel) =>
            PutsLeft is { } left && (PutsLeft = left - 1) < 0
                ? throw new PicturesAway("The disk is full.")
                : inner.Put(name, bytes, cancel);

        public Task<PictureFile?> Open(string name, long from, long? count, CancellationToken cancel) =>
            inner.Open(name, from, count, cancel);

        public Task<bool> Has(string name, CancellationToken cancel) => inner.Has(name, cancel);

        public IAsyncEnumerable<StoredPicture> List(CancellationToken cancel) => inner.List(cancel);

        public Task Delete(string name, CancellationToken cancel) => inner.Delete(name, cancel);
    }
}
