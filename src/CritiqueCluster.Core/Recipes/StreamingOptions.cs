namespace CritiqueCluster.Core.Recipes;

/// <summary>How exploring and learning follow each other.</summary>
public enum RunMode
{
    /// <summary>In turns: all problems are explored with the same parameters, then learned from.</summary>
    Iterations,

    /// <summary>Side by side: as soon as a batch of explorations is over it is learned from, while others go on.</summary>
    Streaming,
}

/// <summary>What becomes of attempts under way when newer parameters come.</summary>
public enum PartialAttempts
{
    /// <summary>They go on with the new parameters; each token says which version sampled it.</summary>
    CarryOver,

    /// <summary>They begin again with the new parameters.</summary>
    Restart,
}

/// <summary>Where Mode is Streaming.</summary>
public sealed record StreamingOptions
{
    /// <summary>Explorations that the learner takes at a time; each batch gives a version. At most as many as there are training problems.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>
    /// How many versions older than the one that is learned from a token may be; exploration n begins once n &lt; (versions + Staleness + 1)
    /// times Batch. 0 samples each batch with the version that it is learned from.
    /// </summary>
    public int Staleness { get; init; } = 4;

    /// <summary>
    /// What becomes of attempts under way when newer parameters come: <c>CarryOver</c> (they go on, each token says which version sampled
    /// it) or <c>Restart</c> (they begin again).
    /// </summary>
    public PartialAttempts PartialAttempts { get; init; } = PartialAttempts.CarryOver;
}
