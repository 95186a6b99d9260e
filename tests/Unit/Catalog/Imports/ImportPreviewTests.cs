// Previews, all lines or none, stock, restarts, and exports that come back.
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Cartwright.Catalog;
using Cartwright.Catalog.Exports;
using Cartwright.Catalog.Imports;
using Cartwright.Kernel;
using static Cartwright.Unit.Catalog.TestCatalog;

namespace Cartwright.Unit.Catalog;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class ImportPreviewTests
{
    private const string Header = "product_id,name,price,currency,category,parent_id,options.Size,sku,stock\n";

    private const string Mixed =
        Header
        + "a,Alpha,1.50,USD,c,,,,4\n"
        + "b,Beta,2,USD,c,,,,\n"
        + "bad,Bad,-1,USD,c,,,,\n"
        + "v1,V S,1,USD,c,p,S,X1,\n"
        + "v2,V S again,1,USD,c,p,S,,\n"
        + "v3,V L,1,USD,c,p,L,X1,\n"
        + "p,Parent,1,USD,c,,,,\n"
        + "new,New,9,USD,c,,,,2\n";

    private static async Task<TestCatalog> Shop()
    {
        var catalog = await Open();
        await catalog.Import("csv", "product_id,name,price,currency,category\na,Alpha,1.00,USD,c\nb,Beta,2.00,USD,c\n");
        catalog.Inventory.Units["a"] = 1;
        return catalog;
    }

    private static async Task<List<JobLineBody>> Lines(TestCatalog catalog, string job) =>
        [.. (await catalog.Database.Read(sql => ImportStore.Lines(sql, job, null, 0, 100))).Select(JobLineBody.Of)];

    [Fact]
    public async Task A_preview_says_of_each_line_what_it_would_do_and_changes_nothing()
    {
        await using var catalog = await Shop();
        var job = await catalog.Import("csv", Encoding.UTF8.GetBytes(Mixed), new(Preview: true));
        Assert.Equal(("checked", 8L, 3L, 1L, 1L, 3L), (job.State, job.Total, job.Created, job.Changed, job.Unchanged, job.Failed));
        var lines = await Lines(catalog, job.JobId);
        Assert.Equal(
            ["2 a changed", "3 b unchanged", "4 bad refused", "8 p new", "9 new new", "5 v1 new", "6 v2 refused", "7 v3 refused"],
            lines.Select(line => $"{line.Line} {line.ProductId} {line.Outcome}")
        );
        Assert.Equal(
            [("price", "1.00", "1.50"), ("stock", "1", "4")],
            lines[0].Changes.Select(change => (change.Member, change.From!.Value.GetRawText(), change.To!.Value.GetRawText()))
        );
        Assert.Equal(["validation_failed", "variant_exists", "sku_taken"], lines.Select(line => line.Code).OfType<string>());
        Assert.Equal(["a", "b"], (await catalog.Store.Find(["a", "b", "p", "v1", "new"])).Select(product => product.ProductId).Order());
        Assert.Equal("1.00", (await catalog.Show("a")).GetProperty("price").GetRawText());
        Assert.Equal(1, catalog.Inventory.Units["a"]);
        Assert.False(await catalog.Run.Step(default));
    }

    [Fact]
    public async Task A_preview_is_carried_out_by_its_good_lines_or_not_at_all()
    {
        await using var catalog = await Shop();
        var job = await catalog.Import("csv", Encoding.UTF8.GetBytes(Mixed), new(Preview: true));
        var stored = await catalog.Stored(job.JobId);
        Assert.Equal("lines_refused", (await catalog.Run.Apply(stored, ImportAsked.None, default)).Refused?.Code);
        Assert.Null((await catalog.Run.Apply(stored, ImportAsked.Good, default)).Refused);
        Assert.Equal("job_not_checked", (await catalog.Run.Apply(stored, ImportAsked.Good, default)).Refused?.Code);
        while (await catalog.Run.Step(default))
        {
            // Goes on until there is no work.
        }

        var done = await catalog.Job(job.JobId);
        Assert.Equal(("done", 8L, 3L, 1L, 1L, 3L), (done.State, done.Done, done.Created, done.Changed, done.Unchanged, done.Failed));
        Assert.Equal([4L, 6L, 7L], done.Errors.Select(error => error.Line));
        Assert.Equal((4L, 2L), (catalog.Inventory.Units["a"], catalog.Inventory.Units["new"]));
        var file = new MemoryStream();
        await new RefusedLines(await catalog.Stored(job.JobId), catalog.Database).Write(PipeWriter.Create(file), default);
        var refused = Encoding.UTF8.GetString(file.ToArray());
        Assert.StartsWith("refused_line,refused_code,refused_reason,product_id,name", refused, StringComparison.Ordinal);
        Assert.Contains("bad,Bad,'-1,USD,c", refused, StringComparison.Ordinal);

        // Mended, the file of the refused lines is an import as it is.
        var mended = await catalog.Import("csv", refused.Replace("'-1", "3", StringComparison.Ordinal));
        Assert.Equal(1, mended.Created);
        Assert.Equal("3.00", (await catalog.Show("bad")).GetProperty("price").GetRawText());
    }

