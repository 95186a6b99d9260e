// Imports: the CSV and JSON Lines corpora, bad lines, restarts, repeats.
using System.Text;
using System.Text.Json;
using Cartwright.Catalog;
using Cartwright.Catalog.Imports;
using Cartwright.Catalog.Photos;
using Cartwright.Contracts;
using Cartwright.Kernel;
using static Cartwright.Unit.Catalog.TestCatalog;

namespace Cartwright.Unit.Catalog;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class ImportTests
{
    private const string Header = "product_id,name,price,currency,category\n";

    public static TheoryData<string, string[]?> Records =>
        new()
        {
            { "a,b,c", ["a", "b", "c"] },
            { "", [""] },
            { ",", ["", ""] },
            { "a,", ["a", ""] },
            { "\"a,b\",c", ["a,b", "c"] },
            { "\"a\"\"b\"", ["a\"b"] },
            { "\"\"", [""] },
            { "\"\"\"\"", ["\""] },
            { "\"a\nb\",c", ["a\nb", "c"] },
            { "\"a\r\nb\"", ["a\r\nb"] },
            { " a , b ", [" a ", " b "] },
            { "\"a\"b", null },
            { "\"a", null },
            { "a\"b", null },
            { "\"a\" ,b", null },
            { "ä,日本", ["ä", "日本"] },
        };

    [Theory]
    [MemberData(nameof(Records))]
    public void A_csv_record_is_read_as_rfc_4180_says(string record, string[]? fields)
    {
        var parsed = CsvRecord.Parse(record);
        if (fields is null)
        {
            Assert.Equal("malformed_csv", parsed.Refused?.Code);
        }
        else
        {
            Assert.Equal(fields, parsed.Value);
        }
    }

    [Theory]
    [InlineData("a\nb\n", "1:a|2:b")]
    [InlineData("a\r\nb", "1:a|2:b")]
    [InlineData("\n\na\n \t\nb\n\n", "3:a|5:b")]
    [InlineData("\"x\ny\",1\nb", "1:\"x\ny\",1|3:b")]
    [InlineData("\"x\"\"\ny\"\nb", "1:\"x\"\"\ny\"|3:b")]
    [InlineData("a\"b\nc", "1:a\"b|2:c")]
    [InlineData("", "")]
    public void A_body_is_cut_alike_however_its_bytes_arrive(string body, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        for (var piece = 1; piece <= Math.Max(1, bytes.Length); piece++)
        {
            var cutter = new ImportCutter(quotes: true, new(0, 1));
            var records = new List<ImportRecord>();
            for (var at = 0; at < bytes.Length; )
            {
                at += cutter.Take(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)), out var whole);
                if (whole is { } record)
                {
                    records.Add(record);
                }
            }

            if (cutter.End() is { } last)
            {
                records.Add(last);
            }

