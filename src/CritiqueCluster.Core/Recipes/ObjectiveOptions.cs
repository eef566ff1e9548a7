namespace CritiqueCluster.Core.Recipes;

/// <summary>Groups and clip range of the policy gradients: of Grpo, and of the others where they say nothing else.</summary>
public sealed record GrpoOptions
{
    /// <summary>Divide advantages by the standard deviation of the group's rewards (GRPO); false leaves that out (Dr. GRPO). CritiqueGrpo never does.</summary>
    public bool DivideByDeviation { get; init; } = true;

    /// <summary>How far below 1 a token's probability ratio counts.</summary>
    public double ClipLow { get; init; } = 0.2;

    /// <summary>How far above 1 a token's probability ratio counts; more than ClipLow leaves improbable tokens room to rise (DAPO).</summary>
    public double ClipHigh { get; init; } = 0.28;

    /// <summary>Continued refinements join the group of their problem; the good steps that they were given are not learned.</summary>
    public bool Refinements { get; init; }
}

/// <summary>Where Learner.Objective is DecoupledPpo.</summary>
public sealed record DecoupledPpoOptions
{
    /// <summary>
    /// A token that learning begins with more than this many times as probable as it was when it was sampled teaches nothing: its
    /// weight would drown the others.
    /// </summary>
    public double BehaviourCap { get; init; } = 5;
}

/// <summary>Where Learner.Objective is ClipCov.</summary>
public sealed record ClipCovOptions
{
    /// <summary>How many tokens of a batch are left out, as a share of them; at least one.</summary>
    public double Ratio { get; init; } = 2e-4;

    /// <summary>Only tokens whose covariance of log-probability and advantage is above this are left out.</summary>
    public double Low { get; init; } = 1;

    /// <summary>Only tokens whose covariance of log-probability and advantage is below this are left out.</summary>
    public double High { get; init; } = 5;
}

/// <summary>Where Learner.Objective is KlCov.</summary>
public sealed record KlCovOptions
{
    /// <summary>How many tokens of a batch are held, as a share of them, those of highest covariance first; at least one.</summary>
    public double Fraction { get; init; } = 2e-3;

    /// <summary>How much it costs such a token to move: this times the change of its log-probability.</summary>
    public double Beta { get; init; } = 1;
}

/// <summary>Where Learner.Objective is CritiqueGrpo.</summary>
public sealed record CritiqueGrpoOptions
{
    /// <summary>A refinement's token of probability p counts p / (p + Gamma): the smaller, the more is learned from improbable tokens alone.</summary>
    public double Gamma { get; init; } = 0.1;
}
