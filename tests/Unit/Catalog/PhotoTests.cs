// Pictures from the upload to the sweep, on both engines.
using System.Text;
using Cartwright.Catalog;
using Cartwright.Catalog.Photos;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Unit.Pictures;
using static Cartwright.Unit.Catalog.TestCatalog;

namespace Cartwright.Unit.Catalog;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class PhotoTests
{
    [Fact]
    public async Task An_uploaded_picture_is_the_products_and_the_same_again_changes_nothing()
    {
        await using var shop = await PhotoShop.Open();
        var id = await shop.Catalog.Add(Product());
        var photo = (await shop.Keep.Add(id, TestPictures.Png(700, 350), new(" A mug ", 0), 1, One, default)).Value;
        Assert.Equal((700, 350, "A mug", $"/media/{photo.Hash}/700.jpg"), (photo.Width, photo.Height, photo.Alt, photo.Url));
        var shown = await shop.Catalog.Show(id);
        Assert.Equal(photo.Url, shown.GetProperty("images").EnumerateArray().Single().GetString());
        var body = shown.GetProperty("pictures").EnumerateArray().Single();
        Assert.Equal(
            (photo.ImageId, "A mug", 50),
            (body.GetProperty("image_id").GetString(), body.GetProperty("alt").GetString(), body.GetProperty("focal_x").GetInt32())
        );
        Assert.Equal([320, 640, 700], body.GetProperty("widths").EnumerateArray().Select(width => width.GetInt32()));

        var version = (await shop.Find(id)).Version;
        Assert.Equal(photo, await shop.Add(id, TestPictures.Png(700, 350)));
        Assert.Equal(version, (await shop.Find(id)).Version);
        await shop.Add(await shop.Catalog.Add(Product()), TestPictures.Png(700, 350));
        Assert.Equal(2, (await shop.Names()).Count);
    }

    [Fact]
    public async Task What_may_not_be_added_is_refused_and_leaves_nothing()
    {
        await using var shop = await PhotoShop.Open(vendorBytesMax: 1);
        var (id, gone) = (await shop.Catalog.Add(Product()), await shop.Catalog.Add(Product()));
        await shop.Catalog.Change.Delete(gone, null, One, default);
        async Task<string?> Code(string product, byte[] file, long? version = null, Seller? seller = null, string? alt = null) =>
            (await shop.Keep.Add(product, file, new(alt), version, seller ?? One, default)).Refused?.Code;

        Assert.Equal("product_not_found", await Code(id, TestPictures.Png(), seller: Two));
        Assert.Equal("product_not_found", await Code(gone, TestPictures.Png()));
        Assert.Equal("product_not_found", await Code("nowhere", TestPictures.Png()));
        Assert.Equal("version_mismatch", await Code(id, TestPictures.Png(), version: 7));
        Assert.Equal("validation_failed", await Code(id, TestPictures.Png(), alt: new string('x', 301)));
        Assert.Equal("picture_not_taken", await Code(id, "GIF89a"u8.ToArray()));
        Assert.Equal("picture_quota", await Code(id, TestPictures.Png()));
        Assert.Empty(await shop.Names());
        Assert.Equal((1L, string.Empty), ((await shop.Find(id)).Version, (await shop.Find(id)).Pictures));
    }

    [Fact]
    public async Task A_product_has_twenty_pictures_and_no_more()
    {
        await using var shop = await PhotoShop.Open();
        var id = await shop.Catalog.Add(Product());
        for (var i = 0; i < Limits.ImagesMax; i++)
        {
            var photo = new Photo(new string((char)('a' + i), PictureNames.HashChars), 10, 10);
            Assert.Null((await shop.Catalog.Change.ChangePhotos(id, new AddPhoto(photo, null), null, One, default)).Refused);
        }

        Assert.Equal("too_many_images", (await shop.Keep.Add(id, TestPictures.Png(), new(), null, One, default)).Refused?.Code);
    }

