namespace CritiqueCluster.Core.Recipes;

/// <summary>What each iteration's learning starts from.</summary>
public enum LearnerStart
{
    /// <summary>The base model again (AutoMathCritique).</summary>
    Base,

    /// <summary>The last iteration's parameters and optimizer.</summary>
    Last,
}

/// <summary>What the learner makes small.</summary>
public enum LearnerObjective
{
    /// <summary>Supervised: the negative log-likelihood of right attempts.</summary>
    Likelihood,

    /// <summary>Policy gradient: attempts at one problem against each other, right ones up and wrong ones down.</summary>
    Grpo,

    /// <summary>Grpo for attempts that older parameters sampled: the clip range is around the parameters that learning begins with.</summary>
    DecoupledPpo,

    /// <summary>Grpo without a few of the tokens that take entropy away fastest.</summary>
    ClipCov,

    /// <summary>A policy gradient that holds the tokens which take entropy away fastest where they were, and clips none.</summary>
    KlCov,

    /// <summary>Grpo with a refinement in each group, learned as if it had been written without the critique.</summary>
    CritiqueGrpo,
}

/// <summary>Which attempts are learned from.</summary>
public enum LearnerFilter
{
    /// <summary>Right, not a shortcut, and the first of its canonical form.</summary>
    Accepted,

    /// <summary>Every right attempt, equal ones and shortcuts too.</summary>
    Correct,

    /// <summary>What plain self-training would have seen: right attempts sampled from the problem alone, the first of each canonical form.</summary>
    Sampled,

    /// <summary>Accepted refinements alone.</summary>
    Refined,

    /// <summary>Right and wrong ones: what a policy gradient needs, and nothing else can use.</summary>
    All,
}

/// <summary>The learner.</summary>
public sealed record LearnerOptions
{
    public LearnerStart Start { get; init; } = LearnerStart.Last;

    /// <summary>
    /// What is made small: <c>Likelihood</c> of right attempts, or a policy gradient: <c>Grpo</c>, <c>DecoupledPpo</c> for stale
    /// attempts, <c>ClipCov</c> or <c>KlCov</c> to keep entropy, <c>CritiqueGrpo</c> to learn from refinements, too.
    /// </summary>
    public LearnerObjective Objective { get; init; } = LearnerObjective.Likelihood;

    /// <summary>
    /// Which attempts are learned from: <c>Accepted</c> (right, no shortcut, no duplicate), every <c>Correct</c> one, those
    /// <c>Sampled</c> without critique, <c>Refined</c> ones alone, or <c>All</c>, wrong ones too, which a policy gradient needs.
    /// </summary>
    public LearnerFilter Filter { get; init; } = LearnerFilter.Accepted;

    public GrpoOptions Grpo { get; init; } = new();
    public DecoupledPpoOptions DecoupledPpo { get; init; } = new();
    public ClipCovOptions ClipCov { get; init; } = new();
    public KlCovOptions KlCov { get; init; } = new();
    public CritiqueGrpoOptions CritiqueGrpo { get; init; } = new();

    /// <summary>With a policy gradient: how much the mean entropy of learned tokens counts against the loss; 0 is off.</summary>
    public double EntropyBonus { get; init; }

    /// <summary>
    /// With a policy gradient: of a wrong attempt whose critique names the first wrong step, the steps before it carry no blame.
    /// </summary>
    public bool StepAdvantages { get; init; }

    /// <summary>Trajectories from all iterations so far, or only from this one. A policy gradient always learns from this one alone.</summary>
    public bool Accumulate { get; init; } = true;

    /// <summary>
    /// At most this many trajectories per problem, distinct ones (unless Filter is <c>Correct</c>), refinements of hard problems
    /// first. 0: all. A policy gradient takes all.
    /// </summary>
    public int MaxPerProblem { get; init; } = 8;

    /// <summary>Examples of the original supervised data mixed in, as a multiple of the accepted trajectories; none with a policy gradient.</summary>
    public double SupervisedMix { get; init; } = 1;

    /// <summary>Passes over the data.</summary>
    public int Epochs { get; init; } = 2;

    /// <summary>Sequences per optimizer step.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Padded tokens per forward pass at most; a batch is accumulated over as many passes as it takes.</summary>
    public int TokensPerPass { get; init; } = 4096;

    /// <summary>Peak learning rate; cosine to a tenth of it.</summary>
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>Steps of linear warm-up, as a share of all steps.</summary>
    public double WarmUp { get; init; } = 0.05;

    /// <summary>Decoupled weight decay of matrices (AdamW).</summary>
    public double WeightDecay { get; init; } = 0.01;

    public double Beta1 { get; init; } = 0.9;
    public double Beta2 { get; init; } = 0.95;

    /// <summary>Largest global gradient norm.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>Checkpoints kept.</summary>
    public int KeepCheckpoints { get; init; } = 3;
}
