using System.Diagnostics;

using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Diversity;

namespace CritiqueCluster.Node.Control;

/// <summary>A run at a learner elsewhere, followed from here.</summary>
/// <param name="client">Asks the learner.</param>
/// <param name="run">Its name there.</param>
/// <param name="note">Told when the learner does not answer, and when work waits for nodes that are not there.</param>
internal sealed class SubmittedRun(ControlClient client, string run, Action<string> note)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Between waiting for a run and leading it a learner does not answer for a moment.</summary>
    private static readonly TimeSpan Unremarkable = TimeSpan.FromSeconds(10);

    /// <summary>Workers come and go: only work that waits for longer than this is worth a word.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(15);

    private readonly HashSet<string> _missing = [];
    private readonly HashSet<string> _told = [];
    private readonly Stopwatch _looked = Stopwatch.StartNew();

    /// <summary>Phases that are over and were told of, or were before this began.</summary>
    private HashSet<(RunPhase, int)>? _over;

    /// <summary>A learner that was killed may be started again meanwhile.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Follows it to its end.</summary>
    /// <param name="progress">Told where it stands, now and then.</param>
    /// <param name="interrupted">Ends the following, not the run.</param>
    /// <exception cref="EnvironmentException">The learner has not answered for minutes.</exception>
    /// <exception cref="RunStoppedException">Somebody stopped the run.</exception>
    public async Task<RunReport> FollowAsync(Action<RunProgress> progress, CancellationToken interrupted)
    {
        var (silent, noted) = (Stopwatch.StartNew(), false);
        while (true)
        {
            try
            {
                var account = await client.AccountAsync(run, interrupted);
                silent.Restart();
                noted = false;
                if (account.Report is { } report)
                    return report;
                if (account.Fate == RunFate.Stopped)
                    throw new RunStoppedException();
                Tell(account, progress);
                if (_looked.Elapsed > BetweenLooks)
                    await LookForWorkersAsync(interrupted);
            }
            catch (EnvironmentException e) when (silent.Elapsed < Patience)
            {
                if (!noted && silent.Elapsed > Unremarkable)
                {
                    note($"the learner does not answer, and is asked again: {e.Message}");
                    noted = true;
                }
            }
            await Task.Delay(Interval, interrupted);
        }
    }

    /// <summary>What stood at the end of a phase first: what was heard of it before may be a second old.</summary>
    private void Tell(RunAccount account, Action<RunProgress> progress)
    {
        var ended = account.Ended ?? [];
        _over ??= [.. ended.Select(Key)];
        foreach (var phase in ended.Where(phase => _over.Add(Key(phase))))
            progress(phase);
        if (account.Progress is { } now)
            progress(now);

        static (RunPhase, int) Key(RunProgress phase) => (phase.Phase, phase.Iteration);
    }

    /// <summary>Says of each kind of work once that nobody is there for it, if that was so at two looks.</summary>
    private async Task LookForWorkersAsync(CancellationToken interrupted)
    {
        _looked.Restart();
        var missing = MissingWorkers.Of(await client.StatusAsync(interrupted)).ToList();
        foreach (var (kind, text) in missing)
            if (_missing.Contains(kind) && _told.Add(kind))
                note(text);
        _missing.Clear();
        _missing.UnionWith(missing.Select(m => m.Kind));
    }
}
