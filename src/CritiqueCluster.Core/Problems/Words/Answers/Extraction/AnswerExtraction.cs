using System.Text.RegularExpressions;
using CritiqueCluster.Core.Problems.Words.Answers.Reading;

namespace CritiqueCluster.Core.Problems.Words.Answers.Extraction;

/// <summary>An answer that was found in a solution.</summary>
/// <param name="Text">The answer as it was written, minus signs and similar characters in ASCII.</param>
/// <param name="Source">Where it was found, in a few words.</param>
public sealed record ExtractedAnswer(string Text, string Source);

/// <summary>Finds the final answer in the text of a solution.</summary>
public static partial class AnswerExtraction
{
    /// <summary>Longer solutions are searched from their end, this many characters.</summary>
    private const int MostSearched = 20_000;

    /// <summary>The answer as <see cref="Find"/> finds it; null if there is none.</summary>
    public static string? Extract(string solution) => Find(solution)?.Text;

    /// <summary>
    /// Searches only inside of <c>&lt;answer&gt;</c> tags, if there are any. Returns what follows the last <c>####</c>; else what the last boxes
    /// hold; else what follows the last "the answer is"; else the whole text, if it is an answer and nothing more; else the last formula or number of the last sentence that has one. Thinking blocks and calculator
    /// marks are ignored. An empty mark or box answers nothing. Null if there is no answer.
    /// </summary>
    /// <param name="solution">A solution, or a bare answer.</param>
    public static ExtractedAnswer? Find(string solution)
    {
        ArgumentNullException.ThrowIfNull(solution);
        var text = Surroundings.BeforeContinuation(Surroundings.RemoveThinking(solution));
        if (text.Length > MostSearched)
            text = text[^MostSearched..];
        text = Formulas.OnOneLine(CalculatorMarks.Remove(Characters.Replace(text)));
        if (Tagged().Match(text) is { Success: true } tagged)
            text = tagged.Groups["inside"].Value;
        var (mark, hasMark) = FinalMark.Find(text);
        var box = BoxedFormula.Last(text);
        if (mark is not null)
            return new ExtractedAnswer(mark, "behind the last ####");
        if (box is not null)
            return new ExtractedAnswer(box, "in the last box");
        if (Announcement.Find(text, out var isDenied) is { } announced)
            return new ExtractedAnswer(announced, "behind \"answer\"");
        if (hasMark || isDenied || Boxes.Any(text))
            return null; // marked as the answer, but empty or broken off
        if (LeadingAnswer.Whole(text) is { } whole)
            return new ExtractedAnswer(whole, "the whole text");
        if (LeadingAnswer.Unread(text) is { } unread)
            return new ExtractedAnswer(unread, "the whole text");
        if (LastValue.Find(text) is { } value)
            return new ExtractedAnswer(value, "the last value of the solution");
        return LeadingAnswer.WholeText(text) is { } words ? new ExtractedAnswer(words, "the whole text") : null;
    }

    [GeneratedRegex(@"<answer>(?<inside>.*?)</answer>(?!.*<answer>)", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Tagged();

    /// <summary>Whether the text has a box, be it empty.</summary>
    public static bool HasBox(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Boxes.Any(text);
    }

    /// <summary>Returns the content of the last box that is not empty; null if there is none.</summary>
    public static string? LastBoxed(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Boxes.Last(text);
    }

}
