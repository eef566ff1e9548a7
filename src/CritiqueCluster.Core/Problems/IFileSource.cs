namespace CritiqueCluster.Core.Problems;

/// <summary>Problems that stand in a file, one a line.</summary>
public interface IFileSource : IProblemSource
{
    /// <summary>Malformed lines that were skipped.</summary>
    int Skipped { get; }

    /// <summary>Why the first of them was skipped; null if none was.</summary>
    string? FirstSkipped { get; }

    /// <summary>How many problems a split has.</summary>
    int Count(ProblemSplit split);
}
