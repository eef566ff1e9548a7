using System.Diagnostics;
using System.Text.RegularExpressions;

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
internal sealed partial class LearnerNode(RunDoorOptions door, Action<string> say)
{
    private readonly Lock _gate = new();
    private RunDoorOptions _door = door;
    private TaskCompletionSource _submitted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (TrainSetup Setup, TrainJob Job)? _current;
    private RunProgress? _progress;

    private RunRoutes Routes => new(Submit, () => _submitted.TrySetResult(), AccountOf);

    /// <summary>Works until it is interrupted.</summary>
    /// <param name="once">Ends after one run.</param>
    /// <param name="logging">Where the actors' log goes; null: nowhere.</param>
    /// <param name="interrupted">Drains; the run can be gone on with.</param>
    public async Task RunAsync(bool once, Action<ILoggingBuilder>? logging, CancellationToken interrupted)
    {
        if (Unfinished() is { } unfinished)
            _current = Begun(unfinished);
        do
        {
            if (_current is null)
                await WaitAsync(interrupted);
            var (setup, job) = _current!.Value;
            say($"learning {setup.Folder.Name} in {setup.Folder.Path}");
            await LeadAsync(setup, job, logging, interrupted);
            lock (_gate)
                (_current, _progress, _submitted) = (null, null, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        while (!once);
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

    private (TrainSetup Setup, TrainJob Job) Begun(TrainSetup setup) =>
        (setup, setup.Begin(_door with { Routes = Routes.Map }, Stopwatch.StartNew(), note => say($"note: {note}")));

    private async Task LeadAsync(TrainSetup setup, TrainJob job, Action<ILoggingBuilder>? logging, CancellationToken interrupted)
    {
        try
        {
            await job.RunAsync(progress => _progress = progress, logging, interrupted);
            say($"{setup.Folder.Name} is completed: {setup.Folder.ReportHtml}");
        }
        catch (RunStoppedException)
        {
            File.Delete(Submitted(setup.Folder));
            say($"{setup.Folder.Name} was stopped: `critique train --cluster … --resume --run {setup.Folder.Name}` goes on with it");
        }
    }

    private RunAccount Submit(RunSubmission submission)
    {
        lock (_gate)
        {
            if (_current is { } busy)
                throw new EnvironmentException($"The learner is at {busy.Setup.Folder.Name}: wait for its end, or stop it with `critique stop`.");
            if (submission.Resume)
                RefuseToResume(submission.Run);
            var begun = Begun(submission.Resume ? ToResume(submission.Run) : ForNew(submission));
            File.WriteAllText(Submitted(begun.Setup.Folder), ControlJson.Write(submission));
            _current = begun;
            return AccountOf(begun.Setup);
        }
    }

    /// <summary>A run that is over has nothing left to do, and one whose nodes are still leaving cannot be led by others yet.</summary>
    private static void RefuseToResume(string run)
    {
        var folder = ToResume(run).Folder;
        if (File.Exists(folder.ReportJson))
            throw new ConfigurationException($"{run} is completed: its report is {folder.ReportHtml} on the learner's machine.");
        RunJournal.StoreOf(folder).Claim(_ => { }, ClaimKind.Founder).Dispose();
    }

    private static TrainSetup ForNew(RunSubmission submission)
    {
        if (submission.Run.Length > 0 && !Name().IsMatch(submission.Run))
            throw new ConfigurationException($"--run is \"{submission.Run}\", but at a learner it must be a name, of letters, digits, dots, dashes and underscores: it becomes runs/NAME there.");
        var recipe = ResolvedRecipe.From(RecipeLayer.FromJson(submission.Recipe, "the recipe that was handed in")).Recipe;
        return TrainSetup.ForNew(submission.Run.Length > 0 ? RunFolder.Named(submission.Run).Path : null, recipe);
    }

    private static TrainSetup ToResume(string run)
    {
        var folder = RunFolder.Named(run);
        if (!Name().IsMatch(run) || !folder.HasRun)
            throw new ConfigurationException($"There is no run {run} at this learner.");
        var file = RunFile.Read(folder);
        return TrainSetup.ToResume(folder, file, file.Recipe);
    }

    /// <summary>The run that this learner was at when it ended.</summary>
    private static TrainSetup? Unfinished()
    {
        var folder = RunFolder.All().Where(folder => File.Exists(Submitted(folder)) && !File.Exists(folder.ReportJson)).MaxBy(folder => File.GetLastWriteTimeUtc(Submitted(folder)));
        return folder is null || (IsStopped(folder) && !ControlJson.Read<RunSubmission>(File.ReadAllText(Submitted(folder))).Resume) ? null : ToResume(folder.Name);
    }

    private static bool IsStopped(RunFolder folder) => RunHistory.Of(new JournalReader(RunJournal.StoreOf(folder)).Entries()).Hold == RunHold.Stopped;

    private static string Submitted(RunFolder folder) => folder.In("submitted.json");

    private RunAccount? AccountOf(string run)
    {
        if (_current is { } current && current.Setup.Folder.Name == run)
            return AccountOf(current.Setup);
        if (!Name().IsMatch(run) || RunFolder.Named(run) is not { HasRun: true } folder)
            return null;
        var setup = ToResume(run);
        return AccountOf(setup) with
        {
            Progress = null,
            Fate = File.Exists(folder.ReportJson) ? RunFate.Completed : RunFate.Stopped,
            Report = File.Exists(folder.ReportJson) ? ReportJson.Read(File.ReadAllText(folder.ReportJson)) : null,
        };
    }

    private RunAccount AccountOf(TrainSetup setup) =>
        new(setup.Folder.Name, Path.GetFullPath(setup.Folder.Path), RunFate.Running, setup.Recipe.Iterations, setup.Plan.Evaluations > 0, _progress, null);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    private static partial Regex Name();
}
