using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CritiqueCluster.Core.Models.Tokenizers;

namespace CritiqueCluster.Core.Critique;

/// <summary>
/// The text that critics write (AutoMathCritique's format, arXiv 2411.16579): per step its sentence, a verdict and an
/// explanation; then the verdict on the final answer.
/// <code>
/// Step 1: 50 - 25 = 25
/// Correctness of the step: Correct. 3 7 25 left
/// Correctness of the final answer: Correct. 82 reached
/// </code>
/// Lines after the first of a sentence or an explanation are indented by two spaces, so that no text can look like a heading.
/// </summary>
public static partial class CritiqueText
{
    private const string Indent = "  ", StepVerdict = "Correctness of the step:", AnswerVerdict = "Correctness of the final answer:";

    /// <summary>Writes a critique. White space around sentences and explanations is dropped.</summary>
    public static string Format(SolutionCritique critique)
    {
        ArgumentNullException.ThrowIfNull(critique);
        var text = new StringBuilder();
        for (var i = 0; i < critique.Steps.Count; i++)
        {
            text.Append(StepLine(i, critique.Steps[i].Step)).Append('\n');
            text.Append(VerdictLine(critique.Steps[i].Verdict, critique.Steps[i].Explanation)).Append('\n');
        }
        return text.Append(AnswerLine(critique.Answer, critique.Explanation)).ToString();
    }

    /// <summary>The line that names a step.</summary>
    /// <param name="index">The step's index from 0; the text counts from 1.</param>
    /// <param name="step">Its sentence.</param>
    public static string StepLine(int index, string step) =>
        string.Create(CultureInfo.InvariantCulture, $"Step {index + 1}: {Indented(step)}").TrimEnd();

    /// <summary>The line with the verdict on a step.</summary>
    public static string VerdictLine(Verdict verdict, string explanation) => $"{StepVerdict} {verdict}. {Indented(explanation)}".TrimEnd();

    /// <summary>The line with the verdict on the final answer.</summary>
    public static string AnswerLine(Verdict verdict, string explanation) => $"{AnswerVerdict} {verdict}. {Indented(explanation)}".TrimEnd();

    /// <summary>
    /// A critique as a form: what stands before each verdict, that on the final answer last. Whoever fills it in writes a verdict and an
    /// explanation after each, and ends with the first wrong step.
    /// </summary>
    /// <param name="attemptSteps">The steps that are judged.</param>
    public static IReadOnlyList<string> Form(IReadOnlyList<string> attemptSteps)
    {
        ArgumentNullException.ThrowIfNull(attemptSteps);
        return [.. attemptSteps.Select((step, i) => $"{StepLine(i, step)}\n{StepVerdict}"), AnswerVerdict];
    }

    /// <summary>Tokens that the longest verdict takes where a form asks for it.</summary>
    public static int LongestVerdict(ITokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return Enum.GetValues<Verdict>().Max(verdict => tokenizer.Encode($" {verdict}").Length);
    }

    /// <summary>The verdict that a line of a filled-in form begins with; null if it cannot be read.</summary>
    public static Verdict? ReadFilledIn(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return ReadVerdict(line.Trim())?.Item1;
    }

    /// <summary>
    /// Reads a critic's text. Case, white space, missing indentation and words such as "incorrect" are forgiven; steps that the
    /// critic passes over count as correct. Null if it is not a critique of this attempt: a step that is not in the attempt or
    /// out of order, a step without verdict, or no verdict on the answer while no step is wrong.
    /// </summary>
    public static SolutionCritique? TryParse(string text, IReadOnlyList<string> attemptSteps)
    {
        ArgumentNullException.ThrowIfNull(attemptSteps);
        var steps = new List<StepCritique>();
        string? open = null;
        foreach (var section in Sections(text))
        {
            switch (section.Heading)
            {
                case Heading.Step when open is null:
                    open = section.Body;
                    break;
                case Heading.StepVerdict when open is not null && ReadVerdict(section.Body) is var (verdict, why):
                    if (!AddStep(steps, attemptSteps, open, verdict, why))
                        return null;
                    open = null;
                    break;
                case Heading.AnswerVerdict when open is null && ReadVerdict(section.Body) is var (verdict, why):
                    return new SolutionCritique(steps, verdict, why);
                default:
                    return null;
            }
        }
        var wrong = open is null && steps.Any(s => s.Verdict == Verdict.Wrong);
        return wrong ? new SolutionCritique(steps, Verdict.Wrong, "") : null;
    }

    private enum Heading
    {
        Step,
        StepVerdict,
        AnswerVerdict,
    }

    /// <summary>Each heading with what stands under it, up to the next; text before the first heading is dropped.</summary>
    private static IEnumerable<(Heading Heading, string Body)> Sections(string text)
    {
        (Heading Heading, StringBuilder Body)? section = null;
        foreach (var line in Lines(text))
        {
            var match = HeadingForm().Match(line);
            if (!match.Success)
            {
                section?.Body.Append('\n').Append(line.StartsWith(Indent, StringComparison.Ordinal) ? line[Indent.Length..] : line);
                continue;
            }
            if (section is var (heading, body))
                yield return (heading, body.ToString().Trim());
            var kind = match.Groups["step"].Success ? Heading.StepVerdict
                : match.Groups["answer"].Success ? Heading.AnswerVerdict : Heading.Step;
            section = (kind, new StringBuilder(line[match.Length..]));
        }
        if (section is var (last, rest))
            yield return (last, rest.ToString().Trim());
    }

    private static (Verdict, string)? ReadVerdict(string body)
    {
        var match = VerdictForm().Match(body);
        if (!match.Success)
            return null;
        var verdict = match.Groups["correct"].Success ? Verdict.Correct : Verdict.Wrong;
        return (verdict, body[match.Length..].Trim());
    }

    private static bool AddStep(
        List<StepCritique> steps, IReadOnlyList<string> attemptSteps, string sentence, Verdict verdict, string why)
    {
        for (var i = steps.Count; i < attemptSteps.Count; i++)
        {
            if (Key(attemptSteps[i]) != Key(sentence))
                continue;
            while (steps.Count < i)
                steps.Add(new StepCritique(attemptSteps[steps.Count], Verdict.Correct, ""));
            steps.Add(new StepCritique(attemptSteps[i], verdict, why));
            return true;
        }
        return false;
    }

    /// <summary>What makes two sentences the same: all but white space and GSM8K's calculator marks.</summary>
    private static string Key(string step) => WhiteSpace().Replace(CalculatorMark().Replace(step, ""), "");

    private static string Indented(string text) => string.Join('\n' + Indent, Lines(text.Trim()));

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');

    [GeneratedRegex(@"^(?:Step [0-9]{1,4} ?:|(?<step>Correctness of the step ?:)|(?<answer>Correctness of the final answer ?:))", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex HeadingForm();

    [GeneratedRegex(@"^(?:(?<correct>correct|right)|incorrect|wrong)\b[.,:;]?", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex VerdictForm();

    [GeneratedRegex(@"<<[^<>]*>>")]
    private static partial Regex CalculatorMark();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