    [Fact]
    public async Task A_store_that_fails_in_the_middle_leaves_the_product_as_it_was_and_the_next_try_works()
    {
        await using var shop = await PhotoShop.Open();
        var id = await shop.Catalog.Add(Product());
        shop.Files.PutsLeft = 1;
        Assert.Equal("pictures_unavailable", (await shop.Keep.Add(id, TestPictures.Png(), new(), null, One, default)).Refused?.Code);
        Assert.Equal(string.Empty, (await shop.Find(id)).Pictures);
        Assert.False(await shop.Sizes.Step(default));

        shop.Files.PutsLeft = null;
        var photo = await shop.Add(id, TestPictures.Png());
        await shop.MakeAll();
        Assert.Equal("made", await shop.State(photo.Hash));
    }

    [Fact]
    public async Task Sizes_are_made_once_go_on_after_a_failure_and_are_given_up_where_they_cannot_be_made()
    {
        await using var shop = await PhotoShop.Open();
        var id = await shop.Catalog.Add(Product());
        var photo = await shop.Add(id, TestPictures.Png(700, 350));
        shop.Files.PutsLeft = 3;
        await Assert.ThrowsAsync<PicturesAway>(() => shop.Sizes.Step(default));
        Assert.Equal(("waiting", 5), (await shop.State(photo.Hash), (await shop.Names()).Count));
        Assert.False(await shop.Sizes.Step(default));

        shop.Files.PutsLeft = null;
        shop.Catalog.Clock.Advance(TimeSpan.FromMinutes(5));
        await shop.MakeAll();
        Assert.Equal("made", await shop.State(photo.Hash));
        Assert.Equal(
            new[] { "320.avif", "320.webp", "640.avif", "640.webp", "700.avif", "700.webp", "700.jpg", "original.png" }.Order(
                StringComparer.Ordinal
            ),
            (await shop.Names()).Select(name => name.Split('/')[1]).Order(StringComparer.Ordinal)
        );

        var lost = await shop.Add(id, TestPictures.Png(701, 350));
        await shop.Files.Delete(PictureNames.Original(lost.Hash, "png"), default);
        await shop.MakeAll();
        Assert.Equal("broken", await shop.State(lost.Hash));
        Assert.Equal("image/jpeg", (await shop.Get($"/media/{lost.Hash}/320.avif")).Context.Response.ContentType);
    }

