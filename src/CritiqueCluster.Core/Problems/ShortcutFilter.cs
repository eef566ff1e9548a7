namespace CritiqueCluster.Core.Problems;

/// <summary>The filter of AutoMathCritique (arXiv 2411.16579) against refinements that guess an answer and drop the working.</summary>
public static class ShortcutFilter
{
    /// <summary>How many runs of digits a refinement may have lost.</summary>
    private const int Slack = 2;

    /// <summary>Whether the refinement has fewer runs of digits than the smaller of its two measures, less two.</summary>
    /// <param name="reference">A reference solution, or null.</param>
    /// <param name="original">The attempt that was refined.</param>
    /// <param name="refined">The refinement.</param>
    public static bool IsShortcut(string? reference, string original, string refined)
    {
        var runs = RunsOfDigits(original);
        if (reference is not null)
            runs = Math.Min(runs, RunsOfDigits(reference));
        return RunsOfDigits(refined) < runs - Slack;
    }

    /// <summary>How many maximal runs of the digits 0 to 9 a text has.</summary>
    public static int RunsOfDigits(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var runs = 0;
        for (var i = 0; i < text.Length; i++)
            if (char.IsAsciiDigit(text[i]) && (i == 0 || !char.IsAsciiDigit(text[i - 1])))
                runs++;
        return runs;
    }
}
