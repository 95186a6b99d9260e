// Whom a consumer turns to about the safety of a product (Regulation (EU) 2023/988, article 19): its manufacturer, a responsible person in
// the Union where the manufacturer is outside, and warnings.
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Web;

namespace Cartwright.Catalog;

/// <summary>What is said of a product's safety.</summary>
/// <param name="ManufacturerName">Name, registered trade name or trade mark.</param>
/// <param name="ManufacturerAddress">Postal address, in one or several lines.</param>
/// <param name="ManufacturerContact">Electronic address: an e-mail address, or a page by https.</param>
/// <param name="ResponsibleName">Who is responsible in the Union, where the manufacturer is not established there.</param>
/// <param name="Warnings">Warnings and safety information, in the words that the buyer must see.</param>
public sealed record ProductSafety(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ManufacturerName = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ManufacturerAddress = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ManufacturerContact = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ResponsibleName = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ResponsibleAddress = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ResponsibleContact = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Warnings = null
)
{
    private const int AddressCharsMax = 500;
    private const int ContactCharsMax = 300;
    private const int WarningsCharsMax = 4_000;
    private const string Together = "must stand with name, address and contact: a name alone reaches nobody";

    /// <summary>As it is stored; null for what says nothing.</summary>
    internal string? Stored() => this == new ProductSafety() ? null : JsonSerializer.Serialize(this, Json.Options);

    internal static ProductSafety Read(string stored) => JsonSerializer.Deserialize<ProductSafety>(stored, Json.Options)!;

    /// <summary>Of a patch: null removes, absent stays.</summary>
    /// <param name="at">What the members are called in a refusal.</param>
    internal static string? Said(Check check, string? before, JsonElement said, string at = "safety")
    {
        if (said.ValueKind is JsonValueKind.Undefined)
        {
            return before;
        }

        if (said.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        ProductSafety? read = null;
        try
        {
            read = said.ValueKind == JsonValueKind.Object ? said.Deserialize<ProductSafety>(Json.Options) : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // Falls through to the refusal.
        }

        if (read is null)
        {
            check.That(
                false,
                at,
                "must be an object with manufacturer_name, manufacturer_address, manufacturer_contact, responsible_name, "
                    + "responsible_address, responsible_contact, warnings, all of them text"
            );
            return before;
        }

        read.Checked(check, at);
        return read.Stored();
    }

    /// <summary>Notes what is wrong with it.</summary>
    internal void Checked(Check check, string at)
    {
        Party(check, $"{at}.manufacturer", ManufacturerName, ManufacturerAddress, ManufacturerContact);
        Party(check, $"{at}.responsible", ResponsibleName, ResponsibleAddress, ResponsibleContact);
        check.Text($"{at}.warnings", Warnings, WarningsCharsMax, lines: true);
    }

    private static void Party(Check check, string at, string? name, string? address, string? contact)
    {
        check
            .Text($"{at}_name", name)
            .Text($"{at}_address", address, AddressCharsMax, lines: true)
            .Text($"{at}_contact", contact, ContactCharsMax)
            .That(
                contact is null
                    || EmailAddress.IsValid(contact)
                    || (Uri.TryCreate(contact, UriKind.Absolute, out var page) && page.Scheme == Uri.UriSchemeHttps),
                $"{at}_contact",
                "must be an e-mail address or a page by https"
            )
            .That((name is null) == (address is null) && (name is null) == (contact is null), $"{at}_name", Together);
    }
}
