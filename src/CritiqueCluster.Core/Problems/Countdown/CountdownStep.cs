using System.Globalization;
using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Problems.Countdown;

/// <summary>One step as it was written, true or not: <c>50 - 25 = 25</c>.</summary>
/// <param name="Left">The first operand.</param>
/// <param name="Operator">One of <c>+ - * /</c>.</param>
/// <param name="Right">The second operand.</param>
/// <param name="Result">What the step says comes out.</param>
public sealed partial record CountdownStep(long Left, char Operator, long Right, long Result)
{
    /// <summary>Reads a step; null if the text is none.</summary>
    public static CountdownStep? TryParse(string text)
    {
        var match = Form().Match(text);
        return match.Success
            ? new CountdownStep(Number(match, "left"), match.Groups["op"].Value[0], Number(match, "right"), Number(match, "result"))
            : null;
    }

    /// <summary>What really comes out; null where a division is not whole.</summary>
    public long? Value => Operator switch
    {
        '+' => Left + Right,
        '-' => Left - Right,
        '*' => Left * Right,
        _ => Right != 0 && Left % Right == 0 ? Left / Right : null,
    };

    /// <summary>The operation without its result.</summary>
    public string Operation => string.Create(CultureInfo.InvariantCulture, $"{Left} {Operator} {Right}");

    /// <summary>The same step with the larger operand first where order does not matter.</summary>
    public CountdownStep Canonical => Operator is '+' or '*' && Left < Right ? this with { Left = Right, Right = Left } : this;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Operation} = {Result}");

    private static long Number(Match match, string group) => long.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*(?<left>[0-9]{1,9})\s*(?<op>[-+*/])\s*(?<right>[0-9]{1,9})\s*=\s*(?<result>-?[0-9]{1,9})\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
