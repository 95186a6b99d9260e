// The form of VAT identification numbers by country, with the rule of their check digits.
using System.Text.RegularExpressions;

namespace Cartwright.Ordering;

/// <summary>How a country writes its numbers.</summary>
/// <param name="Country">ISO 3166-1.</param>
/// <param name="Words">The form for people, beginning with the prefix.</param>
/// <param name="Example">A number that holds.</param>
internal sealed record VatForm(string Country, string Name, string Words, string Example, string Pattern, Func<string, bool> Holds)
{
    // Bodies are short and patterns have no choice to go back on.
    private readonly Regex pattern = new("^(?:" + Pattern + ")$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    public bool Fits(string body) => pattern.IsMatch(body);
}

/// <summary>
/// The table. Forms: the Commission's "VAT identification number structure" (questions and answers of VIES, question 11). Rules of check
/// digits: where they are published, by the state's administration; the Austrian ministry of finance collects them for all states
/// ("Konstruktionsregeln der UID"). Switzerland: Federal Statistical Office, "UID: structure and check digit". Norway: the register of
/// Brønnøysund, "Organisation number". United Kingdom: HM Revenue &amp; Customs, with both series (mod 97 and mod 97 with 55).
/// </summary>
/// <remarks>
/// Without a public rule, so that the form alone is checked: Latvian numbers of persons that begin with 32, Czech numbers of persons born
/// before 1954 (nine digits), and British numbers of government departments (GD) and health authorities (HA), which lie in ranges.
/// </remarks>
internal static class VatForms
{
    public static IReadOnlyDictionary<string, VatForm> Of { get; } =
        new Dictionary<string, VatForm>(StringComparer.Ordinal)
        {
            ["AT"] = new("AT", "Austria", "ATU and 8 digits", "ATU13585627", "U[0-9]{8}", VatDigits.Austria),
            ["BE"] = new("BE", "Belgium", "BE and 10 digits, the first 0 or 1", "BE0403019261", "[01][0-9]{9}", VatDigits.Belgium),
            ["BG"] = new("BG", "Bulgaria", "BG and 9 or 10 digits", "BG175074752", "[0-9]{9,10}", VatDigits.Bulgaria),
            ["CY"] = new("CY", "Cyprus", "CY, 8 digits and a letter", "CY10259033P", "[0-9]{8}[A-Z]", VatDigits.Cyprus),
            ["CZ"] = new("CZ", "Czechia", "CZ and 8 to 10 digits", "CZ25123891", "[0-9]{8,10}", VatDigits.Czechia),
            ["DE"] = new("DE", "Germany", "DE and 9 digits", "DE136695976", "[1-9][0-9]{8}", VatDigits.Mod11And10),
            ["DK"] = new("DK", "Denmark", "DK and 8 digits", "DK13585628", "[1-9][0-9]{7}", VatDigits.Denmark),
            ["EE"] = new("EE", "Estonia", "EE and 9 digits", "EE100931558", "10[0-9]{7}", VatDigits.Estonia),
            ["EL"] = new("GR", "Greece", "EL and 9 digits", "EL094259216", "[0-9]{9}", VatDigits.Greece),
            ["ES"] = new(
                "ES",
                "Spain",
                "ES and 9 characters, the first or the last a letter",
                "ESB58378431",
                "[0-9]{8}[A-Z]|[A-HJ-NP-SU-Z][0-9]{7}[A-Z0-9]",
                VatDigits.Spain
            ),
            ["FI"] = new("FI", "Finland", "FI and 8 digits", "FI20774740", "[0-9]{8}", VatDigits.Finland),
            ["FR"] = new(
                "FR",
                "France",
                "FR, 2 digits or letters and 9 digits",
                "FR40303265045",
                "[A-HJ-NP-Z0-9]{2}[0-9]{9}",
                VatDigits.France
            ),
            ["HR"] = new("HR", "Croatia", "HR and 11 digits", "HR33392005961", "[0-9]{11}", VatDigits.Mod11And10),
            ["HU"] = new("HU", "Hungary", "HU and 8 digits", "HU12892312", "[0-9]{8}", VatDigits.Hungary),
            ["IE"] = new(
                "IE",
                "Ireland",
                "IE, 7 digits and 1 or 2 letters",
                "IE6433435F",
                "[0-9]{7}[A-W][A-IW]?|[0-9][A-Z+*][0-9]{5}[A-W]",
                VatDigits.Ireland
            ),
            ["IT"] = new("IT", "Italy", "IT and 11 digits", "IT00743110157", "[0-9]{11}", VatDigits.Italy),
            ["LT"] = new("LT", "Lithuania", "LT and 9 or 12 digits", "LT119511515", "[0-9]{7}1[0-9]|[0-9]{10}1[0-9]", VatDigits.Lithuania),
            ["LU"] = new("LU", "Luxembourg", "LU and 8 digits", "LU15027442", "[0-9]{8}", VatDigits.Luxembourg),
            ["LV"] = new("LV", "Latvia", "LV and 11 digits", "LV40003521600", "[0-9]{11}", VatDigits.Latvia),
            ["MT"] = new("MT", "Malta", "MT and 8 digits", "MT11679112", "[1-9][0-9]{7}", VatDigits.Malta),
            ["NL"] = new(
                "NL",
                "the Netherlands",
                "NL, 9 digits, B and 2 digits",
                "NL004495445B01",
                "[0-9]{9}B[0-9]{2}",
                VatDigits.Netherlands
            ),
            ["PL"] = new("PL", "Poland", "PL and 10 digits", "PL8567346215", "[0-9]{10}", VatDigits.Poland),
            ["PT"] = new("PT", "Portugal", "PT and 9 digits", "PT501964843", "[1-9][0-9]{8}", VatDigits.Portugal),
            ["RO"] = new("RO", "Romania", "RO and 2 to 10 digits", "RO18547290", "[1-9][0-9]{1,9}", VatDigits.Romania),
            ["SE"] = new("SE", "Sweden", "SE and 12 digits", "SE123456789701", "[0-9]{12}", VatDigits.Sweden),
            ["SI"] = new("SI", "Slovenia", "SI and 8 digits", "SI50223054", "[1-9][0-9]{7}", VatDigits.Slovenia),
            ["SK"] = new("SK", "Slovakia", "SK and 10 digits", "SK2022749619", "[1-9][0-9][2-47-9][0-9]{7}", VatDigits.Slovakia),
            ["XI"] = British(VatNumber.NorthernIreland, "Northern Ireland"),
            ["GB"] = British("GB", "the United Kingdom"),
            ["CH"] = new(
                "CH",
                "Switzerland",
                "CHE, 9 digits and, if you like, MWST, TVA, IVA or TPV",
                "CHE107787577",
                "E[0-9]{9}(MWST|TVA|IVA|TPV)?",
                VatDigits.Switzerland
            ),
            ["NO"] = new("NO", "Norway", "NO, 9 digits and, if you like, MVA", "NO995525828MVA", "[89][0-9]{8}(MVA)?", VatDigits.Norway),
        };

    private static VatForm British(string prefix, string name) =>
        new(
            "GB",
            name,
            $"{prefix} and 9 or 12 digits, or GD or HA and 3 digits",
            prefix + "980780684",
            "[0-9]{9}([0-9]{3})?|GD[0-4][0-9]{2}|HA[5-9][0-9]{2}",
            VatDigits.UnitedKingdom
        );
}
