using System.Diagnostics;

using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Control;
using CritiqueCluster.Node.Reports;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Training;

using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace CritiqueCluster.Node.Nodes;

/// <summary>
/// A process that waits for runs, and learns them one after the other in <c>runs/</c> of its working directory. Started again, it goes on
/// with the run that it was at.
/// </summary>
/// <param name="door">Where it is asked, and what it does itself.</param>
/// <param name="say">Told what it is at.</param>
/// <param name="allowCommands">It may run the program that a recipe names for judging.</param>
internal sealed class LearnerNode(RunDoorOptions door, Action<string> say, bool allowCommands = false)
{
    private static readonly TimeSpan Leaving = TimeSpan.FromSeconds(20);
    /// <summary>Phases that are told of once they are over: who follows a run asks every second.</summary>
    private const int MostEnded = 4;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private RunDoorOptions _door = door;
    private TaskCompletionSource _submitted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile LedRun? _current;
    private volatile RunProgress? _progress;
    private volatile IReadOnlyList<RunProgress> _ended = [];

    private RunRoutes Routes => new(Submit, () => _submitted.TrySetResult(), AccountOf);

    /// <summary>Works until it is interrupted.</summary>
    /// <param name="logging">Where the actors' log goes; null: nowhere.</param>
    /// <param name="interrupted">Drains; the run can be gone on with.</param>
    /// <exception cref="EnvironmentException">The run that it was at cannot go on.</exception>
    public async Task RunAsync(Action<ILoggingBuilder>? logging, CancellationToken interrupted)
    {
        _current = Unfinished();
        while (true)
        {
            if (_current is null)
                await WaitAsync(interrupted);
            var run = _current!;
            say($"learning {run.Setup.Folder.Name} in {run.Setup.Folder.Path}");
            await LeadAsync(run, logging, interrupted);
            lock (_gate)
                (_current, _progress, _ended, _submitted) = (null, null, [], new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    private async Task WaitAsync(CancellationToken interrupted)
    {
        var scratch = Directory.CreateTempSubdirectory("critique-learner-");
        try
        {
            await using var open = await NodeParameters.StartAsync(scratch.FullName, _door.Listen!, _door.Certificates, (Action<IEndpointRouteBuilder>)Routes.Map + new ControlRoutes().Map, say);
            _door = _door with { Listen = _door.Listen! with { Port = open.Server.Address.Port } }; // where it was asked, its runs are asked for, too
            say($"waiting for a run: `critique train --cluster {open.Server.Address.Authority}`");
            await _submitted.Task.WaitAsync(interrupted);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private LedRun Begun(TrainSetup setup, string submission = "")
    {
        HandedCommands.RefuseUnlessAllowed(allowCommands, _door.Roles, setup.Recipe, setup.Folder.Name);
        return new(setup, submission, setup.Begin(_door with { Routes = Routes.Map }, Stopwatch.StartNew(), note => say($"note: {note}")));
    }

    private async Task LeadAsync(LedRun run, Action<ILoggingBuilder>? logging, CancellationToken interrupted)
    {
        var folder = run.Setup.Folder;
        try
        {
            await run.Job.RunAsync(Follow, logging, interrupted);
            say($"{folder.Name} is completed: {folder.ReportHtml}");
        }
        catch (RunStoppedException)
        {
            HandedRun.Forget(folder);
            say($"{folder.Name} was stopped: `critique train --cluster … --resume --run {folder.Name}` goes on with it");
        }

        void Follow(RunProgress progress)
        {
            if (_progress is null)
                new HandedRun(IsResumed: false).Write(folder); // it goes on by now: a stop from here on is meant
            if (_progress is { } last && (last.Phase, last.Iteration) != (progress.Phase, progress.Iteration))
                _ended = [.. _ended.TakeLast(MostEnded - 1), last];
            _progress = progress;
        }
    }

    private RunAccount Submit(RunSubmission submission)
    {
        if (submission.Resume)
            WaitUntilEnded(submission.Run);
        lock (_gate)
        {
            if (_current is { } same && (submission.Resume ? same.Setup.Folder.Name == submission.Run : submission.Id.Length > 0 && same.Submission == submission.Id))
                return AccountOf(same.Setup);
            if (_current is { } busy)
                throw new EnvironmentException($"The learner is at {busy.Setup.Folder.Name}: wait for its end, or stop it with `critique stop`.");
            var begun = Begun(submission.Resume ? ToResume(submission.Run) : ForNew(submission), submission.Id);
            new HandedRun(submission.Resume).Write(begun.Setup.Folder);
            _current = begun;
            return AccountOf(begun.Setup);
        }
    }

    private static TrainSetup ForNew(RunSubmission submission)
    {
        if (submission.Run.Length > 0 && !RecipeValidation.IsName(submission.Run))
            throw new ConfigurationException($"--run is \"{submission.Run}\", but at a learner it must be a name, of letters, digits, dots, dashes and underscores: it becomes runs/NAME there.");
        var recipe = ResolvedRecipe.From(RecipeLayer.FromJson(submission.Recipe, "the recipe that was handed in")).Recipe;
        return TrainSetup.ForNew(submission.Run.Length > 0 ? RunFolder.Named(submission.Run).Path : null, Here(recipe));
    }

    /// <summary>A run that is over has nothing left to do, and one whose nodes are still leaving cannot be led by others yet.</summary>
    private static TrainSetup ToResume(string run)
    {
        if (Find(run) is not { } folder)
            throw new ConfigurationException($"There is no run {run} at this learner.");
        if (File.Exists(folder.ReportJson))
            throw new ConfigurationException($"{run} is completed: its report is {folder.ReportHtml} on the learner's machine.");
        WaitUntilLeft(RunJournal.StoreOf(folder));
        return GoingOn(folder);
    }

    /// <summary>A run that was just stopped is led to its end first.</summary>
    private void WaitUntilEnded(string run)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Leaving && _progress?.Hold == RunHold.Stopped && _current?.Setup.Folder.Name == run;)
            Thread.Sleep(Interval);
    }

    /// <summary>The nodes of a run that was just stopped take some seconds to leave.</summary>
    /// <exception cref="EnvironmentException">Somebody is still at it.</exception>
    private static void WaitUntilLeft(JournalStore journal)
    {
        for (var waited = Stopwatch.StartNew(); ; Thread.Sleep(Interval))
            try
            {
                journal.Claim(_ => { }, ClaimKind.Founder).Dispose();
                return;
            }
            catch (EnvironmentException) when (waited.Elapsed < Leaving)
            {
            }
    }

    private static TrainSetup GoingOn(RunFolder folder)
    {
        var file = RunFile.Read(folder);
        return TrainSetup.ToResume(folder, file, Here(file.Recipe));
    }

    /// <summary>The journal as this process reaches it: a password is in its environment alone.</summary>
    private static Recipe Here(Recipe recipe) => recipe with { Journal = RunJournal.ByEnvironment(recipe.Journal) };

    /// <summary>The run that this learner was at when it ended.</summary>
    private LedRun? Unfinished()
    {
        if (HandedRun.NewestUnfinished() is not { } folder)
            return null;
        try
        {
            return HandedRun.Read(folder).IsResumed || !IsStopped(folder) ? Begun(GoingOn(folder)) : null;
        }
        catch (Exception e) when (e is ConfigurationException or EnvironmentException)
        {
            throw new EnvironmentException($"The run {folder.Name}, which this learner was at, cannot go on: {e.Message} To give it up, delete {HandedRun.FileOf(folder)}.", e);
        }
    }

    private static bool IsStopped(RunFolder folder)
    {
        var journal = RunJournal.StoreOf(folder);
        return RunJournal.IsThere(journal) && RunHistory.Of(new JournalReader(journal).Entries()).Hold == RunHold.Stopped;
    }

    private static RunFolder? Find(string run) => RecipeValidation.IsName(run) && RunFolder.Named(run) is { HasRun: true } folder ? folder : null;

    private RunAccount? AccountOf(string run)
    {
        if (_current is { } current && current.Setup.Folder.Name == run)
            return AccountOf(current.Setup);
        if (Find(run) is not { } folder)
            return null;
        var report = File.Exists(folder.ReportJson) ? ReportJson.Read(File.ReadAllText(folder.ReportJson)) : null;
        var recipe = RunFile.Read(folder).Recipe;
        return new RunAccount(folder.Name, Path.GetFullPath(folder.Path), report is null ? RunFate.Stopped : RunFate.Completed, recipe.Iterations, recipe.Evaluation.Samples > 0, null, report);
    }

    private RunAccount AccountOf(TrainSetup setup) =>
        new(setup.Folder.Name, Path.GetFullPath(setup.Folder.Path), RunFate.Running, setup.Recipe.Iterations, setup.Plan.Evaluations > 0, _progress, null, _ended);

    private sealed record LedRun(TrainSetup Setup, string Submission, TrainJob Job);
}
