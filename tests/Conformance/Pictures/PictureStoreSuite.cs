// The cases of IPictureStore, each under its number. A provider is one line.
using Cartwright.Contracts.Ports;

namespace Cartwright.Conformance.Pictures;

public abstract class PictureStoreSuite
{
    private static readonly string One = PictureNames.Original(new string('1', PictureNames.HashChars), "png");
    private static readonly string Two = PictureNames.Size(new string('1', PictureNames.HashChars), 640, "avif");
    private static readonly string Three = PictureNames.Size(new string('3', PictureNames.HashChars), 320, "webp");

    /// <summary>An empty store.</summary>
    protected abstract Task<IPictureStore> Open();

    /// <summary>The same place, opened anew as a restart does.</summary>
    protected abstract Task<IPictureStore> Reopen();

    [Fact]
    public async Task Case_1_what_was_put_is_there_byte_for_byte_also_after_a_restart_and_a_second_put_is_done_already()
    {
        var store = await Open();
        foreach (var bytes in new[] { 1, 300_000, 6_000_000 })
        {
            var name = PictureNames.Size(new string('2', PictureNames.HashChars), bytes, "webp");
            var content = Bytes(bytes);
            Assert.False(await store.Has(name, default));
            await store.Put(name, content, default);
            await store.Put(name, content, default);
            Assert.True(await store.Has(name, default));
            Assert.Equal(content, await Read(await Reopen(), name));
        }
    }

    [Fact]
    public async Task Case_1_the_same_name_put_by_many_at_once_is_there_once()
    {
        var store = await Open();
        var content = Bytes(100_000);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.Put(One, content, default)));
        Assert.Equal(content, await Read(store, One));
        Assert.Equal([One], await Names(store));
    }

    [Fact]
    public async Task Case_2_a_put_that_is_broken_off_leaves_nothing()
    {
        var store = await Open();
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => store.Put(One, Bytes(300_000), gone.Token));
        Assert.Null(await store.Open(One, 0, null, default));
        Assert.Empty(await Names(store));
    }

    [Theory]
    [InlineData(0, null, 1_000)]
    [InlineData(0, 1, 1)]
    [InlineData(10, 20, 20)]
    [InlineData(990, 20, 10)]
    [InlineData(999, null, 1)]
    [InlineData(1_000, null, 0)]
    [InlineData(5_000, 3, 0)]
    public async Task Case_3_a_part_is_the_bytes_asked_for_and_says_how_many_there_are(int from, int? count, int expected)
    {
        var store = await Open();
        var content = Bytes(1_000);
        await store.Put(One, content, default);
        await using var file = await store.Open(One, from, count, default);
        Assert.Equal(1_000, file!.Bytes);
        var read = new MemoryStream();
        await file.Content.CopyToAsync(read);
        Assert.Equal(content.Skip(from).Take(expected), read.ToArray());
    }

    [Fact]
    public async Task Case_3_what_is_not_there_is_null_and_what_is_no_name_is_a_bug()
    {
        var store = await Open();
        Assert.Null(await store.Open(One, 0, null, default));
        Assert.Null(await store.Open(One, 5, 5, default));
        Assert.False(await store.Has(One, default));
        foreach (var name in new[] { "", "x", "../" + One, One + "/x", One[..65] + "..", One.ToUpperInvariant(), One + "\0" })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => store.Put(name, Bytes(1), default));
            await Assert.ThrowsAsync<ArgumentException>(() => store.Open(name, 0, null, default));
            await Assert.ThrowsAsync<ArgumentException>(() => store.Delete(name, default));
        }
    }

    [Fact]
    public async Task Case_4_a_list_names_every_file_once_with_its_bytes_and_its_time()
    {
        var store = await Open();
        Assert.Empty(await Names(store));
        await store.Put(One, Bytes(10), default);
        await store.Put(Two, Bytes(20), default);
        await store.Put(Three, Bytes(30), default);
        var listed = new List<StoredPicture>();
        await foreach (var file in store.List(default))
        {
            listed.Add(file);
        }

        Assert.Equal(new[] { (One, 10L), (Two, 20L), (Three, 30L) }.Order(), listed.Select(file => (file.Name, file.Bytes)).Order());
        Assert.All(listed, file => Assert.InRange(file.At, DateTimeOffset.UtcNow.AddHours(-2), DateTimeOffset.UtcNow.AddHours(2)));
    }

    [Fact]
    public async Task Case_5_what_was_deleted_is_gone_and_deleting_it_again_is_done_already()
    {
        var store = await Open();
        await store.Put(One, Bytes(10), default);
        await store.Put(Two, Bytes(20), default);
        await store.Delete(One, default);
        await store.Delete(One, default);
        await store.Delete(Three, default);
        Assert.Null(await store.Open(One, 0, null, default));
        Assert.Equal([Two], await Names(store));
        await store.Delete(Two, default);
        Assert.Empty(await Names(await Reopen()));
        await store.Put(One, Bytes(10), default);
        Assert.Equal([One], await Names(store));
    }

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private static async Task<byte[]> Read(IPictureStore store, string name)
    {
        await using var file = await store.Open(name, 0, null, default);
        var read = new MemoryStream();
        await file!.Content.CopyToAsync(read);
        Assert.Equal(file.Bytes, read.Length);
        return read.ToArray();
    }

    private static async Task<List<string>> Names(IPictureStore store)
    {
        var names = new List<string>();
        await foreach (var file in store.List(default))
        {
            names.Add(file.Name);
        }

        return names;
    }
}
