using CritiqueCluster.Actors.Certificates;
using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.External;
using CritiqueCluster.Node.Control;
using CritiqueCluster.Node.Engines;

using Microsoft.Extensions.Logging;

namespace CritiqueCluster.Node.Nodes;

/// <summary>What a node is that joins the runs of others.</summary>
/// <param name="Join">Nodes that lead runs, or have joined them as core nodes: their HTTP addresses.</param>
/// <param name="Self">Where others reach this node over HTTP.</param>
/// <param name="ActorPort">Port of its actors; 0: any free one.</param>
/// <param name="Roles">rollout, critic, core, or several.</param>
/// <param name="Device">Where its models run; null: as the recipe says.</param>
/// <param name="Threads">Threads of libtorch; null: as many as the run has, which its hashes depend on.</param>
/// <param name="Cache">Gets the parameters that are fetched.</param>
/// <param name="Certificates">How the other nodes are known; null: they are not.</param>
/// <param name="DrainLimit">What the engines have not finished this long after an interrupt goes to others.</param>
/// <param name="Overrides">HOCON that goes before everything else.</param>
/// <param name="AllowCommands">It may run the program that a run's recipe names for judging.</param>
internal sealed record JoiningNodeOptions(
    IReadOnlyList<NodeAddress> Join, NodeAddress Self, int ActorPort, IReadOnlyList<string> Roles, string? Device, int? Threads, string Cache, NodeCertificates? Certificates,
    TimeSpan DrainLimit, string Overrides = "", bool AllowCommands = false);

