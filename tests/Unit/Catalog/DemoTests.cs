// The demo shop is always the same, and looks like one.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Cartwright.Catalog;
using Cartwright.Catalog.DemoData;
using Cartwright.Catalog.Photos;
using Cartwright.Catalog.Pictures;
using Cartwright.Contracts;
using Cartwright.Web;
using static Cartwright.Unit.Catalog.TestCatalog;

namespace Cartwright.Unit.Catalog;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class DemoTests
{
    // Changes only when the demo shop is meant to change; Inventory, Orders and pictures of the documents count on it.
    private const string Hash = "d366b7e6643f63fd";

    [Fact]
    public void The_demo_shop_is_the_same_everywhere()
    {
        var text = string.Join('\n', DemoProducts.All().Select(p => $"{p.ProductId} {p.Fields}"));
        Assert.Equal(Hash, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]);
    }

    [Fact]
    public void It_has_a_thousand_products_of_five_vendors_in_at_least_ten_categories()
    {
        var all = DemoProducts.All();
        Assert.Equal(Enumerable.Range(1, Demo.ProductsCount).Select(Demo.ProductId), all.Select(p => p.ProductId));
        var first = all[0].Fields;
        Assert.Equal(
            ("Wireless Mouse", 2999L, "USD", "Electronics", "vendor-1"),
            (first.Name, first.PriceMinor, first.Currency, first.Category, first.VendorId)
        );
        Assert.Equal(Demo.ProductsCount, all.Select(p => p.Fields.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.True(all.Select(p => p.Fields.Category).Distinct(StringComparer.Ordinal).Count() >= 10);
        Assert.Equal(5, all.Select(p => p.Fields.VendorId).Distinct(StringComparer.Ordinal).Count());
        Assert.All(all, p => Assert.InRange(p.Fields.PriceMinor, 400, 90_000));
        Assert.All(all, p => Assert.True(p.Fields.Description.Length > 60));
        var byId = all.ToDictionary(p => p.ProductId, p => p.Fields, StringComparer.Ordinal);
        Assert.All(
            all.Where(p => p.Fields.ParentId is not null),
            p => Assert.Equal((byId[p.Fields.ParentId!].VendorId, (string?)null), (p.Fields.VendorId, byId[p.Fields.ParentId!].ParentId))
        );
        Assert.True(all.Count(p => p.Fields.ParentId is not null) > 100);
    }

    [Fact]
    public async Task It_is_filled_once_and_sold_out_products_are_found_as_such()
    {
        await using var catalog = await Open(demo: true);
        await DemoShop.Fill(catalog.Database, catalog.Store, default);
        Assert.Equal(Demo.ProductsCount, await catalog.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM products")));
        var stocked = await catalog.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM products WHERE stocked = 1"));
        Assert.Equal(Enumerable.Range(1, Demo.ProductsCount).Count(n => Demo.Stock(n) > 0), stocked);
        Assert.Equal("Northwind Goods", (await catalog.Show("1")).GetProperty("vendor_name").GetString());
    }

    [Fact]
    public void Every_picture_is_small_well_formed_and_without_script_or_outside_address()
    {
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (id, fields) in DemoProducts.All())
        {
            var picture = Picture.Of(Row(id, fields.Name, fields.Category, fields.Attributes));
            var svg = picture.Svg();
            kinds.Add(picture.Kind);
            Assert.InRange(Encoding.UTF8.GetByteCount(svg), 500, 3_000);
            var root = XDocument.Parse(svg).Root!;
            Assert.Equal("0 0 600 600", root.Attribute("viewBox")!.Value);
            Assert.All(
                root.DescendantsAndSelf(),
                e => Assert.Contains(e.Name.LocalName, new[] { "svg", "g", "rect", "circle", "ellipse", "path" })
            );
            Assert.DoesNotContain(
                root.Descendants().Attributes(),
                a =>
                    a.Value.Contains("url", StringComparison.Ordinal)
                    || a.Name.LocalName.StartsWith("on", StringComparison.Ordinal)
                    || a.Value.Contains("NaN", StringComparison.Ordinal)
            );
            Assert.Equal(svg, Picture.Of(Row(id, fields.Name, fields.Category, fields.Attributes)).Svg());
        }

        Assert.Equal(Picture.Kinds.Except(["parcel"]).Order(), kinds.Order());
    }

    [Fact]
    public void Every_product_is_drawn_in_three_views_that_differ_and_say_what_they_show()
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (id, fields) in DemoProducts.All())
        {
            var row = Row(id, fields.Name, fields.Category, fields.Attributes) with { Images = fields.Images };
            var shown = PhotoBody.Drawn(row);
            Assert.Equal(Views.Addresses(fields.ParentId ?? id), shown.Select(one => one.Url));
            Assert.All(shown, one => Assert.StartsWith(fields.Name, one.Alt, StringComparison.Ordinal));
            Assert.All(shown, one => Assert.True(PictureRule.IsDrawn(one.Url), one.Url));
            words.UnionWith(shown.Skip(1).Select(one => one.Alt[fields.Name.Length..]));
            string[] drawn = [.. Views.Others.Prepend(Views.Front).Select(view => (Picture.Of(row) with { View = view }).Svg())];
            Assert.Distinct(drawn);
            Assert.Distinct(Views.Others.Prepend(Views.Front).Select(view => (Picture.Of(row) with { View = view }).ETag));
            var tones = Palette.Of(Picture.Of(row).Colour, Picture.Of(row).Seed);
            foreach (var svg in drawn.Skip(1))
            {
                Assert.InRange(Encoding.UTF8.GetByteCount(svg), 800, 6_000);
                Assert.Contains(tones.Main, svg, StringComparison.Ordinal);
                Assert.All(
                    XDocument.Parse(svg).Root!.DescendantsAndSelf(),
                    e => Assert.Contains(e.Name.LocalName, new[] { "svg", "g", "rect", "circle", "ellipse", "path" })
                );
                Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
            }
        }

        Assert.True(words.Count > 35, $"All views together have {words.Count} descriptions.");
    }

    [Fact]
    public void A_product_with_one_drawing_has_no_list_of_views() =>
        Assert.Empty(PhotoBody.Drawn(Row("x", "Mug", "Kitchen", "{}") with { Images = """["/api/products/x/image.svg"]""" }));

    [Fact]
    public void Some_are_reduced_have_brands_tags_texts_for_search_engines_and_contacts_for_safety()
    {
        var all = DemoProducts.All().Select(product => product.Fields).ToList();
        Assert.InRange(all.Count(product => product.CompareAtMinor > product.PriceMinor), 20, 120);
        Assert.True(all.Count(product => product.Listing.Brand is not null) > 500);
        Assert.True(all.Count(product => product.Listing.TagList.Count > 0) > 100);
        Assert.True(all.Count(product => product.Listing.Seo is not null) > 100);
        Assert.True(all.Count(product => product.Safety is not null) > 100);
        Assert.All(
            all.Where(product => product.Safety is not null),
            product => Assert.NotNull(ProductSafety.Read(product.Safety!).ManufacturerContact)
        );
        Assert.All(
            all.Take(60),
            product => Assert.Equal((null, null, ProductListing.Plain), (product.CompareAtMinor, product.Safety, product.Listing))
        );
    }

    [Theory]
    [InlineData("Anything", "Kitchen", "mug")]
    [InlineData("Mug Shelf", "Other", "shelf")]
    [InlineData("Gift card", "Other", "parcel")]
    [InlineData("The Mug Reader", "Books", "book")]
    [InlineData("</svg><script>alert(1)</script>", "<script>", "parcel")]
    public void A_product_without_pictures_is_drawn_as_what_it_is_called(string name, string category, string kind)
    {
        var picture = Picture.Of(Row("x", name, category, """{"colour":{"odd":1}}"""));
        Assert.Equal(kind, picture.Kind);
        Assert.DoesNotContain("script", picture.Svg(), StringComparison.Ordinal);
    }

    private static CatalogProduct Row(string id, string name, string category, string attributes) =>
        new(1, id, 1, name, string.Empty, category, "v", null, 1, "USD", attributes, null, "[]", null, 0, false, false, 0);
}
