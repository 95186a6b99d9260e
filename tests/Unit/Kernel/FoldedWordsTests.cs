// Words folded outside the index are the words that the index has.
using Cartwright.Kernel;

namespace Cartwright.Unit.Kernel;

public class FoldedWordsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("Running runs RUN", "run")]
    [InlineData("Café CAFÉ cafe", "cafe")]
    [InlineData("Mugs, of 350 ml!", "350 ml mug of")]
    [InlineData("日本 Ünïcode", "unicod 日本")]
    public void Words_are_in_lower_case_without_marks_and_endings_each_once(string text, string words)
    {
        using var folded = new FoldedWords();
        Assert.Equal(words, string.Join(' ', folded.Of(text)));
        Assert.Equal(["next"], folded.Of("next"));
    }
}
