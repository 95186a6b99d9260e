// Right and wrong VAT numbers of every state: by form and by check digit.
using Cartwright.Contracts;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

public sealed class VatNumberTests
{
    /// <summary>
    /// Numbers that hold. Sources: the examples that administrations print with their rules (NL123456789B13 of the Dutch tax authority,
    /// SE123456789701, IE8D79739I), and numbers of firms and authorities as public test sets list them (python-stdnum 1.20), each of them
    /// worked out by the rule named at <c>VatForms</c>. The wrong ones below are such numbers with a digit changed.
    /// </summary>
    [Theory]
    [InlineData("ATU13585627 ATU66664013 ATU37675002")]
    [InlineData("BE0403019261 BE0428759497 BE0897290877 BE0123456749")]
    [InlineData("BG175074752 BG101004508 BG831650349 BG7523169263")]
    [InlineData("CY10259033P CY00632993F")]
    [InlineData("CZ25123891 CZ00177041 CZ7103192745 CZ640903926 CZ395601439")]
    [InlineData("DE136695976 DE129274202 DE115235681")]
    [InlineData("DK13585628 DK88146328")]
    [InlineData("EE100931558 EE100594102")]
    [InlineData("EL094259216 EL123456783 EL023456780 GR094259216")]
    [InlineData("ESB58378431 ESA13585625 ES54362315K ESX5253868R ESM1234567L ESJ99216582 ESQ5000274J")]
    [InlineData("FI20774740 FI01089940")]
    [InlineData("FR40303265045 FR23334175221 FRK7399859412 FR53000004605")]
    [InlineData("HR33392005961 HR38192148118")]
    [InlineData("HU12892312")]
    [InlineData("IE6433435F IE6433435OA IE8D79739I IE3628739UA")]
    [InlineData("IT00743110157 IT00950501007")]
    [InlineData("LT119511515 LT100001919017 LT100004801610")]
    [InlineData("LU15027442 LU10000356")]
    [InlineData("LV40003521600 LV16117519997 LV32000000000")]
    [InlineData("MT11679112 MT15121333")]
    [InlineData("NL004495445B01 NL123456789B13 NL010000446B01")]
    [InlineData("PL8567346215 PL5260001246")]
    [InlineData("PT501964843 PT502757191")]
    [InlineData("RO18547290 RO11198699 RO99908")]
    [InlineData("SE123456789701 SE556188840401")]
    [InlineData("SI50223054 SI15012557")]
    [InlineData("SK2022749619 SK2020317068")]
    [InlineData("XI980780684 GB980780684 GB980780684001 GBGD001 GBHA500 GB100190874")]
    [InlineData("CHE107787577 CHE107787577MWST CHE100155212IVA")]
    [InlineData("NO995525828 NO995525828MVA NO974760673")]
    public void A_number_that_holds_is_read_however_it_is_written(string numbers)
    {
        foreach (var number in numbers.Split(' '))
        {
            Assert.Equal(number.Replace("GR", "EL", StringComparison.Ordinal), VatNumber.Read(number).Value.Text);
            var spaced = string.Join(" . ", number[..2].ToLowerInvariant(), number[2..6], number[6..].ToLowerInvariant());
            Assert.Equal(VatNumber.Read(number).Value, VatNumber.Read(spaced).Value);
        }
    }

