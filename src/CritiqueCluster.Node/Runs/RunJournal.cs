using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Node.Runs;

/// <summary>A run's explorations, for people to look at.</summary>
internal static class RunJournal
{
    /// <summary>The completed explorations in the order in which they were completed; a run that goes on may be read, too.</summary>
    /// <exception cref="Core.EnvironmentException">There is no journal, or it cannot be read.</exception>
    public static IEnumerable<ExplorationRecord> Explorations(RunFolder folder) =>
        ExplorationFold.Completed(new JournalReader(folder.Path).Entries()).Select(exploration => exploration.Record);
}
