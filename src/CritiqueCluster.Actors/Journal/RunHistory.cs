using CritiqueCluster.Actors.Messages;

namespace CritiqueCluster.Actors.Journal;

/// <summary>The facts of a run, apart from its explorations.</summary>
/// <param name="Spec">What was run; null if nothing has been journalled yet.</param>
/// <param name="Published">The versions that came out of its iterations, in order.</param>
/// <param name="Usage">Time and tokens, over all processes that worked on it.</param>
/// <param name="Completed">Whether all iterations are done.</param>
/// <param name="Hold">Whether an operator holds it.</param>
public sealed record RunHistory(RunSpec? Spec, IReadOnlyList<ParametersPublished> Published, RunUsage Usage, bool Completed, RunHold Hold = RunHold.None)
{
    /// <summary>Folds a journal. A publication that was journalled twice counts as it was journalled last.</summary>
    public static RunHistory Of(IEnumerable<JournalEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var published = new SortedDictionary<int, ParametersPublished>();
        var history = new RunHistory(null, [], RunUsage.None, false);
        foreach (var entry in entries)
        {
            history = entry.Event switch
            {
                RunStarted started => history with { Spec = started.Spec },
                UsageRecorded recorded => history with { Usage = history.Usage + recorded.Usage },
                RunHeld held => history with { Hold = held.Hold },
                RunCompleted => history with { Completed = true, Hold = RunHold.None },
                _ => history,
            };
            if (entry.Event is ParametersPublished fact)
                published[fact.Iteration] = fact;
        }
        return history with { Published = [.. published.Values] };
    }
}
