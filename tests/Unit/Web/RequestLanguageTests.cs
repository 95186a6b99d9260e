// Which language a request asks for.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Unit.Web;

public class RequestLanguageTests
{
    [Theory]
    [InlineData("de", "de")]
    [InlineData("de-AT,de;q=0.9,en;q=0.8", "de")]
    [InlineData("DE-latn-de-1996", "de")]
    [InlineData("en-US,en;q=0.9", "en")]
    [InlineData("fr, de;q=0.3, en;q=0.7", "en")]
    [InlineData("fr", null)]
    [InlineData("*", null)]
    [InlineData("de;q=0, en;q=0.1", "en")]
    [InlineData("de;q=0", null)]
    [InlineData("", null)]
    [InlineData("den", null)]
    [InlineData(",,;;q=x", null)]
    [InlineData("de;q=0.5, en;q=0.5", "de")]
    public void The_best_of_the_offered_ones(string header, string? language) => Assert.Equal(language, RequestLanguage.Of([header]));

    [Fact]
    public void Nothing_said_is_the_shops_and_a_list_has_an_end()
    {
        Assert.Null(RequestLanguage.Of([]));
        Assert.Null(RequestLanguage.Of([null]));
        Assert.Equal("de", RequestLanguage.Of(["fr", "de"]));
        Assert.Null(RequestLanguage.Of([string.Join(',', Enumerable.Repeat("fr", Languages.RangesMax)) + ",de"]));
        Assert.All(Languages.Offered, code => Assert.Equal(code, Languages.Match(code)));
    }
}
