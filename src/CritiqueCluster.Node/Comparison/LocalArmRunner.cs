using System.Diagnostics;

using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Nodes;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Training;

using Microsoft.Extensions.Logging;

namespace CritiqueCluster.Node.Comparison;

/// <summary>This process does them, as <c>critique train</c> would.</summary>
/// <param name="logging">Where the actors' log goes; null: nowhere.</param>
/// <param name="warn">Told of what is odd and was dealt with.</param>
internal sealed class LocalArmRunner(Action<ILoggingBuilder>? logging, Action<string> warn) : IArmRunner
{
    public Task<RunReport> RunAsync(RunFolder folder, Recipe recipe, Action<RunProgress> progress, CancellationToken interrupted)
    {
        if (!folder.HasRun && Directory.Exists(folder.Path) && Directory.EnumerateFileSystemEntries(folder.Path).Any())
            throw new ConfigurationException($"{folder.Path} holds something, but no run of this comparison: move it away, and go on with `critique compare --resume`.");
        var setup = folder.HasRun ? Begun(folder) : TrainSetup.ForNew(folder.Path, recipe);
        return setup.Begin(RunDoorOptions.Closed, Stopwatch.StartNew(), warn).RunAsync(progress, logging, interrupted);
    }

    private static TrainSetup Begun(RunFolder folder)
    {
        var file = RunFile.Read(folder);
        return TrainSetup.ToResume(folder, file, file.Recipe with { Journal = RunJournal.ByEnvironment(file.Recipe.Journal) });
    }
}
