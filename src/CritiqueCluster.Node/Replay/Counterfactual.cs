using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models.Runtime;
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
        // A replay explores nothing: any objective may be tried on a stream's rollouts, as on those of other iterations, and no critic is needed.
        var learned = recipe with { Mode = RunMode.Iterations, Critic = recipe.Critic with { Train = CriticTraining.Off } };
        return ResolvedRecipe.From(RecipeLayer.FromJson(RecipeJson.Write(learned), "run.json"), RecipeLayer.FromAssignments(given)).Recipe;
    }

    /// <summary>Learns every closed iteration. If the folder has a part of the same replay, goes on with it.</summary>
    /// <param name="recipe">How it learns.</param>
    /// <param name="output">The folder of the replay.</param>
    /// <param name="until">The last iteration; null: all that the journal has.</param>
    /// <param name="interrupted">Stops between two steps; the same command goes on later.</param>
    /// <returns>What each iteration gave that was not learned before.</returns>
    public IReadOnlyList<LearningResult> Run(Recipe recipe, RunFolder output, int? until, CancellationToken interrupted)
    {
        if (new Snapshots(source.Origin).Newest is > 0 and var first)
            throw new ConfigurationException($"The explorations of {source.File.Run} before iteration {first} were removed by `critique journal compact`: what is trained again begins at the base, and needs them.");
        var parent = new RunParent(source.File.Key, Path.GetFullPath(source.Folder.Path), 1, 0, -1, [], []);
        // A replay has no journal of its own, and its parent's may be moved.
        var file = source.File with { Run = output.Name, Key = RunJournal.NewKey(output.Name), Recipe = recipe with { Journal = new() }, Parent = parent, Machine = Machine.Here };
        if (output.HasRun)
            file = file with { Key = Begun(output, file, until).Key };
        using var folderLock = RunLock.Take(output.Path);
        var isNewFolder = !output.HasRun;
        if (isNewFolder)
            file.Write(output);
        try
        {
            (parent, var results) = Learn(file, recipe, output, until, interrupted);
            if (until > parent.Until)
                say($"note: the journal of {source.File.Run} has only the iterations 0 to {parent.Until}");
            return results;
        }
        catch (Exception error) when (error is not OperationCanceledException && isNewFolder && RunFile.Read(output).Parent!.Versions.Count == 0)
        {
            Directory.Delete(output.Path, recursive: true); // nothing came of it that one could go on with
            throw;
        }
    }

    private (RunParent Parent, List<LearningResult> Results) Learn(RunFile file, Recipe recipe, RunFolder output, int? until, CancellationToken interrupted)
    {
        var parent = file.Parent!;
        using var learner = source.Learner(recipe, output.Path, say);
        var (fold, progress, results) = (source.Fold(), new ReplayProgress(say), new List<LearningResult>());
        foreach (var entry in source.Entries())
        {
            if (fold.Add(entry) is not { } task || task.Iteration > (until ?? int.MaxValue))
                continue;
            if (task.Iteration > learner.Iterations)
                throw new EnvironmentException($"The journal of {source.File.Run} lacks iteration {learner.Iterations}, and the later ones follow from it: --until {learner.Iterations - 1} trains up to there.");
            var isNew = task.Iteration == learner.Iterations;
            if (isNew)
                results.Add(progress.Learn(learner, task, interrupted));
            parent = With(parent, task, learner);
            if (isNew)
                (file with { Parent = parent }).Write(output); // so that a replay that is interrupted can be verified as far as it came
        }
        if (parent.Versions.Count == 0)
            throw new ConfigurationException($"The journal of {source.File.Run} has no iteration that was explored to its end: there is nothing to learn from yet.");
        (file with { Parent = parent }).Write(output);
        return (parent, results);
    }

    private RunParent With(RunParent parent, LearningTask task, ILearner learner) => parent with
    {
        To = task.JournalPosition,
        Until = task.Iteration,
        Skipped = [.. source.Skipped],
        Versions = [.. parent.Versions, new ParameterVersion("policy", task.Iteration + 1, ModelSource.HashOf(learner.FolderOf(task.Iteration + 1)))],
    };

    /// <summary>What was begun in the folder, if this replay goes on with it.</summary>
    private static RunFile Begun(RunFolder output, RunFile file, int? until)
    {
        var begun = RunFile.Read(output);
        if (begun.Parent?.Key != file.Parent!.Key || RecipeJson.Differences(begun.Recipe, file.Recipe).Count > 0)
            throw new ConfigurationException($"The folder {output.Path} has another run: choose another with --output.");
        if (begun.Parent.Until > (until ?? int.MaxValue))
            throw new ConfigurationException($"The replay in {output.Path} has learned up to iteration {begun.Parent.Until} already: choose another folder with --output.");
        return begun;
    }
}
