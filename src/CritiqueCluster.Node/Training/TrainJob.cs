using System.Diagnostics;

using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Engines;
using CritiqueCluster.Node.Nodes;
using CritiqueCluster.Node.Replay;
using CritiqueCluster.Node.Reports;
using CritiqueCluster.Node.Runs;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CritiqueCluster.Node.Training;

/// <summary>One run from its folder to its report, led by this process.</summary>
/// <param name="folder">Holds the run's <c>run.json</c>.</param>
/// <param name="file">What that says.</param>
/// <param name="recipe">The recipe as it is now; differs from the file's at most in what changes nothing learned.</param>
/// <param name="problems">What it works on.</param>
/// <param name="door">Who else works on it.</param>
/// <param name="clock">Runs since the program began.</param>
/// <param name="warn">Told of what is odd and was dealt with.</param>
internal sealed class TrainJob(RunFolder folder, RunFile file, Recipe recipe, RunProblems problems, RunDoorOptions door, Stopwatch clock, Action<string> warn)
{
    private readonly JournalStore _journal = RunJournal.StoreOf(folder, file.Key, recipe.Journal);

    /// <summary>Runs or goes on to the end, and writes the report.</summary>
    /// <param name="progress">Told where it stands, now and then.</param>
    /// <param name="logging">Where the actors' log goes; null: nowhere.</param>
    /// <param name="interrupted">Drains; the run can be resumed.</param>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public async Task<RunReport> RunAsync(Action<RunProgress> progress, Action<ILoggingBuilder>? logging, CancellationToken interrupted)
    {
        TorchRuntime.UseThreads(file.Threads);
        RunLock.Take(folder.Path).Dispose();
        RunJournal.RefuseIfLost(folder, _journal);
        using var metrics = new RunMetrics(folder.Path);
        var builder = new ReportBuilder(new RunFacts(file.Run, file.Recipe, file.Policy.Version, file.Critic?.Version), CheckerOf);
        var rows = new ReportRows(new JournalFollower(new JournalReader(_journal), builder), metrics, folder, warn);
        await RunAsync(metrics, rows, progress, logging, interrupted);
        var seconds = await rows.FinishAsync();
        if (Kept() is { } kept)
            return kept;
        var ended = clock.Elapsed;
        var audit = Audit(builder);
        var report = builder.Write(folder.Path, seconds with { Critique = seconds.Critique + audit, Other = seconds.Other + (clock.Elapsed - ended).TotalSeconds - audit });
        return report;
    }

    /// <summary>
    /// The report of a run that was finished before explorations were removed from its journal: made again, it would lack them.
    /// </summary>
    private RunReport? Kept()
    {
        if (new Snapshots(folder).Newest is not (> 0 and var first))
            return null;
        if (!File.Exists(folder.ReportJson))
        {
            warn($"the explorations of the iterations before {first} were removed by `critique journal compact`: the report's rows 1 to {first} lack them, and its tail counts and compares what is left");
            return null;
        }
        warn($"the explorations of the iterations before {first} were removed by `critique journal compact`: {folder.ReportHtml} and {folder.ReportJson} stay as they were");
        return ReportJson.Read(File.ReadAllText(folder.ReportJson));
    }

