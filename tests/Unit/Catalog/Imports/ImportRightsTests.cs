// Imports by staff with some of the rights alone, and previews that are let go on with others than they were made with.
using Cartwright.Catalog;
using Cartwright.Catalog.Imports;
using Cartwright.Web;

namespace Cartwright.Unit.Catalog;

public sealed class ImportRightsTests
{
    private static readonly Caller Editor = Staff(Permission.ProductsEdit);
    private static readonly Caller Both = Staff(Permission.ProductsEdit, Permission.StockEdit);
    private static readonly Caller Vendor = new("vendor", "s", [Role.Vendor], "vendor-1");

    [Theory]
    [InlineData(null, "ignore", null)]
    [InlineData("", "ignore", null)]
    [InlineData("ignore", "ignore", null)]
    [InlineData("set", null, "permission_missing")]
    [InlineData("more", "more", null)]
    public void Staff_who_may_not_change_stock_change_none_by_a_file(string? asked, string? becomes, string? code)
    {
        var outcome = ImportRights.Stock(Editor, new Seller(Editor.UserId, null, true), asked);
        Assert.Equal((becomes, code), (outcome.Refused is null ? outcome.Value : null, outcome.Refused?.Code));
        Assert.Equal(asked, ImportRights.Stock(Both, new Seller(Both.UserId, null, true), asked).Value);
        Assert.Equal(asked, ImportRights.Stock(Vendor, new Seller(Vendor.UserId, Vendor.VendorId, false), asked).Value);
    }

    [Fact]
    public void A_preview_goes_on_with_the_rights_of_now()
    {
        var job = Job(new Seller(Both.UserId, "vendor-1", true));
        Assert.Null(ImportRights.Applies(job, Both));

        // What he was when he uploaded it: staff, and a vendor besides; now he is a vendor alone.
        Assert.Equal("products.edit", Missing(job, new Caller(Both.UserId, "s", [Role.Vendor], "vendor-1")));
        Assert.Equal("products.edit", Missing(job, Staff(Permission.StockEdit)));
        Assert.Equal("stock.edit", Missing(job, Editor));
        Assert.Null(ImportRights.Applies(job with { Asked = new(Stock: ImportAsked.Ignore) }, Editor));
    }

    [Fact]
    public void A_vendors_preview_is_its_own_as_long_as_it_sells_for_the_same_vendor()
    {
        var job = Job(new Seller(Vendor.UserId, "vendor-1", false));
        Assert.Null(ImportRights.Applies(job, Vendor));
        Assert.Equal("products.edit", Missing(job, new Caller(Vendor.UserId, "s", [Role.Vendor], "vendor-2")));
        Assert.Equal("stock.edit", Missing(job, Editor));
        Assert.Null(ImportRights.Applies(job, Both));
    }

    private static string? Missing(ImportJob job, Caller caller) => (string?)ImportRights.Applies(job, caller)!.Facts!["permission"];

    private static Caller Staff(params Permission[] permissions) =>
        new("staff", "s", [Role.Staff], permissions: PermissionSet.Of(permissions));

    private static ImportJob Job(Seller uploader) =>
        new("job", uploader, "csv", "running", 1, 1, 0, 0, null, 0, null, new(Preview: true), null, "checked", 0, 0, 0, 0, null);
}
