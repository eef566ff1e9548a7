namespace CritiqueCluster.Core.Recipes;

/// <summary>What the critic learns after the policy, from the same explorations.</summary>
public enum CriticTraining
{
    /// <summary>Nothing: every iteration has the base critic.</summary>
    Off,

    /// <summary>
    /// From those of its critiques that led to an accepted refinement (AutoMathCritique, step 6; arXiv 2411.16579), and from as many of
    /// right attempts, so that it goes on telling them apart.
    /// </summary>
    Helpful,

    /// <summary>
    /// First discrimination alone, then helpfulness with discrimination as the regulariser: rewarding helpfulness alone gives critics that
    /// discriminate badly (Critique-RL, arXiv 2510.24320).
    /// </summary>
    TwoStage,
}
