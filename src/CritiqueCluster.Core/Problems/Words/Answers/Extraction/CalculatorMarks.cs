using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Problems.Words.Answers.Extraction;

/// <summary>GSM8K's calculator marks: <c>48/2 = &lt;&lt;48/2=24&gt;&gt;24</c>.</summary>
internal static partial class CalculatorMarks
{
    /// <summary>The text without them.</summary>
    public static string Remove(string text) => Mark().Replace(text, "");

    [GeneratedRegex(@"<<[^<>]*>>")]
    private static partial Regex Mark();
}