    [Fact]
    public async Task A_file_is_served_for_ever_once_it_is_made_and_what_stands_in_for_it_for_seconds()
    {
        await using var shop = await PhotoShop.Open();
        var photo = await shop.Add(await shop.Catalog.Add(Product()), TestPictures.Png(700, 350));
        var (jpeg, whole) = await shop.Get(photo.Url);
        Assert.Equal(
            (200, "image/jpeg", "public, max-age=31536000, immutable"),
            (jpeg.Response.StatusCode, jpeg.Response.ContentType, jpeg.Response.Headers.CacheControl.ToString())
        );
        Assert.Equal("default-src 'none'; sandbox", jpeg.Response.Headers.ContentSecurityPolicy);
        var (standIn, same) = await shop.Get($"/media/{photo.Hash}/640.avif");
        Assert.Equal(
            (200, "image/jpeg", "public, max-age=5"),
            (standIn.Response.StatusCode, standIn.Response.ContentType, standIn.Response.Headers.CacheControl.ToString())
        );
        Assert.Equal(whole, same);

        await shop.MakeAll();
        var (made, avif) = await shop.Get($"/media/{photo.Hash}/640.avif");
        Assert.Equal(
            ("image/avif", "public, max-age=31536000, immutable"),
            (made.Response.ContentType, made.Response.Headers.CacheControl.ToString())
        );
        var etag = made.Response.Headers.ETag.ToString();
        Assert.Equal(304, (await shop.Get($"/media/{photo.Hash}/640.avif", ("If-None-Match", etag))).Context.Response.StatusCode);

        var (part, bytes) = await shop.Get($"/media/{photo.Hash}/640.avif", ("Range", "bytes=4-11"));
        Assert.Equal((206, $"bytes 4-11/{avif.Length}"), (part.Response.StatusCode, part.Response.Headers.ContentRange.ToString()));
        Assert.Equal(avif[4..12], bytes);
        Assert.Equal(avif[^5..], (await shop.Get($"/media/{photo.Hash}/640.avif", ("Range", "bytes=-5"))).Body);
        Assert.Equal(avif[7..], (await shop.Get($"/media/{photo.Hash}/640.avif", ("Range", "bytes=7-999999"))).Body);
        Assert.Equal(416, (await shop.Get($"/media/{photo.Hash}/640.avif", ("Range", "bytes=999999-"))).Context.Response.StatusCode);
        foreach (var all in new[] { "bytes=0-1,4-5", "lines=1-2", "bytes=x" })
        {
            Assert.Equal(avif, (await shop.Get($"/media/{photo.Hash}/640.avif", ("Range", all))).Body);
        }

        foreach (
            var none in new[]
            {
                $"/media/{photo.Hash}/641.avif",
                $"/media/{photo.Hash}/1280.webp",
                $"/media/{photo.Hash}/0640.avif",
                $"/media/{photo.Hash}/original.png",
                $"/media/{photo.Hash}/640.svg",
                $"/media/{photo.Hash}/640",
                $"/media/{new string('0', 64)}/640.avif",
                "/media/..%2f..%2fetc/passwd",
                "/media/../640.avif",
            }
        )
        {
            Assert.Equal(404, (await shop.Get(none)).Context.Response.StatusCode);
        }
    }

