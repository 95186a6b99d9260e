// A VAT identification number as somebody writes it: which country's, whether it has that country's form, and whether its check digits
// hold. That it is in force only the country's own register can say.
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>A number that has its country's form and whose check digits hold.</summary>
/// <param name="Country">ISO 3166-1; Northern Ireland's numbers (XI) are GB.</param>
/// <param name="Prefix">Two letters as the European Union writes them: EL for Greece, XI for Northern Ireland.</param>
/// <param name="Body">What follows the prefix, in capitals, without spaces, dots and dashes.</param>
public sealed record VatNumber(string Country, string Prefix, string Body)
{
    /// <summary>Characters of a number with everything that people put between its digits.</summary>
    public const int CharsMax = 30;

    /// <summary>The prefix of Northern Ireland, whose goods are within the Union's VAT (Windsor Framework, annex 3).</summary>
    public const string NorthernIreland = "XI";

    /// <summary>As it is kept and shown: <c>DE136695976</c>.</summary>
    public string Text => Prefix + Body;

    /// <summary>
    /// Reads a number with its prefix; case, spaces, dots, dashes and slashes do not matter. Refused with <c>vat_number_invalid</c> where
    /// the prefix is no country's that is known here, the form another, or a check digit wrong.
    /// </summary>
    /// <param name="said">As it was written.</param>
    /// <param name="field">The member of the body that it stands in.</param>
    public static Outcome<VatNumber> Read(string said, string field = "vat_number")
    {
        var text = string.Concat(said.Where(c => c is not (' ' or '.' or '-' or '/' or '\u00A0'))).ToUpperInvariant();
        var prefix = text.Length >= 2 ? text[..2] : text;
        prefix = prefix == "GR" ? "EL" : prefix;
        if (said.Length > CharsMax || !VatForms.Of.TryGetValue(prefix, out var form))
        {
            return Wrong(
                field,
                "does not begin with the letters of a country whose numbers are known here: those of a state of the EU (EL for Greece), "
                    + "XI, GB, CHE or NO. Write it whole, such as DE136695976"
            );
        }

        var body = text[2..];
        return !form.Fits(body) ? Wrong(field, $"is not a number of {form.Name}: {form.Words}, such as {form.Example}")
            : !form.Holds(body)
                ? Wrong(field, $"has the form of a number of {form.Name}, but its check digits do not fit: look for a digit mistyped")
            : new VatNumber(form.Country, prefix, body);
    }

    private static Refusal Wrong(string field, string sentence) =>
        Refusal.Invalid("vat_number_invalid", $"The VAT number {sentence}.").At(field);
}
