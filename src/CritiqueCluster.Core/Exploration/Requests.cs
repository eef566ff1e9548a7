using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Exploration;

/// <summary>Names the random stream of an attempt: same key, same stream, on any node and at any time (DESIGN §7).</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Iteration">The iteration, from 0; evaluation before the first is -1.</param>
/// <param name="ProblemId">The problem.</param>
public sealed record StreamKey(long Seed, int Iteration, string ProblemId);

/// <summary>How to sample.</summary>
/// <param name="Temperature">Divides the logits; 0 is greedy.</param>
/// <param name="TopP">Nucleus mass; 1 is off.</param>
/// <param name="TopK">Number of candidates; 0 is off.</param>
/// <param name="MaxTokens">At most this many tokens after the prompt (forced ones included).</param>
public sealed record SamplingOptions(double Temperature, double TopP, int TopK, int MaxTokens);

/// <summary>One refinement to be made: which attempt it refines and in the light of what.</summary>
/// <param name="Parent">The attempt that is refined.</param>
/// <param name="Critique">Its critique.</param>
/// <param name="Mode">Rewritten or continued.</param>
/// <param name="Avoid">Where it is continued: steps that critiques call wrong after the same good ones, and that are not to be taken again.</param>
public sealed record RefinementBasis(Attempt Parent, AttemptCritique Critique, AttemptSource Mode, IReadOnlyList<string>? Avoid = null)
{
    /// <summary>
    /// The basis that a critique gives. Where it is continued, every step is avoided that a critique calls the first wrong one after the same
    /// good steps.
    /// </summary>
    /// <param name="parent">The attempt that is refined.</param>
    /// <param name="critique">Its critique; names a wrong step if it is to be continued.</param>
    /// <param name="mode">Rewritten or continued.</param>
    /// <param name="heard">All critiques of attempts at the problem so far, this one among them.</param>
    public static RefinementBasis Of(Attempt parent, AttemptCritique critique, AttemptSource mode, IEnumerable<AttemptCritique> heard)
    {
        ArgumentNullException.ThrowIfNull(critique);
        if (mode != AttemptSource.Continued || critique.Critique is not { FirstWrongStep: { } good } own)
            return new RefinementBasis(parent, critique, mode);
        var before = own.Steps.Take(good).Select(s => s.Step).ToList();
        return new RefinementBasis(parent, critique, mode, [.. heard.Select(c => c.Critique)
            .Where(c => c?.FirstWrongStep == good && c.Steps.Take(good).Select(s => s.Step).SequenceEqual(before))
            .Select(c => c!.Steps[good].Step).Distinct()]);
    }
}

/// <summary>Asks a rollout engine for attempts at one problem that share a prompt. Idempotent by <see cref="Id"/>.</summary>
/// <param name="Id">Unique in the run and the same when asked again: exploration id and stage.</param>
/// <param name="Problem">The problem.</param>
/// <param name="Stream">Names the random streams together with each attempt's index.</param>
/// <param name="Attempts">Indices of the wanted attempts.</param>
/// <param name="Basis">What is refined; null for attempts from the problem alone.</param>
/// <param name="Sampling">How to sample.</param>
/// <param name="PolicyVersion">Step number of the parameter version to sample with.</param>
/// <param name="Partial">As in <see cref="ExplorationSpec"/>: where it is given, newer versions may sample, too.</param>
public sealed record RolloutRequest(
    string Id, Problem Problem, StreamKey Stream, IReadOnlyList<int> Attempts, RefinementBasis? Basis,
    SamplingOptions Sampling, int PolicyVersion, PartialAttempts? Partial = null);

/// <summary>Asks a critic for critiques of attempts at one problem. Idempotent by <see cref="Id"/>.</summary>
/// <param name="Id">Unique in the run and the same when asked again.</param>
/// <param name="Problem">The problem.</param>
/// <param name="Attempts">The attempts to be criticised (index and text).</param>
/// <param name="MaxTokens">At most this many tokens per critique.</param>
/// <param name="CriticVersion">Step number of the critic's parameter version.</param>
/// <param name="Partial">As in <see cref="RolloutRequest"/>, for critiques.</param>
public sealed record CritiqueRequest(
    string Id, Problem Problem, IReadOnlyList<CritiqueTarget> Attempts, int MaxTokens, int CriticVersion, PartialAttempts? Partial = null);

/// <summary>One attempt to be criticised.</summary>
public sealed record CritiqueTarget(int Attempt, string Text);

/// <summary>One finished attempt of a request.</summary>
public sealed record RolloutResult(string RequestId, Attempt Attempt);

/// <summary>One finished critique of a request.</summary>
public sealed record CritiqueResult(string RequestId, AttemptCritique Critique);
