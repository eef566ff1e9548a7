namespace CritiqueCluster.Core.Diversity;

/// <summary>pass@k of a group of problems.</summary>
/// <param name="Name">The level (<c>4 numbers</c>) or the difficulty bin.</param>
/// <param name="Problems">Problems in the group.</param>
/// <param name="PassAt">pass@k by k.</param>
public sealed record GroupPassAt(string Name, int Problems, IReadOnlyDictionary<int, double> PassAt);

/// <summary>How one policy does on a fixed set of problems. Diversity is measured on correct samples.</summary>
/// <param name="Problems">Problems measured on.</param>
/// <param name="Samples">Samples per problem (the fewest, should some be missing).</param>
/// <param name="PassAt">pass@k for the wanted k that the samples allow.</param>
/// <param name="PassAtInterval">Their 95 % bootstrap intervals over problems.</param>
/// <param name="PassCurve">pass@k for powers of two as well.</param>
/// <param name="DistinctPerProblem">Different canonical correct solutions per problem; unsolved problems count 0.</param>
/// <param name="DistinctShare">The same as a share of correct samples; null if there are none.</param>
/// <param name="TokenEntropy">Mean entropy in nats over sampled tokens.</param>
/// <param name="AnswerEntropy">Mean entropy in nats of a problem's final answers; null where answers could not be read again.</param>
/// <param name="VendiScore">Mean effective number of correct solutions per solved problem (at most 16 are compared).</param>
/// <param name="SelfBleu">Mean self-BLEU of problems with two or more correct samples; length-biased.</param>
/// <param name="DistinctBigrams">Mean distinct-2 of solved problems; length-biased.</param>
/// <param name="GeneratedTokens">Sampled tokens.</param>
/// <param name="ByLevel">pass@k per level of the problems.</param>
public sealed record EvaluationSummary(
    int Problems, int Samples,
    IReadOnlyDictionary<int, double> PassAt, IReadOnlyDictionary<int, Interval> PassAtInterval,
    IReadOnlyDictionary<int, double> PassCurve,
    double DistinctPerProblem, double? DistinctShare, double TokenEntropy, double? AnswerEntropy,
    double? VendiScore, double? SelfBleu, double? DistinctBigrams, long GeneratedTokens,
    IReadOnlyList<GroupPassAt> ByLevel);
