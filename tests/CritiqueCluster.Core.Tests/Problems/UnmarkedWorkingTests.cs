using CritiqueCluster.Core.Problems.Words;

namespace CritiqueCluster.Core.Tests.Problems;

public sealed class UnmarkedWorkingTests
{
    [Theory]
    [InlineData("12")]
    [InlineData("-3.5%")]
    [InlineData("$1,250.00")]
    [InlineData("\\frac{1}{2}")]
    [InlineData("\\text{east}")]
    [InlineData("Evelyn")]
    [InlineData("(B)")]
    [InlineData("\\text{(C)} 15")]
    [InlineData("9 (apples)")]
    [InlineData("5\\text{ hours and }20\\text{ minutes}")]
    [InlineData("12 square inches per hour")]
    [InlineData("x=2 \\text{ or } x=-3")]
    [InlineData("3, 5")]
    [InlineData("(-\\infty, -2) \\cup (2, \\infty)")]
    [InlineData("\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}")]
    [InlineData("\\begin{pmatrix} 1 & 2 \\\\\n 3 & 4 \\end{pmatrix}")]
    [InlineData("6:00\\text{ a.m.}")]
    [InlineData("June 20")]
    [InlineData("St. Louis")]
    [InlineData("the set of all real numbers")]
    [InlineData("There Will Be Blood")]
    [InlineData("12 leaves")]
    public void Should_take_a_bare_answer(string answer) => Assert.Null(UnmarkedWorking.Sign(answer));

    [Theory]
    [InlineData("2 and 2 make 4, so the answer is 4.", "answer is")]
    [InlineData("It rains, so the answer is yes.", "answer is")]
    [InlineData("Answer: 4", "Answer:")]
    [InlineData("She has 4 apples.", "'She'")]
    [InlineData("2+2 = <<2+2=4>>4", "<<")]
    [InlineData("First take 2.\nThen take 2 more.", "several lines")]
    [InlineData("Adding gives nothing. The rest follows.", "several sentences")]
    [InlineData("Natalia sold 48 clips in April and 24 clips in May, altogether 72 clips", "11 words")]
    [InlineData("the sum of all that she ever bought on the market on Monday and on Tuesday and on Friday and on Sunday", "22 words")]
    public void Should_say_what_shows_a_working(string working, string sign) =>
        Assert.Contains(sign, UnmarkedWorking.Sign(working), StringComparison.Ordinal);
}
