// Validation of a body's fields: every fault is collected, so that one answer names them all.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Web;

/// <summary>Collects what is wrong. Null values pass: whether a member must be there is said by its type.</summary>
public sealed class Check
{
    private JsonObject? errors;

    /// <summary>400 <c>validation_failed</c> with all faults under <c>errors</c>, or null when there are none.</summary>
    public Refusal? Refused =>
        errors is null
            ? null
            : Refusal.Invalid(
                "validation_failed",
                $"Some members are missing or wrong: {string.Join(", ", errors.Select(e => e.Key))}.",
                new JsonObject { ["errors"] = errors.DeepClone() }
            );

    /// <summary>Notes a fault when the condition does not hold.</summary>
    public Check That(bool holds, string field, string sentence)
    {
        if (!holds)
        {
            errors ??= [];
            if (errors[field] is JsonArray sentences)
            {
                sentences.Add(sentence);
            }
            else
            {
                errors[field] = new JsonArray(sentence);
            }
        }

        return this;
    }

    /// <summary>Must be there.</summary>
    public Check Required(string field, object? value) => That(value is not null, field, "is required");

    /// <summary>
    /// Text of so many characters, of which one at least can be seen, without control characters other than tab and line breaks.
    /// </summary>
    public Check Text(string field, string? value, int max = Limits.NameCharsMax, int min = 1, bool lines = false)
    {
        if (value is null)
        {
            return this;
        }

        That(
            value.Length >= min && (min == 0 || VisibleText.Has(value)),
            field,
            min <= 1 ? "must not be empty" : $"must have at least {min} characters"
        );
        That(value.Length <= max, field, $"must have at most {max} characters");
        return That(!value.Any(c => char.IsControl(c) && !(lines && c is '\n' or '\r' or '\t')), field, "must not have control characters");
    }

    /// <summary>An e-mail address (<see cref="EmailAddress"/>).</summary>
    public Check Email(string field, string? value) =>
        value is null ? this : That(EmailAddress.IsValid(value), field, "must be an e-mail address");

    /// <summary>A whole number within bounds, both included.</summary>
    public Check Range(string field, long? value, long min, long max) =>
        That(value is null || (value >= min && value <= max), field, $"must be from {min} to {max}");

    /// <summary>One of the words.</summary>
    public Check OneOf(string field, string? value, params string[] words) =>
        That(value is null || words.Contains(value, StringComparer.Ordinal), field, $"must be one of {string.Join(", ", words)}");

    /// <summary>At most so many entries.</summary>
    public Check Count<T>(string field, IReadOnlyCollection<T>? list, int max, int min = 0) =>
        That(list is null || (list.Count >= min && list.Count <= max), field, $"must have from {min} to {max} entries");

    /// <summary>An amount in major units of a currency; answers minor units, or 0 with the fault noted.</summary>
    /// <param name="field">The amount's name.</param>
    /// <param name="major">As in the body.</param>
    /// <param name="currency">ISO 4217.</param>
    /// <param name="min">Minor units, included.</param>
    /// <param name="max">Minor units, included.</param>
    public long Money(string field, decimal? major, string? currency, long min = 0, long max = Limits.PriceMinorMax)
    {
        if (major is null || !Currencies.IsKnown(currency))
        {
            That(major is null || currency is null, "currency", "must be an ISO 4217 code that the shop knows, such as USD");
            return 0;
        }

        if (!Currencies.ToMinor(major.Value, currency!).Is(out var minor, out var refused))
        {
            That(false, field, refused.Code == "amount_too_precise" ? $"has more digits than {currency} has" : "is out of range");
            return 0;
        }

        That(
            minor >= min && minor <= max,
            field,
            $"must be from {Currencies.ToMajor(min, currency!)} to {Currencies.ToMajor(max, currency!)}"
        );
        return minor;
    }

    /// <summary>A postal address.</summary>
    public Check Address(string field, PostalAddress? value) =>
        value is null
            ? this
            : this.Text($"{field}.name", value.Name)
                .Text($"{field}.line1", value.Line1, Limits.AddressCharsMax)
                .Text($"{field}.line2", value.Line2, Limits.AddressCharsMax, min: 0)
                .Text($"{field}.city", value.City, Limits.AddressCharsMax)
                .Text($"{field}.region", value.Region, Limits.AddressCharsMax, min: 0)
                .Text($"{field}.postal_code", value.PostalCode, 20, min: 0)
                .That(
                    (value.PostalCode is not null && VisibleText.Has(value.PostalCode))
                        || value.Country is null
                        || !Countries.HasPostalCodes(value.Country),
                    $"{field}.postal_code",
                    "is required: addresses in this country have one"
                )
                .That(
                    value.Country is null || Countries.IsKnown(value.Country),
                    $"{field}.country",
                    "must be the code of a country in two capital letters (ISO 3166-1, and XK), such as DE"
                );
}