/// <summary>A process that serves the runs of others: joins one, stays with it to its end, and waits for the next.</summary>
internal sealed class JoiningNode(JoiningNodeOptions options, Action<string> say) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>A core node that hears of the end may be the one that tells the others.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    /// <summary>Looks without an answer after which a worker takes the run's nodes to be gone.</summary>
    private const int MostMisses = 5;

    private readonly RunDoors _doors = new(options.Join, options.Certificates, say);

    /// <summary>Whoever has it drained waits as long as an attempt may take.</summary>
    private static readonly TimeSpan DrainPatience = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _drained = new();

    /// <summary>Clusters whose run was completed or stopped: other core nodes may tell of them for a moment after.</summary>
    private readonly HashSet<string> _over = [];

    private bool IsCore => options.Roles.Contains(Roles.Core);

    /// <summary>Works until it is interrupted.</summary>
    /// <param name="once">Ends after one run.</param>
    /// <param name="logging">Where the actors' log goes; null: nowhere.</param>
    /// <param name="interrupted">Finishes or hands back what it holds, and leaves.</param>
    public async Task RunAsync(bool once, Action<ILoggingBuilder>? logging, CancellationToken interrupted)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(interrupted, _drained.Token);
        try
        {
            await ServeRunsAsync(once, logging, leaving.Token);
        }
        catch (OperationCanceledException) when (_drained.IsCancellationRequested && !interrupted.IsCancellationRequested)
        {
            say("drained: this node has left");
        }
    }

    public void Dispose()
    {
        _doors.Dispose();
        _drained.Dispose();
    }

    private async Task ServeRunsAsync(bool once, Action<ILoggingBuilder>? logging, CancellationToken leaving)
    {
        say($"waiting for a run at {_doors}");
        var over = false;
        while (!once || !over)
        {
            RunDescription? run;
            while ((run = await _doors.LookAsync(leaving)) is null || _over.Contains(run.Cluster))
                await Task.Delay(Interval, leaving);
            say($"working for {run.Run} as {string.Join(" and ", options.Roles)}");
            try
            {
                over = await ServeAsync(run, logging, leaving);
                say(over ? $"{run.Run} is over" : $"{run.Run} is led by another cluster now");
            }
            catch (RunStoppedException)
            {
                over = _over.Add(run.Cluster);
                say($"{run.Run} was stopped");
            }
        }
    }

    /// <returns>Whether the run is over; else it goes on elsewhere.</returns>
    private async Task<bool> ServeAsync(RunDescription run, Action<ILoggingBuilder>? logging, CancellationToken leaving)
    {
        if (HandedCommands.RefuseUnlessAllowed(options.AllowCommands, options.Roles, run.Recipe, run.Run))
            await Task.Run(() => ExternalChecker.Probe(run.Recipe.Problems, say), leaving);
        TorchRuntime.UseThreads(options.Threads ?? run.Threads);
        var control = new ControlRoutes();
        await using var parameters = await NodeParameters.StartAsync(options.Cache, options.Self, options.Certificates, control.Map, say);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var journal = IsCore ? run.OpenJournal() : null;
        using var claim = journal?.Claim(lost => ended.TrySetException(lost), ClaimKind.Member);
        using var host = NodeHost.Of(SettingsOf(run, journal), PartsOf(run, parameters) with { OnFailure = failure => ended.TrySetException(failure.Reason) }, logging);
        await host.StartAsync(leaving);
        try
        {
            NodeHost.FailWhenOut(host, ended);
            say($"its name in the cluster is {NodeHost.SeedOf(host)}");
            if (!IsCore)
                return await StayAsync(run, ended.Task, leaving);
            NodeHost.Watch(host, _ => { }, ended);
            await NodeHost.JoinedAsync(host, ended.Task).WaitAsync(leaving);
            control.Open((run with { Seed = NodeHost.SeedOf(host) }).ToJson(), new ClusterControl(host));
            say($"others find {run.Run} at {parameters.Server.Address.Authority}, too");
            await ended.Task.WaitAsync(leaving); // whoever goes: the run may be led from here
            _over.Add(run.Cluster);
            control.Close();
            await Task.Delay(Farewell, leaving);
            return true;
        }
        finally
        {
            control.Close();
            if (leaving.IsCancellationRequested)
                await NodeHost.DrainAsync(host, _drained.IsCancellationRequested ? DrainPatience : options.DrainLimit);
            await host.StopAsync(CancellationToken.None); // leaves the cluster, so that what it holds goes to others at once
        }
    }

    /// <summary>A worker stays while somebody knows of its cluster.</summary>
    /// <returns>Whether nobody knows of the run; else its cluster was founded anew, after all of its core nodes were lost.</returns>
    private async Task<bool> StayAsync(RunDescription run, Task ended, CancellationToken leaving)
    {
        for (var misses = 0; misses < MostMisses;)
        {
            await await Task.WhenAny(ended, Task.Delay(Interval, leaving)); // throws what stops it
            var found = await _doors.LookAsync(leaving, run.Run);
            if (found is not null && found.Cluster != run.Cluster)
                return false;
            misses = found is null ? misses + 1 : 0;
        }
        return true;
    }

    private void Drain()
    {
        if (_drained.IsCancellationRequested)
            return;
        say("draining: what the engines have is finished, the rest goes to others");
        _ = _drained.CancelAsync();
    }

    private NodeSettings SettingsOf(RunDescription run, JournalStore? journal) => new()
    {
        Roles = options.Roles,
        Host = options.Self.Host,
        Port = options.ActorPort,
        Seeds = [run.Seed],
        Journal = journal,
        Certificates = options.Certificates,
        Lease = TimeSpan.FromSeconds(run.Recipe.Rollout.LeaseSeconds),
        Overrides = options.Overrides,
    };

    private NodeParts PartsOf(RunDescription run, NodeParameters parameters)
    {
        var recipe = options.Device is { } device
            ? run.Recipe with { Policy = run.Recipe.Policy with { Device = device }, Critic = run.Recipe.Critic with { Device = device } }
            : run.Recipe;
        var checker = ProblemSources.CheckerOf(run.Kind, recipe.Problems);
        return new NodeParts
        {
            Rollouts = () => LocalEngines.EmptyPolicy(recipe, checker, say),
            Critics = () => LocalEngines.EmptyCritic(recipe, checker),
            CheckerOf = _ => checker,
            Known = [.. run.Models.Select(version => new ParametersAnnounced(
                version, new Uri(run.Parameters, FormattableString.Invariant($"parameters/{version.Model}/{version.Step}")).AbsoluteUri))],
            Fetcher = parameters.Fetcher,
            Offer = parameters.Server.Offer,
            OnNote = say,
            OnDrain = Drain,
        };
    }
}
