using System.Diagnostics;
using System.Reflection;

using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.External;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Engines;
using CritiqueCluster.Node.Nodes;
using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Node.Training;

/// <summary>Everything that must be right before a run begins or goes on; making one changes nothing on disk.</summary>
internal sealed class TrainSetup
{
    private readonly RunFile? _begun;
    private readonly RunProblems _problems;

    private TrainSetup(RunFolder folder, Recipe recipe, RunFile? begun)
    {
        (Folder, Recipe, _begun) = (folder, recipe, begun);
        var source = ProblemSources.From(recipe.Problems, Directory.GetCurrentDirectory());
        _problems = new RunProblems(
            source, source.Take(ProblemSplit.Train, recipe.Problems.Train),
            recipe.Evaluation.Samples == 0 ? [] : source.Take(recipe.Evaluation.Split, recipe.Problems.HeldOut));
        if (recipe.Mode == RunMode.Streaming)
            Admission.Of(recipe, _problems.Train.Count); // a file may have fewer problems than the recipe asks for
        var threads = begun?.Threads ?? (recipe.Threads > 0 ? recipe.Threads : Environment.ProcessorCount);
        Plan = new TrainPlan(recipe, folder.Path, threads, _problems.Train.Count, _problems.HeldOut.Count);
    }

    public RunFolder Folder { get; }

    /// <summary>The recipe as it is now.</summary>
    public Recipe Recipe { get; }

    public TrainPlan Plan { get; }

    /// <summary>The plan, and how far the run is if it was begun, by its journal. A new run's models are opened, so that what is wrong with them shows.</summary>
    /// <exception cref="ConfigurationException">A model is missing, or is not what it says.</exception>
    /// <exception cref="EnvironmentException">A model cannot be read.</exception>
    public TrainPlan PlanWithHistory()
    {
        if (_begun is not null)
            return Plan with { Begun = RunHistory.Of(Journalled()) };
        foreach (var folder in new[] { PolicyFolder, CriticFolder }.OfType<string>())
            ModelFolder.Open(folder).Dispose();
        return Plan;
    }

    private string PolicyFolder => ModelSource.Folder("policy", Recipe.Policy.Model);

    private string? CriticFolder => Recipe.Rollout.Arm == Arm.Critique && Recipe.Critic.Kind == CriticKind.Model
        ? ModelSource.Folder("critic", Recipe.Critic.Model)
        : null;

    private IEnumerable<JournalEntry> Journalled() =>
        RunJournal.StoreOf(Folder, _begun!.Key, Recipe.Journal) is var journal && RunJournal.IsThere(journal) ? new JournalReader(journal).Entries() : [];

    /// <summary>A new run.</summary>
    /// <param name="folder">Where; null: the next free folder of the recipe's name.</param>
    /// <param name="recipe">The resolved recipe.</param>
    public static TrainSetup ForNew(string? folder, Recipe recipe) => new(RunFolder.ForNew(folder, recipe.Name), recipe, null);

    /// <summary>A run that was begun.</summary>
    /// <exception cref="ConfigurationException">The recipe would change what is learned, or the run is a replay.</exception>
    public static TrainSetup ToResume(RunFolder folder, RunFile file, Recipe recipe) => file.Parent is { } parent
        ? throw new ConfigurationException(
            $"{folder.Path} is a replay of {parent.Folder}, and explores nothing: the `critique replay` that began it, with --output {folder.Path}, goes on with it.")
        : new(folder, file.With(recipe).Recipe, file);

    /// <summary>The job; for a new run its folder and <c>run.json</c> are written here.</summary>
    /// <param name="door">Who else works on it.</param>
    /// <param name="clock">Runs since the program began.</param>
    /// <param name="warn">Told of what is odd and was dealt with.</param>
    /// <exception cref="ConfigurationException">The program that is to judge cannot be started.</exception>
    /// <exception cref="EnvironmentException">The program that is to judge does not.</exception>
    public TrainJob Begin(RunDoorOptions door, Stopwatch clock, Action<string> warn)
    {
        if (_problems.Source.Checker.IsExternal && door.Roles.Contains(Roles.Rollout) && !File.Exists(Folder.ReportJson))
            ExternalChecker.Probe(Recipe.Problems, warn); // before anything is written, and before a model is loaded
        if (_problems.Source is IFileSource { Skipped: > 0 } words)
            warn($"{words.Skipped} malformed line(s) skipped; the first: {words.FirstSkipped}");
        return new TrainJob(Folder, _begun is null ? WriteFile() : WithModels(_begun), Recipe, _problems, door, clock, warn);
    }

    /// <summary>The models may lie elsewhere than when the run began: it may have been copied here from another machine.</summary>
    private static RunFile WithModels(RunFile file) => file with
    {
        Policy = file.Policy with { Folder = ModelSource.FolderNow(file.Policy, file.Recipe.Policy.Model) },
        Critic = file.Critic is { } critic ? critic with { Folder = ModelSource.FolderNow(critic, file.Recipe.Critic.Model) } : null,
    };

    private RunFile WriteFile()
    {
        TorchRuntime.Device(Recipe.Policy.Device); // before anything is written: what is missing here is no run's fault
        if (Recipe.Critic.Kind == CriticKind.Model)
            TorchRuntime.Device(Recipe.Critic.Device);
        var critic = CriticFolder is { } folder ? ModelSource.Base("critic", folder) : null;
        var policy = ModelSource.Base("policy", PolicyFolder);
        var file = new RunFile(Folder.Name, RunJournal.NewKey(Folder.Name), Version(), Plan.Threads, policy, critic, Recipe, Machine: Machine.Here);
        var journal = RunJournal.StoreOf(Folder, file.Key, Recipe.Journal);
        if (journal.IsShared)
            journal.Prepare(); // a database that is not ready leaves no folder behind
        Directory.CreateDirectory(Folder.Path);
        file.Write(Folder);
        return file;
    }

    private static string Version() =>
        typeof(TrainSetup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