    [Fact]
    public async Task Where_none_may_be_wrong_a_wrong_line_leaves_everything_as_it_is()
    {
        await using var catalog = await Shop();
        var job = await catalog.Import("csv", Encoding.UTF8.GetBytes(Mixed), new(OnError: ImportAsked.None));
        Assert.Equal(("failed", 3), (job.State, job.Errors.Count));
        Assert.Equal(
            ["a", "b"],
            await catalog.Database.Read(sql => sql.Query("SELECT product_id FROM products ORDER BY number", row => row.GetString(0)))
        );
        Assert.Equal(0, await catalog.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM job_batches")));
        var good = await catalog.Import("csv", Encoding.UTF8.GetBytes("product_id,price\na,3\nb,2\n"), new(OnError: ImportAsked.None));
        Assert.Equal(("done", 1L, 1L), (good.State, good.Changed, good.Unchanged));
    }

    [Fact]
    public async Task A_preview_that_is_given_up_or_forgotten_leaves_nothing_behind()
    {
        await using var catalog = await Shop();
        var one = await catalog.Import("csv", Encoding.UTF8.GetBytes(Mixed), new(Preview: true));
        Assert.Null((await catalog.Run.Discard(await catalog.Stored(one.JobId), default)).Refused);
        var two = await catalog.Import("csv", Encoding.UTF8.GetBytes(Mixed), new(Preview: true));
        catalog.Clock.Advance(TimeSpan.FromDays(3));
        Assert.False(await catalog.Run.Step(default));
        Assert.Equal(("failed", "failed"), ((await catalog.Job(one.JobId)).State, (await catalog.Job(two.JobId)).State));
        Assert.Equal(0, await catalog.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM job_batches")));
    }

    [Fact]
    public async Task Stock_that_inventory_refuses_is_told_by_its_line_and_an_inventory_that_is_away_loses_nothing()
    {
        await using var catalog = await Open();
        catalog.Inventory.Held["b"] = 5;
        var id = (await catalog.Upload("csv", Header + "a,A,1,USD,c,,,,3\nb,B,1,USD,c,,,,2\nc,C,1,USD,c,,,,0\n")).Value;
        Assert.True(await catalog.Run.Step(default));
        Assert.True(await catalog.Run.Step(default));
        catalog.Inventory.Away = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => catalog.Run.Step(default));
        Assert.Equal("running", (await catalog.Job(id)).State);
        catalog.Inventory.Away = false;
        await catalog.Restart();
        Assert.True(await catalog.Run.Step(default));
        Assert.False(await catalog.Run.Step(default));
        var job = await catalog.Job(id);
        Assert.Equal(("done", 2L, 1L), (job.State, job.Created, job.Failed));
        Assert.Equal([(3L, "below_reserved")], job.Errors.Select(error => (error.Line, error.Code)));
        Assert.Equal(3, catalog.Inventory.Units["a"]);
    }

    [Fact]
    public async Task Counts_whose_reply_was_lost_do_not_bring_back_what_was_sold_in_between()
    {
        await using var catalog = await Open();
        var id = (await catalog.Upload("csv", Header + "a,A,1,USD,c,,,,10\n")).Value;
        Assert.True(await catalog.Run.Step(default));
        Assert.True(await catalog.Run.Step(default));
        catalog.Inventory.LosesReplies = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => catalog.Run.Step(default));
        Assert.Equal(10, catalog.Inventory.Units["a"]);
        catalog.Inventory.Units["a"] = 7;
        catalog.Inventory.LosesReplies = false;
        await catalog.Restart();
        Assert.True(await catalog.Run.Step(default));
        Assert.False(await catalog.Run.Step(default));
        Assert.Equal(("done", 7L), ((await catalog.Job(id)).State, catalog.Inventory.Units["a"]));

        // The next import counts anew.
        await catalog.Import("csv", "product_id,stock\na,10\n");
        Assert.Equal(10, catalog.Inventory.Units["a"]);
    }

