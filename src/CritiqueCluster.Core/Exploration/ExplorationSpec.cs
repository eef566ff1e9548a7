using System.Globalization;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Exploration;

/// <summary>What an exploration explores, with what, and how: fixed when it is opened.</summary>
/// <param name="Id">Unique in the run (<see cref="IdOf"/>).</param>
/// <param name="Iteration">The iteration, from 0; evaluation before the first is -1. In a stream, the batch that it was admitted with.</param>
/// <param name="Purpose">Training or evaluation; an evaluation has round 0 only.</param>
/// <param name="Problem">The problem.</param>
/// <param name="Arm">What later rounds are spent on.</param>
/// <param name="PolicyVersion">Step number of the policy's parameter version.</param>
/// <param name="CriticVersion">Step number of the critic's; -1 for the exact critic, <see cref="NoCritic"/> where none is used.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Sampling">How attempts and refinements are sampled.</param>
/// <param name="Attempts">Attempts in round 0.</param>
/// <param name="Refinement">How refinements are made.</param>
/// <param name="RefinementsPerCritique">Refinements per critique.</param>
/// <param name="CriticMaxTokens">At most this many tokens per critique.</param>
/// <param name="Partial">
/// In a stream: every version that is not older than <c>PolicyVersion</c> may sample, and attempts under way are treated so when a newer one
/// comes; so with critiques and <c>CriticVersion</c>. Null: exactly these versions.
/// </param>
public sealed record ExplorationSpec(
    string Id, int Iteration, ExplorationPurpose Purpose, Problem Problem, Arm Arm, int PolicyVersion, int CriticVersion,
    long Seed, SamplingOptions Sampling, int Attempts, RefinementMode Refinement, int RefinementsPerCritique, int CriticMaxTokens,
    PartialAttempts? Partial = null)
{
    /// <summary>The critic version of explorations without a critic.</summary>
    public const int NoCritic = -2;

    /// <summary>The id of the exploration of a problem: <c>2/t/countdown-4-000017</c> (t: training, e: evaluation).</summary>
    public static string IdOf(int iteration, ExplorationPurpose purpose, string problemId) => $"{StageOf(iteration, purpose)}/{problemId}";

    /// <summary>The stage that explorations of an iteration and purpose belong to, with which their ids begin: <c>2/t</c>.</summary>
    public static string StageOf(int iteration, ExplorationPurpose purpose) =>
        string.Create(CultureInfo.InvariantCulture, $"{iteration}/{(purpose == ExplorationPurpose.Training ? 't' : 'e')}");
}
