// Addresses in words: a table of names, and that what comes out stays what it is.
using Cartwright.Catalog;

namespace Cartwright.Unit.Catalog;

public class SlugTests
{
    [Theory]
    [InlineData("Wireless Mouse", "wireless-mouse")]
    [InlineData("  Große Öfen & Küchen-Tücher  ", "grosse-oefen-kuechen-tuecher")]
    [InlineData("ÄÖÜ ẞ", "aeoeue-ss")]
    [InlineData("Crème brûlée, 3 für 2!", "creme-brulee-3-fuer-2")]
    [InlineData("Men's T-Shirt (XL)", "mens-t-shirt-xl")]
    [InlineData("Smørrebrød på Åland", "smoerrebroed-paa-aaland")]
    [InlineData("Łódź Þórr Đà Nẵng", "lodz-thorr-da-nang")]
    [InlineData("İstanbul ılık Noël", "istanbul-ilik-noel")]
    [InlineData("ﬁne Ｗｉｄｅ ガラス", "fine-wide-ガラス")]
    [InlineData("Cafe\u0301 Mu\u0308sli \u0041\u030asa", "cafe-muesli-aasa")]
    [InlineData("日本茶 セット", "日本茶-セット")]
    [InlineData("قهوة عربية", "قهوة-عربية")]
    [InlineData("कॉफ़ी मग", "कॉफ़ी-मग")]
    [InlineData("Чайник Электрический", "чайник-электрический")]
    [InlineData("한국 차", "한국-차")]
    [InlineData("café", "cafe")]
    [InlineData("a/b\\c?d=e&f#g%20", "a-b-c-d-e-f-g-20")]
    [InlineData("../../etc/passwd", "etc-passwd")]
    [InlineData("☕️ 🎁", "")]
    [InlineData("---", "")]
    [InlineData("", "")]
    public void A_name_becomes_a_slug_that_stays_as_it_is(string name, string slug)
    {
        Assert.Equal(slug, Slugs.Of(name));
        Assert.Equal(slug.Length > 0, Slugs.IsSlug(Slugs.Of(name)));
    }

    [Fact]
    public void A_long_name_is_cut_between_characters_and_a_mark_still_fits()
    {
        var slug = Slugs.Of(string.Concat(Enumerable.Repeat("𠮷野家 ", 60)));
        Assert.InRange(slug.Length, Slugs.CharsMax - 3, Slugs.CharsMax);
        Assert.True(Slugs.IsSlug(slug));
        var marked = Slugs.Marked(slug, "p1", "product");
        Assert.True(marked.Length <= Slugs.CharsMax && Slugs.IsSlug(marked), marked);
        Assert.NotEqual(marked, Slugs.Marked(slug, "p2", "product"));
        var all = Enumerable.Range(0, Slugs.Marks).Select(taken => Slugs.Marked(slug, "p1", "product", taken)).ToList();
        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.All(all, one => Assert.True(one.Length <= Slugs.CharsMax && Slugs.IsSlug(one), one));
        Assert.StartsWith("product-", Slugs.Marked(string.Empty, "p1", "product"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mouse")]
    [InlineData("mouse--pad")]
    [InlineData("-mouse")]
    [InlineData("mouse ")]
    [InlineData("a/b")]
    [InlineData("tür")]
    [InlineData("\ud800")]
    public void What_is_no_slug_is_none(string text) => Assert.False(Slugs.IsSlug(text));
}
