// Files as merchants have them: other layouts, delimiters, encodings, decimal marks, variants before their parents.
using System.Text;
using Cartwright.Catalog;
using Cartwright.Catalog.Imports;
using Cartwright.Catalog.Photos;
using static Cartwright.Unit.Catalog.TestCatalog;

namespace Cartwright.Unit.Catalog;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class ImportFileTests
{
    private static byte[] File(string name) =>
        System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Catalog", "Imports", "Files", name));

    private static async Task<(JobBody Job, TestCatalog Catalog)> Done(string name, ImportAsked? asked = null)
    {
        var catalog = await Open();
        var job = await catalog.Import("csv", File(name), asked ?? new(), Admin);
        Assert.Equal([], job.Errors);
        Assert.Equal("done", job.State);
        return (job, catalog);
    }

    [Fact]
    public async Task Names_of_options_and_attributes_stay_as_they_are_written()
    {
        var (_, catalog) = await Done("import-option-names.csv");
        await using var _1 = catalog;
        var shirt = (await catalog.Store.Find(["case-shirt-s"]))[0];
        Assert.Equal(("""{"Size":"S"}""", """{"Colour":"Red"}"""), (shirt.Options, shirt.Attributes));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("windows-1252")]
    [InlineData("iso-8859-1")]
    public async Task Windows_1252_is_read_as_it_is_declared_or_told(string? charset)
    {
        var (job, catalog) = await Done("import-windows-1252.csv", new(Charset: charset is null ? null : ImportEncoding.Known(charset)));
        await using var _1 = catalog;
        var bowl = (await catalog.Store.Find(["case-cp1252"]))[0];
        Assert.Equal(("Café au lait bowl", "Größe M"), (bowl.Name, bowl.Description));
        Assert.Equal("windows-1252", job.Told!.Encoding);
        Assert.Contains(job.Told.Notes, note => note.Contains("windows-1252", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Semicolons_and_a_decimal_comma_are_told()
    {
        var (job, catalog) = await Done("import-semicolons-decimal-comma.csv");
        await using var _1 = catalog;
        var bowl = (await catalog.Store.Find(["case-semicolon"]))[0];
        Assert.Equal((1_250L, "EUR", "weiß; gross"), (bowl.PriceMinor, bowl.Currency, bowl.Description));
        Assert.Equal((";", "comma"), (job.Told!.Delimiter, job.Told.Decimal));
    }

    [Theory]
    [InlineData("import-tabs.tsv", "case-tab", "\t", "utf-8")]
    [InlineData("import-utf16.csv", "case-utf16", ",", "utf-16le")]
    public async Task Tabs_and_utf_16_are_read(string file, string id, string delimiter, string encoding)
    {
        var (job, catalog) = await Done(file);
        await using var _1 = catalog;
        var bowl = (await catalog.Store.Find([id]))[0];
        Assert.Equal(("Bowl", "plain", 1_250L, "Tableware"), (bowl.Name, bowl.Description, bowl.PriceMinor, bowl.Category));
        Assert.Equal((delimiter, encoding), (job.Told!.Delimiter, job.Told.Encoding));
    }

    [Fact]
    public async Task Stock_comes_with_the_product()
    {
        var (job, catalog) = await Done("import-stock.csv");
        await using var _1 = catalog;
        Assert.Equal(7, catalog.Inventory.Units["case-stock"]);
        Assert.Equal((1, 0, 0), (job.Created, job.Changed, job.Unchanged));
    }

    [Fact]
    public async Task A_variant_may_stand_before_its_parent()
    {
        var (job, catalog) = await Done("import-variant-before-parent.csv");
        await using var _1 = catalog;
        Assert.Equal(2, job.Created);
        Assert.Equal(1, (await catalog.Store.Find(["case-late"]))[0].Variants);
    }

    [Fact]
    public async Task A_file_of_shopify_makes_products_variants_pictures_and_stock()
    {
        var (job, catalog) = await Done("import-shopify-layout.csv", new(Currency: "EUR"));
        await using var _1 = catalog;
        Assert.Equal((4L, "shopify"), (job.Created, job.Told!.Layout));
        var apron = (await catalog.Store.Find(["linen-apron"]))[0];
        Assert.Equal(
            ("Linen Apron", "Washed linen.\nOne size, \"long\" ties.", "Workshop", "Aprons", 2L, 3_900L, 4_900L),
            (apron.Name, apron.Description, apron.Listing.Brand, apron.Category, apron.Variants, apron.PriceMinor, apron.CompareAtMinor)
        );
        Assert.Equal("""{"Colour":["Oat","Slate"],"Size":["One"]}""", apron.Options);
        Assert.Equal(["kitchen", "linen"], apron.Listing.TagList);
        var waiting = await catalog.Database.Read(sql => FetchSql.Of(sql, "linen-apron"));
        Assert.Equal(
            [
                ("https://img.example/apron-oat.jpg", "Oat apron"),
                ("https://img.example/apron-slate.jpg", "Slate apron"),
                ("https://img.example/apron-back.jpg", null),
            ],
            waiting.Select(row => (row.Address, row.Alt))
        );
        var slate = (await catalog.Store.Find(["linen-apron-slate-one"]))[0];
        Assert.Equal(
            ("00-0418", 320L, 3_900L, (long?)null, """{"Colour":"Slate","Size":"One"}""", "linen-apron"),
            (slate.Listing.Sku, slate.WeightG, slate.PriceMinor, slate.CompareAtMinor, slate.Options, slate.ParentId)
        );
        var gift = (await catalog.Store.Find(["gift-card"]))[0];
        Assert.Equal((2_500L, false, "zero", null), (gift.PriceMinor, gift.RequiresShipping, gift.TaxClass, gift.Options));
        Assert.Equal(
            [("gift-card", 1L), ("linen-apron-oat-one", 12L), ("linen-apron-slate-one", 0L)],
            catalog.Inventory.Units.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (one.Key, one.Value))
        );
    }

    [Fact]
    public async Task A_file_of_woocommerce_makes_products_and_variants()
    {
        var (job, catalog) = await Done("import-woocommerce-layout.csv", new(Currency: "EUR"));
        await using var _1 = catalog;
        Assert.Equal((3L, "woocommerce"), (job.Created, job.Told!.Layout));
        var apron = (await catalog.Store.Find(["ws-apron"]))[0];
        Assert.Equal(
            ("Linen Apron", "Washed linen.", "Home/Kitchen", 320L, 3_900L, """{"Colour":["Oat","Slate"]}""", 1L),
            (apron.Name, apron.Description, apron.Category, apron.WeightG, apron.PriceMinor, apron.Options, apron.Variants)
        );
        var oat = (await catalog.Store.Find(["ws-apron-oat"]))[0];
        Assert.Equal(
            ("Linen Apron - Oat", 3_900L, 4_900L, """{"Colour":"Oat"}""", "Home/Kitchen"),
            (oat.Name, oat.PriceMinor, oat.CompareAtMinor, oat.Options, oat.Category)
        );
        var pattern = (await catalog.Store.Find(["ws-pattern"]))[0];
        Assert.Equal((600L, false, "Patterns"), (pattern.PriceMinor, pattern.RequiresShipping, pattern.Category));
        Assert.Equal([("ws-apron-oat", 12L)], catalog.Inventory.Units.Select(one => (one.Key, one.Value)));
    }

    [Fact]
    public async Task A_sale_of_woocommerce_with_dates_is_no_price_for_good()
    {
        await using var catalog = await Open();
        const string Head =
            "ID,Type,SKU,Name,Published,\"Date sale price starts\",\"Date sale price ends\",\"Sale price\",\"Regular price\",Categories,Parent,\"Attribute 1 name\",\"Attribute 1 value(s)\"\n";
        var job = await catalog.Import(
            "csv",
            Encoding.UTF8.GetBytes(
                Head
                    + "1,simple,both,A,1,2026-11-01,2026-12-24,5,9,C,,,\n"
                    + "2,simple,ends,B,1,,2020-01-01,5,9,C,,,\n"
                    + "3,simple,starts,D,1,2030-01-01,,5,9,C,,,\n"
                    + "4,simple,open,E,1,,,5,9,C,,,\n"
                    + "5,simple,over,F,1,2020-01-01,2020-02-01,,9,C,,,\n"
                    + "6,variable,many,G,1,,,,,C,,Size,\"S, M\"\n"
                    + "7,variation,many-s,G S,1,,2026-12-24,2,9,C,many,Size,S\n"
                    + "8,variation,many-m,G M,1,,,6,9,C,many,Size,M\n"
            ),
            new(Currency: "EUR"),
            Admin
        );
        Assert.Equal([], job.Errors);
        var prices = (await catalog.Store.Find(["both", "ends", "starts", "open", "over", "many", "many-s", "many-m"]))
            .OrderBy(product => product.ProductId, StringComparer.Ordinal)
            .Select(product => (product.ProductId, product.PriceMinor, product.CompareAtMinor));
        Assert.Equal(
            [
                ("both", 900L, (long?)null),
                ("ends", 900, null),
                ("many", 600, null),
                ("many-m", 600, 900),
                ("many-s", 900, null),
                ("open", 500, 900),
                ("over", 900, null),
                ("starts", 900, null),
            ],
            prices
        );
        Assert.Single(job.Told!.Notes, note => note.Contains("Sale prices that hold for a time", StringComparison.Ordinal));
        Assert.DoesNotContain(job.Told.Notes, note => note.Contains("Date sale price", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Prices_without_a_currency_are_in_the_shops()
    {
        await using var catalog = await Open();
        catalog.Settings.Current = catalog.Settings.Current with { Currency = "JPY" };
        await catalog.Import("csv", "product_id,name,price,currency,category\na,A,1,CHF,c\n");
        var job = await catalog.Import("csv", "product_id,name,price,category\na,A,2,c\nb,B,200,c\n");
        Assert.Equal((1L, 1L, "JPY"), (job.Created, job.Changed, job.Told!.Currency));
        var currencies = (await catalog.Store.Find(["a", "b"])).OrderBy(product => product.ProductId, StringComparer.Ordinal);
        Assert.Equal([("CHF", 200L), ("JPY", 200L)], currencies.Select(product => (product.Currency, product.PriceMinor)));
    }

    [Theory]
    [InlineData("import-option-names.csv")]
    [InlineData("import-shopify-layout.csv")]
    [InlineData("import-woocommerce-layout.csv")]
    [InlineData("import-stock.csv")]
    public async Task The_same_file_twice_leaves_everything_as_it_is_and_writes_nothing(string name)
    {
        var (first, catalog) = await Done(name, new(Currency: "EUR"));
        await using var _1 = catalog;
        var told = (await catalog.Told()).Count;
        var versions = await catalog.Database.Read(sql =>
            sql.Query("SELECT version FROM products ORDER BY number", row => row.GetInt64(0))
        );
        var waiting = await catalog.Database.Read(sql =>
            sql.Query("SELECT number FROM picture_fetches ORDER BY number", row => row.GetInt64(0))
        );
        var again = await catalog.Import("csv", File(name), new(Currency: "EUR"), Admin);
        Assert.Equal((0L, 0L, first.Total, 0L), (again.Created, again.Changed, again.Unchanged, again.Failed));
        Assert.Equal(told, (await catalog.Told()).Count);
        Assert.Equal(
            versions,
            await catalog.Database.Read(sql => sql.Query("SELECT version FROM products ORDER BY number", row => row.GetInt64(0)))
        );
        Assert.Equal(
            waiting,
            await catalog.Database.Read(sql => sql.Query("SELECT number FROM picture_fetches ORDER BY number", row => row.GetInt64(0)))
        );
    }

    [Fact]
    public async Task Columns_that_are_not_understood_are_told_once_and_left_out()
    {
        await using var catalog = await Open();
        var job = await catalog.Import("csv", "name,price,currency,category,warehouse\nA,1,USD,c,x\nB,2,USD,c,y\n");
        Assert.Equal((2L, 0L), (job.Created, job.Failed));
        Assert.Single(job.Told!.Notes, note => note.Contains("'warehouse'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_costs_its_own_line()
    {
        await using var catalog = await Open();
        var job = await catalog.Import(
            "csv",
            "product_id,name,price,currency,category\na,A,1,USD,c\nb,\"B,2,USD,c\nc,C,3,USD,c\nd,\"D\"\"\",4,USD,c\n"
        );
        Assert.Equal([(3L, "malformed_csv")], job.Errors.Select(error => (error.Line, error.Code)));
        Assert.Equal(["a", "c", "d"], (await catalog.Store.Find(["a", "b", "c", "d"])).Select(product => product.ProductId).Order());
        Assert.Equal("D\"", (await catalog.Store.Find(["d"]))[0].Name);
    }

    [Theory]
    [InlineData("1.234,50", DecimalMark.Comma, 1234.50)]
    [InlineData("1,234.50", DecimalMark.Point, 1234.50)]
    [InlineData("12,5", DecimalMark.Unknown, 12.5)]
    [InlineData("1.234", DecimalMark.Comma, 1234.0)]
    [InlineData("1,234,567", DecimalMark.Unknown, 1234567.0)]
    [InlineData("1 234,50", DecimalMark.Comma, 1234.50)]
    [InlineData("-3.5", DecimalMark.Point, -3.5)]
    [InlineData("1,234", DecimalMark.Unknown, null)]
    [InlineData("12,34,5", DecimalMark.Point, null)]
    [InlineData("9.99 EUR", DecimalMark.Point, null)]
    public void Amounts_are_read_as_people_write_them(string field, object mark, double? amount)
    {
        Assert.Equal((decimal?)amount, ImportNumbers.Read(field, (DecimalMark)mark, out var wrong));
        Assert.NotEmpty(wrong!);
    }

    [Theory]
    [InlineData("12", DecimalMark.Unknown, 12L)]
    [InlineData("-3", DecimalMark.Unknown, -3L)]
    [InlineData("12.0", DecimalMark.Comma, 12L)]
    [InlineData("12,0", DecimalMark.Point, 12L)]
    [InlineData("1.000", DecimalMark.Comma, 1_000L)]
    [InlineData("1,000", DecimalMark.Point, 1_000L)]
    [InlineData("1,234,567", DecimalMark.Unknown, 1_234_567L)]
    [InlineData("1.000", DecimalMark.Unknown, null)]
    [InlineData("1,000", DecimalMark.Unknown, null)]
    [InlineData("1.000", DecimalMark.Point, null)]
    [InlineData("1,000", DecimalMark.Comma, null)]
    [InlineData("1.5", DecimalMark.Unknown, null)]
    [InlineData("many", DecimalMark.Unknown, null)]
    [InlineData("99999999999999999999", DecimalMark.Unknown, null)]
    public void Counts_in_thousands_are_never_read_as_one(string field, object mark, long? units) =>
        Assert.Equal(units, ImportNumbers.Whole(field, (DecimalMark)mark, "must be whole", out _));

    [Fact]
    public async Task Stock_and_weight_that_could_be_two_are_refused_in_words()
    {
        await using var catalog = await Open();
        var job = await catalog.Import(
            "csv",
            "product_id,name,price,currency,category,stock,weight_g\na,A,1,USD,c,1.000,\nb,B,1,USD,c,,1.000\nd,D,1,USD,c,7,1\n"
        );
        Assert.Equal((1L, 2L), (job.Created, job.Failed));
        Assert.Equal([2L, 3L], job.Errors.Select(error => error.Line));
        Assert.All(job.Errors, error => Assert.Contains("write it without a mark", error.Detail, StringComparison.Ordinal));
        Assert.Equal(["d"], catalog.Inventory.Units.Keys);
    }

    [Fact]
    public void Descriptions_in_html_become_the_text_that_a_reader_sees()
    {
        Assert.Equal(
            "Bold & safe\n- one\n- two\nend",
            HtmlText.Of("<div onclick=\"x()\"><b>Bold</b> &amp; safe<script>alert(1)</script><ul><li>one</li><li>two</li></ul>end</div>")
        );
        Assert.Equal("Tom & Jerry; 1 < 2", HtmlText.Of("Tom & Jerry; 1 < 2"));
    }

    [Fact]
    public void The_encoding_is_told_from_marks_zeros_and_what_is_no_utf_8()
    {
        static string Told(byte[] bytes)
        {
            var tally = new Utf8Tally();
            foreach (var piece in bytes.Chunk(3))
            {
                tally.Take(piece);
            }

            return ImportEncoding.Tell(bytes, null, tally.Good, tally.Bad).Name;
        }

        Assert.Equal("utf-8", Told(Encoding.UTF8.GetBytes("Größe, 日本, 😀")));
        Assert.Equal("utf-8", Told([.. Encoding.UTF8.GetBytes("Größe für alle\n"), 0xFF]));
        Assert.Equal("utf-16le", Told(Encoding.Unicode.GetBytes("name,price")));
        Assert.Equal("utf-16be", Told(Encoding.BigEndianUnicode.GetBytes("name,price")));
        Assert.Equal("windows-1252", Told(Encoding.Latin1.GetBytes("Größe")));
        Assert.Null(ImportEncoding.Known("klingon"));
    }
}
