using System.Diagnostics;

using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Node.Engines;
using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Node.Replay;

/// <summary>Folds a whole journal again from the base parameters, and compares every version with the one that was published.</summary>
internal sealed class Verifier(ReplaySource source, Action<string> say)
{
    private readonly List<ReplayedVersion> _versions = [];
    private readonly ReplayProgress _progress = new(say);
    private long _trajectories;
    private string? _difference;
    private Action<ILearner>? _learned;
    private int _compacted;

    /// <summary>Verifies the run; nothing in its folder is changed.</summary>
    /// <exception cref="ConfigurationException">It is a replay whose parent's explorations were removed.</exception>
    /// <param name="interrupted">Stops between two steps.</param>
    /// <param name="learned">Told after each iteration.</param>
    public Verification Run(CancellationToken interrupted, Action<ILearner>? learned = null)
    {
        if (source.File.Parent is not null && new Snapshots(source.Origin).Newest is > 0 and var first)
            throw new ConfigurationException($"The explorations of {source.Origin.Path} before iteration {first} were removed by `critique journal compact`: what was trained from them cannot be verified any more.");
        var clock = Stopwatch.StartNew();
        var scratch = Directory.CreateTempSubdirectory("critique-replay-");
        try
        {
            using var learner = source.Learner(source.File.Recipe, scratch.FullName, say);
            _learned = learned;
            _compacted = learner.Iterations;
            var fold = source.Fold();
            if (source.File.Parent is { } parent)
                AsReplay(learner, fold, parent, interrupted);
            else
                AsRun(learner, fold, interrupted);
            return new Verification(_versions, fold.Explorations, _trajectories, clock.Elapsed.TotalSeconds, _difference, source.Skipped, source.File.Machine);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>A run says in its journal what it published.</summary>
    private void AsRun(ILearner learner, TrainingFold fold, CancellationToken interrupted)
    {
        LearningTask? task = null;
        var begun = false;
        foreach (var entry in source.Entries())
        {
            begun |= entry.Event is RunStarted;
            task = fold.Add(entry) ?? task;
            if (entry.Event is not ParametersPublished published)
                continue;
            if (published.Iteration == learner.Iterations && task?.Iteration == published.Iteration)
                Learn(learner, task, interrupted);
            Compare(learner, published.Version);
            if (published.Result?.Critic is { } critic)
                Compare(learner, critic.Version);
            task = null;
        }
        if (!begun)
            throw new EnvironmentException($"The journal {source.Journal.Name} does not hold the beginning of a run: restore it, or see `critique journal check`.");
    }

    /// <summary>A replay says in its <c>run.json</c> what came out; its rollouts are its parent's.</summary>
    private void AsReplay(ILearner learner, TrainingFold fold, RunParent parent, CancellationToken interrupted)
    {
        foreach (var entry in source.Entries())
            if (fold.Add(entry) is { } task && task.Iteration == learner.Iterations && task.Iteration <= parent.Until)
                Learn(learner, task, interrupted);
        foreach (var version in parent.Versions)
            Compare(learner, version);
    }

    private void Learn(ILearner learner, LearningTask task, CancellationToken interrupted)
    {
        _trajectories += _progress.Learn(learner, task, interrupted).Trajectories.Values.Sum();
        _learned?.Invoke(learner);
    }

    /// <summary>A version that was published twice counts as it was published last.</summary>
    private void Compare(ILearner learner, ParameterVersion of)
    {
        var (model, step, journalled) = of;
        _versions.RemoveAll(version => (version.Model, version.Version) == (model, step));
        var compacted = step <= _compacted;
        var replayed = learner.Iterations >= step && step >= _compacted ? ModelSource.HashOf(learner.FolderOf(step, model)) : null;
        var published = source.Folder.In("parameters", model, of.FolderName);
        var version = new ReplayedVersion(model, step, journalled, replayed, compacted, HashOf(published));
        _versions.Add(version);
        if (version.Same || _difference is not null)
            return;
        var which = FormattableString.Invariant($"{(model == ParameterVersion.Policy ? "Version" : "The critic's version")} {step} was published as {journalled}, but");
        _difference = (replayed, compacted) switch
        {
            (null, false) => $"{which} the journal lacks the explorations that it was learned from.",
            (null, true) => $"{which} {published} holds something else.",
            _ when replayed == journalled => $"{which} {published} holds something else: {TensorDifference.First(published, learner.FolderOf(step, model))}.",
            _ when !version.Spoiled && source.File.Machine is { } made && made != Machine.Here =>
                $"{which} its replay gives {replayed}. That is no sign of damage: the run was made with {made}, this machine has {Machine.Here}, "
                + "and the same hashes are only promised for the same kind of processor and number of threads. Verify it on a machine like the first.",
            _ => $"{which} its replay gives {replayed}: {TensorDifference.First(published, learner.FolderOf(step, model))}.",
        };
    }

    private static string? HashOf(string published)
    {
        try
        {
            return Directory.Exists(published) ? ModelSource.HashOf(published) : null;
        }
        catch (Exception error) when (error is ConfigurationException or EnvironmentException)
        {
            return "damaged";
        }
    }
}