            Assert.Equal(expected, string.Join('|', records.Select(r => $"{r.Line}:{Encoding.UTF8.GetString(r.Bytes.Span)}")));
            Assert.Equal(bytes.Length, cutter.Place.Offset);
        }
    }

    [Fact]
    public async Task An_import_keeps_variants_within_what_the_parent_offers_and_makes_each_once()
    {
        await using var catalog = await TestCatalog.Open();
        var job = await catalog.Import(
            "jsonl",
            string.Join(
                '\n',
                """{"product_id":"shirt","name":"Shirt","price":5,"currency":"USD","category":"c","options":{"Size":["S","M"]}}""",
                """{"product_id":"shirt-s","name":"S","price":5,"currency":"USD","category":"c","parent_id":"shirt","options":{"Size":"S"}}""",
                """{"product_id":"shirt-xl","name":"XL","price":5,"currency":"USD","category":"c","parent_id":"shirt","options":{"Size":"XL"}}""",
                """{"product_id":"shirt-s2","name":"S","price":5,"currency":"USD","category":"c","parent_id":"shirt","options":{"Size":"S"}}""",
                """{"product_id":"shirt-m","name":"M","price":10000000.01,"currency":"USD","category":"c","parent_id":"shirt","options":{"Size":"M"}}"""
            )
        );
        Assert.Equal(
            [(3L, "validation_failed"), (4L, "variant_exists"), (5L, "validation_failed")],
            job.Errors.Select(error => ((long)error.Line, error.Code))
        );
        Assert.Equal(1, (await catalog.Store.Find(["shirt"]))[0].Variants);
    }

    [Fact]
    public async Task A_line_over_the_bound_is_an_error_of_its_own_and_the_rest_is_imported()
    {
        await using var catalog = await Open();
        var job = await catalog.Import(
            "csv",
            Header + $"big,\"{new string('x', Limits.ImportLineBytesMax + 10)}\",1,USD,c\nok,Good,1,USD,c\n"
        );
        Assert.Equal(("done", 2, 2, 1), (job.State, job.Done, job.Total, job.Failed));
        Assert.Equal((2, "line_too_long"), (job.Errors[0].Line, job.Errors[0].Code));
        Assert.Equal(["Good"], await catalog.Names(Query()));
    }

    [Fact]
    public async Task A_class_of_taxes_is_a_column_and_a_wrong_one_is_an_error_of_its_line()
    {
        await using var catalog = await Open();
        var job = await catalog.Import(
            "csv",
            "product_id,name,price,currency,category,tax_class\nb,Book,5,USD,Books,books\nl,Lamp,5,USD,Home,\nx,Odd,5,USD,Odd,Books!\n"
        );
        Assert.Equal((4L, "validation_failed"), ((long)job.Errors.Single().Line, job.Errors.Single().Code));
        Assert.Contains("tax_class must be a class of taxes", job.Errors.Single().Detail, StringComparison.Ordinal);
        Assert.Equal(["books", "standard"], (await catalog.Store.Find(["b", "l"])).Select(product => product.TaxClass));

        // A line that does not say it leaves it.
        await catalog.Import("jsonl", """{"product_id":"b","price":6}""");
        Assert.Equal("books", (await catalog.Store.Find(["b"]))[0].TaxClass);
    }

    [Fact]
    public async Task Whether_a_price_contains_its_tax_is_a_column_and_another_word_is_an_error_of_its_line()
    {
        await using var catalog = await Open();
        var job = await catalog.Import(
            "csv",
            "product_id,name,price,currency,category,prices_include_tax\n"
                + "b,Book,5,USD,Books,FALSE\nl,Lamp,5,USD,Home,true\nc,Chair,5,USD,Home,\nx,Odd,5,USD,Odd,maybe\n"
        );
        Assert.Equal((5L, "validation_failed"), ((long)job.Errors.Single().Line, job.Errors.Single().Code));
        Assert.Contains("prices_include_tax must be true", job.Errors.Single().Detail, StringComparison.Ordinal);
        await catalog.Import("jsonl", """{"product_id":"b","price":6}""" + "\n" + """{"product_id":"l","prices_include_tax":null}""");
        var said = (await catalog.Store.Find(["b", "l", "c"])).ToDictionary(
            product => product.ProductId,
            product => product.PricesIncludeTax
        );
        Assert.Equal((false, null, null), (said["b"], said["l"], said["c"]));
    }

    [Fact]
    public async Task What_is_sent_and_what_it_weighs_are_columns_and_a_price_may_be_nothing()
    {
        await using var catalog = await Open();
        var job = await catalog.Import(
            "csv",
            "product_id,name,price,currency,category,requires_shipping,weight_g\n"
                + "e,E-book,0,USD,Books,False,\nl,Lamp,5,USD,Home,,2500\nx,Odd,5,USD,Odd,maybe,1\ny,Odd,5,USD,Odd,true,1.5\n"
        );
        Assert.Equal([4L, 5L], job.Errors.Select(error => (long)error.Line));
        Assert.Contains("requires_shipping must be true or false", job.Errors[0].Detail, StringComparison.Ordinal);
        Assert.Contains("weight_g must be whole grams", job.Errors[1].Detail, StringComparison.Ordinal);
        Assert.Equal(
            [(false, 0L, 0L), (true, 2_500L, 500L)],
            (await catalog.Store.Find(["e", "l"])).Select(product => (product.RequiresShipping, product.WeightG, product.PriceMinor))
        );
        await catalog.Import("jsonl", """{"product_id":"e","requires_shipping":true,"weight_g":90}""");
        var after = (await catalog.Store.Find(["e"]))[0];
        Assert.Equal((true, 90L, 0L), (after.RequiresShipping, after.WeightG, after.PriceMinor));
    }

    [Fact]
    public async Task Csv_with_mark_carriage_returns_and_lines_in_quotes_is_imported()
    {
        await using var catalog = await Open();
        var job = await catalog.Import(
            "csv",
            "\uFEFFname,price,currency,category,description,attributes.colour,attributes,images\r\n\"Mug, large\",12.50,USD,Kitchen,\"Two\r\nlines, \"\"quoted\"\"\",Sage,\"{\"\"holds_ml\"\":350}\",/api/products/a/image.svg https://example.com/b.png\r\n"
        );
        Assert.Equal(("done", 1, 1, 0), (job.State, job.Done, job.Total, job.Failed));
        var item = (await catalog.List(Query())).GetProperty("items")[0];
        Assert.Equal(
            ("Mug, large", "12.50", "Two\r\nlines, \"quoted\""),
            (item.GetProperty("name").GetString(), item.GetProperty("price").GetRawText(), item.GetProperty("description").GetString())
        );
        Assert.Equal(
            ("Sage", 350),
            (
                item.GetProperty("attributes").GetProperty("colour").GetString(),
                item.GetProperty("attributes").GetProperty("holds_ml").GetInt32()
            )
        );
        Assert.Equal("/api/products/a/image.svg", item.GetProperty("images")[0].GetString());
        var waiting = await catalog.Database.Read(sql => FetchSql.Of(sql, item.GetProperty("product_id").GetString()!));
        Assert.Equal([("https://example.com/b.png", 1, "waiting")], waiting.Select(row => (row.Address, row.Place, row.State)));
    }

    [Fact]
    public async Task Every_bad_line_is_named_and_every_good_one_imported()
    {
        await using var catalog = await Open();
        var job = await catalog.Import(
            "jsonl",
            string.Join(
                '\n',
                """{"product_id":"a","name":"A","price":1.10,"currency":"USD","category":"c"}""",
                "not json",
                """{"name":"B","price":-1,"currency":"USD","category":"c"}""",
                """{"name":"B","price":1,"currency":"USD","category":"c","shelf":5}""",
                """[1]""",
                """{"name":"B","name":"C"}""",
                """{"name":5,"price":"1","currency":"USD","category":"c"}""",
                """{"product_id":"../etc","name":"B","price":1,"currency":"USD","category":"c"}""",
                """{"name":"\ud800","price":1,"currency":"USD","category":"c"}""",
                """{"product_id":7,"name":"Last","price":2,"currency":"USD","category":"c"}"""
            )
        );
        Assert.Equal(("done", 10, 10, 8), (job.State, job.Done, job.Total, job.Failed));
        Assert.Equal(
            [
                "2 malformed_json",
                "3 validation_failed",
                "4 unknown_member",
                "5 malformed_json",
                "6 malformed_json",
                "7 validation_failed",
                "8 validation_failed",
                "9 validation_failed",
            ],
            job.Errors.Select(e => $"{e.Line} {e.Code}")
        );
        Assert.Contains("price", job.Errors[1].Detail, StringComparison.Ordinal);
        Assert.Equal(["A", "Last"], (await catalog.Names(Query())).Order());
        Assert.Equal("Last", (await catalog.Read.One("7")).Value.Row.Name);
    }

    [Fact]
    public async Task A_line_with_a_card_number_reaches_no_product_no_event_and_no_error()
    {
        await using var catalog = await Open();
        var csv = await catalog.Import(
            "csv",
            Header
                + "a,Alpha,1.00,USD,c\nb,\"Paid, 4012-8888 8888.1881\",2.00,USD,c\n4012888888881881,Beta,2.00,USD,c\nc,Gamma,3.00,USD,c\n"
        );
        var json = await catalog.Import(
            "jsonl",
            string.Join(
                '\n',
                """{"name":"D","description":"card \u0034012888888881881","price":1,"currency":"USD","category":"c"}""",
                """{"name":"E","price":1,"currency":"USD","category":"c","attributes":{"4012888888881881":"x"}}""",
                """{"name":"F","price":1,"currency":"USD","category":"c"}"""
            )
        );
        var header = await catalog.Import("csv", "name,4012888888881881\nx,y\n");
        Assert.Equal(["3 card_number_not_accepted", "4 card_number_not_accepted"], csv.Errors.Select(e => $"{e.Line} {e.Code}"));
        Assert.Equal(["1 card_number_not_accepted", "2 card_number_not_accepted"], json.Errors.Select(e => $"{e.Line} {e.Code}"));
        Assert.Equal(("failed", "card_number_not_accepted"), (header.State, header.Errors.Single().Code));
        Assert.Equal(["Alpha", "F", "Gamma"], (await catalog.Names(Query())).Order());
        Assert.Equal(0, await catalog.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM job_parts")));
        foreach (
            var held in new[]
            {
                "SELECT COUNT(*) FROM job_errors WHERE detail LIKE '%4012%'",
                "SELECT COUNT(*) FROM outbox WHERE data LIKE '%4012%1881%'",
                "SELECT COUNT(*) FROM products WHERE product_id LIKE '4012%'",
            }
        )
        {
            Assert.Equal(0, await catalog.Database.Read(sql => sql.Number(held)));
        }
    }

    [Theory]
    [InlineData("colour,size\nx,y\n", "unknown_column")]
    [InlineData("name,name\nx,y\n", "duplicate_column")]
    [InlineData("name,\"pri\"ce\nx,y\n", "malformed_csv")]
    public async Task A_header_that_cannot_be_understood_fails_the_job(string body, string code)
    {
        await using var catalog = await Open();
        var job = await catalog.Import("csv", body);
        Assert.Equal(("failed", code, 1), (job.State, job.Errors.Single().Code, job.Errors.Single().Line));
        Assert.Equal(0, await catalog.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM job_parts")));
    }

    [Fact]
    public async Task An_import_goes_on_after_a_restart_and_carries_no_line_out_twice()
    {
        await using var catalog = await Open();
        var body = new StringBuilder("name,price,currency,category,description\n");
        for (var i = 0; i < 1_000; i++)
        {
            // Lines without an id: one that is carried out twice leaves two products. Quotes and breaks cross the parts' borders.
            body.Append(i % 100 == 50 ? "bad line\n" : $"\"Thing {i}\",{i + 1}.99,USD,c,\"{new string('d', i)}\n\"\"x\"\"\"\n");
        }

        var id = (await catalog.Upload("csv", body.ToString())).Value;
        for (var restart = 0; restart < 4; restart++)
        {
            Assert.True(await catalog.Run.Step(default));
            Assert.True(await catalog.Run.Step(default));
            await catalog.Restart();
        }

        var halfway = await catalog.Job(id);
        Assert.Equal("running", halfway.State);
        Assert.InRange(halfway.Done, 700, 900);
        while (await catalog.Run.Step(default))
        {
            await catalog.Restart();
        }

        var job = await catalog.Job(id);
        Assert.Equal(("done", 1_000, 1_000, 10), (job.State, job.Done, job.Total, job.Failed));
        Assert.All(job.Errors, e => Assert.Equal("wrong_field_count", e.Code));
        var names = await catalog.Database.Read(sql => sql.Query("SELECT name FROM products ORDER BY number", row => row.GetString(0)));
        Assert.Equal(Enumerable.Range(0, 1_000).Where(i => i % 100 != 50).Select(i => $"Thing {i}"), names);
        Assert.Equal(0, await catalog.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM job_parts")));
    }

    [Fact]
    public async Task An_import_with_ids_may_be_repeated()
    {
        await using var catalog = await Open();
        await catalog.Import("csv", Header + "a,Alpha,1.00,USD,c\nb,Beta,2.00,USD,c\n");
        var again = await catalog.Import("csv", "product_id,price\na,1.50\nb,2.00\n");
        Assert.Equal((2, 0), (again.Done, again.Failed));
        Assert.Equal(["Beta", "Alpha"], await catalog.Names(Query()));
        Assert.Equal("1.50", (await catalog.Show("a")).GetProperty("price").GetRawText());
        Assert.Single(await catalog.Told(), t => t.Topic == Topics.ProductPriceChanged);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing_and_unfinished_ones_are_bounded()
    {
        await using var catalog = await Open();
        Assert.Equal("body_missing", (await catalog.Upload("csv", "\n \n")).Refused?.Code);
        var broken = new System.IO.Pipelines.Pipe(new(pauseWriterThreshold: 0));
        await broken.Writer.WriteAsync(new byte[300_000]);
        await broken.Writer.CompleteAsync(new IOException("planted"));
        await Assert.ThrowsAsync<IOException>(() => catalog.Receive.Receive(broken.Reader, "csv", One, new ImportAsked(), default));
        Assert.Equal(
            0,
            await catalog.Database.Read(sql => sql.Number("SELECT (SELECT COUNT(*) FROM jobs) + (SELECT COUNT(*) FROM job_parts)"))
        );
        for (var i = 0; i < ReceiveImport.OpenJobsMax; i++)
        {
            Assert.Null((await catalog.Upload("csv", Header)).Refused);
        }

        Assert.Equal("too_many_jobs", (await catalog.Upload("csv", Header)).Refused?.Code);
        Assert.Null((await catalog.Upload("csv", Header, Two)).Refused);
    }
}
