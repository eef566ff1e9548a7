using System.Text.Json;
using CritiqueCluster.Core.Problems.Words.Answers;
using CritiqueCluster.Core.Problems.Words.Answers.Extraction;
using CsCheck;

namespace CritiqueCluster.Core.Tests.Problems.Words;

/// <summary>The grader ends, throws nothing, and is symmetric and reflexive, whatever it is given.</summary>
public sealed class HostileAnswersTests
{
    private static readonly string[] Pieces =
    [
        "\\frac", "\\sqrt", "\\left(", "\\right)", "\\text{", "\\boxed{", "\\begin{pmatrix}", "\\end{pmatrix}", "\\{", "\\}", "\\cup", "\\pm", "\\infty", "\\pi",
        "\\sin", "\\log_", "\\binom", "\\overline{", "\\le", "\\in", "\\mathbb{R}", "\\\\", "\\,", "\\%", "{", "}", "(", ")", "[", "]", "|", "^", "_", "!", "&", "$", "=", "<", ">",
        "≤", "+", "-", "*", "/", ",", ";", ":", ".", " ", "0", "1", "2", "9", "17", "3.5", "1e5", "x", "y", "e", "i", "n", "m", "cm", "and", "or", "apples", "½", "−", "²", "°", "%", "'", "\n",
    ];

    private static readonly Gen<string> Latex = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).List[0, 25].Select(string.Concat);

    [Fact]
    public void Should_survive_every_hostile_input()
    {
        foreach (var input in LabelledPairs.Lines("hostile.txt").Select(l => JsonSerializer.Deserialize<string>(l)!))
        {
            AnswerGrader.Equal(input, "1");
            AnswerGrader.Equal(input, input + " + 1");
            AnswerExtraction.Extract(input);
            AnswerGrader.IsUnreadable(input);
            var grade = AnswerGrader.Grade(input, input);
            Assert.True(grade.Equal || string.IsNullOrWhiteSpace(grade.GoldForm), $"{input} does not equal itself");
        }
    }

    [Fact]
    public void Should_survive_random_latex() => Latex.Sample(text =>
    {
        AnswerGrader.GradeSolution(text, text);
        AnswerGrader.Normalise(text);
        var grade = AnswerGrader.Grade(text, text);
        return grade.Equal || string.IsNullOrWhiteSpace(grade.GoldForm);
    }, iter: 20_000);

    [Fact]
    public void Should_be_symmetric() => Gen.Select(Latex, Latex).Sample((a, b) => AnswerGrader.Equal(a, b) == AnswerGrader.Equal(b, a), iter: 10_000);

    [Fact]
    public void Should_survive_any_characters() =>
        Gen.Select(Gen.String, Gen.String).Sample((a, b) => AnswerGrader.Equal(a, b) == AnswerGrader.Equal(b, a), iter: 5_000);
}
