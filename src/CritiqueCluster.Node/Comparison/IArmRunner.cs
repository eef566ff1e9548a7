using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Node.Comparison;

/// <summary>Who does a comparison's runs.</summary>
internal interface IArmRunner
{
    /// <summary>Begins a run, or goes on with it, to its end; its <c>report.json</c> is in the folder then.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="recipe">Its recipe.</param>
    /// <param name="progress">Told where it stands, now and then.</param>
    /// <param name="interrupted">Ends it so that it can be gone on with.</param>
    Task<RunReport> RunAsync(RunFolder folder, Recipe recipe, Action<RunProgress> progress, CancellationToken interrupted);
}
