// Whom a shop names for the safety of goods that name nobody themselves: by vendor, else for the whole shop.
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Catalog;

/// <summary>The keys below <c>Safety</c>.</summary>
public sealed class SafetyContacts
{
    private const string Root = "Safety";
    private const string Vendors = Root + ":Vendors";

    private static readonly string[] Members =
    [
        "ManufacturerName",
        "ManufacturerAddress",
        "ManufacturerContact",
        "ResponsibleName",
        "ResponsibleAddress",
        "ResponsibleContact",
    ];

    private readonly ProductSafety? shop;
    private readonly Dictionary<string, ProductSafety> vendors = new(StringComparer.Ordinal);

    /// <exception cref="ConfigurationRefused">A contact is none, or stands alone.</exception>
    public SafetyContacts(IConfiguration configuration)
    {
        shop = Read(configuration.GetSection(Root), Root);
        foreach (var vendor in configuration.GetSection(Vendors).GetChildren())
        {
            if (Read(vendor, $"{Vendors}:{vendor.Key}") is { } named)
            {
                vendors[vendor.Key] = named;
            }
        }
    }

    /// <summary>Every key.</summary>
    public static IReadOnlyList<string> Keys =>
        [.. Members.Select(member => $"{Root}:{member}"), .. Members.Select(member => $"{Vendors}:{{vendor}}:{member}")];

    /// <summary>Nobody is named.</summary>
    public static SafetyContacts None { get; } = new(new ConfigurationBuilder().Build());

    /// <summary>What is shown of a product: its own, and of whom it names none the vendor's, else the shop's; null for nothing.</summary>
    public ProductSafety? Of(CatalogProduct product)
    {
        var own = product.Safety is null ? null : ProductSafety.Read(product.Safety);
        var other = vendors.GetValueOrDefault(product.VendorId) ?? shop;
        return own is null || other is null ? own ?? other
            : own.ManufacturerName is not null ? own
            : other with
            {
                Warnings = own.Warnings,
                ResponsibleName = own.ResponsibleName ?? other.ResponsibleName,
                ResponsibleAddress = own.ResponsibleAddress ?? other.ResponsibleAddress,
                ResponsibleContact = own.ResponsibleContact ?? other.ResponsibleContact,
            };
    }

    private static ProductSafety? Read(IConfiguration section, string at)
    {
        string? Of(string member) => section[member] is { Length: > 0 } text ? text.Trim() : null;
        var read = new ProductSafety(Of(Members[0]), Of(Members[1]), Of(Members[2]), Of(Members[3]), Of(Members[4]), Of(Members[5]));
        var check = new Check();
        read.Checked(check, at);
        return check.Refused is { } refused
                ? throw new ConfigurationRefused(
                    $"{at}: {Imports.ImportLine.Sentence(refused).Detail} Set {at}:ManufacturerName, {at}:ManufacturerAddress and {at}:ManufacturerContact together, "
                        + $"and likewise {at}:ResponsibleName, …Address, …Contact."
                )
            : read == new ProductSafety() ? null
            : read;
    }
}
