// Who a vendor is: what an invoice in its name needs, and what the law wants known of traders (Regulation (EU) 2022/2065, article 30).
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>Whether a vendor charges value added tax.</summary>
public static class VatStatus
{
    /// <summary>It is registered for it, and charges it.</summary>
    public const string Registered = "registered";

    /// <summary>It is below the threshold of its state, and charges none (Directive 2006/112/EC, article 284).</summary>
    public const string SmallBusiness = "small_business";
}

/// <summary>A vendor's agreement that the shop writes invoices in its name (Directive 2006/112/EC, article 224).</summary>
/// <param name="Text">Which text: <see cref="SelfBillingTerms.Version"/> at that time.</param>
/// <param name="AtMs">When it was accepted.</param>
/// <param name="Role">Who did: vendor, or admin where it was signed on paper.</param>
/// <param name="ActorId">The same as a user's id.</param>
public sealed record SelfBillingAgreement(string Text, long AtMs, string Role, string ActorId);

/// <summary>The text that vendors agree to.</summary>
public static class SelfBillingTerms
{
    /// <summary>Counts the texts; another text has another.</summary>
    public const string Version = "1";

    /// <summary>The text.</summary>
    public const string Text =
        "The shop writes the invoices and credit notes for what I sell to it, in my name and on my account, once a month, from the sales "
        + "and refunds on my statement. I write none for the same supplies. Each is accepted unless I object to it in writing within 14 days "
        + "of its date. I tell the shop at once when my name, address, tax status or VAT number changes. Either side can end this agreement "
        + "at any time for months that have not been closed.";

    /// <summary>The same in German: a translation is no other text, and has the same version.</summary>
    public const string German =
        "Der Shop stellt die Rechnungen und Gutschriften über das, was ich ihm verkaufe, in meinem Namen und für meine Rechnung aus, einmal "
        + "im Monat, anhand der Verkäufe und Erstattungen in meiner Abrechnung. Ich selbst stelle für dieselben Leistungen keine aus. Jede gilt "
        + "als angenommen, wenn ich ihr nicht innerhalb von 14 Tagen nach ihrem Datum schriftlich widerspreche. Ich teile dem Shop sofort mit, "
        + "wenn sich mein Name, meine Anschrift, mein Steuerstatus oder meine Umsatzsteuer-Identifikationsnummer ändert. Beide Seiten können "
        + "diese Vereinbarung jederzeit für Monate beenden, die noch nicht abgeschlossen sind.";

    /// <summary>The text in a language of <see cref="Languages"/>; null and others: English.</summary>
    public static string In(string? language) => language == "de" ? German : Text;
}

