namespace CritiqueCluster.Core.Problems;

/// <summary>Which part of its source a problem belongs to.</summary>
internal static class Splits
{
    /// <summary>
    /// Eight tenths train, one validation, one held out. A hash of the problem's content alone decides, so the parts cannot
    /// overlap, whatever the seed and the counts.
    /// </summary>
    public static ProblemSplit Of(string content) => (SplitMix64.Hash(content) % 10) switch
    {
        < 8 => ProblemSplit.Train,
        8 => ProblemSplit.Validation,
        _ => ProblemSplit.HeldOut,
    };
}
