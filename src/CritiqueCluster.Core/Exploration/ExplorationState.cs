namespace CritiqueCluster.Core.Exploration;

/// <summary>A request that was quarantined, or one attempt of it, and why.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Reason">Why.</param>
/// <param name="Attempt">The attempt that could not be judged, while the others of the request were recorded; null: the whole request.</param>
public sealed record QuarantinedRequest(string RequestId, string Reason, Attempt? Attempt = null);

/// <summary>
/// Where an exploration stands: a value, made by folding its events. What is waited for is part of it, so that after recovery the
/// same requests go out again under the same ids.
/// </summary>
/// <param name="Spec">What is explored and how.</param>
public sealed record ExplorationState(ExplorationSpec Spec)
{
    /// <summary>The round that is open or was the last, from 0.</summary>
    public int Round { get; init; }

    /// <summary>Whether the round still waits for something.</summary>
    public bool RoundOpen { get; init; } = true;

    /// <summary>Whether the exploration is over.</summary>
    public bool Completed { get; init; }

    /// <summary>What has arrived, by index.</summary>
    public IReadOnlyList<CheckedAttempt> Attempts { get; init; } = [];

    /// <summary>What has arrived, by index of the attempt.</summary>
    public IReadOnlyList<AttemptCritique> Critiques { get; init; } = [];

    /// <summary>Requests that were quarantined, and attempts that could not be judged.</summary>
    public IReadOnlyList<QuarantinedRequest> Quarantined { get; init; } = [];

    /// <summary>Requests for attempts that are waited for, in the order in which they came into being.</summary>
    public IReadOnlyList<RolloutRequest> OutstandingRollouts { get; init; } = [];

    /// <summary>Requests for critiques that are waited for.</summary>
    public IReadOnlyList<CritiqueRequest> OutstandingCritiques { get; init; } = [];

    /// <summary>For each attempt that a critique was asked for, the index of the first of its refinements.</summary>
    public IReadOnlyDictionary<int, int> FirstRefinement { get; init; } = new Dictionary<int, int>();

    /// <summary>The next index that no request has.</summary>
    public int NextIndex { get; init; }

    /// <summary>Whether anything is waited for.</summary>
    public bool IsWaiting => OutstandingRollouts.Count > 0 || OutstandingCritiques.Count > 0;

    /// <summary>The attempt with an index, if it has arrived.</summary>
    public CheckedAttempt? Find(int index) => Attempts.FirstOrDefault(a => a.Attempt.Index == index);

    /// <summary>
    /// Wrong attempts that may be criticised next, by index: the first of each canonical form that no critique was asked for.
    /// </summary>
    public IReadOnlyList<CheckedAttempt> Untreated()
    {
        var forms = Attempts.Where(a => FirstRefinement.ContainsKey(a.Attempt.Index)).Select(a => a.Canonical).ToHashSet();
        return [.. Attempts.Where(a => !a.Correct && forms.Add(a.Canonical))];
    }

    /// <summary>The exploration as the learner and the report read it.</summary>
    public ExplorationRecord ToRecord() => new(
        Spec.Id, Spec.Iteration, Spec.Purpose, Spec.Problem, Spec.PolicyVersion, Spec.CriticVersion, Attempts, Critiques)
    {
        Quarantined = Quarantined,
    };
}
