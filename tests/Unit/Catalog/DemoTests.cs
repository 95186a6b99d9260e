// The demo shop is always the same, and looks like one.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Cartwright.Catalog;
using Cartwright.Catalog.DemoData;
using Cartwright.Catalog.Pictures;
using Cartwright.Contracts;
using static Cartwright.Unit.Catalog.TestCatalog;

namespace Cartwright.Unit.Catalog;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class DemoTests
{
    // Changes only when the demo shop is meant to change; Inventory, Orders and pictures of the documents count on it.
    private const string Hash = "2913ca776bb215f1";

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
