using System.Text.RegularExpressions;
using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;
using CritiqueCluster.Core.Problems.Words.Answers.Comparing;
using CritiqueCluster.Core.Problems.Words.Answers.Extraction;
using CritiqueCluster.Core.Problems.Words.Answers.Forms;
using CritiqueCluster.Core.Problems.Words.Answers.Reading;

namespace CritiqueCluster.Core.Problems.Words.Answers;

/// <summary>
/// Decides whether two answers say the same: numbers however they are written, expressions, equations, sets, tuples, intervals,
/// inequalities, matrices, and text. Exact where that is possible, at high precision elsewhere; what cannot be decided counts as unequal.
/// Symmetric, unless rounding is allowed. Pure and thread-safe; its cost is bounded whatever the input.
/// </summary>
public static partial class AnswerGrader
{
    /// <summary>Operations at 256 bits that one comparison may take; a usual one takes a few dozen.</summary>
    private const long Operations = 20_000;

    /// <summary>Whether the prediction answers as the reference does. An absent or empty answer equals nothing.</summary>
    /// <param name="gold">The reference answer, LaTeX or plain.</param>
    /// <param name="prediction">The predicted answer, LaTeX or plain; a solution's answer is found by <see cref="AnswerExtraction"/>.</param>
    /// <param name="allowRounding">Whether a reference that is a decimal is met by what rounds to it.</param>
    public static bool Equal(string? gold, string? prediction, bool allowRounding = false) => Grade(gold, prediction, allowRounding).Equal;

    /// <summary>Compares two answers and says why.</summary>
    /// <inheritdoc cref="Equal(string?, string?, bool)"/>
    public static AnswerGrade Grade(string? gold, string? prediction, bool allowRounding = false)
    {
        if (string.IsNullOrWhiteSpace(gold) || string.IsNullOrWhiteSpace(prediction))
            return new AnswerGrade(false, "no answer", Understood(gold), Understood(prediction));
        var (expected, found) = (AnswerReader.Read(gold), AnswerReader.Read(prediction));
        var isSame = gold.AsSpan().Trim().SequenceEqual(prediction.AsSpan().Trim()) && FormText.Of(expected[0]).Length > 0;
        var comparer = new FormComparer(new WorkBudget(Operations));
        var rule = isSame ? "written alike" : Rule(comparer, expected, found) ?? (allowRounding ? Rounded(expected[0], found[0]) : null);
        var reason = rule ?? (comparer.IsUndecided ? "not decided within the bounds of a comparison" : Difference.Describe(expected[0], found[0]));
        return new AnswerGrade(rule is not null, reason, FormText.Of(expected[0]), FormText.Of(found[0]));
    }

    private static string? Understood(string? answer) => string.IsNullOrWhiteSpace(answer) ? null : FormText.Of(AnswerReader.Read(answer)[0]);

    /// <summary>Compares the answer that a solution gives with the reference.</summary>
    /// <param name="gold">The reference answer; if it is no answer alone, what <see cref="AnswerExtraction"/> finds in it.</param>
    /// <param name="solution">A whole solution, or a bare answer.</param>
    /// <param name="allowRounding">Whether a reference that is a decimal is met by what rounds to it.</param>
    public static AnswerGrade GradeSolution(string gold, string solution, bool allowRounding = false)
    {
        ArgumentNullException.ThrowIfNull(gold);
        ArgumentNullException.ThrowIfNull(solution);
        if (!CanRead(gold) && SameText(gold, solution))
            return Grade(gold, solution) with { Extracted = new ExtractedAnswer(solution.Trim(), "the whole text") };
        var extracted = AnswerExtraction.Find(solution);
        var reference = Marked(gold) ?? gold;
        var grade = Grade(reference, extracted?.Text, allowRounding);
        if (!grade.Equal && extracted is not null && Result(extracted.Text) is { } result && Grade(reference, result, allowRounding) is { Equal: true } named)
            grade = named;
        return grade with { Extracted = extracted };
    }

    /// <summary>Returns the value of a sum or product of variables, as in <c>m + n = 33</c>; null if the answer says something else.</summary>
    private static string? Result(string answer) =>
        AnswerReader.Read(answer)[0] is EquationForm equation && IsNamed(equation.Left) && !ExpressionEquality.HasVariable(equation.Right)
            ? FormText.Of(equation.Right)
            : null;

    private static bool IsNamed(Expression left) => left switch
    {
        VariableExpression => true,
        BinaryExpression { Operator: '+' or '*' } sum => IsNamed(sum.Left) && IsNamed(sum.Right),
        _ => false,
    };

    /// <summary>The answer that a reference marks, if it is a sentence and no answer alone.</summary>
    private static string? Marked(string gold) =>
        !CanRead(gold) && Mark().IsMatch(gold) && AnswerExtraction.Find(gold) is { } marked && CanRead(marked.Text) ? marked.Text : null;

    private static bool SameText(string gold, string solution) =>
        AnswerReader.Read(gold)[0] is TextForm { Text.Length: > 0 } words && AnswerReader.Read(solution)[0] == words;

    /// <summary>A form in which most equal answers are written alike: <c>1,250.00</c> becomes <c>1250</c>, <c>0.5</c> becomes <c>1/2</c>.</summary>
    public static string Normalise(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var form = AnswerReader.Read(answer)[0];
        return form is ValueForm value && ExactValue.Of(value.Value) is { } exact ? $"{exact}{(value.Percent ? "%" : "")}" : FormText.Of(form);
    }

    /// <summary>
    /// Whether a reference answer looks like mathematics and cannot be read as such: only an answer that is written alike would equal it.
    /// Words are read as words.
    /// </summary>
    public static bool IsUnreadable(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return !CanRead(reference) && (AnswerReader.Read(reference)[0] is TextForm { Text: var text })
            && (text.Length == 0 || text.Any(c => char.IsAsciiDigit(c) || "^_=+<>|&%".Contains(c, StringComparison.Ordinal)) || Command().IsMatch(reference));
    }

    private static bool CanRead(string answer) => AnswerReader.Read(answer)[0] is not TextForm;

    private static string? Rule(FormComparer comparer, IReadOnlyList<AnswerForm> expected, IReadOnlyList<AnswerForm> found)
    {
        foreach (var a in expected)
            foreach (var b in found)
                if (comparer.Compare(a, b) is { } rule)
                    return rule;
        return null;
    }

    /// <summary>The reference is a decimal, and the prediction rounds to it at its last place.</summary>
    private static string? Rounded(AnswerForm expected, AnswerForm found)
    {
        if (expected is not ValueForm { Value: NumberExpression { Digits: > 0 } reference } value || found is not ValueForm other || value.Percent != other.Percent)
            return null;
        var half = Rational.Of(1, 2) * Rational.Power(Rational.Whole(10), Rational.Whole(-reference.Places))!.Value;
        var equality = new ExpressionEquality(new WorkBudget(Operations));
        var low = equality.Order(new NumberExpression(reference.Value - half), other.Value);
        var high = equality.Order(other.Value, new NumberExpression(reference.Value + half));
        return low is <= 0 && high is <= 0 ? "rounded to the reference's last digit" : null;
    }

    [GeneratedRegex(@"\$[^$]+\$|\\boxed|####|answer", RegexOptions.IgnoreCase)]
    private static partial Regex Mark();

    /// <summary>A LaTeX command other than those for text.</summary>
    [GeneratedRegex(@"\\(?!text|mbox|mathrm|mathbf|mathit|textbf|textit|emph|operatorname|quad|left|right)[A-Za-z]")]
    private static partial Regex Command();
}
