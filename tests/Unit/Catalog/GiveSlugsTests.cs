// Slugs for what was there before there were any: a stop in between leaves nobody without.
using System.Reflection;
using Cartwright.Catalog;
using Cartwright.Catalog.Categories;
using Cartwright.Kernel;
using Microsoft.Extensions.Logging.Abstractions;
using static Cartwright.Unit.Catalog.TestCatalog;

namespace Cartwright.Unit.Catalog;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class GiveSlugsTests
{
    [Fact]
    public async Task Slugs_that_could_not_be_given_are_given_when_the_worker_looks_again()
    {
        await using var catalog = await Open();
        string[] ids = [await catalog.Add(Product("Old Mug")), await catalog.Add(Product("Old Mug"))];
        await catalog.Database.Write(async tx =>
        {
            await tx.Send("UPDATE products SET slug = NULL");
            return true;
        });
        var store = DispatchProxy.Create<IProductStore, Stumbling>();
        var stumbling = (Stumbling)(object)store;
        stumbling.Sound = catalog.Store;
        using var worker = new CategoryWorker(
            catalog.Book,
            catalog.Carry,
            new GiveSlugs(store),
            store,
            catalog.Clock,
            NullLogger<CategoryWorker>.Instance
        );
        await worker.StartAsync(default);
        await stumbling.Fallen.Task.WaitAsync(TimeSpan.FromMinutes(2));

        // Raised, so that the clock need not go on; once more for a worker that was not waiting yet is the same.
        catalog.Book.Moving.Raise();
        await stumbling.Done.Task.WaitAsync(TimeSpan.FromMinutes(2));
        await worker.StopAsync(default);
        var slugs = (await catalog.Store.Find(ids)).Select(product => product.Listing.Slug!).Order(StringComparer.Ordinal).ToList();
        Assert.Equal("old-mug", slugs[0]);
        Assert.StartsWith("old-mug-", slugs[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_category_whose_mark_a_sibling_has_gets_a_longer_one()
    {
        static CategoryNode Node(string id, string name, string slug) =>
            new(id, string.Empty, name, slug, 0, string.Empty, null, null, 1, 0);
        var marked = Slugs.Marked("tea", "new", "category");
        var tree = new CategoryTree([Node("a", "Tea", "tea"), Node("b", "Other", marked)], []);
        var slug = CategoryBook.FreeSlug(tree, string.Empty, "new", "Tea!");
        Assert.StartsWith(marked, slug, StringComparison.Ordinal);
        Assert.NotEqual(marked, slug);
    }

    /// <summary>A store that fails when products without a slug are asked for the first time.</summary>
    public class Stumbling : DispatchProxy
    {
        public IProductStore Sound { get; set; } = null!;

        public TaskCompletionSource Fallen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Nobody is without a slug any more.</summary>
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name != nameof(IProductStore.WithoutSlug))
            {
                return targetMethod.Invoke(Sound, args);
            }

            if (Fallen.TrySetResult())
            {
                throw new StorageUnavailable("The store stumbled.");
            }

            return new ValueTask<IReadOnlyList<(long Number, string ProductId)>>(Asked((long)args![0]!, (int)args[1]!));
        }

        private async Task<IReadOnlyList<(long Number, string ProductId)>> Asked(long after, int count)
        {
            var found = await Sound.WithoutSlug(after, count);
            if (found.Count == 0)
            {
                Done.TrySetResult();
            }

            return found;
        }
    }
}
