using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Node.Evaluation;

/// <summary>Which problems a policy is measured on.</summary>
internal static class EvaluationProblems
{
    /// <summary>Held-out problems; of a file that is only for measuring, all of them.</summary>
    /// <param name="source">Where they come from.</param>
    /// <param name="count">As many as the user asked for; 0: not said.</param>
    /// <param name="usual">As many of a source that has any number.</param>
    public static IReadOnlyList<Problem> Take(IProblemSource source, int count, int usual)
    {
        if (source is not IFileSource file)
            return source.Take(ProblemSplit.HeldOut, count > 0 ? count : usual);
        var all = Enum.GetValues<ProblemSplit>().SelectMany(split => file.Take(split, file.Count(split))).OrderBy(problem => problem.Id, StringComparer.Ordinal).ToList();
        return count > 0 ? all[..Math.Min(count, all.Count)] : all;
    }

    /// <summary>Says how many malformed lines were skipped, and why the first was.</summary>
    public static void TellSkipped(IProblemSource source, TextWriter notes)
    {
        if (source is IFileSource { Skipped: > 0 } file)
            notes.WriteLine($"{file.Skipped} malformed line(s) skipped; the first: {file.FirstSkipped}");
    }
}