    [Fact]
    public async Task An_address_said_by_an_edit_or_an_import_is_fetched_kept_and_not_fetched_again()
    {
        await using var shop = await PhotoShop.Open();
        var file = TestPictures.Jpeg(64, 48);
        using var elsewhere = PhotoShop.Elsewhere(asked =>
            asked.StartsWith("GET /good", StringComparison.Ordinal)
                ? [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {file.Length}\r\nConnection: close\r\n\r\n"), .. file]
                : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nHTML"u8.ToArray()
        );
        var (good, bad) = ($"http://shop.example:{elsewhere.Port}/good.jpg", $"http://shop.example:{elsewhere.Port}/bad.jpg");
        await shop.Catalog.Import(
            "jsonl",
            $$"""{"product_id":"a","name":"A","price":1,"currency":"USD","category":"c","images":["{{bad}}","{{good}}"]}"""
        );
        Assert.Equal("""["/api/products/a/image.svg"]""", (await shop.Find("a")).Images);
        Assert.True(await shop.Fetch.Step(default));
        Assert.False(await shop.Fetch.Step(default));
        var photo = ProductPhotos.Read((await shop.Find("a")).Pictures).Single();
        Assert.Equal((good, 64), (photo.Source, photo.Width));
        var failed = (await shop.Catalog.Database.Read(sql => FetchSql.Of(sql, "a"))).Single();
        Assert.Equal((bad, "failed"), (failed.Address, failed.State));
        Assert.Contains("JPEG, PNG", failed.Detail, StringComparison.Ordinal);

        // The same import again: what it has stays, and is not fetched.
        var connections = elsewhere.Connections;
        await shop.Catalog.Import("jsonl", $$"""{"product_id":"a","images":["{{good}}"]}""");
        Assert.True(await shop.Fetch.Step(default));
        Assert.Equal(connections, elsewhere.Connections);
        Assert.Equal(photo, ProductPhotos.Read((await shop.Find("a")).Pictures).Single());

        // An edit that takes it out takes it out; one of another product's pictures is refused.
        Assert.Equal(
            "validation_failed",
            (await shop.Catalog.Change.Edit("a", Said(["/media/" + new string('0', 64) + "/640.avif"]), null, One, default)).Refused?.Code
        );
        Assert.Null((await shop.Catalog.Change.Edit("a", Said([]), null, One, default)).Refused);
        Assert.Equal(string.Empty, (await shop.Find("a")).Pictures);
        Assert.False(await shop.Fetch.Step(default));
    }

    [Fact]
    public async Task An_address_that_does_not_answer_is_tried_again_and_then_given_up()
    {
        await using var shop = await PhotoShop.Open();
        var elsewhere = PhotoShop.Elsewhere(_ => "HTTP/1.1 503 Away\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
        var address = $"http://shop.example:{elsewhere.Port}/a.jpg";
        await shop.Catalog.Import(
            "jsonl",
            $$"""{"product_id":"a","name":"A","price":1,"currency":"USD","category":"c","images":["{{address}}"]}"""
        );
        var tries = 0;
        while ((await shop.Catalog.Database.Read(sql => FetchSql.Of(sql, "a"))).Single().State == "waiting" && tries < 10)
        {
            Assert.True(await shop.Fetch.Step(default));
            Assert.False(await shop.Fetch.Step(default));
            shop.Catalog.Clock.Advance(TimeSpan.FromHours(2));
            tries++;
        }

        Assert.Equal((4, 4), (tries, elsewhere.Connections));
        elsewhere.Dispose();
    }

    [Fact]
    public async Task What_no_product_has_goes_after_a_month_and_what_one_has_never()
    {
        await using var shop = await PhotoShop.Open();
        var (one, two) = (await shop.Catalog.Add(Product()), await shop.Catalog.Add(Product()));
        var both = await shop.Add(one, TestPictures.Png(40, 30));
        await shop.Add(two, TestPictures.Png(40, 30));
        var only = await shop.Add(one, TestPictures.Png(41, 30));
        await shop.MakeAll();
        await shop.Catalog.Change.Delete(one, null, One, default);

        await shop.Sweep.Sweep(default);
        shop.Catalog.Clock.Advance(TimeSpan.FromDays(29));
        await shop.Sweep.Sweep(default);
        Assert.Equal(("made", "made"), (await shop.State(both.Hash), await shop.State(only.Hash)));

        // Uploaded again before the time is over: it counts from anew.
        await shop.Add(two, TestPictures.Png(41, 30));
        shop.Catalog.Clock.Advance(TimeSpan.FromDays(2));
        await shop.Sweep.Sweep(default);
        Assert.Equal(("made", "made"), (await shop.State(both.Hash), await shop.State(only.Hash)));
        await shop.Catalog.Change.ChangePhotos(two, new RemovePhoto(only.ImageId), null, One, default);
        await shop.Sweep.Sweep(default);
        shop.Catalog.Clock.Advance(TimeSpan.FromDays(30));
        await shop.Sweep.Sweep(default);
        Assert.Equal(("made", "not there"), (await shop.State(both.Hash), await shop.State(only.Hash)));
        Assert.All(await shop.Names(), name => Assert.StartsWith(both.Hash, name, StringComparison.Ordinal));
        Assert.Equal(404, (await shop.Get(only.Url)).Context.Response.StatusCode);
        Assert.Equal(200, (await shop.Get(both.Url)).Context.Response.StatusCode);
    }

    [Fact]
    public async Task A_picture_of_the_shops_own_stays_until_it_is_taken_away()
    {
        await using var shop = await PhotoShop.Open();
        var id = await shop.Catalog.Add(Product());
        var logo = (await shop.Keep.KeepOwn(TestPictures.Png(40, 30), default)).Value;
        Assert.Equal(logo, (await shop.Keep.KeepOwn(TestPictures.Png(40, 30), default)).Value);
        Assert.Equal("picture_not_taken", (await shop.Keep.KeepOwn("no picture"u8.ToArray(), default)).Refused!.Code);
        var shared = await shop.Add(id, TestPictures.Png(41, 30));
        Assert.Equal(shared.Hash, (await shop.Keep.KeepOwn(TestPictures.Png(41, 30), default)).Value.Hash);
        await shop.MakeAll();
        Assert.Equal(200, (await shop.Get(logo.Url)).Context.Response.StatusCode);

        await shop.Sweep.Sweep(default);
        shop.Catalog.Clock.Advance(TimeSpan.FromDays(31));
        await shop.Sweep.Sweep(default);
        Assert.Equal(("made", "made"), (await shop.State(logo.Hash), await shop.State(shared.Hash)));

        // Taken away, one goes like any other, and one that a product has stays.
        Assert.True(await shop.Keep.Release(logo.Hash, default));
        Assert.False(await shop.Keep.Release(logo.Hash, default));
        Assert.True(await shop.Keep.Release(shared.Hash, default));
        await shop.Sweep.Sweep(default);
        shop.Catalog.Clock.Advance(TimeSpan.FromDays(31));
        await shop.Sweep.Sweep(default);
        Assert.Equal(("not there", "made"), (await shop.State(logo.Hash), await shop.State(shared.Hash)));
    }

    [Fact]
    public async Task What_products_linked_to_elsewhere_is_fetched_after_the_upgrade_and_drawn_until_then()
    {
        var all = Migration.From(typeof(CatalogModule).Assembly);
        await using var test = await TestDatabase.Open(
            "catalog",
            [.. all.TakeWhile(migration => !migration.Name.EndsWith("-pictures.sql", StringComparison.Ordinal))]
        );
        const string Linked =
            """["https://example.com/a.png","/api/products/b/image.svg","https://example.com/\u00fc.png","https://example.com/a.png"]""";
        foreach (var (id, images, deleted) in new[] { ("a", Linked, 0), ("b", """["/api/products/a/image.svg"]""", 0), ("c", Linked, 1) })
        {
            await test.Database.Write(tx =>
                tx.Execute(
                    """
                    INSERT INTO products(product_id, version, name, name_key, description, category, vendor_id, price_minor, price_milli, currency,
                        attributes, images, words, deleted, created_ms, updated_ms)
                    VALUES ($1, 1, 'A', 'a', '', 'c', 'v', 1, 10, 'USD', '{}', $2, '', $3, 1, 1)
                    """,
                    id,
                    images,
                    deleted
                )
            );
        }

        await test.Reopen(all);
        var waiting = await test.Database.Read(sql => FetchSql.Next(sql, 1, 10));
        Assert.Equal(
            new[] { ("a", "https://example.com/a.png", 0), ("a", "https://example.com/ü.png", 2) },
            waiting.Select(row => (row.ProductId, row.Address, row.Place)).Order()
        );
        var products = await test.Database.Read(sql => ProductSql.FindMany(sql, ["a", "b"]));
        Assert.Equal(
            [("a", """["/api/products/a/image.svg"]"""), ("b", """["/api/products/a/image.svg"]""")],
            products.Select(product => (product.ProductId, product.Images)).Order()
        );
    }

    [Fact]
    public async Task Files_that_no_row_knows_go_once_they_are_old()
    {
        await using var shop = await PhotoShop.Open();
        var stray = PictureNames.Original(new string('f', 64), "png");
        await shop.Files.Put(stray, TestPictures.Png(), default);
        await shop.Sweep.Sweep(default);
        Assert.Equal([stray], await shop.Names());
        shop.Catalog.Clock.Advance(TimeSpan.FromDays(36_500));
        await shop.Sweep.Sweep(default);
        Assert.Empty(await shop.Names());
    }

    private static ProductInput Said(IReadOnlyList<string> images) =>
        new(null, null, null, null, null, default, default, default, images, null);
}
