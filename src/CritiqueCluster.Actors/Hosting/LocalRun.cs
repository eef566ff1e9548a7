using Akka.Actor;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Runs;
using CritiqueCluster.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CritiqueCluster.Actors.Hosting;

/// <summary>
/// A run that this process leads: with all roles, in a cluster of one, or with some, in a cluster that others join. Starting it on a
/// folder with an unfinished run goes on with that run.
/// </summary>
public sealed class LocalRun : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(10);

    private readonly JournalStore _journal;
    private readonly RunLock _lock;
    private readonly IDisposable _claim;
    private readonly IHost _host;
    private readonly IActorRef _run;
    private readonly TaskCompletionSource _completion;
    private readonly CancellationTokenRegistration _cancellation;

    private LocalRun(
        JournalStore journal, RunLock runLock, IDisposable claim, IHost host, IActorRef run, TaskCompletionSource completion,
        CancellationToken cancellation)
    {
        (_journal, _lock, _claim, _host, _run, _completion) = (journal, runLock, claim, host, run, completion);
        _cancellation = cancellation.Register(() => _ = CancelAsync(cancellation));
    }

    /// <summary>
    /// Ends when the run is completed, is cancelled once it was drained after cancellation, and fails with the reason if a part
    /// of this process could not go on.
    /// </summary>
    public Task Completion => _completion.Task;

    /// <summary>Starts or resumes a run.</summary>
    /// <param name="spec">What is run; for a folder with a run, the same as before.</param>
    /// <param name="folder">The run folder.</param>
    /// <param name="journal">Where its events are kept.</param>
    /// <param name="parts">Engines, learner and checkers.</param>
    /// <param name="progress">Called now and then, one call at a time.</param>
    /// <param name="cancellation">Drains and ends the run; it can be resumed.</param>
    /// <param name="adjust">Changes to the node's settings, for tests and operators.</param>
    /// <param name="up">Given the node when others can join it.</param>
    /// <param name="logging">Where log lines go; nowhere by default.</param>
    /// <exception cref="ConfigurationException">The folder holds a different run.</exception>
    /// <exception cref="EnvironmentException">The folder is in use or cannot be written.</exception>
    public static async Task<LocalRun> StartAsync(
        RunSpec spec, string folder, JournalStore journal, NodeParts parts, Action<RunProgress> progress, CancellationToken cancellation,
        Func<NodeSettings, NodeSettings>? adjust = null, Action<ILoggingBuilder>? logging = null, Action<IHost>? up = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(journal);
        var runLock = RunLock.Take(folder);
        IDisposable? claim = null;
        IHost? host = null;
        LocalRun? run = null;
        try
        {
            journal.Prepare();
            var completion = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var settings = new NodeSettings { Journal = journal, Lease = TimeSpan.FromSeconds(spec.Recipe.Rollout.LeaseSeconds) };
            settings = adjust?.Invoke(settings) ?? settings;
            claim = journal.Claim(lost => completion.TrySetException(lost), settings.Claim);
            RefuseAnother(spec, folder, journal);
            var listening = parts with { OnFailure = failure => completion.TrySetException(failure.Reason) };
            host = NodeHost.Of(settings, listening, logging);
            await host.StartAsync(cancellation);
            run = new LocalRun(journal, runLock, claim, host, NodeHost.RunOf(host), completion, cancellation);
            NodeHost.FailWhenOut(host, completion);
            await NodeHost.JoinedAsync(host, completion.Task);
            up?.Invoke(host);
            await run.BeginAsync(new StartRun(spec, Paused: settings.Seeds.Count > 0), folder, settings.Roles.Contains(Roles.Core) ? StartLimit : TimeSpan.MaxValue, progress);
            return run;
        }
        catch
        {
            // The actors end before the run is given free.
            if (run is not null)
                await run.DisposeAsync();
            host?.Dispose();
            claim?.Dispose();
            runLock.Dispose();
            throw;
        }
    }

    /// <summary>Stops the actors and gives the folder free. What was journalled stays; what was in flight is done again on resume.</summary>
    public async ValueTask DisposeAsync()
    {
        await _cancellation.DisposeAsync();
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        _journal.Close();
        _claim.Dispose();
        _lock.Dispose();
        _completion.TrySetCanceled();
    }

    /// <summary>Ends the actor system without a farewell, as a killed process would; for tests.</summary>
    internal async Task KillAsync()
    {
        await _cancellation.DisposeAsync();
        var system = (ExtendedActorSystem)_host.Services.GetRequiredService<ActorSystem>();
        system.Abort();
        await system.WhenTerminated;
        _host.Dispose();
        _claim.Dispose();
        _lock.Dispose();
        _completion.TrySetCanceled();
    }

    private async Task BeginAsync(StartRun start, string folder, TimeSpan limit, Action<RunProgress> progress)
    {
        // In this order: a run that was stopped is told to go on before anybody here hears that it was stopped.
        if (await AnswerAsync(start, limit) is RunRefused refused)
            throw StartedDifferently(folder, refused.Reason);
        NodeHost.Watch(_host, progress, _completion);
    }

    /// <summary>Asks until the run answers: where the journal went away meanwhile, who was asked first is no more.</summary>
    private async Task<object> AnswerAsync(StartRun start, TimeSpan limit)
    {
        for (var left = limit; left > TimeSpan.Zero; left -= AskLimit)
        {
            var answer = _run.Ask(start, AskLimit);
            if (await Task.WhenAny(answer, _completion.Task) == _completion.Task)
                await _completion.Task;
            try
            {
                return await answer;
            }
            catch (AskTimeoutException)
            {
                // Asked again.
            }
        }
        throw new EnvironmentException($"The run did not start within {limit.TotalSeconds} seconds: the journal {_journal.Name} or this machine is too slow, or does not answer.");
    }

    /// <summary>Before anything is started: a run goes on by itself as soon as its actors are there.</summary>
    private static void RefuseAnother(RunSpec spec, string folder, JournalStore journal)
    {
        var known = new JournalReader(journal).Entries().Select(e => e.Event).OfType<RunStarted>().FirstOrDefault();
        if (known is not null && SpecComparison.Difference(known.Spec, spec) is { } difference)
            throw StartedDifferently(folder, difference);
    }

    private static ConfigurationException StartedDifferently(string folder, string difference) => new(
        $"The run in {folder} was started differently: {difference}. Resume it with its own recipe, or choose another folder with --run.");

    private async Task CancelAsync(CancellationToken cancellation)
    {
        try
        {
            await _run.Ask<RunDrained>(new DrainRun(), DrainLimit, CancellationToken.None);
        }
        catch (AskTimeoutException)
        {
            // Draining only saves time: what is journalled is safe without it.
        }
        _completion.TrySetCanceled(cancellation);
    }
}
