using CritiqueCluster.Core.Problems.Words.Answers;

namespace CritiqueCluster.Core.Tests.Problems.Words;

/// <summary>The grader against labelled pairs: none may be graded wrongly, in either direction.</summary>
public sealed class LabelledPairsTests
{
    [Theory]
    [InlineData("exactness")]
    [InlineData("forms")]
    [InlineData("algebra")]
    [InlineData("complex")]
    [InlineData("matrices")]
    [InlineData("bases")]
    [InlineData("sets")]
    [InlineData("numbers")]
    [InlineData("units")]
    [InlineData("rounding")]
    [InlineData("text")]
    [InlineData("mixed")]
    [InlineData("nearmisses")]
    public void Should_grade_answers_as_labelled(string kind) => Verify(LabelledPairs.Of(kind));

    [Theory]
    [InlineData("exactness")]
    [InlineData("sets")]
    [InlineData("numbers")]
    [InlineData("text")]
    [InlineData("mixed")]
    [InlineData("nearmisses")]
    public void Should_find_bare_answers_when_it_expects_a_solution(string kind) => VerifySolutions(LabelledPairs.Of(kind));

    [Theory]
    [InlineData("extraction")]
    [InlineData("solutions")]
    public void Should_grade_solutions_as_labelled(string kind) => VerifySolutions(LabelledPairs.Of(kind));

    [SkippableTheory]
    [InlineData("equivalence/hendrycks_math_equivalence.jsonl")]
    [InlineData("equivalence/nemo_math_equal.jsonl")]
    [InlineData("cases/pairs_01_large_powers_and_forms.jsonl")]
    [InlineData("cases/pairs_03_bases_and_order.jsonl")]
    [InlineData("cases/pairs_04_euler_number.jsonl")]
    [InlineData("cases/pairs_05_units_in_text.jsonl")]
    [InlineData("cases/pairs_07_signs_and_unicode.jsonl")]
    [InlineData("cases/pairs_09_rounded_and_sec.jsonl")]
    [InlineData("cases/pairs_10_percent_word.jsonl")]
    [InlineData("cases/pairs_11_equation_forms.jsonl")]
    public void Should_grade_published_pairs_as_labelled(string file) => Verify(LabelledPairs.Shared(file));

    [SkippableFact]
    public void Should_grade_published_solutions_as_labelled() => VerifySolutions(LabelledPairs.Shared("cases/solutions_extraction.jsonl"));

    private static void Verify(IReadOnlyList<LabelledPair> pairs) => Assert.All(pairs, p =>
    {
        Assert.Equal(p.Equal, AnswerGrader.Equal(p.Gold, p.Prediction));
        Assert.Equal(p.Equal, AnswerGrader.Equal(p.Prediction, p.Gold));
    });

    private static void VerifySolutions(IReadOnlyList<LabelledPair> pairs) =>
        Assert.All(pairs, p => Assert.Equal(p.Equal, p.Prediction is not null && AnswerGrader.GradeSolution(p.Gold!, p.Prediction).Equal));
}
