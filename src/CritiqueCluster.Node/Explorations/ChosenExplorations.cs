using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Node.Explorations;

/// <summary>The explorations that a filter asks for, one at a time.</summary>
internal static class ChosenExplorations
{
    /// <summary>Those of a journal, in its order.</summary>
    /// <param name="journal">Reads the journal from its beginning; twice if a difficulty bin is asked for, since the journal's first part decides the bins.</param>
    /// <param name="filter">What is asked for.</param>
    public static IEnumerable<ExplorationRecord> Of(Func<IEnumerable<ExplorationRecord>> journal, ExplorationFilter filter)
    {
        if (filter.Bin is null)
            return journal().Where(filter.Allows);
        var bins = ProblemBins.Of(journal());
        return journal().Where(exploration => filter.Allows(exploration) && bins.BinOf(exploration) == filter.Bin);
    }
}
