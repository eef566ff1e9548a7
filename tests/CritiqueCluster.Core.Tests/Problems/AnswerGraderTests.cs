using System.Text.Json;
using CritiqueCluster.Core.Problems.Words.Answers;
using CritiqueCluster.Core.Problems.Words.Answers.Extraction;
using CsCheck;

namespace CritiqueCluster.Core.Tests.Problems;

public sealed class AnswerGraderTests
{
    [SkippableTheory]
    [InlineData("equivalence/hendrycks_math_equivalence.jsonl", 16)]
    [InlineData("equivalence/nemo_math_equal.jsonl", 30)]
    public void Should_agree_with_the_published_vectors(string file, int vectors)
    {
        var rows = File.ReadLines(SharedData.File(file)).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(vectors, rows.Count);
        Assert.All(rows, row =>
        {
            var (gold, prediction) = (row.GetProperty("gold").GetString(), row.GetProperty("prediction").GetString());
            var equal = row.GetProperty("equal").GetBoolean();
            Assert.Equal(equal, AnswerGrader.Equal(gold, prediction));
            if (row.TryGetProperty("symmetric", out var symmetric) && symmetric.GetBoolean())
                Assert.Equal(equal, AnswerGrader.Equal(prediction, gold));
        });
    }

    [Theory]
    [InlineData("1234", "1,234")]
    [InlineData("1234567.5", "$1,234,567.50")]
    [InlineData("1234", "1{,}234")]
    [InlineData("72", "72 clips")]
    [InlineData("60", "60 miles per hour")]
    [InlineData("60", "60 km/h")]
    [InlineData("5", "5cm")]
    [InlineData("5", "5 m^2")]
    [InlineData("90", "90^\\circ")]
    [InlineData("0.25", "25%")]
    [InlineData("25", "25\\%")]
    [InlineData("3.5", "3 1/2")]
    [InlineData("-3.5", "-3\\frac{1}{2}")]
    [InlineData("-7/2", "-3 1/2")]
    [InlineData("3/4", "\\boxed{\\frac{3}{4}}")]
    [InlineData("\\frac{1}{2}", "$\\dfrac 12$")]
    [InlineData("[0, 1)", "\\left[0,1\\right)")]
    [InlineData("x \\in [0,1)", "[0, 1)")]
    [InlineData("(-\\infty, 2]", "(-\\infty,\\frac{4}{2}]")]
    [InlineData("(-\\infty,0)\\cup(1,2)", "(1,2) \\cup (-\\infty, 0)")]
    [InlineData("\\{1, 2, 3\\}", "\\{3,1,2\\}")]
    [InlineData("(1, 2)", "( 1.0 , 4/2 )")]
    [InlineData("2, 3", "2 \\text{ and } 3")]
    [InlineData("2, 3", "2 or 3")]
    [InlineData("x = 5", "5")]
    [InlineData("5", "x=5")]
    [InlineData("2x + 4 = 0", "x + 2 = 0")]
    [InlineData("2\\sqrt{2}", "\\sqrt{8}")]
    [InlineData("\\sqrt[3]{8}", "2")]
    [InlineData("2\\pi", "\\pi*2")]
    [InlineData("\\sin^2", "\\sin^2")]
    [InlineData("\\frac{x+1}{2}", "(1+x)/2")]
    [InlineData("x_1 + x_2", "x_{2}+x_{1}")]
    [InlineData("2^{10}", "1024")]
    [InlineData("-x^2", "-(x^2)")]
    [InlineData("(A)", "A")]
    [InlineData("\\text{Monday}", "monday")]
    [InlineData("Evelyn", "\\text{Evelyn}")]
    [InlineData("12345678901234567890", "12345678901234567890.0")]
    public void Should_take_for_equal(string gold, string prediction)
    {
        Assert.True(AnswerGrader.Equal(gold, prediction));
        Assert.True(AnswerGrader.Equal(prediction, gold));
    }

