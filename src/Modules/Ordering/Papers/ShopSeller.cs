// Who sells, as the law wants it on every invoice. A shop that has not said it writes none.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Ordering;

/// <summary>The seller as a paper keeps it.</summary>
/// <param name="Name">The legal name (BT-27).</param>
/// <param name="Country">ISO 3166-1.</param>
/// <param name="VatNumber">With its letters (BT-31).</param>
/// <param name="TaxNumber">Of a seller without a VAT number, or beside it (BT-32).</param>
/// <param name="Register">Where the company is registered, and what else its letters must say.</param>
/// <param name="IsSample">True for the demo's, which is nobody; else absent.</param>
public sealed record Seller(
    string Name,
    string Street,
    string? PostalCode,
    string City,
    string Country,
    string? VatNumber = null,
    string? TaxNumber = null,
    string? Register = null,
    string? Email = null,
    bool? IsSample = null
)
{
    /// <summary>What the stored paper of a sample has in it, and no other: a quote within a text is written with a backslash.</summary>
    internal const string SampleMark = "\"is_sample\":true";
}

/// <summary>The keys <c>Shop:Seller:…</c>, and what the owner has written in the admin, which wins.</summary>
public sealed class ShopSeller
{
    private const string Root = "Shop:Seller:";
    private readonly Seller? configured;
    private readonly Func<Seller?> written;

    /// <summary>Characters of each part.</summary>
    internal const int CharsMax = 200;
    private static readonly string[] Required = ["Name", "Street", "City", "Country"];

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        Root + "Name",
        Root + "Street",
        Root + "PostalCode",
        Root + "City",
        Root + "Country",
        Root + "VatNumber",
        Root + "TaxNumber",
        Root + "Register",
        Root + "Email",
    ];

    /// <param name="configuration">Of the shop.</param>
    /// <param name="written">What the owner has written; null: nothing.</param>
    /// <exception cref="ConfigurationRefused">
    /// Some of it is said and not all that an invoice needs; the message names the lines.
    /// </exception>
    public ShopSeller(IConfiguration configuration, Func<Seller?>? written = null)
    {
        this.written = written ?? (() => null);
        string? Said(string key) => configuration[Root + key] is { Length: > 0 } text ? text.Trim() : null;
        if (Keys.All(key => string.IsNullOrWhiteSpace(configuration[key])))
        {
            configured = configuration.Switch("Demo") ? Sample : null;
            return;
        }

        var country = Said("Country");
        var missing = new List<string>();
        missing.AddRange(Required.Where(key => Said(key) is null));
        missing.AddRange(country is not null && Countries.HasPostalCodes(country) && Said("PostalCode") is null ? ["PostalCode"] : []);
        if (Said("VatNumber") is null && Said("TaxNumber") is null)
        {
            missing.Add("VatNumber (or " + Root + "TaxNumber)");
        }

        if (missing.Count > 0)
        {
            throw new ConfigurationRefused(
                $"An invoice needs the whole seller. Add {string.Join(", ", missing.Select(key => Root + key))}, or leave all of Shop:Seller out."
            );
        }

        if (!Countries.IsKnown(country))
        {
            throw new ConfigurationRefused($"{Root}Country={country} is no country. Use its code, such as {Root}Country=DE");
        }

        if (Keys.FirstOrDefault(key => configuration[key]?.Length > CharsMax) is { } longer)
        {
            throw new ConfigurationRefused($"{longer} has more than {CharsMax} characters.");
        }

        configured = new(
            Said("Name")!,
            Said("Street")!,
            Said("PostalCode"),
            Said("City")!,
            country!,
            Said("VatNumber") is { } vat ? Checked(vat) : null,
            Said("TaxNumber"),
            Said("Register"),
            Said("Email")
        );
    }

    /// <summary>The seller; null where the shop has not said who that is.</summary>
    public Seller? Who => written() ?? configured;

    /// <summary>What whoever starts the shop is told; null where nothing is amiss.</summary>
    public string? Warning =>
        Who is null
            ? "invoices  NONE: nobody has said who sells. Write it in the admin under Settings, or set Shop:Seller:Name, :Street, :PostalCode, :City, "
                + ":Country and :VatNumber (or :TaxNumber)"
            : null;

    private static Seller Sample { get; } =
        new(
            "Cartwright Sample Shop (nobody)",
            "1 Example Street",
            "10115",
            "Berlin",
            "DE",
            TaxNumber: "00/000/00000",
            Register: "A sample: this shop is a demo and sells nothing.",
            IsSample: true
        );

    /// <summary>A VAT number as papers have it. Numbers of countries whose form is not known here are taken as they are.</summary>
    internal static Outcome<string> Vat(string given)
    {
        var vat = given.Trim();
        return !VatForms.Of.ContainsKey(vat.Length >= 2 ? vat[..2].ToUpperInvariant().Replace("GR", "EL", StringComparison.Ordinal) : vat)
                ? vat
            : VatNumber.Read(vat).Is(out var number, out var refused) ? number.Text
            : refused;
    }

    private static string Checked(string vat) =>
        Vat(vat).Is(out var number, out var refused) ? number : throw new ConfigurationRefused($"{Root}VatNumber={vat}: {refused.Detail}");
}
