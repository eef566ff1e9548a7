using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Pretraining;

/// <summary>How the embedded base policy and critic are made from nothing.</summary>
public sealed record PretrainingOptions
{
    /// <summary>Everything random derives from it.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Threads of libtorch: the same number gives the same hashes.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>A policy made before, to make only the critic from; null: make the policy too.</summary>
    public string? Policy { get; init; }

    /// <summary>Optimizer steps of the policy.</summary>
    public int PolicySteps { get; init; } = 10_000;

    /// <summary>Share of the policy's examples that show a refinement after a critique.</summary>
    public double RewriteShare { get; init; } = 0.15;

    /// <summary>
    /// Optimizer steps in which the critic first learns what can be reached from which numbers (<see cref="VerdictLessons"/>); it goes on with
    /// that, and with verdicts alone, beside its critiques. 0: it learns critiques and nothing else, as the embedded critic did.
    /// </summary>
    public int ReachSteps { get; init; }

    /// <summary>Optimizer steps of the critic, which starts as a copy of the policy.</summary>
    public int CriticSteps { get; init; } = 3000;

    /// <summary>Problems that attempts are sampled from, two each, to be criticised.</summary>
    public int CriticProblems { get; init; } = 12_000;

    /// <summary>Sampling temperature of those attempts: high, so that they are flawed in the model's own ways.</summary>
    public double AttemptTemperature { get; init; } = 1;

    /// <summary>Refinements sampled per critique; a critique of which none succeeds is left out. 0 keeps every critique.</summary>
    public int Refinements { get; init; } = 2;

    public CountdownOptions Countdown { get; init; } = new();

    public LearnerOptions Learner { get; init; } = new() { LearningRate = 2e-3, BatchSize = 64, WarmUp = 0.03 };

    public int HiddenSize { get; init; } = 128;
    public int IntermediateSize { get; init; } = 384;
    public int Layers { get; init; } = 4;
    public int Heads { get; init; } = 4;
    public int KeyValueHeads { get; init; } = 1;
    public int MaxPositions { get; init; } = 256;
}
