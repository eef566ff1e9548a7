using System.Collections.Immutable;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Actors.Runs;

/// <summary>
/// What a stream has admitted and no task has taken: a pure fold over batches and versions. What is admitted follows from the number of
/// versions, so a recovered run has the same explorations under way.
/// </summary>
/// <param name="Spec">What is run.</param>
/// <param name="Admission">The rule.</param>
/// <param name="Admitted">Explorations admitted so far.</param>
/// <param name="Untaken">Those that no task has taken, by id, with their number.</param>
internal sealed record StreamState(RunSpec Spec, Admission Admission, long Admitted, ImmutableDictionary<string, long> Untaken)
{
    /// <summary>The beginning of a run that streams; null for others.</summary>
    public static StreamState? Of(RunSpec spec) => spec.Recipe.Mode == RunMode.Streaming
        ? new StreamState(spec, Admission.Of(spec.Recipe, spec.Train.Count), 0, ImmutableDictionary<string, long>.Empty).Published(0)
        : null;

    /// <summary>So many versions have been published: more may begin.</summary>
    public StreamState Published(int versions)
    {
        var (untaken, limit) = (Untaken.ToBuilder(), Math.Max(Admitted, Admission.Limit(versions)));
        for (var n = Admitted; n < limit; n++)
            untaken.Add(IdOf(n), n);
        return this with { Admitted = limit, Untaken = untaken.ToImmutable() };
    }

    /// <summary>A task has taken its batch.</summary>
    public StreamState Take(BatchTaken taken) => this with { Untaken = Untaken.RemoveRange(taken.Explorations) };

    /// <summary>What an admitted exploration explores: the same whenever it is asked.</summary>
    public ExplorationSpec SpecOf(long n) =>
        StagePlan.Admitted(Spec, Admission.BatchOf(n), Admission.VersionOf(n), Spec.Train[Admission.ProblemOf(n)]);

    private string IdOf(long n) =>
        ExplorationSpec.IdOf(Admission.BatchOf(n), ExplorationPurpose.Training, Spec.Train[Admission.ProblemOf(n)].Id);
}
