// What staff may do, one thing at a time. Roles say what somebody is; of staff, permissions say what they may see and change.
using System.Numerics;
using System.Text.Json.Nodes;
using Cartwright.Contracts;

namespace Cartwright.Web;

/// <summary>One thing that staff may do. Owners (the role <c>admin</c>) may do all of them.</summary>
public enum Permission
{
    OrdersView,
    OrdersEdit,
    OrdersRefund,
    ReturnsEdit,
    ProductsView,
    ProductsEdit,
    StockView,
    StockEdit,
    CartsView,
    CartsEdit,
    CustomersView,
    CustomersEdit,
    PromotionsView,
    PromotionsEdit,
    PaymentsView,
    PaymentsEdit,
    PayoutsView,
    PayoutsApprove,
    VendorsEdit,
    MailView,
    MailEdit,
    TaxesEdit,
    ShippingEdit,
    AnalyticsView,
    SettingsEdit,
    PersonsExport,
    PersonsErase,
    StaffEdit,
}

/// <summary>A permission as people and replies tell it.</summary>
/// <param name="Permission">Which.</param>
/// <param name="Name">Its spelling in tokens, bodies and replies, such as <c>orders.refund</c>.</param>
/// <param name="Text">What it lets somebody do.</param>
public sealed record PermissionWords(Permission Permission, string Name, string Text);

/// <summary>A usual set of permissions.</summary>
/// <param name="Name">Its spelling.</param>
/// <param name="Text">Who usually has it.</param>
/// <param name="Permissions">What is in it.</param>
public sealed record PermissionPreset(string Name, string Text, PermissionSet Permissions);

/// <summary>The list of all permissions, and the usual sets of them.</summary>
public static class Permissions
{
    /// <summary>All, in the order in which people read them.</summary>
    public static IReadOnlyList<PermissionWords> All { get; } =
    [
        new(Permission.OrdersView, "orders.view", "See all orders with their timelines, parcels, papers, returns and withdrawals."),
        new(Permission.OrdersEdit, "orders.edit", "Move, ship, change and cancel orders, buy labels, and write missing papers."),
        new(Permission.OrdersRefund, "orders.refund", "Pay money of an order back."),
        new(Permission.ReturnsEdit, "returns.edit", "Begin, accept and refuse returns, take the goods in, and pay for what came back."),
        new(Permission.ProductsView, "products.view", "See all products, drafts and archived ones included, and what was changed of them."),
        new(
            Permission.ProductsEdit,
            "products.edit",
            "Make, change, import and delete products, their pictures, and the synonyms of the search."
        ),
        new(Permission.StockView, "stock.view", "See what runs out and what paid orders lack."),
        new(Permission.StockEdit, "stock.edit", "Bring units in and write them off."),
        new(Permission.CartsView, "carts.view", "See the carts of all shoppers."),
        new(Permission.CartsEdit, "carts.edit", "Change carts for their shoppers."),
        new(Permission.CustomersView, "customers.view", "See customers: accounts, addresses, figures, notes and groups."),
        new(
            Permission.CustomersEdit,
            "customers.edit",
            "Disable accounts, end sessions, send links for a new password, write notes, and set groups."
        ),
        new(Permission.PromotionsView, "promotions.view", "See promotions and coupons."),
        new(Permission.PromotionsEdit, "promotions.edit", "Make, change and delete promotions and coupons."),
        new(Permission.PaymentsView, "payments.view", "See payments, ledgers, disputes, differences and the journal of invoices."),
        new(
            Permission.PaymentsEdit,
            "payments.edit",
            "Take and let go of held money, pay by hand, mark transfers as received, and repair differences."
        ),
        new(Permission.PayoutsView, "payouts.view", "See what the shop owes and pays its vendors, their statements, accounts and details."),
        new(Permission.PayoutsApprove, "payouts.approve", "Pay vendors, make and close files for the bank, and confirm changed accounts."),
        new(
            Permission.VendorsEdit,
            "vendors.edit",
            "Decide on applications to sell, say who sells for which vendor, and write vendors' details and accounts."
        ),
        new(Permission.MailView, "mail.view", "See the mails that the shop sent or will send."),
        new(Permission.MailEdit, "mail.edit", "Send mails again, and write their templates."),
        new(Permission.TaxesEdit, "taxes.edit", "See and change tax rates."),
        new(Permission.ShippingEdit, "shipping.edit", "See and change shipping zones, and change pickup points."),
        new(Permission.AnalyticsView, "analytics.view", "See the figures of the shop."),
        new(Permission.SettingsEdit, "settings.edit", "Change the shop's settings, and have its figures worked out anew."),
        new(Permission.PersonsExport, "persons.export", "Save all that the shop keeps of a person."),
        new(Permission.PersonsErase, "persons.erase", "Erase persons, and see the log of erasures."),
        new(
            Permission.StaffEdit,
            "staff.edit",
            "Invite staff, and give and take permissions: those that oneself has, and never an owner's."
        ),
    ];

