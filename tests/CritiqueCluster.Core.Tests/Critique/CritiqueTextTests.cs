using System.Text.Json;
using CritiqueCluster.Core.Critique;
using CsCheck;

namespace CritiqueCluster.Core.Tests.Critique;

public sealed class CritiqueTextTests
{
    private static readonly string[] LookAlikes =
        ["Step 1: x", "Correctness of the step: Wrong.", "Correctness of the final answer: Correct.", "  ", "Correct.", ". x", "  indented"];

    private static readonly Gen<string> Line = Gen.OneOf(
        Gen.String[Gen.Char[" -~"], 0, 30],
        Gen.Int[0, LookAlikes.Length - 1].Select(i => LookAlikes[i]));

    private static readonly Gen<string> Text = Line.Array[1, 3].Select(lines => string.Join('\n', lines).Trim());

    private static readonly Gen<SolutionCritique> Any = Gen.Select(
        Gen.Select(Text, Gen.Enum<Verdict>(), Text, (s, v, e) => new StepCritique(s, v, e)).Array[0, 4], Gen.Enum<Verdict>(), Text,
        (steps, answer, why) => new SolutionCritique(steps, answer, why));

    private static readonly string[] Attempt = ["50 - 25 = 25", "3 * 7 = 20", "20 + 25 = 45"];

    [Fact]
    public void Should_read_back_whatever_it_writes() => Any.Sample(critique =>
    {
        var read = CritiqueText.TryParse(CritiqueText.Format(critique), [.. critique.Steps.Select(s => s.Step)]);
        AssertSame(critique, read);
    }, iter: 3_000);

    [Fact]
    public void Should_never_throw_on_any_text() =>
        Gen.Select(Line.Array[0, 8], Any).Sample((lines, critique) =>
        {
            var text = string.Join('\n', lines) + CritiqueText.Format(critique);
            var read = CritiqueText.TryParse(text[..(text.Length * 2 / 3)], Attempt);
            return read is null || read.Steps.Count <= Attempt.Length;
        });

    [Fact]
    public void Should_write_the_published_form()
    {
        var critique = new SolutionCritique(
            [new(Attempt[0], Verdict.Correct, "3 7 25 left"), new(Attempt[1], Verdict.Wrong, "3 * 7 is 21")], Verdict.Wrong, "");
        Assert.Equal(
            "Step 1: 50 - 25 = 25\nCorrectness of the step: Correct. 3 7 25 left\n"
            + "Step 2: 3 * 7 = 20\nCorrectness of the step: Wrong. 3 * 7 is 21\nCorrectness of the final answer: Wrong.",
            CritiqueText.Format(critique));
    }

    [Fact]
    public void Should_forgive_how_it_is_written()
    {
        var read = CritiqueText.TryParse(
            "Let us see.\nSTEP 2: 3*7 = <<3*7=20>>20\r\ncorrectness of the step: incorrect, 3 * 7\nis 21\n\nCorrectness of the Final answer:  wrong", Attempt)!;
        Assert.Equal(1, read.FirstWrongStep);
        Assert.Equal(new StepCritique(Attempt[0], Verdict.Correct, ""), read.Steps[0]);
        Assert.Equal("3 * 7\nis 21", read.Steps[1].Explanation);
        Assert.Equal(Verdict.Wrong, read.Answer);
    }

    [Fact]
    public void Should_take_a_wrong_step_for_a_wrong_answer_where_the_text_breaks_off() =>
        Assert.Equal(Verdict.Wrong, CritiqueText.TryParse("Step 1: 50 - 25 = 25\nCorrectness of the step: Wrong. no", Attempt)!.Answer);

    [Theory]
    [InlineData("")]
    [InlineData("I like it.")]
    [InlineData("Step 1: 50 - 25 = 25\nCorrectness of the step: Correct. 3 7 25 left")]
    [InlineData("Step 1: 50 - 25 = 25\nCorrectness of the step: Maybe.\nCorrectness of the final answer: Wrong.")]
    [InlineData("Step 1: 50 - 25 = 25\nCorrectness of the final answer: Wrong.")]
    [InlineData("Step 1: 50 - 24 = 26\nCorrectness of the step: Correct.\nCorrectness of the final answer: Wrong.")]
    [InlineData("Correctness of the step: Correct.\nCorrectness of the final answer: Wrong.")]
    [InlineData("Step 1: 3 * 7 = 20\nCorrectness of the step: Correct.\nStep 2: 50 - 25 = 25\nCorrectness of the step: Correct.\nCorrectness of the final answer: Wrong.")]
    public void Should_not_read_what_is_no_critique_of_the_attempt(string text) =>
        Assert.Null(CritiqueText.TryParse(text, Attempt));

    [SkippableFact]
    public void Should_hold_the_published_critiques()
    {
        var rows = File.ReadLines(SharedData.File("critique/mathcritique_parsed.jsonl")).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(200, rows.Count);
        foreach (var row in rows)
        {
            var steps = row.GetProperty("steps").EnumerateArray().Select(s => new StepCritique(
                Of(s, "step"), VerdictOf(Of(s, "label")), Of(s, "explanation"))).ToList();
            var critique = new SolutionCritique(steps, VerdictOf(Of(row, "final_label")), Of(row, "final_explanation"));
            AssertSame(critique, CritiqueText.TryParse(CritiqueText.Format(critique), [.. steps.Select(s => s.Step)]));
        }
    }

    private static string Of(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static Verdict VerdictOf(string label) => label == "correct" ? Verdict.Correct : Verdict.Wrong;

    private static void AssertSame(SolutionCritique expected, SolutionCritique? read)
    {
        Assert.NotNull(read);
        Assert.Equal(expected.Steps, read.Steps);
        Assert.Equal((expected.Answer, expected.Explanation), (read.Answer, read.Explanation));
    }
}
