using System.Text.RegularExpressions;
using CritiqueCluster.Core.Problems.Words.Answers;
using CritiqueCluster.Core.Problems.Words.Answers.Extraction;

namespace CritiqueCluster.Core.Problems.Words;

/// <summary>Writes a solution so that two with the same calculations, in order, and the same answer are written alike.</summary>
internal static partial class WordCanonical
{
    /// <summary>One calculation a line and the answer on the last; without any calculation, the words.</summary>
    public static string Of(IReadOnlyList<string> steps)
    {
        var text = CalculatorMarks.Remove(string.Join('\n', steps));
        var answer = AnswerExtraction.Extract(text) is { } found ? AnswerGrader.Normalise(found) : "";
        var calculations = Calculation().Matches(text.Replace("$", "", StringComparison.Ordinal)).Select(Canonical).ToList();
        return calculations.Count > 0
            ? string.Join('\n', [.. calculations, answer])
            : WhiteSpace().Replace(text, " ").ToUpperInvariant();
    }

    /// <summary>Numbers normalised; where all signs are + or all are *, the larger operands first.</summary>
    private static string Canonical(Match match)
    {
        var operands = match.Groups["operand"].Captures.Select(c => AnswerGrader.Normalise(c.Value)).ToList();
        var signs = match.Groups["sign"].Captures.Select(c => Sign(c.Value)).ToList();
        if (signs.Distinct().Count() == 1 && signs[0] is '+' or '*')
            operands = [.. operands.OrderByDescending(o => o.Length).ThenByDescending(o => o, StringComparer.Ordinal)];
        var calculation = operands[0] + string.Concat(signs.Zip(operands.Skip(1), (sign, operand) => $" {sign} {operand}"));
        return $"{calculation} = {AnswerGrader.Normalise(match.Groups["result"].Value)}";
    }

    private static char Sign(string written) => written[0] switch
    {
        'x' or 'X' or '×' => '*',
        '÷' => '/',
        var sign => sign,
    };

    [GeneratedRegex(@"(?<![0-9.])(?<operand>[0-9][0-9,]*(?:\.[0-9]+)?%?)(?:\s*(?<sign>[-+*/xX×÷])\s*(?<operand>[0-9][0-9,]*(?:\.[0-9]+)?%?))+\s*=\s*(?<result>-?[0-9][0-9,]*(?:\.[0-9]+)?)", RegexOptions.ExplicitCapture)]
    private static partial Regex Calculation();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