    /// <summary>The usual sets. The owner's is the role <c>admin</c>, which an owner gives.</summary>
    public static IReadOnlyList<PermissionPreset> Presets { get; } =
    [
        new("owner", "May do everything, now and in later versions; only an owner makes another one.", PermissionSet.Full),
        new(
            "manager",
            "Runs the shop from day to day.",
            PermissionSet.Full.Without(Permission.PayoutsApprove).Without(Permission.SettingsEdit).Without(Permission.PersonsErase)
        ),
        new(
            "support",
            "Answers customers.",
            [
                Permission.OrdersView,
                Permission.OrdersEdit,
                Permission.OrdersRefund,
                Permission.ReturnsEdit,
                Permission.ProductsView,
                Permission.StockView,
                Permission.CartsView,
                Permission.CartsEdit,
                Permission.CustomersView,
                Permission.CustomersEdit,
                Permission.PromotionsView,
                Permission.PaymentsView,
                Permission.MailView,
                Permission.MailEdit,
                Permission.PersonsExport,
            ]
        ),
        new(
            "warehouse",
            "Packs, ships and takes returns in.",
            [
                Permission.OrdersView,
                Permission.OrdersEdit,
                Permission.ReturnsEdit,
                Permission.ProductsView,
                Permission.StockView,
                Permission.StockEdit,
            ]
        ),
        new(
            "accounting",
            "Keeps the books and pays vendors.",
            [
                Permission.OrdersView,
                Permission.OrdersRefund,
                Permission.PaymentsView,
                Permission.PaymentsEdit,
                Permission.PayoutsView,
                Permission.PayoutsApprove,
                Permission.TaxesEdit,
                Permission.AnalyticsView,
            ]
        ),
        new(
            "marketing",
            "Keeps goods and promotions.",
            [
                Permission.ProductsView,
                Permission.ProductsEdit,
                Permission.PromotionsView,
                Permission.PromotionsEdit,
                Permission.CartsView,
                Permission.AnalyticsView,
            ]
        ),
    ];

    /// <summary>The spelling of a permission.</summary>
    public static string Name(this Permission permission) => All[(int)permission].Name;

    /// <summary>The permission of a name, or null.</summary>
    public static Permission? Parse(string? name)
    {
        foreach (var words in All)
        {
            if (words.Name == name)
            {
                return words.Permission;
            }
        }

        return null;
    }

    /// <summary>403 <c>permission_missing</c>; the fact <c>permission</c> names it.</summary>
    public static Refusal Missing(Permission permission) =>
        Refusal.Forbidden(
            "permission_missing",
            $"You lack the permission {permission.Name()}. Whoever may give it finds you under staff."
        ) with
        {
            Facts = new JsonObject { ["permission"] = permission.Name() },
        };
}

/// <summary>Some permissions; a value, bit by bit.</summary>
[System.Runtime.CompilerServices.CollectionBuilder(typeof(PermissionSet), nameof(Of))]
public readonly record struct PermissionSet(ulong Bits) : IEnumerable<Permission>
{
    /// <summary>All that there are.</summary>
    public static PermissionSet Full { get; } = new((1UL << Enum.GetValues<Permission>().Length) - 1);

    /// <summary>How many are in it.</summary>
    public int Count => BitOperations.PopCount(Bits);

    /// <summary>The names, in the order of the list.</summary>
    public IReadOnlyList<string> Names => [.. this.Select(permission => permission.Name())];

    public static PermissionSet Of(ReadOnlySpan<Permission> permissions)
    {
        var bits = 0UL;
        foreach (var permission in permissions)
        {
            bits |= Bit(permission);
        }

        return new(bits);
    }

    /// <summary>
    /// The permissions of these names. What this version does not know is left out: a name of a later one opens nothing here.
    /// </summary>
    public static PermissionSet Known(IEnumerable<string> names) => Of([.. names.Select(Permissions.Parse).OfType<Permission>()]);

    public bool Has(Permission permission) => (Bits & Bit(permission)) != 0;

    /// <summary>Whether all of <paramref name="others"/> are in it.</summary>
    public bool HasAll(PermissionSet others) => (others.Bits & ~Bits) == 0;

    public PermissionSet With(PermissionSet others) => new(Bits | others.Bits);

    public PermissionSet Without(PermissionSet others) => new(Bits & ~others.Bits);

    public PermissionSet Without(Permission permission) => new(Bits & ~Bit(permission));

    /// <inheritdoc/>
    public IEnumerator<Permission> GetEnumerator()
    {
        for (var bits = Bits; bits != 0; bits &= bits - 1)
        {
            yield return (Permission)BitOperations.TrailingZeroCount(bits);
        }
    }

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

    private static ulong Bit(Permission permission) => 1UL << (int)permission;
}