    [Fact]
    public async Task Refused_lines_are_written_one_by_one()
    {
        await using var catalog = await Open();
        const int Lines = 12;
        var text = new string('x', 200_000);
        var body = string.Concat(Enumerable.Range(0, Lines).Select(i => $"p{i},A,1,USD,c,{text}\n"));
        var job = await catalog.Import("csv", "product_id,name,price,currency,category,description\n" + body);
        Assert.Equal(Lines, job.Failed);
        var file = new Flushes();
        await new RefusedLines(await catalog.Stored(job.JobId), catalog.Database).Write(PipeWriter.Create(file), default);
        Assert.InRange(file.Length, Lines * text.Length, long.MaxValue);
        Assert.InRange(file.Most, text.Length, 2 * text.Length);
    }

    [Fact]
    public async Task Where_none_may_be_wrong_slugs_are_looked_for_too()
    {
        await using var catalog = await Shop();
        await catalog.Import("csv", "product_id,name,price,currency,category,slug\nc,Cup,1,USD,c,the-cup\n");
        const string Head = "product_id,name,price,currency,category,slug\n";
        foreach (
            var (body, wrong) in new[]
            {
                ("x,X,1,USD,c,the-cup\n", 2L), // another product's
                ("x,X,1,USD,c,b\n", 2), // another's id
                ("x,X,1,USD,c,y\ny,Y,1,USD,c,\nz,Z,1,USD,c,y\n", 4), // of a line before
                ("x,Pot,1,USD,c,\ny,Y,1,USD,c,pot\n", 3), // made of a name before
                ("x,X,1,USD,c,\nz,Z,1,USD,c,x\n", 3), // the id of a line before
                ("a,Alpha,1,USD,c,\na,Alpha,1,USD,c,the-cup\n", 3),
                ("x,The cup,1,USD,c,\nx,The cup,1,USD,c,the-cup\n", 3), // made of a name, and another's all the same
                ("x,The cup,1,USD,c,\nx,The cup,1,USD,c,other\ny,Y,1,USD,c,the-cup\n", 4),
            }
        )
        {
            var job = await catalog.Import("csv", Encoding.UTF8.GetBytes(Head + body), new(OnError: ImportAsked.None));
            Assert.Equal(("failed", "slug_taken", wrong), (job.State, Assert.Single(job.Errors).Code, job.Errors[0].Line));
            Assert.Empty(await catalog.Store.Find(["x", "y", "z"]));
        }

        // What a line before gives up is free, and what a product has is its own.
        var good = await catalog.Import(
            "csv",
            Encoding.UTF8.GetBytes(Head + "c,Cup,1,USD,c,old-cup\nx,X,1,USD,c,the-cup\na,Alpha,1,USD,c,alpha\n"),
            new(OnError: ImportAsked.None)
        );
        Assert.Equal(("done", 0L), (good.State, good.Failed));
        Assert.Equal("x", await catalog.Store.BySlug("the-cup"));
    }

    [Fact]
    public async Task A_preview_leaves_a_price_for_a_time_where_it_is()
    {
        await using var catalog = await Shop();
        var until = catalog
            .Clock.GetUtcNow()
            .AddDays(1)
            .ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var sale = JsonSerializer.Deserialize<ProductPatch>(
            $$$"""{"sale":{"price":0.5,"ends_at":"{{{until}}}"}}""",
            Cartwright.Web.Json.Options
        )!;
        Assert.Null((await catalog.Change.Edit("a", sale.Input, null, One, default)).Refused);
        var job = await catalog.Import("csv", Encoding.UTF8.GetBytes("product_id,name\na,Alfa\n"), new(Preview: true));
        Assert.Equal(["name"], (await Lines(catalog, job.JobId)).Single().Changes.Select(change => change.Member));
    }

