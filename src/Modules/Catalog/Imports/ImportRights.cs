// What whoever imports may do, beside products: the counts of a file, and a preview that was made with other rights than there are now.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Catalog.Imports;

internal static class ImportRights
{
    /// <summary>
    /// What becomes of the counts of a file: of staff who may not change stock they are left alone, and setting them is refused with
    /// <c>permission_missing</c>. A vendor counts its own products.
    /// </summary>
    /// <param name="seller">As whom the caller imports.</param>
    /// <param name="stock">As asked; null or empty: not said.</param>
    public static Outcome<string?> Stock(Caller caller, Seller seller, string? stock) =>
        !seller.IsAdmin || caller.May(Permission.StockEdit) ? stock
        : string.IsNullOrEmpty(stock) ? ImportAsked.Ignore
        : stock == ImportAsked.Set ? Permissions.Missing(Permission.StockEdit)
        : stock;

    /// <summary>
    /// Why the caller may not let a preview go on; null when it may. The job is carried out as who uploaded it, so that whoever lets it go
    /// on needs what it does: the rights of then may have been taken, and another may have less.
    /// </summary>
    public static Refusal? Applies(ImportJob job, Caller caller)
    {
        var isOwnVendor =
            !job.Uploader.IsAdmin
            && job.Uploader.UserId == caller.UserId
            && caller.VendorId is not null
            && job.Uploader.VendorId == caller.VendorId;
        return isOwnVendor ? null
            : !caller.May(Permission.ProductsEdit) ? Permissions.Missing(Permission.ProductsEdit)
            : job.Asked.Stock == ImportAsked.Set && !caller.May(Permission.StockEdit) ? Permissions.Missing(Permission.StockEdit)
            : null;
    }
}
