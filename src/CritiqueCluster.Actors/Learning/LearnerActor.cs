using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.Journal;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Parameters;
using CritiqueCluster.Actors.Work;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Actors.Learning;

/// <summary>
/// Folds one iteration after the other, one optimizer step per message to itself. The checkpoint says what is folded; the
/// journal says what the rest of the run knows of. After a restart the two are brought together: an iteration in the checkpoint
/// is never folded again, only journalled; one that is journalled but lost with its checkpoint is folded again.
/// Before anything else it takes the run over from the learner before it (<see cref="LearnerTookOver"/>): of two that a partition left
/// alive, the older can publish nothing any more, and ends when it finds out.
/// </summary>
internal sealed class LearnerActor : ReceivePersistentActor
{
    private const string Part = "learner";

    private readonly LearnerParts _parts;
    private readonly Succession _succession;
    private readonly StepUsage _usage;
    private readonly SortedDictionary<int, ParametersPublished> _published = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ILearner _learner = null!;
    private IActorRef _asker = ActorRefs.Nobody;
    private int _wanted = -1;
    private int? _underWay;
    private bool _held;
    private bool _stepDue;
    private double _loss;

    public LearnerActor(LearnerParts parts)
    {
        _parts = parts;
        _succession = new Succession($"{parts.Node}/{Context.Parent.Path.Uid}"); // its supervisor is begun anew with it, and stays when it is started again
        _usage = new StepUsage(parts.RunActor, Part);
        PersistenceId = Writers.Learner(parts.Run);
        Recover<ParametersPublished>(p => _published[p.Iteration] = p);
        Recover<LearnerTookOver>(_succession.Apply);
        Recover<RecoveryCompleted>(_ => OnRecovered());
        Command<Learn>(OnLearn);
        Command<TaskRead>(r => OnTask(r.Task));
        Command<NextStep>(_ => OnStep());
        Command<HoldWork>(OnHold);
        Command<WhereAreParameters>(OnWhere);
        Command<TaskUnread>(u => OnUnread(u.Cause));
    }

    public override string PersistenceId { get; }

    protected override void PostStop()
    {
        _usage.Tell();
        _learner?.Dispose();
        base.PostStop();
    }

