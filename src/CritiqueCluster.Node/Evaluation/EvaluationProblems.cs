using CritiqueCluster.Core;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Node.Evaluation;

/// <summary>Which problems a policy is measured on.</summary>
internal static class EvaluationProblems
{
    /// <summary>Problems of a split; of a file, all of them, unless it is asked for its validation split.</summary>
    /// <param name="source">Where they come from.</param>
    /// <param name="split">Held-out ones, or those to choose settings by.</param>
    /// <param name="count">As many as the user asked for; 0: not said.</param>
    /// <param name="usual">As many of a source that has any number.</param>
    public static IReadOnlyList<Problem> Take(IProblemSource source, ProblemSplit split, int count, int usual)
    {
        if (source is not IFileSource file)
            return source.Take(split, count > 0 ? count : usual);
        ProblemSplit[] parts = split == ProblemSplit.Validation ? [split] : Enum.GetValues<ProblemSplit>();
        var all = parts.SelectMany(part => file.Take(part, file.Count(part))).OrderBy(problem => problem.Id, StringComparer.Ordinal).ToList();
        if (all.Count == 0)
            throw new ConfigurationException($"{source.Name} has no problem {NameOf(split)}: a tenth of a file's problems are, drawn by their text. Use a larger file, or --set Evaluation.Split=HeldOut.");
        return count > 0 ? all[..Math.Min(count, all.Count)] : all;
    }

    /// <summary>What they are called after their number.</summary>
    public static string NameOf(ProblemSplit split) => split == ProblemSplit.Validation ? "of the validation split" : "held out";

    /// <summary>Says how many malformed lines were skipped, and why the first was.</summary>
    public static void TellSkipped(IProblemSource source, TextWriter notes)
    {
        if (source is IFileSource { Skipped: > 0 } file)
            notes.WriteLine($"{file.Skipped} malformed line(s) skipped; the first: {file.FirstSkipped}");
    }
}