    [Theory]
    [InlineData("12345678901234567890", "12345678901234567891")]
    [InlineData("1000000000", "1000000001")]
    [InlineData("0.1", "0.1000001")]
    [InlineData("1e-12", "2e-12")]
    [InlineData("0.0000000000001", "0.0000000000002")]
    [InlineData("2/3", "0.667")]
    [InlineData("[0, 1)", "(0, 1)")]
    [InlineData("[0, 1]", "[0, 1)")]
    [InlineData("(1, 2)", "(2, 1)")]
    [InlineData("\\{1, 2\\}", "\\{1, 2, 2\\}")]
    [InlineData("\\{1, 2\\}", "\\{1, 3\\}")]
    [InlineData("(1,2)", "1,2,3")]
    [InlineData("5x", "5")]
    [InlineData("-\\infty", "\\infty")]
    [InlineData("1/0", "2/0")]
    [InlineData("odd", "ddo")]
    [InlineData("x = 5", "6")]
    [InlineData("x + 2 = 0", "x + 3 = 0")]
    [InlineData("1", "")]
    [InlineData("", "")]
    [InlineData("1", "\\text{}")]
    [InlineData("10%", "100")]
    [InlineData("3", "-3")]
    [InlineData("\\begin{pmatrix}1&2\\end{pmatrix}", "\\begin{pmatrix}1\\\\2\\end{pmatrix}")]
    public void Should_tell_apart(string gold, string prediction)
    {
        Assert.False(AnswerGrader.Equal(gold, prediction));
        Assert.False(AnswerGrader.Equal(prediction, gold));
    }

    [Theory]
    [InlineData("1,250.00", "1250")]
    [InlineData("$0.50", "1/2")]
    [InlineData("25\\%", "25%")]
    [InlineData("\\frac{6}{4}", "3/2")]
    [InlineData("18 eggs", "18")]
    [InlineData("x + 1", "x + 1")]
    public void Should_normalise(string answer, string normal) => Assert.Equal(normal, AnswerGrader.Normalise(answer));

    [Theory]
    [InlineData("0.33", "1/3", true)]
    [InlineData("0.330", "1/3", false)]
    [InlineData("3.14", "\\pi", true)]
    [InlineData("-0.67", "-2/3", true)]
    [InlineData("1.5", "1.46", true)]
    [InlineData("1.5", "1.44", false)]
    [InlineData("1/3", "0.33", false)] // the reference is exact
    [InlineData("3", "3.2", false)]
    public void Should_round_to_the_reference_where_that_is_allowed(string gold, string prediction, bool equal)
    {
        Assert.Equal(equal, AnswerGrader.Equal(gold, prediction, allowRounding: true));
        Assert.False(AnswerGrader.Equal(gold, prediction));
    }

    [Theory]
    [InlineData("\\int_0^1 x dx", true)]
    [InlineData("2^^3", true)]
    [InlineData("\\frac{1}{2", true)]
    [InlineData("\\frac{1}{2}", false)]
    [InlineData("\\text{east}", false)]
    [InlineData("Evelyn", false)]
    [InlineData("no solution", false)]
    public void Should_know_references_that_look_like_mathematics_and_cannot_be_read(string reference, bool unreadable) =>
        Assert.Equal(unreadable, AnswerGrader.IsUnreadable(reference));

    [Fact]
    public void Should_equal_itself_in_any_dress() =>
        Gen.Select(Gen.Int[-99_999, 99_999], Gen.Int[1, 999]).Sample((a, b) =>
        {
            var plain = $"{a}/{b}";
            string[] dresses = [$"\\frac{{{a}}}{{{b}}}", $"\\boxed{{{a} / {b}}}", $"${a}/{b}$", $"{a}/{b} apples", $"{2L * a}/{2 * b}", $"x = {a}/{b}"];
            return dresses.All(d => AnswerGrader.Equal(plain, d)) && !AnswerGrader.Equal(plain, $"{a + 1}/{b}");
        }, iter: 500);

    [Fact]
    public void Should_not_fail_on_any_text() =>
        Gen.Select(Gen.String[Gen.Char["0123456789.,()[]{}\\+-*/^%=xyfracsqt &_$"], 0, 60], Gen.String).Sample((a, b) =>
        {
            AnswerGrader.Equal(a, b);
            AnswerGrader.Equal(a, a + " ");
            AnswerGrader.Normalise(a);
            AnswerExtraction.Extract(a + b);
        }, iter: 5_000);

    [Fact]
    public void Should_not_recurse_without_end() =>
        Assert.False(AnswerGrader.Equal(new string('(', 100_000), "1" + new string('-', 100_000)));
}
