using CritiqueCluster.Core;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Engines;
using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Node.Replay;

/// <summary>Trains again from the rollouts of a run, with other learning, into a folder of its own.</summary>
internal sealed class Counterfactual(ReplaySource source, Action<string> say)
{
    /// <summary>The recipe of the replay: the run's, with other values for keys of <c>Learner</c>.</summary>
    /// <param name="recipe">The run's.</param>
    /// <param name="objective">Another objective; its usual filter comes with it.</param>
    /// <param name="filter">Another filter.</param>
    /// <param name="assignments">Settings, as <c>Learner.Epochs=3</c>.</param>
    /// <exception cref="ConfigurationException">A setting is no key of Learner, or they do not go together.</exception>
    public static Recipe RecipeOf(Recipe recipe, LearnerObjective? objective, LearnerFilter? filter, IReadOnlyList<string> assignments)
    {
        List<string> given = [.. assignments];
        if (given.Find(a => !a.StartsWith("Learner.", StringComparison.OrdinalIgnoreCase)) is { } other)
            throw new ConfigurationException($"--set {other} would need other rollouts: a replay has those of its run, and only keys of Learner can be changed.");
        if (objective is not null)
            given.InsertRange(0, [$"Learner.Objective={objective}", $"Learner.Filter={TrajectoryFilter.DefaultFor(objective.Value)}"]);
        if (filter is not null)
            given.Add($"Learner.Filter={filter}");
        return ResolvedRecipe.From(RecipeLayer.FromJson(RecipeJson.Write(recipe), "run.json"), RecipeLayer.FromAssignments(given)).Recipe;
    }

    /// <summary>Learns every closed iteration. If the folder has a part of the same replay, goes on with it.</summary>
    /// <param name="recipe">How it learns.</param>
    /// <param name="output">The folder of the replay.</param>
    /// <param name="until">The last iteration; null: all that the journal has.</param>
    /// <param name="interrupted">Stops between two steps; the same command goes on later.</param>
    /// <returns>What each iteration gave.</returns>
    public IReadOnlyList<LearningResult> Run(Recipe recipe, RunFolder output, int? until, CancellationToken interrupted)
    {
        if (new Snapshots(source.Folder).Newest is > 0 and var first)
            throw new ConfigurationException($"The explorations of {source.File.Run} before iteration {first} were removed by `critique journal compact`: what is trained again begins at the base, and needs them.");
        var parent = new RunParent(source.File.Key, Path.GetFullPath(source.Folder.Path), 1, 0, until ?? -1, [], []);
        var file = source.File with { Run = output.Name, Key = output.Name, Recipe = recipe, Parent = parent };
        Begin(output, file);
        using var learner = source.Learner(recipe, output.Path, say);
        var fold = source.Fold();
        var progress = new ReplayProgress(say);
        var results = new List<LearningResult>();
        foreach (var entry in source.Entries())
        {
            if (fold.Add(entry) is not { } task || task.Iteration > (until ?? int.MaxValue))
                continue;
            if (task.Iteration == learner.Iterations)
                results.Add(progress.Learn(learner, task, interrupted));
            parent = parent with
            {
                To = task.JournalPosition,
                Until = task.Iteration,
                Skipped = source.Skipped,
                Versions = [.. parent.Versions, new ParameterVersion("policy", task.Iteration + 1, ModelSource.HashOf(learner.FolderOf(task.Iteration + 1)))],
            };
        }
        if (parent.Versions.Count == 0)
            throw new ConfigurationException($"The journal of {source.File.Run} has no iteration that was explored to its end: there is nothing to learn from yet.");
        (file with { Parent = parent }).Write(output);
        return results;
    }

    private static void Begin(RunFolder output, RunFile file)
    {
        if (!output.HasRun)
        {
            Directory.CreateDirectory(output.Path);
            file.Write(output);
            return;
        }
        var begun = RunFile.Read(output);
        if (begun.Parent?.Key != file.Parent!.Key || RecipeJson.Differences(begun.Recipe, file.Recipe).Count > 0)
            throw new ConfigurationException($"The folder {output.Path} has another run: choose another with --output.");
    }
}