/// <summary>What is known of a vendor; texts are as they were given, without blanks around them.</summary>
/// <param name="Country">ISO 3166-1; goods leave from there.</param>
/// <param name="VatNumber">As <see cref="Ordering.VatNumber.Text"/> where its country's form is known here.</param>
/// <param name="TaxNumber">Of the tax office.</param>
/// <param name="Register">The trade register with the number in it.</param>
/// <param name="VatCheck">What became of looking the VAT number up; null where nobody looked.</param>
/// <param name="SelfBilling">Null: not agreed to.</param>
public sealed record Trader(
    string LegalName,
    string? Street,
    string? PostalCode,
    string? City,
    string? Region,
    string Country,
    string VatStatus,
    string? VatNumber = null,
    string? TaxNumber = null,
    string? Register = null,
    string? Email = null,
    string? Phone = null,
    VatCheck? VatCheck = null,
    SelfBillingAgreement? SelfBilling = null
)
{
    /// <summary>As it is stored.</summary>
    public string Stored() => JsonSerializer.Serialize(this, StatementsJson.Default.Trader);

    public static Trader Read(string stored) =>
        JsonSerializer.Deserialize(stored, StatementsJson.Default.Trader) ?? throw new JsonException("A trader is stored with nothing.");

    /// <summary>The details as somebody gives them, or a refusal: <c>validation_failed</c>, <c>vat_number_invalid</c>.</summary>
    public static Outcome<Trader> Of(TraderAskBody asked)
    {
        static string? Plain(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        var check = new Check()
            .Text("legal_name", asked.LegalName)
            .Text("street", asked.Street, Limits.AddressCharsMax, min: 0)
            .Text("postal_code", asked.PostalCode, 20, min: 0)
            .Text("city", asked.City, Limits.AddressCharsMax, min: 0)
            .Text("region", asked.Region, Limits.AddressCharsMax, min: 0)
            .That(
                Countries.IsKnown(asked.Country),
                "country",
                "must be the code of a country in two capital letters (ISO 3166-1, and XK), such as DE"
            )
            .OneOf("vat_status", asked.VatStatus, Ordering.VatStatus.Registered, Ordering.VatStatus.SmallBusiness)
            .Text("vat_number", asked.VatNumber, Ordering.VatNumber.CharsMax, min: 0)
            .Text("tax_number", asked.TaxNumber, min: 0)
            .Text("register", asked.Register, min: 0)
            .Email("email", Plain(asked.Email))
            .Text("phone", asked.Phone, 40, min: 0)
            .That(
                Plain(asked.Phone) is not { } said
                    || (
                        said.Count(char.IsAsciiDigit) >= 5
                        && said.All(c => char.IsAsciiDigit(c) || " +-/().".Contains(c, StringComparison.Ordinal))
                    ),
                "phone",
                "must be a telephone number, such as +49 30 1234567"
            );
        if (check.Refused is { } faulty)
        {
            return faulty;
        }

        var vat = Plain(asked.VatNumber);
        if (vat is not null && HasForm(vat, asked.Country))
        {
            if (!Ordering.VatNumber.Read(vat).Is(out var number, out var refused))
            {
                return refused;
            }

            if (number.Country != asked.Country)
            {
                return Refusal
                    .Invalid("vat_number_invalid", $"The VAT number is one of {number.Country}, and the address lies in {asked.Country}.")
                    .At("vat_number");
            }

            vat = number.Text;
        }

        return new Trader(
            asked.LegalName.Trim(),
            Plain(asked.Street),
            Plain(asked.PostalCode),
            Plain(asked.City),
            Plain(asked.Region),
            asked.Country,
            asked.VatStatus,
            vat,
            Plain(asked.TaxNumber),
            Plain(asked.Register),
            Plain(asked.Email),
            Plain(asked.Phone)
        );
    }

    /// <summary>As the party of a paper.</summary>
    public Seller AsSeller(bool? sample) =>
        new(LegalName, Street ?? string.Empty, PostalCode, City ?? string.Empty, Country, VatNumber, TaxNumber, Register, Email, sample);

    /// <summary>As the address of a paper.</summary>
    public PostalAddress AsBuyer() => new(LegalName, Street ?? string.Empty, City ?? string.Empty, Country, PostalCode, null, Region);

    // Numbers of countries whose form is not known here are taken as they are.
    private static bool HasForm(string vat, string country) =>
        VatForms.Of.Values.Any(form => form.Country == country)
        || (vat.Length >= 2 && VatForms.Of.ContainsKey(vat[..2].ToUpperInvariant()));
}

/// <summary>The details as they are kept.</summary>
/// <param name="Version">Counts their versions from 1.</param>
/// <param name="ActorId">Who wrote this one.</param>
public sealed record KeptTrader(string VendorId, long Version, Trader Trader, string ActorId, long UpdatedMs);

/// <summary>A version of the details.</summary>
public sealed record TraderChange(long Version, Trader Trader, string Role, string ActorId, long AtMs);

/// <summary>The form in which statements and traders are kept.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Trader))]
[JsonSerializable(typeof(StatementContent))]
internal sealed partial class StatementsJson : JsonSerializerContext;