    protected override void PreRestart(Exception reason, object message)
    {
        HostFailure.Publish(Context.System, Part, reason);
        base.PreRestart(reason, message);
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => JournalTrouble.Publish(Context.System, Part, cause);

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => JournalTrouble.Publish(Context.System, Part, cause);

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => JournalTrouble.Publish(Context.System, Part, reason);

    private void OnRecovered()
    {
        if (_succession.IsThis)
            Begin();
        else if (_succession.Successor is { } successor)
            Fail(new EnvironmentException($"Another learner has taken the run over ({successor}): this one was cut off from the cluster, and what it did since is not part of the run. Start it again."));
        else
            TakeOver(_succession.TakeOver());
    }

    private void TakeOver(LearnerTookOver tookOver) => Persist(Tagged(tookOver), _ =>
    {
        _succession.Apply(tookOver);
        Begin();
    });

    private Tagged Tagged(object fact) => new(fact, [JournalStore.TagOf(_parts.Run)]);

    private void Begin()
    {
        if (!TryOrFail(() => _learner = _parts.MakeLearner()))
            return;
        var folded = _learner.Iterations - 1;
        if (folded > _published.Count)
        {
            Fail(new EnvironmentException(
                $"The learner's checkpoint has folded {_learner.Iterations} iterations, the journal knows of {_published.Count}: it is not the journal of this run, or lost its end. Restore it, or begin another run."));
            return;
        }
        if (folded >= 0 && !_published.ContainsKey(folded))
        {
            _log.Warning("Iteration {0} is in the checkpoint and not in the journal: it is journalled now, not folded again", folded);
            Publish(new ParametersPublished(folded, _learner.Version, _learner.JournalPosition, _learner.Result));
        }
        else if (_learner.Iterations < _published.Count)
        {
            _log.Warning("The journal knows {0} iterations, the checkpoint {1}: the difference is folded again", _published.Count, _learner.Iterations);
            _wanted = Math.Max(_wanted, _published.Keys.Last()); // at once: whoever needs those parameters waits for them
            GoOn();
        }
    }

    private void OnLearn(Learn learn)
    {
        _asker = Sender;
        _wanted = Math.Max(_wanted, learn.Iteration);
        GoOn();
    }

    /// <summary>Answers if the wanted iteration is folded and journalled; else begins what comes next, one iteration at a time.</summary>
    private void GoOn()
    {
        if (_underWay is not null || _wanted < 0)
            return;
        if (_learner.Iterations > _wanted)
        {
            if (_published.TryGetValue(_wanted, out var fact))
                _asker.Tell(new Learned(_wanted, fact.Version));
            return;
        }
        var next = _learner.Iterations;
        _underWay = next;
        Task.Run(() => ReadAsync(next)).PipeTo(Self);
    }

    private async Task<object> ReadAsync(int iteration)
    {
        try
        {
            return new TaskRead(await _parts.ReadTask(iteration));
        }
        catch (Exception e)
        {
            return new TaskUnread(e);
        }
    }

    /// <summary>Where the journal may answer later, the learner starts again and asks it then.</summary>
    private void OnUnread(Exception cause)
    {
        JournalTrouble.Publish(Context.System, Part, cause);
        Context.Stop(Self);
    }

    private void OnTask(LearningTask task)
    {
        if (task.Iteration != _underWay)
            return;
        _log.Info("Learning iteration {0} from {1} explorations", task.Iteration, task.Explorations.Count);
        _usage.CountAgain();
        if (TryOrFail(() => _usage.Time(() => _learner.Begin(task))))
            Self.Tell(NextStep.Instance);
    }

    /// <summary>Between two steps the learner may rest.</summary>
    private void OnHold(HoldWork hold)
    {
        _held = hold.Held;
        if (_held || !_stepDue)
            return;
        _stepDue = false;
        OnStep();
    }

    private void OnStep()
    {
        _stepDue = _held;
        if (_held)
            return;
        var progress = default(LearningProgress)!;
        if (!TryOrFail(() => _usage.Time(() => progress = _learner.Step())))
            return;
        _usage.Tell(progress.Tokens);
        if (progress.Model == ParameterVersion.Policy)
            _loss = progress.Loss; // people are shown one loss: the critic's has curves of its own
        _parts.RunActor.Tell(new LearningAdvanced(_underWay!.Value, progress.Step, progress.Steps, _loss));
        if (progress.Done)
            Finish();
        else
            Self.Tell(NextStep.Instance);
    }

    private void Finish()
    {
        var result = default(LearningResult)!;
        if (!TryOrFail(() => _usage.Time(() => result = _learner.Publish())))
            return;
        _usage.Tell();
        Publish(new ParametersPublished(_underWay!.Value, result.Version, result.JournalPosition, result));
    }

    /// <summary>Journals first, then tells. Folding a journalled iteration again changes the journal only if it changed the outcome.</summary>
    private void Publish(ParametersPublished fact)
    {
        if (_published.TryGetValue(fact.Iteration, out var known) && VersionsOf(known).SequenceEqual(VersionsOf(fact)))
        {
            OnPublished(known);
            return;
        }
        if (known is not null)
            _log.Warning("Iteration {0} gave {1} when folded again, and {2} before", fact.Iteration, Hashes(fact), Hashes(known));
        Persist(Tagged(fact), _ => OnPublished(fact));
    }

    private void OnPublished(ParametersPublished fact)
    {
        _published[fact.Iteration] = fact;
        _underWay = null;
        foreach (var version in VersionsOf(fact))
            _parts.Announcements.Tell(new Publish(ParameterCache.Topic, AnnouncementOf(version)));
        GoOn();
    }

    /// <summary>The policy's version, and the critic's where it learns.</summary>
    private static IEnumerable<ParameterVersion> VersionsOf(ParametersPublished fact) => new[] { fact.Version, fact.Result?.Critic?.Version }.OfType<ParameterVersion>();

    private static string Hashes(ParametersPublished fact) => string.Join(" and ", VersionsOf(fact).Select(version => version.Hash));

    private void OnWhere(WhereAreParameters where)
    {
        if (_parts.Known?.FirstOrDefault(known => (known.Version.Model, known.Version.Step) == (where.Model, where.Step)) is { } basis)
        {
            Sender.Tell(AnnouncementOf(basis.Version, new Uri(basis.Location).LocalPath)); // it may have been elsewhere before this process
            return;
        }
        if (where.Step > _learner.Version.Step)
            return; // what is folded again is announced when its files are whole
        var version = _published.Values.SelectMany(VersionsOf).Concat(new[] { _learner.Version, _learner.Critic }.OfType<ParameterVersion>())
            .FirstOrDefault(v => (v.Model, v.Step) == (where.Model, where.Step));
        if (version is not null)
            Sender.Tell(AnnouncementOf(version));
    }

    private ParametersAnnounced AnnouncementOf(ParameterVersion version) => AnnouncementOf(version, Path.GetFullPath(_learner.FolderOf(version.Step, version.Model)));

    private ParametersAnnounced AnnouncementOf(ParameterVersion version, string folder) =>
        new(version, (_parts.Offer?.Invoke(version, folder) ?? new Uri(folder)).AbsoluteUri);

    private bool TryOrFail(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception e)
        {
            Fail(e);
            return false;
        }
    }

    private void Fail(Exception reason)
    {
        HostFailure.Publish(Context.System, Part, reason);
        Context.Stop(Self);
    }

    private sealed record TaskRead(LearningTask Task) : INoSerializationVerificationNeeded;

    private sealed record TaskUnread(Exception Cause) : INoSerializationVerificationNeeded;

    private sealed class NextStep : INoSerializationVerificationNeeded
    {
        public static readonly NextStep Instance = new();
    }
}