    [Fact]
    public async Task A_file_with_slugs_twice_changes_nothing()
    {
        await using var catalog = await Open();
        const string File = "product_id,name,price,currency,category,slug\na,A,1,USD,c,one\nb,B,1,USD,c,two\n";
        Assert.Equal(2, (await catalog.Import("csv", File)).Created);
        var preview = await catalog.Import("csv", Encoding.UTF8.GetBytes(File), new(Preview: true));
        Assert.Equal((0L, 2L), (preview.Changed, preview.Unchanged));
        var told = (await catalog.Told()).Count;
        var again = await catalog.Import("csv", File);
        Assert.Equal((0L, 2L, told), (again.Changed, again.Unchanged, (await catalog.Told()).Count));
    }

    [Fact]
    public async Task A_vendor_sets_neither_products_nor_stock_of_another()
    {
        await using var catalog = await Open();
        await catalog.Import("csv", Header + "a,A,1,USD,c,,,,3\n");
        var job = await catalog.Import("csv", Header + "a,Mine,1,USD,c,,,,9\n", Two);
        Assert.Equal("product_not_found", job.Errors.Single().Code);
        Assert.Equal(3, catalog.Inventory.Units["a"]);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public async Task What_is_exported_imports_to_an_empty_shop_and_is_exported_the_same(string format)
    {
        string[] texts =
        [
            "plain",
            "=1+1",
            "'=1",
            "''@x",
            "-5",
            " lead and trail ",
            "two\r\nlines, \"quoted\"; and\ttab",
            "日本 😀 e\u0301 ß \u202Ertl",
            "'quoted'",
            "[\"a\"]",
        ];
        await using var catalog = await Open();
        var chance = new Random(20_261_130);
        string Text() => texts[chance.Next(texts.Length)];
        string Line() => Text().Replace("\r\n", " ", StringComparison.Ordinal).Replace('\t', ' ');
        for (var i = 0; i < 130; i++)
        {
            var line = new Dictionary<string, object?>
            {
                ["product_id"] = $"p{i}",
                ["name"] = $"{Line()} {chance.Next(40)}",
                ["description"] = Text(),
                ["price"] = chance.Next(1, 99_999) / 100m,
                ["currency"] = "EUR",
                ["category"] = Line().Trim(),
                ["sku"] = i % 3 == 0 ? $"={i}" : null,
                ["tags"] =
                    i % 4 == 0 ? new[] { "a, b", "c" + i }
                    : i % 4 == 1 ? ["x"]
                    : null,
                ["brand"] = i % 2 == 0 ? "+Brand" : null,
                ["attributes"] =
                    i % 5 == 0
                        ? new
                        {
                            Colour = Text(),
                            Weight = 1.50m,
                            Deep = new { On = true },
                        }
                        : null,
                ["requires_shipping"] = i % 7 != 0,
                ["prices_include_tax"] = i % 6 == 0 ? true : null,
                ["weight_g"] = chance.Next(5_000),
                ["status"] = i % 9 == 0 ? "draft" : "active",
                ["images"] = i % 8 == 0 ? new[] { $"https://img.example/{i}.jpg" } : null,
                ["image_alts"] = i % 8 == 0 ? new Dictionary<string, string> { [$"https://img.example/{i}.jpg"] = Text() } : null,
                ["seo"] = i % 10 == 0 ? new { title = "T" + i } : null,
                ["slug"] = i % 13 == 0 ? "chosen-" + i : null,
                ["sale"] =
                    i % 14 == 0 ? new Dictionary<string, object> { ["price"] = 0.01, ["ends_at"] = "2030-02-03T04:05:06.789Z" }
                    : i % 14 == 1 ? new Dictionary<string, object> { ["price"] = 0.02, ["starts_at"] = "1970-01-01T00:00:00Z" }
                    : i % 14 == 2
                        ? new Dictionary<string, object>
                        {
                            ["price"] = 0.03,
                            ["starts_at"] = "2020-01-01",
                            ["ends_at"] = "2021-01-01",
                        }
                    : null,
                ["stock"] = i % 11 == 0 ? null : chance.Next(100),
                ["options"] = i % 12 == 0 ? new { Size = new[] { "S", "M" } } : null,
            };
            var body = JsonSerializer.Serialize(line);
            if (i % 12 == 0)
            {
                foreach (var size in new[] { "S", "M" })
                {
                    body +=
                        "\n"
                        + JsonSerializer.Serialize(
                            new
                            {
                                product_id = $"p{i}-{size}",
                                name = $"V {size}",
                                price = 5,
                                currency = "EUR",
                                category = "c",
                                parent_id = $"p{i}",
                                options = new { Size = size },
                                stock = 3,
                            }
                        );
                }
            }

            var made = await catalog.Import("jsonl", body, Admin);
            Assert.Equal([], made.Errors);
        }

        var first = await Exported(catalog, format);
        Assert.Contains("chosen-13", Encoding.UTF8.GetString(first), StringComparison.Ordinal);
        await using var empty = await Open();
        var job = await empty.Import(format, first, new(), Admin);
        Assert.Equal([], job.Errors);
        Assert.Equal(152, job.Created);
        Assert.Equal(Encoding.UTF8.GetString(first), Encoding.UTF8.GetString(await Exported(empty, format)));

        // And into the shop that it is of: nothing changes.
        var again = await catalog.Import(format, first, new(), Admin);
        Assert.Equal((0L, 0L, 152L), (again.Created, again.Changed, again.Unchanged));
    }

    [Fact]
    public async Task A_price_for_a_time_is_said_in_columns_of_its_own_and_an_end_is_the_whole_day()
    {
        await using var catalog = await Open();
        var made = await catalog.Import(
            "csv",
            "product_id;name;price;currency;category;sale.price;sale.starts_at;sale.ends_at\n"
                + "a;Alpha;9,50;EUR;c;7,25;2026-03-01;2026-03-07\n"
                + "b;Beta;2;EUR;c;;;\n"
                + "c;Gamma;2;EUR;c;1;;\n"
                + "d;Delta;2;EUR;c;3;2026-03-01;\n"
                + "e;Epsilon;2;EUR;c;1;soon;\n"
        );
        Assert.Equal((2L, 3L), (made.Created, made.Failed));
        Assert.Equal([4L, 5L, 6L], made.Errors.Select(error => error.Line));
        var sale = (await catalog.Store.Find(["a"])).Single().Sale!;
        Assert.Equal(725, sale.PriceMinor);
        Assert.Equal(
            (new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 8, 0, 0, 0, TimeSpan.Zero)),
            (DateTimeOffset.FromUnixTimeMilliseconds(sale.StartsMs), DateTimeOffset.FromUnixTimeMilliseconds(sale.EndsMs))
        );
        Assert.Null((await catalog.Store.Find(["b"])).Single().Sale);

        // Cells that say nothing leave it as it is.
        await catalog.Import("csv", "product_id,name,sale.price,sale.starts_at,sale.ends_at\na,Alpha two,,,\n");
        Assert.Equal(sale, (await catalog.Store.Find(["a"])).Single().Sale);
    }

    /// <summary>The most bytes that came between two flushes.</summary>
    private sealed class Flushes : MemoryStream
    {
        private long since;

        public long Most { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            since += buffer.Length;
            Most = Math.Max(Most, since);
            return base.WriteAsync(buffer, cancellationToken);
        }

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            since = 0;
            return base.FlushAsync(cancellationToken);
        }
    }

    private static async Task<byte[]> Exported(TestCatalog catalog, string format)
    {
        var pipe = new MemoryStream();
        var writer = PipeWriter.Create(pipe);
        var query = ProductQuery.Of(Query(sort: "name") with { Status = ProductQuery.Any }).Value;
        await new ExportProducts(catalog.Database, catalog.Store, catalog.Inventory).Write(
            ExportProducts.Sheet(format, ImportLayouts.Cartwright),
            query,
            "http://shop.example",
            writer,
            default
        );
        await writer.CompleteAsync();
        return pipe.ToArray();
    }
}
