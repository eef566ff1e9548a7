using static TorchSharp.torch;

namespace CritiqueCluster.Core.Learning;

/// <summary>What a policy gradient knows of the learned tokens of a pass, each (N).</summary>
/// <param name="Now">log π, with gradient.</param>
/// <param name="Old">log π_old: as persisted.</param>
/// <param name="Advantages">A.</param>
internal sealed record PolicyTokens(Tensor Now, Tensor Old, Tensor Advantages)
{
    /// <summary>log π as the task began; null where nobody listened.</summary>
    public Tensor? Proximal { get; init; }

    /// <summary>Which tokens are from a refinement that is learned without its critique; null where none is.</summary>
    public Tensor? Guided { get; init; }

    /// <summary>Which tokens the batch as a whole has marked; null where none is.</summary>
    public Tensor? Marked { get; init; }

    /// <summary>Those of a pass.</summary>
    /// <exception cref="ArgumentException">An example was not sampled, or has not one log-probability per learned token.</exception>
    public static PolicyTokens Of(Tensor now, IReadOnlyList<TrainingExample> pass)
    {
        if (pass.FirstOrDefault(e => e.Sampled?.LogProbabilities.Length != e.Learned) is { } odd)
            throw new ArgumentException(
                $"an example has {odd.Learned} learned tokens and {odd.Sampled?.LogProbabilities.Length ?? 0} log-probabilities", nameof(pass));
        var device = now.device;
        return new PolicyTokens(now, Floats((e, t) => e.LogProbabilities[t]), Floats((e, t) => (float)e.AdvantageOf(t)))
        {
            Proximal = pass.All(e => e.Sampled!.Proximal is not null) ? Floats((e, t) => e.Proximal![t]) : null,
            Guided = pass.Any(e => e.Sampled!.Guided) ? Bools((e, _) => e.Guided) : null,
            Marked = pass.Any(e => e.Sampled!.Marked is not null) ? Bools((e, t) => e.Marked?[t] ?? false) : null,
        };

        IEnumerable<T> Each<T>(Func<SampledTail, int, T> of) =>
            pass.SelectMany(e => Enumerable.Range(0, e.Learned).Select(t => of(e.Sampled!, t)));

        Tensor Floats(Func<SampledTail, int, float> of) => tensor([.. Each(of)], device: device);

        Tensor Bools(Func<SampledTail, int, bool> of) => tensor([.. Each(of)], device: device);
    }
}
