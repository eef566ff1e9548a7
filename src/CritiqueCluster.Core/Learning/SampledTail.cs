namespace CritiqueCluster.Core.Learning;

/// <summary>A tail that the policy sampled itself. Fields are added at the end, with defaults.</summary>
/// <param name="LogProbabilities">Natural-log probability of each learned token when it was sampled.</param>
/// <param name="Advantage">How much better than its group the attempt was.</param>
/// <param name="Blameless">Leading learned tokens whose advantage is 0, since the blame falls on a step after them.</param>
/// <param name="Guided">It was written in the light of a critique, and is learned as if without it.</param>
/// <param name="Proximal">Natural-log probability of each learned token as the task began; null where nobody listened.</param>
/// <param name="Marked">Which learned tokens the batch as a whole has marked; null where none is.</param>
public sealed record SampledTail(
    float[] LogProbabilities, double Advantage, int Blameless = 0, bool Guided = false, float[]? Proximal = null, bool[]? Marked = null)
{
    /// <summary>The advantage of a learned token.</summary>
    public double AdvantageOf(int token) => token < Blameless ? 0 : Advantage;
}