    private async Task RunAsync(
        RunMetrics metrics, ReportRows rows, Action<RunProgress> progress, Action<ILoggingBuilder>? logging, CancellationToken interrupted)
    {
        // Where the journal is decides nothing that is learned, and may change.
        var spec = new RunSpec(file.Run, file.Recipe with { Journal = new() }, problems.Train, problems.HeldOut, file.Policy.Version, file.Critic?.Version);
        await using var open = door.Listen is null ? null : await RunDoor.ListenAsync(door, file, warn);
        var parts = open?.With(Parts(metrics)) ?? Parts(metrics);
        var stage = (RunPhase.Starting, 0);
        var joined = await OthersAsync(interrupted);
        var cluster = joined?.Cluster ?? Guid.NewGuid().ToString("n");
        await using var run = await LocalRun.StartAsync(spec, folder.Path, _journal, parts, Follow, interrupted, settings => settings with
        {
            Lease = TimeSpan.FromSeconds(recipe.Rollout.LeaseSeconds),
            Roles = door.Roles,
            Host = door.Listen?.Host ?? settings.Host,
            Port = door.ActorPort,
            Seeds = joined is null ? [] : [joined.Seed],
            Open = open is not null,
            Certificates = door.Certificates,
            Overrides = door.Overrides,
        }, logging, Open);
        try
        {
            await run.Completion;
        }
        finally
        {
            open?.Close(); // its node goes before its door
        }

        void Open(IHost node)
        {
            if (open is null)
                return;
            open.Open(new RunDescription(
                NodeHost.SeedOf(node), cluster, file.Key, Path.GetFullPath(folder.Path), recipe.Journal, open.Address, problems.Source.Checker.Kind, file.Threads, file.Policy.Version, file.Critic?.Version, file.Recipe), node);
            warn($"other nodes join with `critique node --join {open.Address.Authority}{(door.Certificates is null ? "" : " --certificates DIR")}`");
            if (!door.Roles.Contains(Roles.Core) && joined is null && !ParentWatch.HasParent)
                warn("the run begins when a core node has joined: `critique node --roles core --join …`, three of them if any may be lost");
        }

        void Follow(RunProgress where)
        {
            progress(where);
            if (stage != (where.Phase, where.Iteration) && (file.Recipe.Mode != RunMode.Streaming || (stage.Item1, where.Phase) == (RunPhase.Evaluating, RunPhase.Streaming)))
                rows.Advance(); // of a stream the base's row; the others are read when it is over
            stage = (where.Phase, where.Iteration);
        }
    }

    /// <summary>What the nodes say that are still at this run; null if there are none, and their cluster is founded anew.</summary>
    private async Task<RunDescription?> OthersAsync(CancellationToken interrupted)
    {
        if (door.Join.Count == 0)
            return null;
        using var others = new RunDoors(door.Join, door.Certificates, warn);
        var found = await others.LookAsync(interrupted, file.Key);
        if (found is not null)
            warn($"joined the nodes that are still at {file.Key}");
        return found;
    }

    /// <summary>Has the critic judge right attempts, too: a run shows it failures alone. One that learned does so with each of its versions.</summary>
    /// <returns>Seconds that it took.</returns>
    private double Audit(ReportBuilder builder)
    {
        if (file.Recipe.Rollout.Arm != Arm.Critique || problems.HeldOut.Count == 0)
            return 0;
        var start = Stopwatch.GetTimestamp();
        using var critic = LocalEngines.Critic(file.Recipe, problems.Source.Checker);
        builder.AuditCritic(critic, critic.Version!.Step);
        foreach (var version in builder.Critics.ToList())
        {
            try
            {
                critic.Load(version, folder.In("parameters", version.Model, version.FolderName));
                builder.AuditCritic(critic, version.Step);
            }
            catch (Exception e) when (e is ConfigurationException or EnvironmentException)
            {
                warn($"the critic's version {version.Step} is not measured: {e.Message}");
            }
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private NodeParts Parts(RunMetrics metrics)
    {
        var checker = problems.Source.Checker;
        return new NodeParts
        {
            Rollouts = () => LocalEngines.EmptyPolicy(recipe, checker, warn),
            Critics = () => LocalEngines.EmptyCritic(recipe, checker),
            Learner = () => new ObservedLearner(new SelfTrainingLearner(recipe, file.Policy.Folder, folder.Path, problems.Source, warn, file.Critic?.Folder), metrics.Learning),
            CheckerOf = _ => checker,
            Known = [.. new[] { file.Policy, file.Critic }.OfType<RunModel>().Select(model => new ParametersAnnounced(model.Version, new Uri(model.Folder).AbsoluteUri))],
            OnNote = warn,
            Clock = clock,
        };
    }

    private ISolutionChecker? CheckerOf(string kind) => kind == problems.Source.Checker.Kind ? problems.Source.Checker : null;
}
