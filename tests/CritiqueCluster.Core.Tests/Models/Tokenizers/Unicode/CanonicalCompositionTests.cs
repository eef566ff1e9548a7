using CritiqueCluster.Core.Models.Tokenizers.Unicode;
using CsCheck;

namespace CritiqueCluster.Core.Tests.Models.Tokenizers.Unicode;

public sealed class CanonicalCompositionTests
{
    [Theory]
    [InlineData("e\u0301", "\u00e9")]
    [InlineData("a\u0307\u0323", "\u1ea1\u0307")] // marks in their order, then composed past one that does not block
    [InlineData("a\u0301\u0300", "\u00e1\u0300")] // blocked by a mark of the same class
    [InlineData("\u212b", "\u00c5")] // a singleton
    [InlineData("\u0958", "\u0915\u093c")] // excluded from composition
    [InlineData("\u1100\u1161\u11a8", "\uac01")] // Hangul
    [InlineData("\uac00\u11a8", "\uac01")]
    [InlineData("\uac01\u11a8", "\uac01\u11a8")]
    [InlineData("\U0001d15e", "\U0001d157\U0001d165")]
    [InlineData("\U00011099\U000110ba", "\U0001109a")] // beyond the basic plane
    [InlineData("\u0301a", "\u0301a")]
    [InlineData("plain, \u00e9", "plain, \u00e9")]
    public void Should_compose_as_unicode_says(string text, string expected) =>
        Assert.Equal(expected, CanonicalComposition.Normalize(text));

    [Fact]
    public void Should_change_nothing_the_second_time() =>
        Gen.OneOf(Gen.Char['\u0300', '\u0345'], Gen.Char['a', 'z'], Gen.Char['\u0900', '\u0dff'], Gen.Char['\u1e00', '\u1fff'])
            .Array[0, 12].Sample(chars =>
            {
                var once = CanonicalComposition.Normalize(new string(chars));
                return CanonicalComposition.Normalize(once) == once;
            });
}
