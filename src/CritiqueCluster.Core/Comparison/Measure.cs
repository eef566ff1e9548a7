using System.Globalization;
using CritiqueCluster.Core.Diversity;

namespace CritiqueCluster.Core.Comparison;

/// <summary>Something that arms are compared by.</summary>
/// <param name="Name">In files: <c>passAt.32</c>.</param>
/// <param name="Title">In words.</param>
/// <param name="IsShare">Whether it is a share, told in percent and points.</param>
/// <param name="Of">Its value in a row of a run's report; null where it was not measured.</param>
public sealed record Measure(string Name, string Title, bool IsShare, Func<IterationReport, double?> Of)
{
    /// <summary>The bin that problems are in which the base never solved.</summary>
    private const int Hardest = 0;

    /// <summary>The measures of a comparison, in the order in which they are told.</summary>
    /// <param name="passAt">The k of pass@k.</param>
    public static IReadOnlyList<Measure> All(IReadOnlyList<int> passAt)
    {
        ArgumentNullException.ThrowIfNull(passAt);
        return
        [
            .. passAt.Select(PassAt),
            .. passAt.Select(k => HardPassAt(k)),
            HardCoverage,
            new("distinctPerProblem", "distinct correct solutions per problem", false, row => row.DistinctPerProblem),
            new("tokenEntropy", "token entropy in nats", false, row => row.TokenEntropy),
            new("answerEntropy", "answer entropy in nats", false, row => row.Evaluation?.AnswerEntropy),
            new("advantageCovariance", "covariance of log-probability and advantage", false, row => row.Exploration?.AdvantageCovariance),
            new("tailIndex", "tail-narrowing index", false, row => row.TailIndex),
        ];
    }

    /// <summary>pass@k on all held-out problems.</summary>
    public static Measure PassAt(int k) => new(Text($"passAt.{k}"), Text($"pass@{k}"), true, row => At(row.PassAt, k));

    /// <summary>pass@k on the held-out problems that the base's evaluation never solved.</summary>
    public static Measure HardPassAt(int k) => new(Text($"hardPassAt.{k}"), Text($"pass@{k} of the hard bin"), true, row => PassAtOfBin(row, Hardest, k));

    /// <summary>Share of the training problems which the base's first attempts never solved that have an accepted trajectory.</summary>
    public static Measure HardCoverage { get; } = new("hardCoverage", "coverage of the hard bin", true, row => CoverageOfBin(row, Hardest));

    /// <summary>pass@k on the held-out problems of a bin.</summary>
    internal static double? PassAtOfBin(IterationReport row, int bin, int k) => row.HeldOutByBin.Count > bin ? At(row.HeldOutByBin[bin].PassAt, k) : null;

    /// <summary>Share of a bin's training problems with an accepted trajectory in the exploration that the row was learned from.</summary>
    internal static double? CoverageOfBin(IterationReport row, int bin) => row.Tail.Count > bin ? row.Tail[bin].Covered : null;

    private static double? At(IReadOnlyDictionary<int, double> values, int k) => values.TryGetValue(k, out var value) ? value : null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
