using System.Globalization;

using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Engines;
using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Node.Replay;

/// <summary>The run that is replayed, and how its journal is read.</summary>
internal sealed class ReplaySource
{
    private readonly bool _skipCorrupt;
    private readonly List<string> _skipped = [];

    /// <param name="folder">The run folder.</param>
    /// <param name="skipCorrupt">Read on without rows that are damaged, and without explorations that lack events for it.</param>
    public ReplaySource(RunFolder folder, bool skipCorrupt)
    {
        (Folder, _skipCorrupt) = (folder, skipCorrupt);
        File = RunFile.Read(folder);
        Origin = RunJournal.OriginOf(folder, File);
        Journal = RunJournal.StoreOf(folder, File);
    }

    public RunFolder Folder { get; }

    public RunFile File { get; }

    /// <summary>The run that explored: the folder itself, or of a replay the run whose rollouts it has.</summary>
    public RunFolder Origin { get; }

    public JournalStore Journal { get; }

    /// <summary>What was passed over so far, in words.</summary>
    public IReadOnlyList<string> Skipped => _skipped;

    /// <summary>Everything that was journalled, in order.</summary>
    public IEnumerable<JournalEntry> Entries() => new JournalReader(Journal, _skipCorrupt ? row => _skipped.Add(row.ToString()) : null).Entries();

    /// <summary>A fold that leaves out what is broken where that was asked for.</summary>
    public TrainingFold Fold() => new(Broken);

    /// <summary>Takes note of explorations that are left out; null where they are an error.</summary>
    public Action<string>? Broken => _skipCorrupt
        ? id => _skipped.Add(string.Create(CultureInfo.InvariantCulture, $"Exploration {id} lacks events and is left out."))
        : null;

    /// <summary>
    /// A learner at the run's base, or where the journal begins after a compaction, with as many threads as the run had.
    /// </summary>
    /// <param name="recipe">How it learns.</param>
    /// <param name="output">Gets parameters and checkpoints.</param>
    /// <param name="warn">Told what is odd.</param>
    public ILearner Learner(Recipe recipe, string output, Action<string> warn)
    {
        TorchRuntime.UseThreads(File.Threads);
        if (!Directory.Exists(Path.Combine(output, "checkpoints")))
            new Snapshots(Folder).Restore(output);
        var critic = recipe.Critic.Train != CriticTraining.Off && File.Critic is { } model ? ModelSource.FolderNow(model, File.Recipe.Critic.Model) : null;
        return new SelfTrainingLearner(recipe, ModelSource.FolderNow(File.Policy, File.Recipe.Policy.Model), output, ProblemSources.From(recipe.Problems, Directory.GetCurrentDirectory()), warn, critic);
    }
}
