using Akka.Actor;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Work;

/// <summary>What dispatchers and workers need to know about one kind of work; all else they share.</summary>
/// <param name="Name">Shown to people and used in actor names.</param>
/// <param name="Model">Name of the model that the work needs.</param>
/// <param name="Id">The id of a request.</param>
/// <param name="Units">How many units a request asks for.</param>
/// <param name="Version">Step of the parameter version that a request needs; negative if none.</param>
/// <param name="RequestOf">The id of the request that a result belongs to.</param>
/// <param name="UnitOf">Which unit of its request a result is.</param>
/// <param name="Rest">The same request without the units that are there already.</param>
/// <param name="TakesNewer">Whether newer versions than the one that a request names may serve it.</param>
public sealed record WorkKind<TRequest, TResult>(
    string Name, string Model, Func<TRequest, string> Id, Func<TRequest, int> Units, Func<TRequest, int> Version,
    Func<TResult, string> RequestOf, Func<TResult, int> UnitOf, Func<TRequest, Func<int, bool>, TRequest> Rest,
    Func<TRequest, bool> TakesNewer) : INoSerializationVerificationNeeded
    where TRequest : class
    where TResult : class;

/// <summary>The two kinds of work.</summary>
public static class WorkKinds
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names => [Rollouts.Name, Critiques.Name];

    /// <summary>Attempts, sampled by the policy.</summary>
    public static WorkKind<RolloutRequest, RolloutResult> Rollouts { get; } = new(
        "rollout", "policy", r => r.Id, r => r.Attempts.Count, r => r.PolicyVersion, r => r.RequestId, r => r.Attempt.Index,
        (r, isThere) => r with { Attempts = [.. r.Attempts.Where(a => !isThere(a))] }, r => r.Partial is not null);

    /// <summary>Critiques of attempts, by the critic.</summary>
    public static WorkKind<CritiqueRequest, CritiqueResult> Critiques { get; } = new(
        "critic", "critic", r => r.Id, r => r.Attempts.Count, r => r.CriticVersion, r => r.RequestId, r => r.Critique.Attempt,
        (r, isThere) => r with { Attempts = [.. r.Attempts.Where(a => !isThere(a.Attempt))] }, r => r.Partial is not null);
}