    [Theory]
    [InlineData("ATU13585626")]
    [InlineData("BE0431150351")]
    [InlineData("BG175074751")]
    [InlineData("BG7552A10004")]
    [InlineData("CY10259033Z")]
    [InlineData("CY12000139V")]
    [InlineData("CZ25123890")]
    [InlineData("CZ1103492745")]
    [InlineData("CZ590312123")]
    [InlineData("DE136695978")]
    [InlineData("DK13585627")]
    [InlineData("EE100594103")]
    [InlineData("EL123456781")]
    [InlineData("ES54362315Z")]
    [InlineData("ESX2482300A")]
    [InlineData("ESJ99216583")]
    [InlineData("ESB64717839")]
    [InlineData("FI20774741")]
    [InlineData("FR84323140391")]
    [InlineData("FR41303265045")]
    [InlineData("FRK6399859412")]
    [InlineData("HR33392005962")]
    [InlineData("HU12892313")]
    [InlineData("IE6433435E")]
    [InlineData("IT00743110158")]
    [InlineData("LT100001919018")]
    [InlineData("LU15027443")]
    [InlineData("LV40003521601")]
    [InlineData("LV16137519997")]
    [InlineData("MT11679113")]
    [InlineData("NL123456789B90")]
    [InlineData("NL004495445B00")]
    [InlineData("PL8567346216")]
    [InlineData("PT501964842")]
    [InlineData("RO18547291")]
    [InlineData("SE123456789101")]
    [InlineData("SI50223055")]
    [InlineData("SK2022749618")]
    [InlineData("GB802311781")]
    [InlineData("XI000000000")]
    [InlineData("CHE107787578")]
    [InlineData("NO995525829")]
    public void A_number_with_a_wrong_check_digit_is_refused_in_words(string number)
    {
        var refused = VatNumber.Read(number).Refused!;
        Assert.Equal((RefusalKind.Invalid, "vat_number_invalid"), (refused.Kind, refused.Code));
        Assert.NotNull(refused.Facts!["errors"]!["vat_number"]);
        Assert.True(
            refused.Detail.Contains("check digits do not fit", StringComparison.Ordinal)
                || refused.Detail.Contains("is not a number of", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("DE12345678", "DE and 9 digits, such as DE136695976")]
    [InlineData("DE012345678", "DE and 9 digits")]
    [InlineData("ATU1234567", "ATU and 8 digits")]
    [InlineData("NL004495445C01", "NL, 9 digits, B and 2 digits")]
    [InlineData("SE1234567897", "SE and 12 digits")]
    [InlineData("GBGD500", "GB and 9 or 12 digits")]
    [InlineData("US123456789", "does not begin with the letters of a country")]
    [InlineData("136695976", "does not begin with the letters of a country")]
    [InlineData("", "does not begin with the letters of a country")]
    [InlineData("DE136695976 or so, and a longer story", "does not begin with the letters of a country")]
    [InlineData("DE13669597６", "DE and 9 digits")]
    public void A_number_of_another_form_is_told_the_form(string number, string said) =>
        Assert.Contains(said, VatNumber.Read(number).Refused!.Detail, StringComparison.Ordinal);

    [Fact]
    public void Every_state_of_the_Union_has_a_form_and_its_example_holds()
    {
        Assert.Equal(27, VatForms.Of.Values.Select(form => form.Country).Intersect(TaxRows.States).Count());
        Assert.All(
            VatForms.Of,
            form =>
            {
                Assert.StartsWith(form.Key, form.Value.Example, StringComparison.Ordinal);
                Assert.Equal(form.Value.Country, VatNumber.Read(form.Value.Example).Value.Country);
            }
        );
    }

    [Fact]
    public void A_digit_mistyped_is_noticed_in_nearly_every_place()
    {
        foreach (var (prefix, form) in VatForms.Of)
        {
            var (right, wrong) = (form.Example[2..], 0);
            var tried = 0;
            for (var i = 0; i < right.Length; i++)
            {
                for (var digit = '0'; digit <= '9' && char.IsAsciiDigit(right[i]); digit++)
                {
                    if (digit != right[i])
                    {
                        tried++;
                        wrong += VatNumber.Read(prefix + right[..i] + digit + right[(i + 1)..]).Refused is null ? 0 : 1;
                    }
                }
            }

            Assert.True(wrong * 10 >= tried * 8, $"{prefix}: {wrong} of {tried} mistyped digits were noticed.");
        }
    }
}
